//! Between a chat value and a row of `records`.

use std::borrow::Cow;

use chat::{
    Audience, Author, Basis, Body, Change, Media, Moment, Network, Post, Repost, Span, SpanKind,
    Tag, Text, Tombstone, Uri, Version,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    StoreError,
    key::{Key, ms_of_row},
};

/// What a record is.
pub(crate) const POST: i64 = 0;
pub(crate) const REPOST: i64 = 1;
/// What a record counts for.
pub(crate) const CONTEXT: i64 = 0;
pub(crate) const RECORD: i64 = 1;
pub(crate) const GONE: i64 = 2;

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
    target: Option<Cow<'a, Uri>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    reply_to_handle: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_of: Option<Cow<'a, Uri>>,
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
                language: body.language.as_deref().map(Cow::Borrowed),
                media: Cow::Borrowed(&body.media),
                more_tags: Cow::Borrowed(&body.more_tags),
                earlier: Cow::Borrowed(&post.earlier),
                target: target_name,
                reply_to_handle: post.reply_to_handle.as_deref().map(Cow::Borrowed),
                quote_of: post.quote_of.as_ref().map(Cow::Borrowed),
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
                at: beyond_rows(placed),
                target: target_name,
                gone_at: tombstone.at,
                unplaced: tombstone.created_at.is_none(),
                ..Details::default()
            },
            tags: Vec::new(),
        }
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

/// A row as it was read.
pub(crate) struct Stored {
    pub(crate) id: i64,
    pub(crate) kind: i64,
    pub(crate) standing: i64,
    pub(crate) basis: i64,
    pub(crate) key: Vec<u8>,
    pub(crate) target: Option<Vec<u8>>,
    pub(crate) uri: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) details: Option<String>,
    pub(crate) profile: Option<String>,
}

impl Stored {
    /// The columns, in the order that [`Stored::read`] wants; join `authors` as `a`.
    pub(crate) const COLUMNS: &'static str =
        "r.id, r.kind, r.standing, r.basis, r.key, r.target, r.uri, r.text, r.details, a.profile";
    /// The tables that the columns come from: an author is who a bare handle turned out to be.
    pub(crate) const TABLES: &'static str = "records r left join authors w on w.id = r.author \
         left join authors a on a.id = coalesce(w.same_as, w.id)";
    /// The same with the author as it was told.
    pub(crate) const TABLES_AS_TOLD: &'static str =
        "records r left join authors a on a.id = r.author";

    /// Reads a row of [`Stored::COLUMNS`].
    pub(crate) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            standing: row.get(2)?,
            basis: row.get(3)?,
            key: row.get(4)?,
            target: row.get(5)?,
            uri: row.get(6)?,
            text: row.get(7)?,
            details: row.get(8)?,
            profile: row.get(9)?,
        })
    }

    /// The name of the record.
    pub(crate) fn uri(&self) -> Result<Uri, StoreError> {
        let told = self.uri.as_ref().map(Uri::new).or_else(|| Key::uri(&self.key));
        told.ok_or_else(|| self.damaged("it has no name"))
    }

    fn details(&self) -> Result<Details<'_>, StoreError> {
        let Some(json) = &self.details else {
            return Ok(Details::default());
        };
        serde_json::from_str(json).map_err(|error| self.damaged(&error.to_string()))
    }

    fn author(&self) -> Result<Author, StoreError> {
        let json = self.profile.as_ref().ok_or_else(|| self.damaged("it has no author"))?;
        Ok(serde_json::from_str(json)?)
    }

    fn damaged(&self, why: &str) -> StoreError {
        StoreError::Damaged(format!("record {}: {why}", self.id))
    }

    fn moment(&self, details: &Details<'_>) -> Result<Moment, StoreError> {
        let at = match details.at {
            Some(at) => at,
            None => Timestamp::from_millisecond(ms_of_row(self.id))
                .map_err(|e| self.damaged(&e.to_string()))?,
        };
        let basis = match self.basis {
            0 => Basis::Day,
            1 => Basis::Local,
            2 => Basis::Id,
            _ => Basis::Stated,
        };
        Ok(Moment::known(at, basis))
    }

    fn target_uri(&self, details: &Details<'_>) -> Option<Uri> {
        let named = details.target.as_deref().cloned();
        named.or_else(|| self.target.as_deref().and_then(Key::uri))
    }

    /// The tombstone that it is.
    pub(crate) fn tombstone(&self) -> Result<Tombstone, StoreError> {
        let details = self.details()?;
        let created_at = if details.unplaced { None } else { Some(self.moment(&details)?) };
        let reply_to = self.target_uri(&details);
        Ok(Tombstone { uri: self.uri()?, created_at, reply_to, at: details.gone_at })
    }

    fn text(&self, details: &Details<'_>) -> Option<Text> {
        let plain = self.text.clone()?;
        let spans = details.spans.iter().filter_map(|mark| mark.span(&plain)).collect();
        Some(Text { plain, spans })
    }

    /// The post that it is.
    pub(crate) fn post(&self) -> Result<Post, StoreError> {
        let details = self.details()?;
        let uri = self.uri()?;
        let owned = |text: &Option<Cow<'_, str>>| text.as_ref().map(|t| t.clone().into_owned());
        Ok(Post {
            url: owned(&details.url),
            network: details.network.unwrap_or_else(|| of_uri(&uri)),
            author: self.author()?,
            created_at: self.moment(&details)?,
            audience: details.audience,
            body: Body {
                edited_at: details.edited_at,
                text: self.text(&details).unwrap_or_default(),
                cut: details.cut,
                content_warning: owned(&details.content_warning),
                language: owned(&details.language),
                media: details.media.to_vec(),
                more_tags: details.more_tags.to_vec(),
            },
            earlier: details.earlier.to_vec(),
            reply_to: self.target_uri(&details),
            reply_to_handle: owned(&details.reply_to_handle),
            quote_of: details.quote_of.as_deref().cloned(),
            reposts: details.reposts,
            likes: details.likes,
            application: owned(&details.application),
            uri,
        })
    }

    /// The repost that it is.
    pub(crate) fn repost(&self) -> Result<Repost, StoreError> {
        let details = self.details()?;
        let uri = self.uri()?;
        Ok(Repost {
            network: details.network.unwrap_or_else(|| of_uri(&uri)),
            of: self.target_uri(&details),
            author: self.author()?,
            created_at: self.moment(&details)?,
            text: self.text(&details),
            uri,
        })
    }

    /// What it is, as a change; a tombstone is a [`Change::Deleted`].
    pub(crate) fn change(&self) -> Result<Change, StoreError> {
        Ok(match (self.standing, self.kind) {
            (GONE, _) => Change::Deleted(self.tombstone()?),
            (_, POST) => Change::Posted(Box::new(self.post()?)),
            _ => Change::Reposted(Box::new(self.repost()?)),
        })
    }
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
