//! Between a chat value and a row of `records`.

mod stored;

use std::borrow::Cow;

use chat::{
    Audience, Basis, Body, Copied, Media, Moment, Network, Post, Repost, Span, SpanKind, Tag,
    Tombstone, Uri, Version,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use stored::Stored;

use crate::StoreError;
use crate::key::{Key, ms_of_row};

/// What a record is.
pub(crate) const POST: i64 = 0;
pub(crate) const REPOST: i64 = 1;
/// What a record counts for.
pub(crate) const CONTEXT: i64 = 0;
pub(crate) const RECORD: i64 = 1;
pub(crate) const GONE: i64 = 2;
/// A record, or what rode along, that is a copy of a post which is here: it counts for nothing and is
/// shown nowhere by itself. All numbers from this one on mean so.
pub(crate) const FOLDED: i64 = 3;
const FOLDED_CONTEXT: i64 = 4;

/// What a standing is when the record is folded into its original.
pub(crate) fn folded(standing: i64) -> i64 {
    match standing {
        CONTEXT => FOLDED_CONTEXT,
        RECORD => FOLDED,
        other => other,
    }
}

/// What a record counts for by itself, were its original not here.
pub(crate) fn unfolded(standing: i64) -> i64 {
    match standing {
        FOLDED_CONTEXT => CONTEXT,
        FOLDED => RECORD,
        other => other,
    }
}

/// All of a record that no query asks for by itself.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Details<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<Network>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "is_public")]
    audience: Audience,
    /// The exact time, where the row id cannot hold it.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_at: Option<Timestamp>,
    #[serde(borrow, skip_serializing_if = "Vec::is_empty")]
    spans: Vec<Mark<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    content_warning: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sensitive: bool,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    language: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "is_empty")]
    media: Cow<'a, [Media]>,
    #[serde(skip_serializing_if = "is_empty")]
    more_tags: Cow<'a, [Tag]>,
    #[serde(skip_serializing_if = "is_empty")]
    earlier: Cow<'a, [Version]>,
    /// The name of the target, where its key does not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target: Option<Cow<'a, Uri>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    reply_to_handle: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_of: Option<Cow<'a, Uri>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copy_of: Option<Cow<'a, Uri>>,
    /// The copies that are folded into it.
    #[serde(skip_serializing_if = "is_empty")]
    pub(crate) copies: Cow<'a, [Copied]>,
    /// The original, where the target as it was told is a copy that is folded into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_folded: Option<Cow<'a, Uri>>,
    /// The same of what it quotes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quote_folded: Option<Cow<'a, Uri>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reposts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likes: Option<u64>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    application: Option<Cow<'a, str>>,
    /// Tombstones: when it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    gone_at: Option<Timestamp>,
    /// Tombstones: nobody knows when it was said.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unplaced: bool,
}

fn is_public(audience: &Audience) -> bool {
    *audience == Audience::Public
}

fn is_empty<T>(list: &[T]) -> bool {
    list.is_empty()
}

/// A span in few bytes: start, end, kind, value (left out where the text says it).
#[derive(Debug, Serialize, Deserialize)]
struct Mark<'a>(usize, usize, char, #[serde(borrow)] Cow<'a, str>);

impl<'a> Mark<'a> {
    fn of(span: &'a Span, plain: &str) -> Self {
        let words = plain.get(span.start..span.end).unwrap_or_default();
        let (sign, value) = match &span.kind {
            SpanKind::Tag(tag) => ('#', tag.as_str()),
            SpanKind::Mention(handle) => ('@', handle.as_str()),
            SpanKind::Link(url) => ('l', url.as_str()),
        };
        let value = if value == words { "" } else { value };
        Mark(span.start, span.end, sign, Cow::Borrowed(value))
    }

    fn span(&self, plain: &str) -> Option<Span> {
        let words = plain.get(self.0..self.1)?;
        let value = if self.3.is_empty() { words } else { &self.3 };
        let kind = match self.2 {
            '#' => SpanKind::Tag(Tag::new(value)?),
            '@' => SpanKind::Mention(value.to_owned()),
            _ => SpanKind::Link(value.to_owned()),
        };
        Some(Span { start: self.0, end: self.1, kind })
    }
}

/// A row to be written.
pub(crate) struct Row<'a> {
    pub(crate) kind: i64,
    pub(crate) key: Key,
    pub(crate) created_at: Moment,
    pub(crate) target: Option<Key>,
    pub(crate) uri: Option<&'a str>,
    pub(crate) text: Option<&'a str>,
    pub(crate) details: Details<'a>,
    pub(crate) tags: Vec<Tag>,
}

