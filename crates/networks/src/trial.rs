//! Trying a place out before it is followed: what it is, and what it would and would not give.

use std::sync::Arc;

use chat::Tag;
use chat::keep::Lists;
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::mpsc;

use crate::bluesky::{self, Wire};
use crate::following::Clock;
use crate::{Asking, Directories, Following, Known, Pace, Place, Topic, Undone, mastodon};

/// What a place gives, as far as it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trial {
    /// The vantage point, as sightings name it.
    pub source: String,
    /// As it is written after `--on`.
    pub address: String,
    /// In one word.
    pub verdict: Verdict,
    /// The name of its program, where it says it.
    pub software: Option<String>,
    /// Which one of that.
    pub version: Option<String>,
    /// Whether a tag's timeline is shown to us.
    pub tag_timeline: Option<Timeline>,
    /// Whether answers that leave the tag out are shown to us; `None` where no post was there to try.
    pub threads: Option<bool>,
    /// Whether it tells by itself what happens.
    pub streaming: bool,
    /// Questions that it still answers …
    pub questions_left: Option<u64>,
    /// … until there are new ones.
    pub questions_renewed_at: Option<Timestamp>,
    /// How old what it told was, in milliseconds.
    pub lag_ms: Option<i64>,
    /// The same in plain words, and why not.
    pub says: Vec<String>,
}

/// What is to be had, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All that such a place can give.
    Good,
    /// Not all of it.
    Partly,
    /// Nothing.
    Nothing,
}

/// How a tag's timeline is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timeline {
    /// There are posts.
    Open,
    /// It is shown, and there is nothing in it.
    Empty,
    /// It is refused.
    Closed,
    /// An empty list stands for a refusal.
    ClosedPolitely,
}

impl Trial {
    pub(crate) fn of(place: &Place) -> Self {
        Self {
            source: place.name(),
            address: place.to_string(),
            verdict: Verdict::Nothing,
            software: None,
            version: None,
            tag_timeline: None,
            threads: None,
            streaming: false,
            questions_left: None,
            questions_renewed_at: None,
            lag_ms: None,
            says: Vec::new(),
        }
    }

    pub(crate) fn says(&mut self, words: impl Into<String>) {
        self.says.push(words.into());
    }
}

/// Tries a place out for a tag. Takes some seconds.
pub async fn try_out(place: &Place, tag: &Tag, clock: Clock) -> Trial {
    // Nothing is told while a place is tried out.
    let (out, _unheard) = mpsc::channel(1);
    let following = Following {
        number: 0,
        name: place.name().into(),
        topic: Topic::new(std::slice::from_ref(tag), Known::default()),
        lists: Lists::default(),
        cursor: None,
        since: None,
        recent: Vec::new(),
        undone: Undone::default(),
        directories: Directories::default(),
        renewal: None,
        pace: Pace::default(),
        asking: Asking::new(&[]),
        clock: Arc::clone(&clock),
        out,
    };
    let mut trial = Trial::of(place);
    match place {
        Place::Replay { file, .. } => match formats::open::open(file) {
            Ok(_) => {
                trial.verdict = Verdict::Good;
                trial.says("a recording, which can be opened");
            }
            Err(error) => trial.says(error.to_string()),
        },
        Place::Mastodon { server, token } => {
            mastodon::try_out(&mut trial, server, token.as_ref(), following).await;
        }
        Place::Bluesky | Place::Jetstream(_) => {
            bluesky::try_out(&mut trial, place, Wire::Jetstream, following).await;
        }
        Place::Firehose(_) => {
            bluesky::try_out(&mut trial, place, Wire::Firehose, following).await;
        }
    }
    trial
}
