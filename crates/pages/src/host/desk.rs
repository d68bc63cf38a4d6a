//! The desk of a chat: how it goes, what waits, what was decided, and the means to decide.

use askama::Template;
use chat::{Chat, Post, Series};
use jiff::Timestamp;

use super::Guest;
use crate::{
    entry::name_of,
    escape,
    head::Head,
    site::Site,
    urls::{Here, HostPlace, Page},
    when::{Clock, Day, Zone},
};

/// So many characters of a post stand in a line.
const LINE: usize = 160;

/// The desk of a chat.
#[derive(Debug, Clone, Copy)]
pub struct DeskPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The series.
    pub series: &'a Series,
    /// The chat.
    pub chat: &'a Chat,
    /// Who looks.
    pub guest: Guest<'a>,
    /// What readers see, by time.
    pub posts: &'a [Post],
    /// From when on posts of the last minute are counted.
    pub now: Timestamp,
    /// What waits to be seen, by time.
    pub waits: &'a [Waits<'a>],
    /// How the sources are.
    pub sources: &'a [SourceLine],
    /// The log, newest first.
    pub decisions: &'a [Decision],
    /// The number of the decision by which new people's posts wait.
    pub holding: Option<i64>,
    /// The words on the list, each with the number of its decision.
    pub words: &'a [(i64, String)],
    /// What went wrong with what was sent, in words.
    pub problem: Option<&'a str>,
}

/// A post that waits.
#[derive(Debug, Clone)]
pub struct Waits<'a> {
    /// The post.
    pub post: &'a Post,
    /// The word for which it waits; else its author is new.
    pub word: Option<String>,
}

/// A source that is followed.
#[derive(Debug, Clone)]
pub struct SourceLine {
    /// Its name.
    pub name: String,
    /// How it is.
    pub state: String,
    /// The last times in which it could not see: from, to, why.
    pub gaps: Vec<(Timestamp, Option<Timestamp>, String)>,
}

/// A line of the log.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// What was decided.
    pub words: String,
    /// Why; may be empty.
    pub reason: String,
    /// Who decided.
    pub host: String,
    /// When.
    pub at: Timestamp,
    /// When it was undone, and by whom.
    pub undone: Option<(Timestamp, String)>,
}

#[derive(Template)]
#[template(path = "host_desk.html")]
struct Html<'a> {
    head: Head<'a>,
    guest: Guest<'a>,
    title: &'a str,
    name: String,
    problem: Option<&'a str>,
    zone: String,
    starts: String,
    ends: String,
    facts: Vec<(&'static str, String)>,
    waits: Vec<Line>,
    sources: Vec<(String, String, Vec<String>)>,
    log: Vec<Logged<'a>>,
    posts: Vec<Line>,
    holding: Option<i64>,
    words: &'a [(i64, String)],
    home: String,
    chat: String,
    act: String,
    undo: String,
    times: String,
}

/// A post in one line.
struct Line {
    name: String,
    clock: String,
    words: String,
    link: String,
    uri: String,
    author: String,
    why: String,
}

struct Logged<'a> {
    id: i64,
    words: &'a str,
    reason: &'a str,
    facts: String,
    is_undone: bool,
}

impl DeskPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let (chat, zone) = (self.chat, Zone::of(Some(self.series)));
        let name = &chat.name;
        let page = Page::Host(HostPlace::Desk(name));
        let here = Here::on(page);
        let to = |place| here.to(Page::Host(place));
        let local = |at: Timestamp| zone.civil(at).strftime("%Y-%m-%dT%H:%M").to_string();
        let title = chat.title.as_deref().unwrap_or_default();
        let newest = self.posts.iter().rev().take(40);
        let html = Html {
            head: Head::new(self.site, page, &format!("Desk of {name}"), "").for_hosts(),
            guest: self.guest,
            title,
            name: name.to_string(),
            problem: self.problem,
            zone: zone.place().to_owned(),
            starts: local(chat.talk().0),
            ends: local(chat.talk().1),
            facts: self.facts(),
            waits: self
                .waits
                .iter()
                .map(|waits| self.line(waits.post, &zone, here, &why(waits)))
                .collect(),
            sources: self.sources.iter().map(|source| source.told(&zone)).collect(),
            log: self.decisions.iter().map(|decision| decision.told(&zone)).collect(),
            posts: newest.map(|post| self.line(post, &zone, here, "")).collect(),
            holding: self.holding,
            words: self.words,
            home: to(HostPlace::Home),
            chat: here.to(Page::Chat(name)),
            act: to(HostPlace::Act(name)),
            undo: to(HostPlace::Undo(name)),
            times: to(HostPlace::Times(name)),
        };
        html.render().unwrap_or_default()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let people: std::collections::HashSet<&str> =
            self.posts.iter().map(|post| post.author.uri.as_str()).collect();
        let within = |seconds: i64| {
            let since = self.now.as_second() - seconds;
            self.posts.iter().filter(|post| post.created_at.at().as_second() > since).count() as u64
        };
        vec![
            ("People", people.len().to_string()),
            ("Posts", self.posts.len().to_string()),
            ("In the last minute", within(60).to_string()),
            ("In the last ten", within(600).to_string()),
            ("Waiting", self.waits.len().to_string()),
        ]
    }

    fn line(&self, post: &Post, zone: &Zone, here: Here, why: &str) -> Line {
        Line {
            name: name_of(&post.author),
            clock: Clock(zone.civil(post.created_at.at())).to_string(),
            words: escape::clipped(&post.body.text.plain, LINE).into_owned(),
            link: here.to(Page::Host(HostPlace::Post(&self.chat.name, &post.uri))),
            uri: post.uri.to_string(),
            author: post.author.uri.to_string(),
            why: why.to_owned(),
        }
    }
}

fn why(waits: &Waits<'_>) -> String {
    match &waits.word {
        Some(word) => format!("holds “{word}”"),
        None => "is new here".to_owned(),
    }
}

impl SourceLine {
    fn told(&self, zone: &Zone) -> (String, String, Vec<String>) {
        let clock = |at: Timestamp| Clock(zone.civil(at)).to_string();
        let gap = |(from, to, why): &(Timestamp, Option<Timestamp>, String)| {
            let until = to.map_or_else(|| "now".to_owned(), clock);
            format!("blind from {} to {until}: {why}", clock(*from))
        };
        (self.name.clone(), self.state.clone(), self.gaps.iter().map(gap).collect())
    }
}

impl Decision {
    fn told(&self, zone: &Zone) -> Logged<'_> {
        let when = |at: Timestamp| {
            let at = zone.civil(at);
            format!("{} at {}", Day(at.date()), Clock(at))
        };
        let undone = self.undone.as_ref();
        let undone = undone.map(|(at, by)| format!("; undone by {by}, {}", when(*at)));
        Logged {
            id: self.id,
            words: &self.words,
            reason: &self.reason,
            facts: format!("{}, {}{}", self.host, when(self.at), undone.unwrap_or_default()),
            is_undone: self.undone.is_some(),
        }
    }
}
