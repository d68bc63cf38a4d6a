//! One status, the conversation around it, and who passed it on.

use std::collections::HashMap;

use anyhow::Result;
use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use chat::{Moment, Post, Uri};
use serde::Serialize;
use serde_json::{Value, json};
use store::{KeptPost, Standing};

use super::teller::{Teller, time};
use super::{Answer, Error, tell};
use crate::web::State;

/// As many of a list of accounts are told.
const MOST: usize = 80;

pub(super) async fn status(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Value> {
    tell(&state, &headers, move |teller| {
        let (number, post) = post(teller, &id)?;
        Ok(Json(teller.status(number, post)?))
    })
    .await
}

/// The post of an id. Of what was taken back that much is said; of what hosts hid nothing.
fn post(teller: &Teller<'_>, id: &str) -> Result<(u64, Post)> {
    let number = id.parse().map_err(|_| Error::not_found())?;
    let kept = teller.archive.numbered(number)?.ok_or_else(Error::not_found)?;
    if matches!(kept.standing, Standing::Gone(_)) {
        return Err(Error::gone().into());
    }
    Ok((number, kept.shown().ok_or_else(Error::not_found)?))
}

/// What stands before and after a status.
#[derive(Debug, Default, Serialize)]
pub(super) struct Context {
    ancestors: Vec<Value>,
    descendants: Vec<Value>,
}

pub(super) async fn context(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Context> {
    tell(&state, &headers, move |teller| {
        let (_, post) = post(teller, &id)?;
        let thread = teller.archive.thread(&post)?.into_iter().filter_map(KeptPost::shown);
        around(teller, &post.uri, &thread.collect::<Vec<_>>()).map(Json)
    })
    .await
}

/// Ancestors from the first on; descendants with each answer under what it answers.
fn around(teller: &Teller<'_>, uri: &Uri, thread: &[Post]) -> Result<Context> {
    let by_uri: HashMap<&Uri, &Post> = thread.iter().map(|post| (&post.uri, post)).collect();
    let mut answers: HashMap<&Uri, Vec<&Post>> = HashMap::new();
    for post in thread {
        if let Some(parent) = &post.reply_to {
            answers.entry(parent).or_default().push(post);
        }
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let numbered = |post: &Post| -> Result<(u64, Post)> {
        Ok((teller.archive.number_of(&post.uri)?.unwrap_or(0), post.clone()))
    };
    let above = |uri: &Uri| by_uri.get(uri).and_then(|post| post.reply_to.as_ref());
    let mut at = above(uri);
    // A thread has no more above a post than it has posts: what goes round in a circle ends.
    while let Some(post) = at.and_then(|uri| by_uri.get(uri))
        && before.len() < thread.len()
    {
        before.push(numbered(post)?);
        at = above(&post.uri);
    }
    before.reverse();
    let mut waiting: Vec<&Post> = answers.remove(uri).unwrap_or_default();
    waiting.reverse();
    while let Some(post) = waiting.pop() {
        after.push(numbered(post)?);
        waiting.extend(answers.remove(&post.uri).unwrap_or_default().into_iter().rev());
    }
    let mut ancestors = teller.statuses(before.iter().chain(&after))?;
    let descendants = ancestors.split_off(before.len());
    Ok(Context { ancestors, descendants })
}

pub(super) async fn reblogged_by(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Vec<Value>> {
    tell(&state, &headers, move |teller| {
        let (_, post) = post(teller, &id)?;
        let reposts = teller.archive.reposts_of(&post.uri)?;
        let mut seen = std::collections::HashSet::new();
        let once = reposts.iter().rev().filter(|repost| seen.insert(&repost.author.uri));
        once.take(MOST)
            .map(|repost| teller.account(&repost.author))
            .collect::<Result<_>>()
            .map(Json)
    })
    .await
}

/// Who liked it nobody told us: only how many.
pub(super) async fn favourited_by(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Vec<Value>> {
    tell(&state, &headers, move |teller| post(teller, &id).map(|_| Json(Vec::new()))).await
}

/// Each wording of it that we saw, the first one first.
pub(super) async fn history(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Vec<Value>> {
    tell(&state, &headers, move |teller| {
        let (_, post) = post(teller, &id)?;
        let account = teller.account(&post.author)?;
        let first_at = post.created_at;
        let mut wordings = Vec::new();
        for version in post.earlier.iter().chain([&post.body]) {
            let as_it_was = Post { body: version.clone(), earlier: vec![], ..post.clone() };
            let at = version.edited_at.map_or(first_at, Moment::stated);
            wordings.push(json!({
                "content": ::pages::content(&as_it_was),
                "spoiler_text": version.content_warning.as_deref().unwrap_or_default(),
                "sensitive": version.sensitive || version.content_warning.is_some(),
                "created_at": time(at), "account": account,
                "media_attachments": [], "emojis": [],
            }));
        }
        Ok(Json(wordings))
    })
    .await
}
