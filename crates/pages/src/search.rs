//! Search: the form, and what was found.
//!
//! A server fills [`Found`]. A published copy has none, and `search.js` finds the same things in
//! the same words; without a question the two are the same bytes.

use askama::Template;
use chat::{Post, Series};

use crate::{
    counted::{Grouped, posts},
    entry::{Entry, Place, Scene, Standing},
    head::{Head, Robots},
    known::Known,
    marks::Marks,
    places::Places,
    site::Site,
    transcript::{Sitting, answered},
    urls::{Here, Page, post_slug},
    when::{Day, Zone},
};

/// The page that searches.
#[derive(Debug, Clone, Copy)]
pub struct SearchPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// What was asked; the default is nothing.
    pub query: &'a Query,
    /// What was found; `None` before anything was asked, and in a published copy.
    pub found: Option<&'a Found<'a>>,
    /// Why the question was not understood, if it was not.
    pub problem: Option<&'a str>,
    /// The series to choose from.
    pub series: &'a [&'a Series],
    /// What else is kept.
    pub known: &'a Known<'a>,
}

/// What somebody asked, as they typed it. Each field is one of the form; empty is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// `q`: words, `"phrases"`, `-exclusions`.
    pub q: String,
    /// `tag`: with or without `#`.
    pub tag: String,
    /// `author`: a handle or a name.
    pub author: String,
    /// `since`: the first day.
    pub since: String,
    /// `until`: the last day.
    pub until: String,
    /// `order`: `best` or `newest`.
    pub order: Order,
    /// `page`: from 1 on; 0 is also the first.
    pub page: usize,
}

/// In which order what was found is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The best first.
    #[default]
    Best,
    /// The newest first.
    Newest,
}

impl Order {
    /// The value in the form and in links.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Newest => "newest",
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found<'a> {
    /// How many posts in all.
    pub total: u64,
    /// Those of this page.
    pub hits: Vec<Hit<'a>>,
    /// How many a page holds.
    pub per_page: usize,
}

/// A post that was found, and where it was said.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'a> {
    /// The post.
    pub post: &'a Post,
    /// Its chat, if it was said in one.
    pub sitting: Option<Sitting<'a>>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Html<'a> {
    head: Head<'a>,
    query: &'a Query,
    is_best: bool,
    series: Vec<(String, bool)>,
    other_tag: Option<&'a str>,
    problem: Option<&'a str>,
    status: Option<String>,
    other_order: Option<(&'static str, String)>,
    entries: Vec<Entry<'a>>,
    first: usize,
    previous: Option<String>,
    next: Option<String>,
}

impl SearchPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let here = Here::on(Page::Search);
        let marks = Marks::of(&self.query.q);
        let hits = self.found.map_or(&[][..], |found| &found.hits);
        let scenes: Vec<Scene<'_>> = hits.iter().map(|hit| self.scene(hit, here, &marks)).collect();
        let page = self.query.page.max(1);
        let per_page = self.found.map_or(1, |found| found.per_page.max(1));
        let total = self.found.map_or(0, |found| found.total);
        let has_more = total > (page * per_page) as u64;
        let other = match self.query.order {
            Order::Best => Order::Newest,
            Order::Newest => Order::Best,
        };
        let tag = self.query.tag.trim_start_matches('#');
        let is_series = self.series.iter().any(|s| s.tag.as_str() == tag);
        let html = Html {
            head: self.head(),
            query: self.query,
            is_best: self.query.order == Order::Best,
            series: self
                .series
                .iter()
                .map(|s| (s.tag.to_string(), s.tag.as_str() == tag))
                .collect(),
            other_tag: (!tag.is_empty() && !is_series).then_some(tag),
            problem: self.problem,
            status: self.found.map(|found| status(found.total, self.query)),
            other_order: (total > 1).then(|| (other.as_str(), self.link(here, other, 1))),
            entries: hits.iter().zip(&scenes).map(|(hit, scene)| entry(hit, scene)).collect(),
            first: (page - 1) * per_page + 1,
            previous: (page > 1).then(|| self.link(here, self.query.order, page - 1)),
            next: has_more.then(|| self.link(here, self.query.order, page + 1)),
        };
        html.render().unwrap_or_default()
    }

    fn head(&self) -> Head<'_> {
        let title = match self.query.q.trim() {
            "" => "Search".to_owned(),
            q => format!("“{q}” · Search"),
        };
        let head = Head::new(self.site, Page::Search, &title, "Search in all that was said.");
        let head = head.scripts(&["reader.js", "search.js"]);
        // Answers are not for search engines; the form is.
        if self.found.is_some() { head.robots(Robots::KeepOut) } else { head }
    }

    fn scene<'a>(&'a self, hit: &Hit<'a>, here: Here, marks: &'a Marks) -> Scene<'a> {
        let series = hit.sitting.map(|s| s.series);
        Scene {
            here,
            zone: Zone::of(series),
            known: self.known,
            series,
            marks: Some(marks),
            bonds: None,
            places: Places::Here,
        }
    }

    fn link(&self, here: Here, order: Order, page: usize) -> String {
        let query = self.query;
        let page = if page > 1 { page.to_string() } else { String::new() };
        here.to_search(&[
            ("q", &query.q),
            ("tag", &query.tag),
            ("author", &query.author),
            ("since", &query.since),
            ("until", &query.until),
            ("order", order.as_str()),
            ("page", &page),
        ])
    }
}

/// `214 posts say “log”, under #chartership, by @ada, since 2026-01-01.`
fn status(total: u64, query: &Query) -> String {
    let mut words = match (total, query.q.trim()) {
        (0, "") => "No post was found".to_owned(),
        (0, q) => format!("No post says {}", quoted(q)),
        (n, "") => format!("{} found", posts(n)),
        (1, q) => format!("1 post says {}", quoted(q)),
        (n, q) => format!("{} posts say {}", Grouped(n), quoted(q)),
    };
    let tag = query.tag.trim_start_matches('#');
    for (joint, value) in [
        (", under #", tag),
        (", by ", query.author.as_str()),
        (", since ", query.since.as_str()),
        (", until ", query.until.as_str()),
    ] {
        if !value.is_empty() {
            words.push_str(joint);
            words.push_str(&crate::escape::clipped(value, 80));
        }
    }
    words.push('.');
    words
}

fn quoted(q: &str) -> String {
    format!("“{}”", crate::escape::clipped(q, 120))
}

fn entry<'a>(hit: &Hit<'a>, scene: &'a Scene<'a>) -> Entry<'a> {
    let day = Day(scene.zone.date(&hit.post.created_at)).to_string();
    let place = match hit.sitting {
        Some(sitting) => Place {
            label: sitting.label(),
            link: scene.here.to_part(Page::Chat(&sitting.chat.name), &post_slug(&hit.post.uri)),
            day,
        },
        None => {
            Place { label: day, link: scene.here.to(Page::Post(&hit.post.uri)), day: String::new() }
        }
    };
    let answers = answered(hit.post, None, scene, &[]);
    Entry::new(hit.post, scene, Standing::Plain, None).answering(answers).said_in(Some(place))
}
