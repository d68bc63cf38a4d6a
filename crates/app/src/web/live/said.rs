//! The events themselves, as they are written down in docs/live.md.

use axum::body::Bytes;
use pages::live::{Item, Phase, Told};
use serde::Serialize;

use crate::views::Update;

/// Something was said, edited, passed on or taken back.
#[derive(Serialize)]
struct Said<'a> {
    number: u64,
    now: Now<'a>,
    posts: Vec<Post<'a>>,
}

/// What is told above the chat.
#[derive(Serialize)]
struct Now<'a> {
    phase: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<u32>,
    asked: &'a str,
    facts: &'a [String],
    clock: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pins: Vec<Pinned<'a>>,
}

/// What a host pinned above the chat.
#[derive(Serialize)]
struct Pinned<'a> {
    name: &'a str,
    words: &'a str,
    link: &'a str,
}

#[derive(Serialize)]
struct Post<'a> {
    uri: &'a str,
    id: &'a str,
    /// Milliseconds since the Unix epoch.
    at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    /// Readers are shown it no longer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    removed: bool,
    html: &'a str,
}

/// What changed, under the number by which one goes on after it.
pub(super) fn update(update: &Update) -> Bytes {
    let posts = update.items.iter().map(post).collect();
    let said = Said { number: update.seen, now: now(&update.told), posts };
    event(&format!("id: {}\nevent: said\n", update.seen), &said)
}

/// What is told above the chat, where nothing else changed.
pub(super) fn told(told: &Told) -> Bytes {
    event("event: now\n", &now(told))
}

/// The chat is over: its page is its record.
pub(super) fn over() -> Bytes {
    event("event: over\n", &serde_json::json!({}))
}

/// Numbers count anew: the page is to be asked for again.
pub(super) fn again() -> Bytes {
    event("event: again\n", &serde_json::json!({}))
}

/// A sign of life, and how long to wait before one comes again, in milliseconds.
pub(super) const OPENING: &str = "retry: 2000\n: here it begins\n\n";
fn event(head: &str, data: &impl Serialize) -> Bytes {
    // JSON writes line ends as `\n`, so that it stands on one line. Plain values always become JSON.
    let data = serde_json::to_string(data).unwrap_or_default();
    format!("{head}data: {data}\n\n").into()
}

fn now(told: &Told) -> Now<'_> {
    let phase = match told.phase {
        Phase::Before => "before",
        Phase::During => "during",
        Phase::After => "after",
    };
    let (question, asked) = (told.number, &told.asked);
    let pins =
        told.pins.iter().map(|pin| Pinned { name: &pin.name, words: &pin.words, link: &pin.link });
    Now { phase, question, asked, facts: &told.facts, clock: &told.clock, pins: pins.collect() }
}

fn post(item: &Item) -> Post<'_> {
    Post {
        uri: item.uri.as_str(),
        id: &item.id,
        at: item.at_ms,
        question: item.question,
        part: item.part,
        parent: item.parent.as_ref().map(chat::Uri::as_str),
        removed: item.html.is_empty(),
        html: &item.html,
    }
}
