//! Posts by their words, accounts by how their names begin, tags by how they begin.

use anyhow::Result;
use axum::Json;
use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use chat::{Audience, Tag, Uri};
use serde::Serialize;
use serde_json::Value;
use store::{KeptPost, Order, Search, SearchError};

use super::asked::Asked;
use super::teller::Teller;
use super::{Answer, Error, accounts, tags, tell};
use crate::web::State;

/// What was found.
#[derive(Debug, Default, Serialize)]
pub(super) struct Found {
    accounts: Vec<Value>,
    statuses: Vec<Value>,
    hashtags: Vec<Value>,
}

pub(super) async fn search(
    Shared(state): Shared<State>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Answer<Found> {
    tell(&state, &headers, move |teller| {
        let asked = Asked(query);
        let words = asked.value("q").unwrap_or_default().trim().to_owned();
        if words.is_empty() {
            return Err(Error(StatusCode::BAD_REQUEST, "q is missing".into()).into());
        }
        let kind = asked.value("type").unwrap_or_default();
        let (limit, offset) = (asked.limit(), offset(&asked));
        let wants = |what: &str| kind.is_empty() || kind == what;
        let mut found = Found::default();
        if words.contains("://") {
            resolve(teller, &words, &mut found)?;
            return Ok(Json(found));
        }
        // Without words of its own for each kind, only posts are leafed through.
        if wants("accounts") && offset == 0 {
            found.accounts = people(teller, &words, limit)?;
        }
        if wants("hashtags") && offset == 0 {
            let begin = Tag::new(&words);
            let like = begin.map(|tag| teller.archive.tags_like(&tag, limit)).transpose()?;
            let like = like.into_iter().flatten();
            found.hashtags = like.map(|tag| tags::told(teller, &tag)).collect();
        }
        if wants("statuses") {
            found.statuses = posts(teller, &words, (limit, offset))?;
        }
        Ok(Json(found))
    })
    .await
}

/// Accounts alone, as clients ask for while a name is typed.
pub(super) async fn accounts(
    Shared(state): Shared<State>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Answer<Vec<Value>> {
    tell(&state, &headers, move |teller| {
        let asked = Asked(query);
        let words = asked.value("q").unwrap_or_default().trim().to_owned();
        people(teller, &words, asked.limit()).map(Json)
    })
    .await
}

fn offset(asked: &Asked) -> usize {
    asked.value("offset").and_then(|offset| offset.parse().ok()).unwrap_or(0).min(10_000)
}

/// What stands at an address: a post or an account.
fn resolve(teller: &Teller<'_>, uri: &str, found: &mut Found) -> Result<()> {
    let uri = Uri::new(uri);
    if let (Some(post), Some(number)) = (teller.shown(&uri)?, teller.archive.number_of(&uri)?) {
        found.statuses.push(teller.status(number, post)?);
    } else if let Some(author) = accounts::by_uri(teller, uri.as_str())? {
        found.accounts.push(teller.account(&author)?);
    }
    Ok(())
}

fn people(teller: &Teller<'_>, words: &str, limit: usize) -> Result<Vec<Value>> {
    if words.is_empty() || words.contains(char::is_whitespace) || words.starts_with('#') {
        return Ok(Vec::new());
    }
    let mut people = teller.archive.authors_named(words, limit)?;
    if people.is_empty() {
        people.extend(accounts::named(teller, words)?);
    }
    people.iter().map(|author| teller.account(author)).collect()
}

/// The newest posts with these words; what is not listed elsewhere is not found here.
fn posts(teller: &Teller<'_>, words: &str, (limit, offset): (usize, usize)) -> Result<Vec<Value>> {
    let search = Search {
        query: words.to_owned(),
        order: Order::Newest,
        limit,
        offset,
        ..Search::default()
    };
    let hits = match teller.archive.search(&search) {
        Ok(hits) => hits,
        Err(SearchError::Store(error)) => return Err(error.into()),
        // What cannot be meant is not found.
        Err(_) => return Ok(Vec::new()),
    };
    let mut found = Vec::new();
    for post in hits.posts.into_iter().filter_map(KeptPost::shown) {
        let number = teller.archive.number_of(&post.uri)?;
        found.extend(
            number.filter(|_| post.audience == Audience::Public).map(|number| (number, post)),
        );
    }
    teller.statuses(&found)
}
