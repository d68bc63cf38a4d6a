//! What a reader sees where nothing is.

use askama::Template;

use crate::{
    head::{Head, Robots},
    site::Site,
    urls::{Here, Page},
};

/// The page for a place where nothing is.
#[derive(Debug, Clone, Copy)]
pub struct NotFoundPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The path that was asked for, `/some/where`; for the published `404.html` it is `/`.
    pub path: &'a str,
}

#[derive(Template)]
#[template(path = "not_found.html")]
struct Html<'a> {
    head: Head<'a>,
}

impl NotFoundPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let title = "Nothing is here";
        let head = Head::new(self.site, Page::NotFound, title, "No page has this address.")
            .standing(Here::at_path(self.path))
            .robots(Robots::KeepOut);
        Html { head }.render().unwrap_or_default()
    }
}
