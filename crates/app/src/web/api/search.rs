//! Search, page by page. Of the newest first, a page begins where the one before ended, whatever came
//! in between.

use anyhow::Result;
use axum::extract::{Query, State as Shared};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{KeptPost, Order, Search, SearchError};

use super::answer::{Answer, read};
use super::cursor::{Place, limit};
use super::problem::Problem;
use super::whole::tag;
use crate::answers::ShownPost;
use crate::commands::time_of;
use crate::web::State;

/// What to look for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Asked {
    /// Words, all of which must match; `"a phrase"`, `-without`. Nothing finds everything.
    #[serde(default)]
    q: String,
    /// Only posts with this tag.
    tag: Option<String>,
    /// Only posts by this account: a handle or a uri.
    author: Option<String>,
    /// Only posts from this day or time on (UTC).
    since: Option<String>,
    /// Only posts until this day's end, or before this time (UTC).
    until: Option<String>,
    /// `newest` (as if left out) or `best` first.
    #[serde(default)]
    order: First,
    /// How many at most: 1 to 1000, else 100.
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Which hits come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum First {
    /// The newest.
    #[default]
    Newest,
    /// The best matches.
    Best,
}

/// A part of what was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Hits {
    /// How many there are in all.
    total: usize,
    hits: Vec<ShownPost>,
    /// Where the next part begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub(super) async fn search(
    Shared(state): Shared<State>,
    Query(asked): Query<Asked>,
) -> Answer<Hits> {
    let (wanted, rest) = wanted(&asked)?;
    read(&state, move |archive| {
        let find = |search: &Search| {
            archive.search(search).map_err(|error| match error {
                SearchError::Store(error) => error.into(),
                asked => anyhow::Error::new(Problem::asked(asked)),
            })
        };
        let found = find(&rest)?;
        // Of all of it, and not of what is left.
        let total = match rest.until == wanted.until {
            true => found.total,
            false => find(&Search { limit: 1, ..wanted })?.total,
        };
        let more = found.total > rest.offset.saturating_add(found.posts.len());
        let next = more.then(|| next(&rest, &found.posts)).flatten();
        let posts = found.posts.into_iter().filter_map(KeptPost::shown);
        let hits = posts.map(|post| ShownPost::from(&post)).collect();
        Ok(Hits { total, hits, next: next.map(|next| next.written()) })
    })
    .await
}

/// What is looked for, and what of it comes after the page before.
fn wanted(asked: &Asked) -> Result<(Search, Search), Problem> {
    let bound = |text: &Option<String>, whole_day| {
        let time = text.as_deref().map(|text| time_of(text, &TimeZone::UTC, whole_day));
        time.transpose().map_err(Problem::asked)
    };
    let order = match asked.order {
        First::Newest => Order::Newest,
        First::Best => Order::Best,
    };
    let wanted = Search {
        query: asked.q.clone(),
        tag: asked.tag.as_deref().map(tag).transpose()?,
        author: asked.author.clone(),
        since: bound(&asked.since, false)?,
        until: bound(&asked.until, true)?,
        order,
        limit: limit(asked.limit)?,
        offset: 0,
    };
    let mut rest = wanted.clone();
    if let Some(cursor) = &asked.cursor {
        let Place(at, passed) = Place::read(cursor)?;
        let passed = passed.parse().map_err(|_| Problem::asked("`cursor` is of another list"))?;
        rest.offset = passed;
        if order == Order::Newest {
            rest.until = Timestamp::from_millisecond(at.as_millisecond() + 1).ok();
        }
    }
    Ok((wanted, rest))
}

/// Where the next page begins. Newest first: at the time of the last hit, after those of that time
/// which were told; best first: after so many.
fn next(rest: &Search, hits: &[KeptPost]) -> Option<Place> {
    let last = hits.last()?.post.created_at;
    if rest.order == Order::Best {
        return Some(Place(Timestamp::UNIX_EPOCH, (rest.offset + hits.len()).to_string()));
    }
    let same = hits.iter().rev().take_while(|kept| kept.post.created_at.ms() == last.ms()).count();
    let is_same_still = same == hits.len()
        && rest.until.is_some_and(|until| until.as_millisecond() == last.ms() + 1);
    let passed = if is_same_still { rest.offset + same } else { same };
    Some(Place(last.at(), passed.to_string()))
}
