//! What passes by: of a stream nearly all is said by others about something else. As much of it is read
//! as tells that it is not wanted. What is told in another shape than everybody's is read in full.

use std::borrow::Cow;

use chat::Tag;
use jiff::Timestamp;
use serde::Deserialize;

use crate::bluesky::{names, record::may_carry};

/// An event of the first wire.
#[derive(Debug, Deserialize)]
pub(super) struct Passing<'a> {
    pub(super) did: &'a str,
    time_us: i64,
    #[serde(borrow)]
    pub(super) commit: Commit<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Commit<'a> {
    pub(super) collection: &'a str,
    pub(super) rkey: &'a str,
    #[serde(borrow)]
    pub(super) record: Option<Said<'a>>,
}

/// A post or repost, as far as it tells what it is about.
#[derive(Debug, Deserialize)]
pub(super) struct Said<'a> {
    #[serde(borrow, default)]
    text: Cow<'a, str>,
    #[serde(borrow, default)]
    facets: Vec<Facet<'a>>,
    #[serde(borrow, default)]
    tags: Vec<&'a str>,
    #[serde(borrow)]
    reply: Option<Reply<'a>>,
    #[serde(borrow)]
    subject: Option<Reference<'a>>,
}

#[derive(Debug, Deserialize)]
struct Facet<'a> {
    #[serde(borrow)]
    features: Vec<Feature<'a>>,
}

#[derive(Debug, Deserialize)]
struct Feature<'a> {
    tag: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Reply<'a> {
    #[serde(borrow)]
    parent: Reference<'a>,
}

#[derive(Debug, Deserialize)]
struct Reference<'a> {
    uri: &'a str,
}

impl<'a> Passing<'a> {
    /// A post or repost in the shape in which nearly all are told; `None` for everything else.
    pub(super) fn of(event: &'a str) -> Option<Self> {
        if !event.starts_with("{\"did\":") {
            return None;
        }
        let passing: Self = serde_json::from_str(event).ok()?;
        let is_of_posts = matches!(passing.commit.collection, names::POST | names::REPOST);
        is_of_posts.then_some(passing)
    }

    /// When the event was.
    pub(super) fn seen_at(&self) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.time_us).ok()
    }
}

impl Said<'_> {
    /// Whether it may carry one of these tags.
    pub(super) fn may_carry(&self, tags: &[Tag]) -> bool {
        let features = self.facets.iter().flat_map(|facet| &facet.features);
        let told = features.filter_map(|feature| feature.tag).chain(self.tags.iter().copied());
        may_carry(&self.text, told, tags)
    }

    /// The name of what it answers, or passes on.
    pub(super) fn target(&self) -> Option<&str> {
        let answers = self.reply.as_ref().map(|reply| reply.parent.uri);
        answers.or(self.subject.as_ref().map(|subject| subject.uri))
    }
}
