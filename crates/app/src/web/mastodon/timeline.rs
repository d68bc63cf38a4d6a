//! The posts that carry a tag, newest first.

use anyhow::Result;
use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use chat::{Audience, Post, Tag};
use serde_json::Value;
use store::{Archive, End, Stretch};

use super::{Error, base, status};
use crate::web::State;

/// How much is answered at most, as by Mastodon.
const MOST: usize = 40;
const USUAL: usize = 20;
/// How many posts are looked through for those that are wanted, at a time.
const LOOKED_THROUGH: usize = 400;
/// How often that is done for one answer.
const ROUNDS: usize = 10;

/// What is asked of a tag.
struct Asked {
    stretch: Stretch,
    limit: usize,
    only_media: bool,
    any: Vec<Tag>,
    all: Vec<Tag>,
    none: Vec<Tag>,
}

impl Asked {
    /// Understands a query as leniently as Mastodon does: what makes no sense is passed over.
    fn of(query: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let mut values = query.iter().rev().filter(|(key, _)| key == name);
            values.next().map(|(_, value)| value.as_str())
        };
        let id = |name: &str| value(name).and_then(|value| value.parse::<u64>().ok());
        // Fediwall sends lists as one value, with commas.
        let tags = |name: &str| -> Vec<Tag> {
            let of_name = query.iter().filter(|(key, _)| key.trim_end_matches("[]") == name);
            of_name.flat_map(|(_, value)| value.split(',')).filter_map(Tag::new).collect()
        };
        let min = id("min_id");
        let stretch = Stretch {
            after: min.or(id("since_id")).unwrap_or(0),
            before: id("max_id").unwrap_or(u64::MAX),
            from: if min.is_some() { End::Oldest } else { End::Newest },
            limit: LOOKED_THROUGH,
        };
        let limit = value("limit").and_then(|limit| limit.parse().ok()).unwrap_or(USUAL);
        Self {
            stretch,
            limit: limit.clamp(1, MOST),
            only_media: value("only_media").is_some_and(is_true),
            any: tags("any"),
            all: tags("all"),
            none: tags("none"),
        }
    }

    fn wants(&self, tag: &Tag, post: &Post) -> bool {
        let tags = post.tags();
        let has_any = tags.contains(tag) || self.any.iter().any(|tag| tags.contains(tag));
        // Unlisted posts stay in their chat, and out of lists.
        post.audience == Audience::Public
            && has_any
            && self.all.iter().all(|tag| tags.contains(tag))
            && !self.none.iter().any(|tag| tags.contains(tag))
            && !(self.only_media && post.body.media.is_empty())
    }
}

fn is_true(value: &str) -> bool {
    !matches!(value.to_ascii_lowercase().as_str(), "" | "0" | "f" | "false" | "off")
}

pub(super) async fn tag(
    Shared(state): Shared<State>,
    Path(tag): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let asked = Asked::of(&query);
    let path = format!("{}/api/v1/timelines/tag/{}", base(&headers), percent(&tag));
    let found = Tag::new(&tag);
    let shelf = state.live.shelf();
    let page = shelf.read(move |archive, _| match found {
        Some(tag) => page(archive, &tag, &asked),
        None => Ok(Vec::new()),
    });
    let page = page.await?;
    let kept =
        query.iter().filter(|(key, _)| !matches!(key.as_str(), "max_id" | "min_id" | "since_id"));
    let kept: String =
        kept.map(|(key, value)| format!("{}={}&", percent(key), percent(value))).collect();
    let link = page.first().zip(page.last()).map(|((newest, _), (oldest, _))| {
        format!("<{path}?{kept}max_id={oldest}>; rel=\"next\", <{path}?{kept}min_id={newest}>; rel=\"prev\"")
    });
    let statuses: Vec<Value> = page.into_iter().map(|(_, status)| status).collect();
    let mut response = Json(statuses).into_response();
    if let Some(link) = link.and_then(|link| link.parse().ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// The posts that are wanted, newest first, with their ids.
fn page(archive: &Archive, tag: &Tag, asked: &Asked) -> Result<Vec<(u64, Value)>> {
    let (mut page, mut stretch) = (Vec::new(), asked.stretch);
    for _ in 0..ROUNDS {
        let found = archive.tagged(tag, stretch)?;
        let Some((last, is_end)) =
            found.last().map(|(last, _)| (*last, found.len() < stretch.limit))
        else {
            break;
        };
        for (number, kept) in found {
            let post = kept.shown().filter(|post| asked.wants(tag, post));
            if let Some(post) = post.filter(|_| page.len() < asked.limit) {
                page.push((number, status::status(archive, number, &post)?));
            }
        }
        if is_end || page.len() == asked.limit {
            break;
        }
        match stretch.from {
            End::Newest => stretch.before = last,
            End::Oldest => stretch.after = last,
        }
    }
    if asked.stretch.from == End::Oldest {
        page.reverse();
    }
    Ok(page)
}

/// A value as it may stand in a link.
fn percent(text: &str) -> String {
    let keeps = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if keeps(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