impl<'a> Row<'a> {
    /// The row of a post.
    pub(crate) fn of_post(post: &'a Post) -> Self {
        let body = &post.body;
        let (target, target_name) = target(post.reply_to.as_ref());
        Self {
            kind: POST,
            key: Key::of(&post.uri),
            created_at: post.created_at,
            target,
            uri: name(&post.uri),
            text: Some(&body.text.plain),
            details: Details {
                network: network(post.network, &post.uri),
                url: post.url.as_deref().map(Cow::Borrowed),
                audience: post.audience,
                at: beyond_rows(post.created_at),
                edited_at: body.edited_at,
                spans: body.text.spans.iter().map(|s| Mark::of(s, &body.text.plain)).collect(),
                cut: body.cut,
                content_warning: body.content_warning.as_deref().map(Cow::Borrowed),
                sensitive: body.sensitive,
                language: body.language.as_deref().map(Cow::Borrowed),
                media: Cow::Borrowed(&body.media),
                more_tags: Cow::Borrowed(&body.more_tags),
                earlier: Cow::Borrowed(&post.earlier),
                target: target_name,
                reply_to_handle: post.reply_to_handle.as_deref().map(Cow::Borrowed),
                quote_of: post.quote_of.as_ref().map(Cow::Borrowed),
                copy_of: post.copy_of.as_ref().map(Cow::Borrowed),
                reposts: post.reposts,
                likes: post.likes,
                application: post.application.as_deref().map(Cow::Borrowed),
                ..Details::default()
            },
            tags: post.tags(),
        }
    }

    /// The row of a repost.
    pub(crate) fn of_repost(repost: &'a Repost) -> Self {
        let (target, target_name) = target(repost.of.as_ref());
        let text = repost.text.as_ref();
        let marks = text.map(|t| t.spans.iter().map(|s| Mark::of(s, &t.plain)).collect());
        let tags = text.map(|t| Body { text: t.clone(), ..Body::default() }.tags());
        Self {
            kind: REPOST,
            key: Key::of(&repost.uri),
            created_at: repost.created_at,
            target,
            uri: name(&repost.uri),
            text: text.map(|t| t.plain.as_str()),
            details: Details {
                network: network(repost.network, &repost.uri),
                at: beyond_rows(repost.created_at),
                spans: marks.unwrap_or_default(),
                target: target_name,
                ..Details::default()
            },
            tags: tags.unwrap_or_default(),
        }
    }

    /// The row of what is gone, placed at this time.
    pub(crate) fn of_tombstone(tombstone: &'a Tombstone, placed: Moment) -> Self {
        let (target, target_name) = target(tombstone.reply_to.as_ref());
        Self {
            kind: POST,
            key: Key::of(&tombstone.uri),
            created_at: placed,
            target,
            uri: name(&tombstone.uri),
            text: None,
            details: Details {
                url: tombstone.url.as_deref().map(Cow::Borrowed),
                at: beyond_rows(placed),
                target: target_name,
                gone_at: tombstone.at,
                unplaced: tombstone.created_at.is_none(),
                ..Details::default()
            },
            tags: tombstone.tags.clone(),
        }
    }

    /// Hangs it under the original of what it answers or passes on.
    pub(crate) fn hang_under(&mut self, original: Uri) {
        self.target = Some(Key::of(&original));
        self.details.target_folded = Some(Cow::Owned(original));
    }

    /// The details as they are stored.
    pub(crate) fn details_json(&self) -> Result<String, StoreError> {
        Ok(serde_json::to_string(&self.details)?)
    }
}

fn target(uri: Option<&Uri>) -> (Option<Key>, Option<Cow<'_, Uri>>) {
    let key = uri.map(Key::of);
    (key, uri.filter(|uri| uri.tweet_id().is_none()).map(Cow::Borrowed))
}

fn name(uri: &Uri) -> Option<&str> {
    uri.tweet_id().is_none().then_some(uri.as_str())
}

fn network(network: Network, uri: &Uri) -> Option<Network> {
    Some(network).filter(|&n| n != of_uri(uri))
}

/// The network that a name belongs to, nearly always.
pub(crate) fn of_uri(uri: &Uri) -> Network {
    if uri.tweet_id().is_some() {
        Network::Twitter
    } else if uri.as_str().starts_with("at://") {
        Network::Bluesky
    } else {
        Network::Fediverse
    }
}

fn beyond_rows(moment: Moment) -> Option<Timestamp> {
    let held = ms_of_row(crate::key::first_row_of(moment.ms()));
    (held != moment.ms()).then(|| moment.at())
}

/// A [`Basis`] as it is stored.
pub(crate) fn basis(moment: &Moment) -> i64 {
    match moment.basis() {
        Basis::Day => 0,
        Basis::Local => 1,
        Basis::Id => 2,
        Basis::Stated => 3,
    }
}
