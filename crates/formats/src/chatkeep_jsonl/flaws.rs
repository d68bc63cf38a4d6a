//! What a line may say in the right form and still not mean.

use chat::{Author, Chat, Series, Tag, Uri};
use jiff::tz::TimeZone;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

use super::Line;

/// The kinds of lines that are known, by their first member.
const KINDS: [&str; 9] =
    ["chatkeep", "series", "chat", "source", "coverage", "author", "post", "repost", "gone"];

/// Why a line cannot be taken at its word.
pub(super) fn flaw(line: &Line) -> Option<&'static str> {
    match line {
        Line::Chatkeep(_) | Line::Source(_) | Line::Coverage(_) => None,
        Line::Series(series) => flaw_of_series(series),
        Line::Chat(chat) => flaw_of_chat(chat),
        Line::Author(author) => flaw_of_author(author),
        Line::Post(line) => unnamed(&line.post.uri).or_else(|| flaw_of_author(&line.post.author)),
        Line::Repost(line) => {
            unnamed(&line.repost.uri).or_else(|| flaw_of_author(&line.repost.author))
        }
        Line::Gone(tombstone) => unnamed(&tombstone.uri),
    }
}

fn unnamed(uri: &Uri) -> Option<&'static str> {
    uri.as_str().trim().is_empty().then_some("its `uri` is empty")
}

fn flaw_of_author(author: &Author) -> Option<&'static str> {
    author.uri.as_str().trim().is_empty().then_some("its author's `uri` is empty")
}

fn flaw_of_series(series: &Series) -> Option<&'static str> {
    let is_tag = Tag::named(series.tag.as_str()).is_some();
    let zone = series.timezone.as_deref();
    if !is_tag {
        return Some("its `tag` is no tag");
    }
    zone.is_some_and(|zone| TimeZone::get(zone).is_err()).then_some("its `timezone` is none")
}

fn flaw_of_chat(chat: &Chat) -> Option<&'static str> {
    (chat.ends_at < chat.starts_at).then_some("it ends before it starts")
}

/// Whether this is a line of a kind that is not known yet: within a version, kinds may be added.
pub(super) fn is_of_another_kind(text: &str) -> bool {
    let members = serde_json::from_str::<BTreeMap<String, IgnoredAny>>(text);
    members.is_ok_and(|members| {
        !members.is_empty() && !members.keys().any(|kind| KINDS.contains(&kind.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown::brief;

    #[test]
    fn what_cannot_be_meant_is_told() {
        let lines = r#"{"chatkeep":1}
{"series":{"tag":"not a tag"}}
{"series":{"tag":"lampchat","timezone":"Mars/Olympus"}}
{"chat":{"chat":"lampchat/2026-11-12","starts_at":"2026-11-12T20:00:00Z","ends_at":"2026-11-12T19:00:00Z"}}
{"post":{"uri":"","network":"bluesky","author":{"uri":"did:plc:a","network":"bluesky"},"created_at":"2026-11-12T19:30:09Z","text":"Hello"}}
{"weather":{"is":"mild"}}
"#;
        insta::assert_snapshot!(brief(super::super::read, lines), @r#"
        skipped: line 2: its `tag` is no tag
        skipped: line 3: its `timezone` is none
        skipped: line 4: it ends before it starts
        skipped: line 5: its `uri` is empty
        "#);
        assert!(!is_of_another_kind(r#"{"post":"#));
    }
}
