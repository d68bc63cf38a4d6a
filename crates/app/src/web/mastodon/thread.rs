//! One status, and the conversation around it.

use std::collections::HashMap;

use anyhow::Result;
use axum::Json;
use axum::extract::{Path, State as Shared};
use chat::{Post, Uri};
use serde::Serialize;
use serde_json::Value;
use store::{Archive, KeptPost};

use super::{Answer, Error, status};
use crate::web::State;

pub(super) async fn status(Shared(state): Shared<State>, Path(id): Path<String>) -> Answer<Value> {
    let shelf = state.live.shelf();
    let found = shelf.read(move |archive, _| {
        let Some((number, post)) = post(archive, &id)? else { return Ok(None) };
        status::status(archive, number, &post).map(Some)
    });
    found.await?.map(Json).ok_or_else(Error::not_found)
}

fn post(archive: &Archive, id: &str) -> Result<Option<(u64, Post)>> {
    let Ok(number) = id.parse() else { return Ok(None) };
    let post = archive.numbered(number)?.and_then(KeptPost::shown);
    Ok(post.map(|post| (number, post)))
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
) -> Answer<Context> {
    let shelf = state.live.shelf();
    let found = shelf.read(move |archive, _| {
        let Some((_, post)) = post(archive, &id)? else { return Ok(None) };
        let thread = archive.thread(&post)?.into_iter().filter_map(KeptPost::shown);
        around(archive, &post.uri, &thread.collect::<Vec<_>>()).map(Some)
    });
    found.await?.map(Json).ok_or_else(Error::not_found)
}

/// Ancestors from the first on; descendants with each answer under what it answers.
fn around(archive: &Archive, uri: &Uri, thread: &[Post]) -> Result<Context> {
    let by_uri: HashMap<&Uri, &Post> = thread.iter().map(|post| (&post.uri, post)).collect();
    let mut answers: HashMap<&Uri, Vec<&Post>> = HashMap::new();
    for post in thread {
        if let Some(parent) = &post.reply_to {
            answers.entry(parent).or_default().push(post);
        }
    }
    let status = |post: &Post| -> Result<Value> {
        let number = archive.number_of(&post.uri)?.unwrap_or(0);
        status::status(archive, number, post)
    };
    let mut context = Context::default();
    let above = |uri: &Uri| by_uri.get(uri).and_then(|post| post.reply_to.as_ref());
    let mut at = above(uri);
    // A thread has no more above a post than it has posts: what goes round in a circle ends.
    while let Some(post) = at.and_then(|uri| by_uri.get(uri))
        && context.ancestors.len() < thread.len()
    {
        context.ancestors.push(status(post)?);
        at = above(&post.uri);
    }
    context.ancestors.reverse();
    let mut waiting: Vec<&Post> = answers.remove(uri).unwrap_or_default();
    waiting.reverse();
    while let Some(post) = waiting.pop() {
        context.descendants.push(status(post)?);
        waiting.extend(answers.remove(&post.uri).unwrap_or_default().into_iter().rev());
    }
    Ok(context)
}
