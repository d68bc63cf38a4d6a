//! The whole archive: its chats, a post by its name, counts.

use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use chat::{Tag, Uri};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{KeptPost, Standing};

use super::answer::{Answer, read};
use super::cursor::{Place, limit, page};
use super::problem::Problem;
use crate::answers::{ChatLine, ShownPost, Stats};
use crate::web::State;

/// Which chats.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Chats {
    /// Only those of this series.
    tag: Option<String>,
    /// How many at most: 1 to 1000, else 100.
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// A part of the list of chats.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ChatLines {
    chats: Vec<ChatLine>,
    /// Where the next part begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub(super) async fn chats(
    Shared(state): Shared<State>,
    Query(asked): Query<Chats>,
) -> Answer<ChatLines> {
    let limit = limit(asked.limit)?;
    let after = asked.cursor.as_deref().map(Place::read).transpose()?;
    let tag = asked.tag.as_deref().map(tag).transpose()?;
    read(&state, move |archive| {
        let mut chats = match &tag {
            Some(tag) => archive.chats_of(tag)?,
            None => archive.chats()?,
        };
        let place = |one: &store::ChatSummary| Place(one.chat.starts_at, one.chat.name.to_string());
        chats.sort_by_key(place);
        let (chats, next) = page(chats, after.as_ref(), limit, place);
        Ok(ChatLines { chats: chats.into_iter().map(ChatLine::from).collect(), next })
    })
    .await
}

/// Which post.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Wanted {
    /// Its world-wide name: an ActivityPub id, `at://…`, `https://twitter.com/i/web/status/…`.
    uri: String,
}

pub(super) async fn post(
    Shared(state): Shared<State>,
    Query(wanted): Query<Wanted>,
) -> Answer<ShownPost> {
    read(&state, move |archive| {
        let uri = Uri::new(wanted.uri);
        let kept = archive.post(&uri)?;
        let is_gone = kept.as_ref().is_some_and(|kept| matches!(kept.standing, Standing::Gone(_)));
        match kept.and_then(KeptPost::shown) {
            Some(post) => Ok(ShownPost::from(&post)),
            None if is_gone => {
                Err(Problem::new(StatusCode::GONE, format!("{uri} was taken back.")).into())
            }
            None => Err(Problem::not_found(format!("{uri} is not kept here.")).into()),
        }
    })
    .await
}

pub(super) async fn stats(Shared(state): Shared<State>) -> Answer<Stats> {
    read(&state, Stats::whole).await
}

pub(super) fn tag(text: &str) -> Result<Tag, Problem> {
    Tag::new(text).ok_or_else(|| Problem::asked(format!("“{text}” is no tag")))
}
