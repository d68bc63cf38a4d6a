//! Home: the series and their chats.

use askama::Template;
use chat::{Chat, Series};

use crate::{
    counted::{counted, people, posts},
    head::Head,
    site::Site,
    urls::{Here, Page},
    when::{Clock, Day, Zone},
};

/// The page that shows what there is.
#[derive(Debug, Clone)]
pub struct HomePage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The series, in the order in which they are shown.
    pub series: &'a [SeriesLine<'a>],
    /// Posts kept in all, in a chat or in none.
    pub posts: u64,
    /// Authors of these posts.
    pub people: u64,
}

/// A series as the home page tells of it.
#[derive(Debug, Clone)]
pub struct SeriesLine<'a> {
    /// The series.
    pub series: &'a Series,
    /// Its chats, newest first; the home page shows the first few.
    pub chats: &'a [ChatLine<'a>],
    /// Posts in all its chats.
    pub posts: u64,
    /// Authors of these posts.
    pub people: u64,
}

/// A chat as a table of contents tells of it.
#[derive(Debug, Clone, Copy)]
pub struct ChatLine<'a> {
    /// The chat.
    pub chat: &'a Chat,
    /// How many posts.
    pub posts: u64,
    /// How many people.
    pub people: u64,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Html<'a> {
    head: Head<'a>,
    sum: String,
    is_empty: bool,
    has_no_chat: bool,
    series: Vec<Section>,
}

struct Section {
    id: String,
    title: String,
    tag: String,
    link: String,
    sum: String,
    lines: Vec<Line>,
    more: Option<String>,
}

/// One line of a table of contents.
pub(crate) struct Line {
    pub(crate) title: String,
    pub(crate) link: String,
    pub(crate) posts: String,
    pub(crate) day: String,
    pub(crate) facts: String,
}

impl Line {
    pub(crate) fn new(line: &ChatLine<'_>, zone: &Zone, here: Here) -> Self {
        let chat = line.chat;
        let (opens_at, closes_at) = chat.talk();
        let starts = zone.civil(opens_at);
        let mut facts = people(line.people);
        if closes_at > opens_at {
            facts = format!("{} {}, {facts}", Clock(starts), zone.place());
        }
        let day = Day(chat.name.date).to_string();
        Self {
            title: chat.title.clone().unwrap_or_else(|| day.clone()),
            link: here.to(Page::Chat(&chat.name)),
            posts: posts(line.posts),
            day: if chat.title.is_some() { day } else { String::new() },
            facts,
        }
    }
}

/// A series' title for people: its own, or its tag.
pub(crate) fn title_of(series: &Series) -> String {
    series.title.clone().unwrap_or_else(|| format!("#{}", series.tag))
}

/// `Forty-one chats` would be finer; this is `41 chats, 17,902 posts by 1,206 people`.
pub(crate) fn sum(chats: usize, n_posts: u64, n_people: u64) -> String {
    let chats = counted(chats as u64, "chat", "chats");
    format!("{chats}, {} by {}", posts(n_posts), people(n_people))
}

impl HomePage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let here = Here::on(Page::Home);
        let chats = self.series.iter().map(|s| s.chats.len()).sum();
        let sum = sum(chats, self.posts, self.people);
        let html = Html {
            head: Head::new(self.site, Page::Home, "", &sum),
            is_empty: self.posts == 0,
            has_no_chat: self.posts > 0 && chats == 0,
            sum,
            series: self.series.iter().map(|line| section(line, here)).collect(),
        };
        html.render().unwrap_or_default()
    }
}

fn section(line: &SeriesLine<'_>, here: Here) -> Section {
    const SHOWN: usize = 6;
    let zone = Zone::of(Some(line.series));
    let hidden = line.chats.len().saturating_sub(SHOWN) as u64;
    let shown = line.chats.iter().take(SHOWN);
    Section {
        id: crate::urls::series_id(&line.series.tag),
        title: title_of(line.series),
        tag: line
            .series
            .title
            .as_ref()
            .map_or_else(String::new, |_| format!("#{}", line.series.tag)),
        link: here.to(Page::Series(&line.series.tag)),
        sum: sum(line.chats.len(), line.posts, line.people),
        lines: shown.map(|chat| Line::new(chat, &zone, here)).collect(),
        more: (hidden > 0).then(|| counted(hidden, "earlier chat", "earlier chats")),
    }
}
