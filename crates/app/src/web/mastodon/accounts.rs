//! Who spoke, and what they said.

use anyhow::Result;
use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chat::{Author, Post, Uri};
use serde_json::{Value, json};
use store::List;

use super::account::{acct, handle_of};
use super::asked::Asked;
use super::teller::Teller;
use super::{Answer, Error, tell};
use crate::web::State;

pub(super) async fn account(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Value> {
    tell(&state, &headers, move |teller| Ok(Json(teller.whole_account(&numbered(teller, &id)?)?)))
        .await
}

/// The account of an id, unless hosts hid all that it said.
fn numbered(teller: &Teller<'_>, id: &str) -> Result<Author> {
    let number = id.parse().map_err(|_| Error::not_found())?;
    let found = teller.archive.author_numbered(number)?.ok_or_else(Error::not_found)?;
    let said = teller.archive.said_by(&found.uri, u64::MAX)?;
    if said.posts == 0 && said.hidden > 0 {
        return Err(Error::not_found().into());
    }
    Ok(found)
}

/// The account of a name, as `acct` tells it or at its own network.
pub(super) fn named(teller: &Teller<'_>, name: &str) -> Result<Option<Author>> {
    let name = name.trim().trim_start_matches('@');
    let at_its_network = teller.archive.author(handle_of(name))?;
    let as_told = at_its_network.filter(|author| acct(author).eq_ignore_ascii_case(name));
    let found = match as_told {
        Some(author) => Some(author),
        None => teller.archive.author(name)?,
    };
    Ok(match found {
        Some(author) if is_shown(teller, &author.uri)? => Some(author),
        _ => None,
    })
}

pub(super) async fn lookup(
    Shared(state): Shared<State>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Answer<Value> {
    tell(&state, &headers, move |teller| {
        let name = Asked(query).value("acct").unwrap_or_default().to_owned();
        let found = named(teller, &name)?.ok_or_else(Error::not_found)?;
        Ok(Json(teller.whole_account(&found)?))
    })
    .await
}

pub(super) async fn statuses(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    tell(&state, &headers, move |teller| {
        let path = format!("{}/api/v1/accounts/{id}/statuses", teller.here);
        let author = numbered(teller, &id)?;
        let asked = Asked(query);
        if asked.says("pinned") {
            return Ok(Json(json!([])).into_response());
        }
        let (no_answers, tagged) = (asked.says("exclude_replies"), asked.tags("tagged"));
        let wants = |post: &Post| {
            !(no_answers && post.reply_to.is_some())
                && tagged.iter().all(|tag| post.tags().contains(tag))
        };
        let page = asked.page(teller, List::Author(&author.uri), wants)?;
        Ok(asked.answer(&path, &page, teller.statuses(&page)?))
    })
    .await
}

/// Several accounts, by their ids; those that are not here are left out.
pub(super) async fn several(
    Shared(state): Shared<State>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Answer<Vec<Value>> {
    tell(&state, &headers, move |teller| {
        let ids = query.iter().filter(|(key, _)| matches!(key.as_str(), "id[]" | "id"));
        let found = ids.take(40).filter_map(|(_, id)| numbered(teller, id).ok());
        found.map(|author| teller.account(&author)).collect::<Result<_>>().map(Json)
    })
    .await
}

/// Who an account is told to be by a uri.
pub(super) fn by_uri(teller: &Teller<'_>, uri: &str) -> Result<Option<Author>> {
    let found = teller.archive.author(Uri::new(uri).as_str())?;
    Ok(match found {
        Some(author) if is_shown(teller, &author.uri)? => Some(author),
        _ => None,
    })
}

/// Whether anything that an account said is shown.
fn is_shown(teller: &Teller<'_>, author: &Uri) -> Result<bool> {
    Ok(teller.archive.said_by(author, u64::MAX)?.posts > 0)
}
