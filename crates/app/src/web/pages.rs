//! A handler a kind of page.

use ::pages::Order;
use ::pages::assets::{ASSETS, LIVE_ASSETS};
use anyhow::Result;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::error::Error;
use super::{State, host, live, names};
use crate::views::{Asked, Library};

type Answer = Result<Response, Error>;

/// Makes a page, or the one that says there is none.
async fn page(
    state: &State,
    path: String,
    make: impl FnOnce(&Library<'_>) -> Result<Option<String>> + Send + 'static,
) -> Answer {
    let (status, html) = state
        .shelf
        .read(move |archive, site| {
            let library = Library::open(archive, site)?;
            Ok(match make(&library)? {
                Some(html) => (StatusCode::OK, html),
                None => (StatusCode::NOT_FOUND, library.not_found(&path)),
            })
        })
        .await?;
    Ok((status, Html(html)).into_response())
}

pub(super) async fn home(Shared(state): Shared<State>) -> Answer {
    page(&state, "/".into(), |library| library.home().map(Some)).await
}

pub(super) async fn series(
    Shared(state): Shared<State>,
    Path(tag): Path<String>,
    uri: Uri,
) -> Answer {
    page(&state, uri.path().into(), move |library| match names::series(library, &tag) {
        Some(tag) => library.series(&tag),
        None => Ok(None),
    })
    .await
}

pub(super) async fn chat(
    Shared(state): Shared<State>,
    Path((tag, name)): Path<(String, String)>,
    Query(view): Query<live::View>,
    headers: HeaderMap,
    uri: Uri,
) -> Answer {
    if name.ends_with(".coverage.json") {
        return coverage(&state, tag, name, uri).await;
    }
    let host = host::signed(&state, &headers).await?.map(|signed| signed.session.name);
    if view.kept.is_empty()
        && let Some(html) = live::page(&state, &tag, &name, &view, host.clone()).await?
    {
        return Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response());
    }
    let is_hosted = host.is_some();
    let answer = page(&state, uri.path().into(), move |library| {
        let Some(tag) = names::series(library, &tag) else { return Ok(None) };
        if name == "index.html" {
            return library.series(&tag);
        }
        match names::chat(&tag, &name) {
            Some(name) => library.chat(&name, host.as_deref()),
            None => Ok(None),
        }
    });
    let mut answer = answer.await?;
    if is_hosted {
        host::keep_private(&mut answer);
    }
    Ok(answer)
}

/// How a chat was seen, as data; or the page that says there is none.
async fn coverage(state: &State, tag: String, name: String, uri: Uri) -> Answer {
    let found = state
        .shelf
        .read(move |archive, site| {
            let library = Library::open(archive, site)?;
            let chat = names::series(&library, &tag).and_then(|tag| names::coverage(&tag, &name));
            chat.map_or(Ok(None), |chat| library.coverage(&chat))
        })
        .await?;
    match found {
        Some(json) => Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response()),
        None => page(state, uri.path().into(), |_| Ok(None)).await,
    }
}

pub(super) async fn post(
    Shared(state): Shared<State>,
    Path(name): Path<String>,
    uri: Uri,
) -> Answer {
    page(&state, uri.path().into(), move |library| match names::post(library, &name)? {
        Some(uri) => library.post(&uri),
        None => Ok(None),
    })
    .await
}

pub(super) async fn author(
    Shared(state): Shared<State>,
    Path(name): Path<String>,
    uri: Uri,
) -> Answer {
    page(&state, uri.path().into(), move |library| match names::author(library, &name)? {
        Some((uri, part)) => library.author(&uri, part),
        None => Ok(None),
    })
    .await
}

/// Nobody turns further: 30 million hits.
const LAST_PAGE: usize = 1_000_000;

/// The search form's fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    q: String,
    tag: String,
    author: String,
    since: String,
    until: String,
    order: String,
    page: String,
}

pub(super) async fn search(Shared(state): Shared<State>, Query(fields): Query<Fields>) -> Answer {
    let asked = Asked {
        q: fields.q,
        tag: fields.tag,
        author: fields.author,
        since: fields.since,
        until: fields.until,
        order: if fields.order == Order::Newest.as_str() { Order::Newest } else { Order::Best },
        page: fields.page.parse().unwrap_or(1).clamp(1, LAST_PAGE),
    };
    page(&state, "/search.html".into(), move |library| library.search(&asked).map(Some)).await
}

pub(super) async fn asset(
    Shared(state): Shared<State>,
    Path(name): Path<String>,
    uri: Uri,
) -> Answer {
    match ASSETS.iter().chain(&LIVE_ASSETS).find(|asset| asset.name == name) {
        Some(asset) => {
            Ok(([(header::CONTENT_TYPE, asset.media_type)], asset.contents).into_response())
        }
        None => page(&state, uri.path().into(), |_| Ok(None)).await,
    }
}

pub(super) async fn nothing(Shared(state): Shared<State>, uri: Uri) -> Answer {
    page(&state, uri.path().into(), |_| Ok(None)).await
}
