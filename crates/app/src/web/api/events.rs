//! What happens in a chat, as events for programs. The number of an event is that of the last change in
//! it: who comes back with it (`Last-Event-ID`) is told all that changed since.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ::pages::Site;
use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{Operation, Response as Described};
use anyhow::Result;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chat::{ChatName, Post, Repost, Uri};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::live::Changed;
use store::{Archive, KeptPost};

use super::chats::{Named, no_chat};
use super::describe;
use super::problem::Problem;
use crate::answers::{ShownPost, ShownRepost};
use crate::views::Library;
use crate::web::State;
use crate::web::live::{Telling, Told, told_last};

pub(super) const ABOUT: &str = "What happens in a chat, as Server-Sent Events: `said`, with an `id` to \
    come back with (`Last-Event-ID`) and a Said as JSON in `data`. `again` says that numbers count anew";

/// From where to go on.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct From {
    /// The number of the last event dealt with; 0 for all that was ever said; else from now on.
    after: Option<u64>,
}

/// What happened.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Said {
    /// The number of the last change in it.
    number: u64,
    /// Posts that are new, edited or better known, as they stand now.
    posts: Vec<ShownPost>,
    reposts: Vec<ShownRepost>,
    /// The uris of posts that were taken back, or that are shown no longer.
    gone: Vec<String>,
}

/// An answer that does not end.
pub(super) struct Events(Response);

impl IntoResponse for Events {
    fn into_response(self) -> Response {
        self.0
    }
}

impl OperationOutput for Events {
    type Inner = Said;

    fn operation_response(context: &mut GenContext, _: &mut Operation) -> Option<Described> {
        let words = "Events; the `data` of each `said` is this";
        Some(describe::body::<Said>(context, "text/event-stream", words))
    }

    fn inferred_responses(
        context: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, Described)> {
        let events = Self::operation_response(context, operation);
        events.into_iter().map(|events| (Some(200), events)).collect()
    }
}

pub(super) async fn events(
    Shared(state): Shared<State>,
    Path(named): Path<Named>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Events, Problem> {
    let name = named.name()?;
    let wanted = name.clone();
    let known = state.live.shelf().read(move |archive, _| Ok(archive.chat(&wanted)?)).await?;
    if known.is_none() {
        return Err(no_chat(&name));
    }
    let after = told_last(&headers).or(from.after);
    let what = format!("json {name}");
    let make = move |_: &Archive| {
        Ok(Box::new(ChatTelling { name, waiting: Mutex::default() }) as Box<dyn Telling>)
    };
    Ok(Events(state.live.follow(what, make, after).await?))
}

/// A chat, told to programs.
struct ChatTelling {
    name: ChatName,
    /// Posts under the tag that were committed before the chat was known to last so long.
    waiting: Mutex<Vec<Uri>>,
}

/// So many of them are remembered; a chat is found anew each second.
const WAITING: usize = 1_000;

impl ChatTelling {
    fn told(
        &self,
        archive: &Archive,
        site: &Site,
        seen: u64,
        waiting: &mut Vec<Uri>,
    ) -> Result<Option<Told>> {
        let library = Library::open(archive, site)?;
        let (last, changed) = archive.changed_since(seen)?;
        // Each once, as it stands now.
        let changed: BTreeMap<Uri, Changed> =
            changed.into_iter().map(|record| (record.uri().clone(), record)).collect();
        let mut said = Said { number: last, posts: vec![], reposts: vec![], gone: vec![] };
        let is_early = |kept: &KeptPost| {
            let chat = library.chat_of(&self.name);
            let after = chat.is_some_and(|chat| kept.post.created_at.at() > chat.ends_at);
            after && kept.post.tags().contains(&self.name.tag)
        };
        let mut early = Vec::new();
        for record in changed.into_values() {
            if let Changed::Post(kept) = &record
                && is_early(kept)
            {
                early.push(kept.post.uri.clone());
            }
            self.sort_in(&library, archive, record, &mut said)?;
        }
        for uri in std::mem::take(waiting).into_iter().chain(early) {
            match archive.post(&uri)? {
                Some(kept) if self.holds(&library, &kept.post)? => {
                    said.posts.extend(kept.shown().as_ref().map(ShownPost::from));
                }
                Some(_) if waiting.len() < WAITING => waiting.push(uri),
                _ => {}
            }
        }
        let is_empty = said.posts.is_empty() && said.reposts.is_empty() && said.gone.is_empty();
        let event = if is_empty { None } else { Some(event(&said)?) };
        Ok(Some(Told { seen: last, said: event, standing: None }))
    }
}

impl Telling for ChatTelling {
    fn since(&self, archive: &Archive, site: &Site, seen: u64) -> Result<Option<Told>> {
        self.told(archive, site, seen, &mut Vec::new())
    }

    fn more(&self, archive: &Archive, site: &Site, seen: u64) -> Result<Option<Told>> {
        self.told(
            archive,
            site,
            seen,
            &mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner),
        )
    }

    fn over(&self) -> Bytes {
        Bytes::from_static(b"event: over\ndata: {}\n\n")
    }

    fn still(&self) -> &'static str {
        ": still here\n\n"
    }
}

impl ChatTelling {
    fn sort_in(
        &self,
        library: &Library<'_>,
        archive: &Archive,
        record: Changed,
        said: &mut Said,
    ) -> Result<()> {
        match record {
            Changed::Post(kept) if self.holds(library, &kept.post)? => {
                let uri = kept.post.uri.clone();
                match kept.shown() {
                    Some(post) => said.posts.push((&post).into()),
                    None => said.gone.push(uri.to_string()),
                }
            }
            Changed::Repost(repost) => {
                if let Some(of) = self.passed_on(library, archive, &repost)? {
                    said.reposts.push(ShownRepost::new(&repost, Some(of.to_string())));
                }
            }
            // Its tags went with it: who did not know it is told of a name, and of nothing else.
            Changed::Gone(tombstone) => said.gone.push(tombstone.uri.to_string()),
            Changed::Hidden(uri) => said.gone.push(uri.to_string()),
            Changed::Post(_) => {}
        }
        Ok(())
    }

    /// The post of this chat that a repost passes on.
    fn passed_on(
        &self,
        library: &Library<'_>,
        archive: &Archive,
        repost: &Repost,
    ) -> Result<Option<Uri>> {
        let Some(of) = &repost.of else { return Ok(None) };
        let Some(post) = archive.post(of)?.and_then(KeptPost::shown) else { return Ok(None) };
        Ok(self.holds(library, &post)?.then(|| of.clone()))
    }

    /// Whether a post belongs to this chat: by its tag, or by what it answers.
    fn holds(&self, library: &Library<'_>, post: &Post) -> Result<bool> {
        let sitting = library.sitting(post)?;
        Ok(sitting.is_some_and(|sitting| sitting.chat.name == self.name))
    }
}

fn event(said: &Said) -> Result<Bytes> {
    let data = serde_json::to_string(said)?;
    Ok(format!("id: {}\nevent: said\ndata: {data}\n\n", said.number).into())
}
