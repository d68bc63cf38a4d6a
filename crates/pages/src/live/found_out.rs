//! The views of what is found out of all that was said: people, time, topics, and a draft.

use analysis::{Trend, people::before::Before, ranks::Stood};
use askama::Template;

use super::{Lane, LiveChat, catch_up};
use crate::{
    entry::Scene,
    strip::{Strip, posts_per_minute},
    summary::{Drafted, TalkedAbout},
    time::{Timed, flags},
    transcript::Turn,
    understood::{Bonds, Understood},
    who::Who,
};

/// What was found out of a live chat.
#[derive(Debug, Clone, Copy)]
pub struct FoundOut<'a> {
    /// Its conversations, questions, topics and the draft.
    pub understood: Understood<'a>,
    /// The posts, with conversations kept together.
    pub turns: &'a [Turn<'a>],
    /// Who came to the chats before it.
    pub before: Option<&'a Before>,
    /// Whether more people came than its series leads one to expect.
    pub trend: Option<&'a Trend>,
    /// The ranks that servers gave its tag.
    pub ranks: &'a [Stood],
}

/// These views, made for all who look at them.
#[derive(Debug, Clone)]
pub struct Made {
    /// The number of the last change that is in them.
    seen: u64,
    people: String,
    time: String,
    topics: String,
    summary: String,
}

#[derive(Template)]
#[template(path = "live_found_out.html")]
struct Part<'a> {
    seen: u64,
    body: &'a str,
}

#[derive(Template)]
#[template(path = "live_network.html")]
struct Network {
    who: Who,
}

impl Made {
    /// The views of a chat; `seen` is the number of the last change that they hold.
    #[must_use]
    pub fn new(live: &LiveChat<'_>, found: &FoundOut<'_>, seen: u64) -> Self {
        let understood = &found.understood;
        let bonds = Bonds::of(understood);
        let scene = Scene { bonds: Some(&bonds), ..live.scene() };
        let network = Network { who: Who::new(understood, found.before, None, &scene) };
        let people = catch_up::people(live, &scene) + &network.render().unwrap_or_default();
        let topics = TalkedAbout::new(understood, &scene).and_then(|topics| topics.render().ok());
        let summary = Drafted::new(understood, &scene).and_then(|draft| draft.render().ok());
        let time = [strip(live, found, &scene), timed(found, &scene)].concat();
        let or = |found: Option<String>, words: &str| {
            found.unwrap_or_else(|| format!("<p class=\"nothing\">{words}</p>"))
        };
        Self {
            seen,
            people,
            time: or(Some(time).filter(|time| !time.is_empty()), "Nothing has been said yet."),
            topics: or(topics, "There is too little said yet to find topics in."),
            summary: or(summary, "There is too little said yet to sum up."),
        }
    }

    /// The number of the last change that is in them.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// One of them as it stands on the page; nothing for a view that is not found out.
    #[must_use]
    pub fn part(&self, lane: Lane) -> String {
        let body = match lane {
            Lane::People => &self.people,
            Lane::Time => &self.time,
            Lane::Topics => &self.topics,
            Lane::Summary => &self.summary,
            _ => return String::new(),
        };
        Part { seen: self.seen, body }.render().unwrap_or_default()
    }
}

/// Posts a minute so far, with the questions as flags.
fn strip(live: &LiveChat<'_>, found: &FoundOut<'_>, scene: &Scene<'_>) -> String {
    let (opens_at, closes_at) = live.chat.talk();
    let until = closes_at.min(live.now.max(opens_at));
    let times = found.understood.posts.iter().map(|post| &post.created_at);
    let minutes = posts_per_minute(times, opens_at, until);
    let flags = flags(Some(&found.understood), scene.places);
    Strip::new(&minutes, opens_at, found.turns, &flags, &scene.zone, scene.places)
        .and_then(|strip| strip.render().ok())
        .unwrap_or_default()
}

fn timed(found: &FoundOut<'_>, scene: &Scene<'_>) -> String {
    Timed::new(Some(&found.understood), found.trend, found.ranks, scene)
        .and_then(|timed| timed.render().ok())
        .unwrap_or_default()
}
