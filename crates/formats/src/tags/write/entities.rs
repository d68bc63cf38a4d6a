//! The column `entities_str`: a post's tags, mentions, links and media in Twitter's JSON.

use chat::{MediaKind, SpanKind, Text};
use serde::Serialize;

/// What is marked in a text, and attached to it.
#[derive(Default, Serialize)]
pub(super) struct Entities<'a> {
    hashtags: Vec<Hashtag<'a>>,
    symbols: [(); 0],
    user_mentions: Vec<Mention<'a>>,
    pub(super) urls: Vec<Link<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) media: Vec<Picture<'a>>,
}

#[derive(Serialize)]
struct Hashtag<'a> {
    text: &'a str,
    indices: [usize; 2],
}

#[derive(Serialize)]
struct Mention<'a> {
    screen_name: &'a str,
    indices: [usize; 2],
}

/// A link; in a sheet, links are no longer shortened.
#[derive(Serialize)]
pub(super) struct Link<'a> {
    url: &'a str,
    expanded_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    indices: Option<[usize; 2]>,
}

/// A picture or film, by its address.
#[derive(Serialize)]
pub(super) struct Picture<'a> {
    media_url_https: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ext_alt_text: Option<&'a str>,
}

impl<'a> Entities<'a> {
    /// What is marked in a text; indices count characters, as Twitter's.
    pub(super) fn of(text: &'a Text) -> Self {
        let mut entities = Self::default();
        let mut at = 0;
        for (words, kind) in text.pieces() {
            let indices = [at, at + words.chars().count()];
            at = indices[1];
            match kind {
                Some(SpanKind::Tag(_)) => entities
                    .hashtags
                    .push(Hashtag { text: words.trim_start_matches(['#', '＃']), indices }),
                Some(SpanKind::Mention(_)) => entities
                    .user_mentions
                    .push(Mention { screen_name: words.trim_start_matches(['@', '＠']), indices }),
                Some(SpanKind::Link(target)) => entities.urls.push(Link {
                    url: words,
                    expanded_url: target,
                    indices: Some(indices),
                }),
                None => {}
            }
        }
        entities
    }
}

impl<'a> Link<'a> {
    /// A link that stands in no text.
    pub(super) fn to(target: &'a str) -> Self {
        Self { url: target, expanded_url: target, indices: None }
    }
}

impl<'a> Picture<'a> {
    /// A picture of a post.
    pub(super) fn of(media: &'a chat::Media) -> Self {
        Self {
            media_url_https: &media.url,
            kind: match media.kind {
                MediaKind::Image => "photo",
                MediaKind::Video => "video",
                MediaKind::Audio => "audio",
                MediaKind::Other => "other",
            },
            ext_alt_text: media.alt.as_deref(),
        }
    }
}
