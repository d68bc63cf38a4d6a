//! Twitter's text: `&amp;`-escaped, links behind `t.co`, offsets of several kinds.
//!
//! The offsets that entities carry are not used: in one archive they count code points, in another
//! UTF-16 units, and a truncated retweet's point past the end. What an entity *is* stands in the
//! text itself (`#tag`, `@name`, the `t.co` address), so it is found there.

use std::borrow::Cow;

use super::{Span, SpanKind, Text, plain};

/// A shortened link and what is known of it (`entities.urls[]`, `entities.media[]`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TweetLink<'a> {
    /// As it stands in the text: `https://t.co/…`.
    pub short: Cow<'a, str>,
    /// Where it leads; `None` for a picture of this post, whose address is taken out of the text.
    pub target: Option<Cow<'a, str>>,
}

/// A mention as the entities tell it; kept for readers that want its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TweetMention<'a> {
    /// The handle without `@`.
    pub handle: Cow<'a, str>,
    /// The account's id.
    pub id: Option<u64>,
}

impl Text {
    /// Unescapes the text, puts the links' targets in, takes pictures' addresses out, and marks
    /// tags, mentions and links.
    #[must_use]
    pub fn from_tweet(escaped: &str, links: &[TweetLink<'_>]) -> Self {
        let mut plain = unescape(escaped).into_owned();
        for link in links {
            if link.short.is_empty() || !plain.contains(link.short.as_ref()) {
                continue;
            }
            plain = match link.target.as_deref() {
                Some(target) => plain.replace(link.short.as_ref(), target),
                None => {
                    plain.replace(&format!(" {}", link.short), "").replace(link.short.as_ref(), "")
                }
            };
        }
        plain.truncate(plain.trim_end().len());
        let mut spans = plain::find(&plain, plain::Handles::Short);
        mark_targets(&plain, links, &mut spans);
        Self::settle(plain, spans)
    }
}

/// A target may hold characters that end a link in running text; mark it whole.
fn mark_targets(plain: &str, links: &[TweetLink<'_>], spans: &mut Vec<Span>) {
    for target in links.iter().filter_map(|link| link.target.as_deref()).filter(|t| !t.is_empty()) {
        for (start, found) in plain.match_indices(target) {
            let end = start + found.len();
            spans.retain(|span| span.end <= start || end <= span.start || span.end > end);
            if spans.iter().all(|span| span.end <= start || end <= span.start) {
                spans.push(Span { start, end, kind: SpanKind::Link(target.to_owned()) });
            }
        }
    }
}

/// Twitter escapes `&`, `<` and `>` (and old clients quotes), once.
fn unescape(escaped: &str) -> Cow<'_, str> {
    const ESCAPES: [(&str, char); 5] =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\'')];
    if !escaped.contains('&') {
        return Cow::Borrowed(escaped);
    }
    let mut plain = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape));
        let (len, c) = known.map_or((1, '&'), |&(escape, c)| (escape.len(), c));
        plain.push(c);
        rest = &rest[len..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Whether an address is Twitter's own shortener, which tells nothing of where it leads.
pub(super) fn is_shortened(url: &str) -> bool {
    url.strip_prefix("https://t.co/").or_else(|| url.strip_prefix("http://t.co/")).is_some()
}
