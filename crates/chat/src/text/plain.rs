//! Text of which only the words are known: tags, mentions and links are found in them.

use linkify::{LinkFinder, LinkKind};

use super::{Span, SpanKind, Text};
use crate::{Tag, tag::is_tag_char};

/// Which handles can be mentioned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Handles {
    /// `@ada`: letters, digits and `_`, as on Twitter.
    Short,
    /// `@ada@lamp.example` and `@ada.quay.example` too.
    WithHost,
}

impl Text {
    /// Finds tags, mentions (with hosts) and http(s) links in plain words.
    pub fn from_plain(plain: impl Into<String>) -> Self {
        let plain = plain.into();
        let spans = find(&plain, Handles::WithHost);
        Self::settle(plain, spans)
    }
}

/// Finds links first; tags and mentions only outside them.
pub(super) fn find(plain: &str, handles: Handles) -> Vec<Span> {
    let mut spans = Vec::new();
    if plain.contains("://") {
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        for link in finder.links(plain) {
            if link.as_str().starts_with("http://") || link.as_str().starts_with("https://") {
                let kind = SpanKind::Link(link.as_str().to_owned());
                spans.push(Span { start: link.start(), end: link.end(), kind });
            }
        }
    }
    let links = spans.len();
    for (start, sign) in plain.match_indices(['#', '＃', '@', '＠']) {
        let next = spans[..links].partition_point(|link| link.end <= start);
        let in_link = spans[..links].get(next).is_some_and(|link| link.start <= start);
        if in_link || !stands_free(plain, start) {
            continue;
        }
        let word = start + sign.len();
        let found = if matches!(sign, "#" | "＃") {
            tag(plain, word)
        } else {
            mention(plain, word, handles)
        };
        if let Some((end, kind)) = found {
            spans.push(Span { start, end, kind });
        }
    }
    spans
}

/// A sign counts at the start of a word only: `c#` and `a@b` are neither tag nor mention.
fn stands_free(plain: &str, start: usize) -> bool {
    plain[..start]
        .chars()
        .next_back()
        .is_none_or(|c| !is_tag_char(c) && !matches!(c, '&' | '/' | '#' | '@'))
}

/// Twitter's and Mastodon's rule: not of digits alone.
fn tag(plain: &str, word: usize) -> Option<(usize, SpanKind)> {
    let rest = &plain[word..];
    let len = rest.find(|c: char| !is_tag_char(c)).unwrap_or(rest.len());
    let written = &rest[..len];
    let letters = written.chars().any(|c| !c.is_numeric() && c != '_');
    let tag = Tag::new(written).filter(|_| letters)?;
    Some((word + len, SpanKind::Tag(tag)))
}

fn mention(plain: &str, word: usize, handles: Handles) -> Option<(usize, SpanKind)> {
    let rest = &plain[word..];
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let len = match handles {
        Handles::Short => rest.find(|c| !in_name(c)).unwrap_or(rest.len()),
        Handles::WithHost => {
            let in_handle = |c: char| in_name(c) || matches!(c, '.' | '-' | '@');
            let len = rest.find(|c| !in_handle(c)).unwrap_or(rest.len());
            rest[..len].trim_end_matches(['.', '-', '@']).len()
        }
    };
    let handle = rest[..len].to_owned();
    (len > 0).then(|| (word + len, SpanKind::Mention(format!("@{handle}"))))
}
