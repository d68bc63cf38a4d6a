//! Where a copy of a post had its page: it leads on to the original's.

use askama::Template;
use chat::Uri;

use crate::{
    head::{Head, Robots},
    site::Site,
    urls::{Here, Page},
};

/// The page of a copy that a bridge made of a post which is kept too.
#[derive(Debug, Clone, Copy)]
pub struct CopyPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The copy.
    pub copy: &'a Uri,
    /// What it is a copy of.
    pub original: &'a Uri,
}

#[derive(Template)]
#[template(path = "copy.html")]
struct Html<'a> {
    head: Head<'a>,
    original: String,
}

impl CopyPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let page = Page::Post(self.copy);
        let original = Here::on(page).to(Page::Post(self.original));
        let title = "The same post on the other network";
        let head = Head::new(self.site, page, title, "").robots(Robots::KeepOut);
        let head = head.leading_to(original.clone());
        Html { head, original }.render().unwrap_or_default()
    }
}
