//! What a post says: plain text, and spans that mark its tags, mentions and links.
//!
//! Foreign markup ends here. Each network's way of marking text has its door:
//! [`Text::from_html`] (Mastodon, ActivityPub), [`Text::from_facets`] (Bluesky),
//! [`Text::from_tweet`] (Twitter) and [`Text::from_plain`] (only the words are known).

mod facets;
mod html;
mod plain;
mod tweet;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::Tag;

pub use facets::{Facet, FacetKind};
pub use html::plain_from_html;
pub use tweet::{TweetLink, TweetMention};

/// Spans of a text that are kept: far more than any post has that was written by hand.
const MOST_SPANS: usize = 1_000;

/// Plain text with marked spans. Spans are in order, do not overlap, and lie on characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Text {
    /// The words, with line breaks as `\n`; no markup, no escapes.
    #[serde(rename = "text")]
    pub plain: String,
    /// What is marked in them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub spans: Vec<Span>,
}

/// A marked part of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Where it begins, in bytes of UTF-8 (as in `app.bsky.richtext.facet`).
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// What it is.
    #[serde(flatten)]
    pub kind: SpanKind,
}

/// What a span marks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpanKind {
    /// A hashtag, in its compared form.
    Tag(Tag),
    /// Somebody is named: the handle, with `@`, as far as the text tells it.
    Mention(String),
    /// A link: where it leads.
    Link(String),
}

impl Text {
    /// Text without anything marked.
    pub fn unmarked(plain: impl Into<String>) -> Self {
        Self { plain: plain.into(), spans: Vec::new() }
    }

    /// The handles named, with `@`, each once, in order.
    #[must_use]
    pub fn mentions(&self) -> Vec<&str> {
        self.each_once(|kind| match kind {
            SpanKind::Mention(handle) => Some(handle),
            _ => None,
        })
    }

    /// The addresses linked to, each once, in order.
    #[must_use]
    pub fn links(&self) -> Vec<&str> {
        self.each_once(|kind| match kind {
            SpanKind::Link(url) => Some(url),
            _ => None,
        })
    }

    fn each_once<'a>(&'a self, pick: impl Fn(&'a SpanKind) -> Option<&'a String>) -> Vec<&'a str> {
        let mut known = HashSet::new();
        let values = self.spans.iter().filter_map(|span| pick(&span.kind)).map(String::as_str);
        values.filter(|value| known.insert(*value)).collect()
    }

    /// How many links lead to a known place, and not to a shortener that may be gone.
    #[must_use]
    pub fn known_links(&self) -> usize {
        let known = |s: &&Span| matches!(&s.kind, SpanKind::Link(url) if !tweet::is_shortened(url));
        self.spans.iter().filter(known).count()
    }

    /// The text cut into marked and unmarked pieces, in order, nothing left out.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, Option<&SpanKind>)> {
        let mut at = 0;
        let mut pieces = Vec::with_capacity(self.spans.len() * 2 + 1);
        for span in &self.spans {
            if let (Some(before), Some(marked)) =
                (self.plain.get(at..span.start), self.plain.get(span.start..span.end))
            {
                if !before.is_empty() {
                    pieces.push((before, None));
                }
                pieces.push((marked, Some(&span.kind)));
                at = span.end;
            }
        }
        if let Some(rest) = self.plain.get(at..).filter(|r| !r.is_empty()) {
            pieces.push((rest, None));
        }
        pieces.into_iter()
    }

    /// Puts spans in order and drops those that overlap an earlier one or split a character, and what is
    /// beyond measure.
    fn settle(plain: String, mut spans: Vec<Span>) -> Self {
        spans.sort();
        let mut end = 0;
        spans.retain(|span| {
            let fits = span.start >= end
                && span.start < span.end
                && plain.get(span.start..span.end).is_some();
            if fits {
                end = span.end;
            }
            fits
        });
        spans.truncate(MOST_SPANS);
        Self { plain, spans }
    }
}

#[cfg(test)]
mod tests;
