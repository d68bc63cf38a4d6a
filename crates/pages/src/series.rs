//! A series: its chats as a table of contents, newest first.

use askama::Template;
use chat::Series;

use crate::{
    head::Head,
    home::{ChatLine, Line, sum, title_of},
    site::Site,
    urls::{Here, Page},
    when::Zone,
};

/// The page of one series.
#[derive(Debug, Clone)]
pub struct SeriesPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The series.
    pub series: &'a Series,
    /// Its chats, newest first.
    pub chats: &'a [ChatLine<'a>],
    /// Posts in all of them.
    pub posts: u64,
    /// Authors of these posts.
    pub people: u64,
}

#[derive(Template)]
#[template(path = "series.html")]
struct Html<'a> {
    head: Head<'a>,
    title: String,
    tag: String,
    sum: String,
    years: Vec<(i16, Vec<Line>)>,
}

impl SeriesPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let page = Page::Series(&self.series.tag);
        let (here, zone) = (Here::on(page), Zone::of(Some(self.series)));
        let title = title_of(self.series);
        let sum = sum(self.chats.len(), self.posts, self.people);
        let mut years: Vec<(i16, Vec<Line>)> = Vec::new();
        for chat in self.chats {
            let (year, line) = (chat.chat.name.date.year(), Line::new(chat, &zone, here));
            match years.last_mut().filter(|(known, _)| *known == year) {
                Some((_, lines)) => lines.push(line),
                None => years.push((year, vec![line])),
            }
        }
        let html = Html {
            head: Head::new(self.site, page, &title, &sum),
            tag: self
                .series
                .title
                .as_ref()
                .map_or_else(String::new, |_| format!("#{}", self.series.tag)),
            title,
            sum,
            years,
        };
        html.render().unwrap_or_default()
    }
}
