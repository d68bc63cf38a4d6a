//! What is said under a tag, as Mastodon streams it.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

use ::pages::Site;
use anyhow::Result;
use axum::body::Bytes;
use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chat::{Audience, Tag, Uri};
use serde::Deserialize;
use store::live::Changed;
use store::{Archive, End, Stretch};

use super::{Error, status};
use crate::web::State;
use crate::web::live::{Telling, Told, told_last};

/// So many posts under the tag are known to have been told before: what changes of older ones is told
/// as new.
const REMEMBERED: usize = 4_000;

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
    let tag = Tag::new(&wanted.tag);
    let tag = tag.ok_or_else(|| Error(StatusCode::BAD_REQUEST, "Missing tag name".into()))?;
    let what = format!("tag {tag}");
    let make = move |archive: &Archive| {
        let newest = Stretch { after: 0, before: u64::MAX, from: End::Newest, limit: REMEMBERED };
        let known = archive.tagged(&tag, newest)?.into_iter().map(|(_, kept)| kept.post.uri);
        Ok(Box::new(TagTelling { known: Mutex::new(known.collect()), tag }) as Box<dyn Telling>)
    };
    Ok(state.live.follow(what, make, told_last(&headers)).await?)
}

/// A tag, told to Mastodon's clients.
struct TagTelling {
    tag: Tag,
    /// What clients know already: what changes of it is an edit.
    known: Mutex<HashSet<Uri>>,
}

impl Telling for TagTelling {
    fn since(&self, archive: &Archive, _: &Site, seen: u64) -> Result<Option<Told>> {
        let (last, changed) = archive.changed_since(seen)?;
        // Each once, as it stands now.
        let changed: BTreeMap<Uri, Changed> =
            changed.into_iter().map(|record| (record.uri().clone(), record)).collect();
        let mut said = String::new();
        for record in changed.into_values() {
            said += &self.event(archive, record)?.unwrap_or_default();
        }
        let said = Some(said).filter(|said| !said.is_empty());
        // The last carries the number: who broke off before it is told all of them again.
        let said = said.map(|said| {
            let last_event = said.trim_end().rfind("\n\n").map_or(0, |at| at + 2);
            format!("{}id: {last}\n{}", &said[..last_event], &said[last_event..]).into()
        });
        Ok(Some(Told { seen: last, said, standing: None }))
    }

    fn over(&self) -> Bytes {
        Bytes::new()
    }

    fn still(&self) -> &'static str {
        ":thump\n\n"
    }
}

impl TagTelling {
    fn event(&self, archive: &Archive, record: Changed) -> Result<Option<String>> {
        let uri = record.uri().clone();
        let Some(number) = archive.number_of(&uri)? else { return Ok(None) };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let post = match record {
            Changed::Repost(_) => return Ok(None),
            Changed::Gone(_) | Changed::Hidden(_) => None,
            Changed::Post(kept) => kept.shown(),
        };
        let is_here = |post: &chat::Post| {
            post.tags().contains(&self.tag) && post.audience == Audience::Public
        };
        let Some(post) = post.filter(is_here) else {
            let was_known = known.remove(&uri);
            return Ok(was_known.then(|| format!("event: delete\ndata: {number}\n\n")));
        };
        let event = if known.insert(uri) { "update" } else { "status.update" };
        let status = status::status(archive, number, &post)?;
        Ok(Some(format!("event: {event}\ndata: {status}\n\n")))
    }
}
