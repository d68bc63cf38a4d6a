//! The posts that carry a tag, and all posts, newest first.

use axum::extract::{Path, Query, State as Shared};
use axum::http::HeaderMap;
use axum::response::Response;
use chat::{Post, Tag};
use store::List;

use super::asked::{Asked, percent};
use super::{Error, tell};
use crate::web::State;

/// So many further tags may be named, as with Mastodon.
const MORE_TAGS: usize = 4;

pub(super) async fn tag(
    Shared(state): Shared<State>,
    Path(tag): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    tell(&state, &headers, move |teller| {
        let path = format!("{}/api/v1/timelines/tag/{}", teller.here, percent(&tag));
        let asked = Asked(query);
        let tags: Vec<Tag> = Tag::new(&tag)
            .into_iter()
            .chain(asked.tags("any").into_iter().take(MORE_TAGS))
            .collect();
        let (all, none) = (asked.tags("all"), asked.tags("none"));
        let wants = |post: &Post| {
            let here = post.tags();
            all.iter().all(|tag| here.contains(tag)) && !none.iter().any(|tag| here.contains(tag))
        };
        let page = asked.page(teller, List::Tags(&tags), wants)?;
        Ok(asked.answer(&path, &page, teller.statuses(&page)?))
    })
    .await
}

pub(super) async fn public(
    Shared(state): Shared<State>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    tell(&state, &headers, move |teller| {
        let path = format!("{}/api/v1/timelines/public", teller.here);
        let asked = Asked(query);
        let page = asked.page(teller, List::Whole, |_| true)?;
        Ok(asked.answer(&path, &page, teller.statuses(&page)?))
    })
    .await
}
