//! Bluesky's rich text: plain text with facets (`app.bsky.richtext.facet`).

use super::{Span, SpanKind, Text};
use crate::Tag;

/// One facet: a byte range of the UTF-8 text and what it marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// `index.byteStart`.
    pub start: usize,
    /// `index.byteEnd`, exclusive.
    pub end: usize,
    /// The feature, with a tag as it was written, a mention's handle, or a link.
    pub kind: FacetKind,
}

/// What a facet marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FacetKind {
    /// `…facet#tag`, as written.
    Tag(String),
    /// `…facet#mention`; the handle is read from the text itself.
    Mention,
    /// `…facet#link`.
    Link(String),
}

impl Text {
    /// Marks what the facets say; those that lie outside the text or split a character are dropped,
    /// as the lexicon asks of clients.
    pub fn from_facets(plain: impl Into<String>, facets: impl IntoIterator<Item = Facet>) -> Self {
        let plain = plain.into();
        let spans = facets.into_iter().filter_map(|facet| {
            let marked = plain.get(facet.start..facet.end)?;
            let kind = match facet.kind {
                FacetKind::Tag(written) => SpanKind::Tag(Tag::new(&written)?),
                FacetKind::Mention => {
                    SpanKind::Mention(format!("@{}", marked.trim().trim_start_matches('@')))
                }
                FacetKind::Link(url) => SpanKind::Link(url),
            };
            Some(Span { start: facet.start, end: facet.end, kind })
        });
        let spans = spans.collect();
        Self::settle(plain, spans)
    }
}
