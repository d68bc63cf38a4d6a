//! What is asked of a list of posts, and the page of it that is answered.

use std::ops::ControlFlow;

use anyhow::Result;
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chat::{Audience, Post, Tag};
use serde_json::Value;
use store::{End, List, Stretch};

use super::teller::Teller;

/// How much is answered at most, as by Mastodon.
const MOST: usize = 40;
const USUAL: usize = 20;
/// How many posts are looked through for those that are wanted.
const LOOKED_THROUGH: usize = 2_000;

/// A query, as leniently understood as by Mastodon: what makes no sense is passed over.
#[derive(Debug, Default)]
pub(super) struct Asked(pub(super) Vec<(String, String)>);

/// A page of a list: posts with their numbers, newest first.
pub(super) type Page = Vec<(u64, Post)>;

impl Asked {
    /// What was said last of a name.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn says(&self, name: &str) -> bool {
        let is_true = |value: &str| {
            !matches!(value.to_ascii_lowercase().as_str(), "" | "0" | "f" | "false" | "off")
        };
        self.value(name).is_some_and(is_true)
    }

    fn id(&self, name: &str) -> Option<u64> {
        self.value(name)?.parse().ok()
    }

    /// A list of tags: `any[]=a&any[]=b`, and as Fediwall sends it, `any=a,b`.
    pub(super) fn tags(&self, name: &str) -> Vec<Tag> {
        let of_name = self.0.iter().filter(|(key, _)| key.trim_end_matches("[]") == name);
        of_name.flat_map(|(_, value)| value.split(',')).filter_map(Tag::new).collect()
    }

    pub(super) fn limit(&self) -> usize {
        let limit = self.value("limit").and_then(|limit| limit.parse().ok());
        limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    fn stretch(&self) -> Stretch {
        let min = self.id("min_id");
        Stretch {
            after: min.or(self.id("since_id")).unwrap_or(0),
            before: self.id("max_id").unwrap_or(u64::MAX),
            from: if min.is_some() { End::Oldest } else { End::Newest },
            limit: LOOKED_THROUGH,
        }
    }

    /// What every list asks for: what is public (unlisted posts stay in their chats), with a picture
    /// where that is asked for; and nothing at all where only posts of this server are, which has none.
    fn wants(&self, post: &Post) -> bool {
        post.audience == Audience::Public
            && !(self.says("only_media") && post.body.media.is_empty())
            && (self.says("remote") || !self.says("local"))
    }

    /// The page of a list that is asked for.
    pub(super) fn page(
        &self,
        teller: &Teller<'_>,
        list: List<'_>,
        wants: impl Fn(&Post) -> bool,
    ) -> Result<Page> {
        let (mut page, stretch, limit) = (Vec::new(), self.stretch(), self.limit());
        teller.archive.walk(list, stretch, |number, post| {
            if self.wants(&post) && wants(&post) {
                page.push((number, post));
            }
            let is_enough = page.len() >= limit;
            anyhow::Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        if stretch.from == End::Oldest {
            page.reverse();
        }
        Ok(page)
    }

    /// A page as an answer, with links to those before and after it. `path` is the whole address of
    /// the list.
    pub(super) fn answer(&self, path: &str, page: &Page, statuses: Vec<Value>) -> Response {
        let is_place = |key: &str| matches!(key, "max_id" | "min_id" | "since_id");
        let kept = self.0.iter().filter(|(key, _)| !is_place(key));
        let kept = kept.map(|(key, value)| format!("{}={}&", percent(key), percent(value)));
        let kept: String = kept.collect();
        let link = page.first().zip(page.last()).map(|((newest, _), (oldest, _))| {
            format!("<{path}?{kept}max_id={oldest}>; rel=\"next\", <{path}?{kept}min_id={newest}>; rel=\"prev\"")
        });
        let mut response = Json(statuses).into_response();
        if let Some(link) = link.and_then(|link| link.parse().ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

/// A value as it may stand in a link.
pub(super) fn percent(text: &str) -> String {
    let keeps = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if keeps(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
