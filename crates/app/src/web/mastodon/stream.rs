//! What is said under a tag, or at all, as Mastodon streams it.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use ::pages::Site;
use anyhow::Result;
use axum::body::Bytes;
use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chat::{Audience, Post, Tag, Uri};
use serde::Deserialize;
use store::live::Changed;
use store::{Archive, End, List, Stretch};

use super::teller::Teller;
use super::{Error, address};
use crate::web::State;
use crate::web::live::{Telling, Told, told_last};

/// So many posts are known to have been told before: what changes of older ones is told as new.
const REMEMBERED: usize = 4_000;
/// A sign of life, as Mastodon gives it.
const STILL: &str = ":thump\n\n";

/// What somebody listens to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Topic {
    /// Posts that carry a tag.
    Tag(Tag),
    /// All posts.
    Public,
}

impl Topic {
    /// What a stream of Mastodon's is called, and its tag; why there is no such thing here.
    pub(super) fn named(stream: &str, tag: &str) -> Result<Self, Error> {
        match stream {
            "hashtag" | "hashtag:remote" => {
                let words = "Missing tag name";
                let tag = Tag::new(tag).ok_or_else(|| Error(StatusCode::BAD_REQUEST, words.into()));
                tag.map(Self::Tag)
            }
            "public" | "public:remote" => Ok(Self::Public),
            "user" | "user:notification" | "list" | "direct" => {
                let words = "Nobody can sign in here: only hashtag and public are streamed";
                Err(Error(StatusCode::UNAUTHORIZED, words.into()))
            }
            _ => Err(Error(StatusCode::NOT_FOUND, "Unknown stream type".into())),
        }
    }

    /// Names the room in which it is told to who knows this server by this address.
    pub(super) fn room(&self, here: &str) -> String {
        match self {
            Self::Tag(tag) => format!("tag {tag} at {here}"),
            Self::Public => format!("public at {here}"),
        }
    }

    /// What makes the telling of it.
    pub(super) fn telling(
        self,
        here: String,
    ) -> impl FnOnce(&Archive) -> Result<Box<dyn Telling>> + Send + 'static {
        move |archive| {
            let newest =
                Stretch { after: 0, before: u64::MAX, from: End::Newest, limit: REMEMBERED };
            let tag: Vec<Tag> = match &self {
                Self::Tag(tag) => vec![tag.clone()],
                Self::Public => Vec::new(),
            };
            let list = if tag.is_empty() { List::Whole } else { List::Tags(&tag) };
            let mut known = HashSet::new();
            archive.walk(list, newest, |_, post| {
                known.insert(post.uri);
                anyhow::Ok(ControlFlow::Continue(()))
            })?;
            Ok(Box::new(TopicTelling { topic: self, here, known: Mutex::new(known) }))
        }
    }

    fn holds(&self, post: &Post) -> bool {
        let is_of = match self {
            Self::Tag(tag) => post.tags().contains(tag),
            Self::Public => true,
        };
        is_of && post.audience == Audience::Public
    }
}

/// Which tag.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    tag: String,
}

pub(super) async fn hashtag(
    Shared(state): Shared<State>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    follow(&state, Topic::named("hashtag", &wanted.tag)?, &headers).await
}

pub(super) async fn public(
    Shared(state): Shared<State>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    follow(&state, Topic::Public, &headers).await
}

async fn follow(state: &State, topic: Topic, headers: &HeaderMap) -> Result<Response, Error> {
    let here = address(state, headers);
    let room = topic.room(&here);
    Ok(state.live.follow(room, topic.telling(here), told_last(headers)).await?)
}

/// A topic, told to Mastodon's clients.
struct TopicTelling {
    topic: Topic,
    here: String,
    /// What clients know already: what changes of it is an edit.
    known: Mutex<HashSet<Uri>>,
}

impl Telling for TopicTelling {
    fn since(&self, archive: &Archive, _: &Site, seen: u64) -> Result<Option<Told>> {
        let (last, changed) = archive.changed_since(seen)?;
        let teller = Teller::new(archive, &self.here)?;
        // Each once, as it stands now.
        let changed: BTreeMap<Uri, Changed> =
            changed.into_iter().map(|record| (record.uri().clone(), record)).collect();
        let mut said = String::new();
        for record in changed.into_values() {
            said += &self.event(&teller, record)?.unwrap_or_default();
        }
        let said = Some(said).filter(|said| !said.is_empty());
        // The last carries the number: who broke off before it is told all of them again.
        let said = said.map(|said| {
            let last_event = said.trim_end().rfind("\n\n").map_or(0, |at| at + 2);
            format!("{}id: {last}\n{}", &said[..last_event], &said[last_event..]).into()
        });
        Ok(Some(Told { seen: last, said, standing: None }))
    }

    /// Clients choke on an event without a name, and come back as they see fit.
    fn opening(&self) -> &'static str {
        STILL
    }

    fn over(&self) -> Bytes {
        Bytes::new()
    }

    fn still(&self) -> &'static str {
        STILL
    }
}

impl TopicTelling {
    fn event(&self, teller: &Teller<'_>, record: Changed) -> Result<Option<String>> {
        let uri = record.uri().clone();
        let Some(number) = teller.archive.number_of(&uri)? else { return Ok(None) };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let post = match record {
            Changed::Repost(_) => return Ok(None),
            Changed::Gone(_) | Changed::Hidden(_) => None,
            Changed::Post(kept) => kept.shown(),
        };
        let Some(post) = post.filter(|post| self.topic.holds(post)) else {
            let was_known = known.remove(&uri);
            return Ok(was_known.then(|| format!("event: delete\ndata: {number}\n\n")));
        };
        let event = if known.insert(uri) { "update" } else { "status.update" };
        let status = teller.status(number, post)?;
        Ok(Some(format!("event: {event}\ndata: {status}\n\n")))
    }
}
