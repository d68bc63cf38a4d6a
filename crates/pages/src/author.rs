//! An author: who they say they are, and what they said, chat by chat.

use askama::Template;
use chat::{Author, Post};
use jiff::civil::Date;

use crate::{
    counted::{counted, posts},
    entry::{Answered, Entry, LONGEST_NAME, Scene, Standing, handle_of, name_of, network_mark},
    escape,
    head::{Head, Robots},
    href,
    known::Known,
    places::Places,
    site::{Site, is_findable},
    transcript::{Sitting, answered},
    urls::{Here, Page},
    when::{Day, Zone},
};

/// The page of one author, or one part of it where they said much.
#[derive(Debug, Clone, Copy)]
pub struct AuthorPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The author.
    pub author: &'a Author,
    /// What they said on this part of the page, chat by chat, newest chat first.
    pub spoken: &'a [Spoken<'a>],
    /// Posts on all parts together.
    pub posts: u64,
    /// Which part this is, from 1 on.
    pub part: usize,
    /// How many parts there are.
    pub parts: usize,
    /// What else is kept.
    pub known: &'a Known<'a>,
}

/// What an author said in one chat, or outside of any.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'a> {
    /// The chat; `None` gathers what was said outside of chats.
    pub sitting: Option<Sitting<'a>>,
    /// What they said, oldest first.
    pub posts: &'a [&'a Post],
}

#[derive(Template)]
#[template(path = "author.html")]
struct Html<'a> {
    head: Head<'a>,
    name: String,
    /// The name as it is, where it is too long for a line.
    whole_name: Option<&'a str>,
    handle: Option<String>,
    network: &'static str,
    symbol: &'static str,
    bio: Option<String>,
    profile: Option<(String, String)>,
    sum: String,
    sections: Vec<Section<'a>>,
    newer: Option<String>,
    older: Option<String>,
    part: usize,
    parts: usize,
}

struct Section<'a> {
    id: usize,
    label: String,
    link: Option<String>,
    sum: String,
    entries: Vec<Entry<'a>>,
}

impl AuthorPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let page = Page::AuthorPart(&self.author.uri, self.part);
        let here = Here::on(page);
        let all: Vec<Spoken<'_>> = self.spoken.iter().flat_map(by_year).collect();
        let scenes: Vec<Scene<'_>> = all.iter().map(|s| self.scene(s, here)).collect();
        let spoken = all.iter().zip(&scenes).enumerate();
        let name = name_of(self.author);
        let (network, symbol) = network_mark(self.author.network);
        let chats = self.spoken.iter().filter(|s| s.sitting.is_some()).count() as u64;
        let sum = if self.parts > 1 {
            posts(self.posts)
        } else {
            format!("{} in {}", posts(self.posts), counted(chats, "chat", "chats"))
        };
        let robots = if is_findable(self.author) { Robots::Welcome } else { Robots::KeepOut };
        let part = |n: usize| here.to(Page::AuthorPart(&self.author.uri, n));
        let html = Html {
            head: Head::new(self.site, page, &name, &sum).robots(robots),
            name,
            whole_name: self.whole_name(),
            handle: handle_of(self.author),
            network,
            symbol,
            bio: self.bio(),
            profile: self.profile(),
            sum,
            sections: spoken.map(|(id, (spoken, scene))| section(id, spoken, scene)).collect(),
            newer: (self.part > 1).then(|| part(self.part - 1)),
            older: (self.part < self.parts).then(|| part(self.part + 1)),
            part: self.part,
            parts: self.parts,
        };
        html.render().unwrap_or_default()
    }

    fn scene<'a>(&'a self, spoken: &Spoken<'a>, here: Here) -> Scene<'a> {
        let series = spoken.sitting.map(|s| s.series);
        Scene {
            here,
            zone: Zone::of(series),
            known: self.known,
            series,
            marks: None,
            bonds: None,
            places: Places::Here,
        }
    }

    fn whole_name(&self) -> Option<&str> {
        let name = self.author.name.as_deref()?.trim();
        (name.chars().count() > LONGEST_NAME).then_some(name)
    }

    fn bio(&self) -> Option<String> {
        const LONGEST: usize = 600;
        let bio = self.author.bio.as_deref()?.trim();
        (!bio.is_empty()).then(|| escape::clipped(bio, LONGEST).into_owned())
    }

    fn profile(&self) -> Option<(String, String)> {
        let url = self.author.url.as_deref()?;
        let link = href::safe(url)?.into_owned();
        Some((escape::clipped(href::bare(url).1, LONGEST_NAME).into_owned(), link))
    }
}

/// What was said outside of chats, a year at a time: no day is told around it.
fn by_year<'a>(spoken: &Spoken<'a>) -> Vec<Spoken<'a>> {
    if spoken.sitting.is_some() {
        return vec![*spoken];
    }
    let years = spoken.posts.chunk_by(|one, next| year(one) == year(next));
    years.map(|posts| Spoken { sitting: None, posts }).collect()
}

/// The year of a post outside of chats.
fn year(post: &Post) -> i16 {
    Zone::of(None).date(&post.created_at).year()
}

fn section<'a>(id: usize, spoken: &Spoken<'a>, scene: &'a Scene<'a>) -> Section<'a> {
    let count = spoken.posts.len() as u64;
    let (label, link, sum) = match spoken.sitting {
        Some(sitting) => {
            let day = Day(sitting.chat.name.date);
            let tag = &sitting.series.tag;
            let link = scene.here.to(Page::Chat(&sitting.chat.name));
            (sitting.label(), Some(link), format!("#{tag}, {day}: {}", posts(count)))
        }
        None => {
            let year = spoken.posts.first().map(|post| format!(", {}", year(post)));
            (format!("Outside of chats{}", year.unwrap_or_default()), None, posts(count))
        }
    };
    let day = spoken.sitting.map(|s| s.chat.name.date);
    let entries = spoken.posts.iter();
    Section { id, label, link, sum, entries: entries.map(|post| entry(post, scene, day)).collect() }
}

fn entry<'a>(post: &'a Post, scene: &'a Scene<'a>, day: Option<Date>) -> Entry<'a> {
    let answers: Option<Answered> = answered(post, None, scene, &[]);
    let entry = Entry::new(post, scene, Standing::Own, day).answering(answers);
    if day.is_some() { entry } else { entry.with_day(scene.zone.day_and_clock(&post.created_at)) }
}
