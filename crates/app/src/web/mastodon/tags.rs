//! Tags, and which are talked under.

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::HeaderMap;
use chat::Tag;
use serde_json::{Value, json};

use super::asked::{Asked, percent};
use super::teller::Teller;
use super::{Answer, Error, tell};
use crate::web::State;

pub(super) async fn tag(
    Shared(state): Shared<State>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Answer<Value> {
    tell(&state, &headers, move |teller| {
        let tag = Tag::new(&name).ok_or_else(Error::not_found)?;
        Ok(Json(told(teller, &tag)))
    })
    .await
}

/// A tag; how often it was used each day is not counted here.
pub(super) fn told(teller: &Teller<'_>, tag: &Tag) -> Value {
    let name = tag.as_str();
    let url = format!("{}/search.html?tag={}", teller.here, percent(name));
    json!({"id": name, "name": name, "url": url, "history": [], "following": false, "featuring": false})
}

/// The series that are kept here, that of the newest chat first: what this server is about.
pub(super) async fn trending(
    Shared(state): Shared<State>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Answer<Vec<Value>> {
    tell(&state, &headers, move |teller| {
        let mut tags: Vec<Tag> = Vec::new();
        for chat in teller.archive.chats()?.into_iter().rev().map(|summary| summary.chat) {
            if !tags.contains(&chat.name.tag) {
                tags.push(chat.name.tag);
            }
        }
        let limit = Asked(query).limit();
        Ok(Json(tags.iter().take(limit).map(|tag| told(teller, tag)).collect()))
    })
    .await
}
