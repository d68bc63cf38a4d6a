//! Which format a file is in, told by its content and never by its name.

use std::io::BufRead;

use crate::{ReadError, encoding};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// TAGS v5 or v6, as CSV or TSV.
    TagsCsv,
    /// TAGS v5 or v6, as a workbook.
    TagsXlsx,
    /// A sheet of another add-on: Twitter Archiver, the `t` command line, `ID,Posted at,…`.
    Sheet,
    /// twarc lines (v1.1, v2 pages, v2 flat) and v1.1 search answers.
    Twarc,
    /// A Twitter/X account archive, or a part of one.
    TwitterArchive,
    /// Statuses of the Mastodon API: lists, lines, contexts, streamed.
    Mastodon,
    /// An ActivityPub outbox, or a bare list of its activities.
    ActivityStreams,
    /// Bluesky's `app.bsky` views: searches, feeds, threads.
    Bluesky,
    /// Bluesky's Jetstream, one event a line.
    Jetstream,
    /// chatkeep's own JSON lines.
    ChatkeepJsonl,
}

/// A `--format` that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no format “{0}”; there are {names}", names = Format::names())]
pub struct UnknownFormat(String);

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Self; 10] = [
        Self::TagsCsv,
        Self::TagsXlsx,
        Self::Sheet,
        Self::Twarc,
        Self::TwitterArchive,
        Self::Mastodon,
        Self::ActivityStreams,
        Self::Bluesky,
        Self::Jetstream,
        Self::ChatkeepJsonl,
    ];

    /// The name used on the command line and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TagsCsv => "tags-csv",
            Self::TagsXlsx => "tags-xlsx",
            Self::Sheet => "sheet",
            Self::Twarc => "twarc",
            Self::TwitterArchive => "twitter-archive",
            Self::Mastodon => "mastodon",
            Self::ActivityStreams => "activitystreams",
            Self::Bluesky => "bluesky",
            Self::Jetstream => "jetstream",
            Self::ChatkeepJsonl => "jsonl",
        }
    }

    fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|f| f.name() == name.to_lowercase());
        found.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// Looks at the beginning of a file (what its buffer holds) and consumes nothing.
pub(crate) fn detect(input: &mut dyn BufRead) -> Result<Format, ReadError> {
    let head = input.fill_buf()?;
    let not_understood = |reason: &str| Err(ReadError::NotUnderstood(reason.to_owned()));
    if head.is_empty() {
        return not_understood("the file is empty");
    }
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Format::TagsXlsx);
    }
    let text = encoding::as_text(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.is_empty() {
        return not_understood("the file holds nothing but blank space");
    }
    if text.starts_with("window.YTD.") || text.starts_with("Grailbird.data") {
        return Ok(Format::TwitterArchive);
    }
    if text.starts_with(['{', '[']) {
        return match by_keys(&Keys::of(text)) {
            Some(format) => Ok(format),
            None => not_understood("this is JSON, but not of a kind that chatkeep knows"),
        };
    }
    if text.starts_with("event:") || text.starts_with(':') && text.contains("\nevent:") {
        return Ok(Format::Mastodon);
    }
    if head.contains(&0) {
        return not_understood("this is a binary file, not one that chatkeep knows");
    }
    match crate::tags::recognise(text) {
        Some(format) => Ok(format),
        None if text.starts_with(&crate::table::COLUMNS.join(",")) => not_understood(
            "this is chatkeep's own table for spreadsheets, which leaves much out: import what `chatkeep export --format jsonl` (or `tags-csv`) wrote",
        ),
        None => not_understood(
            "this is text, but neither JSON nor a sheet with a header line that chatkeep knows",
        ),
    }
}

/// The names of the members seen in the beginning of a JSON text, by depth. Arrays add no depth.
struct Keys {
    /// `(depth, name)`, the outermost members having depth 1.
    seen: Vec<(usize, String)>,
    /// Whether the outermost value is an empty array.
    empty_list: bool,
}

impl Keys {
    /// Reads as far as the text goes; it may be cut anywhere.
    fn of(text: &str) -> Self {
        let mut seen = Vec::new();
        let (mut depth, mut chars) = (0_usize, text.char_indices().peekable());
        while let Some((at, c)) = chars.next() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                '"' => {
                    let mut end = None;
                    while let Some((at, c)) = chars.next() {
                        match c {
                            '\\' => drop(chars.next()),
                            '"' => {
                                end = Some(at);
                                break;
                            }
                            _ => {}
                        }
                    }
                    let Some(end) = end else { break };
                    while chars.next_if(|(_, c)| c.is_ascii_whitespace()).is_some() {}
                    if depth <= 3 && chars.peek().is_some_and(|&(_, c)| c == ':') {
                        seen.push((depth, text[at + 1..end].to_owned()));
                    }
                }
                _ => {}
            }
        }
        let empty_list =
            text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(']'));
        Self { seen, empty_list }
    }

    fn has(&self, depth: usize, name: &str) -> bool {
        self.seen.iter().any(|(d, n)| *d == depth && n == name)
    }

    fn any(&self, depth: usize, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(depth, name))
    }
}

fn by_keys(keys: &Keys) -> Option<Format> {
    let top = |name| keys.has(1, name);
    let inner = |name| keys.has(2, name);
    let ours = keys.any(1, &["post", "repost", "author", "series", "gone"])
        && keys.any(2, &["network", "timezone"]);
    if top("chatkeep") || ours {
        return Some(Format::ChatkeepJsonl);
    }
    if top("did") && top("kind") || top("did") && top("time_us") || top("payload") && top("$type") {
        return Some(Format::Jetstream);
    }
    if keys.any(1, &["thread", "feed", "posts"])
        && keys.any(2, &["uri", "post", "$type", "notFound"])
        || top("uri") && top("cid")
        || keys.any(1, &["post", "records"]) && keys.any(2, &["uri", "cid"])
        || keys.any(1, &["thread", "feed", "posts", "hitsTotal"]) && !top("account")
    {
        return Some(Format::Bluesky);
    }
    let activity = top("@context")
        || top("orderedItems")
        || top("actor") && top("object")
        || top("attributedTo") && top("type");
    if activity {
        return Some(Format::ActivityStreams);
    }
    let status = top("account") && keys.any(1, &["content", "uri", "reblog", "visibility"]);
    let context = top("ancestors") || top("descendants");
    let streamed = top("event") && (top("payload") || top("stream"));
    if status || context || streamed || top("accounts") && top("statuses") {
        return Some(Format::Mastodon);
    }
    let v1 =
        keys.any(1, &["id_str", "full_text", "retweeted_status"]) || top("user") && top("text");
    let v2 = top("data") || top("author_id") && top("text") || top("includes") || top("errors");
    let search = top("statuses") || top("search_metadata");
    let account = top("tweet") && (inner("id_str") || inner("id"));
    if account {
        return Some(Format::TwitterArchive);
    }
    if v1 || v2 || search || top("delete") || top("limit") {
        return Some(Format::Twarc);
    }
    keys.empty_list.then_some(Format::Mastodon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_by_its_members_even_when_cut() {
        for (head, format) in [
            (r#"{"chatkeep":1}"#, Format::ChatkeepJsonl),
            (r#"{"post":{"uri":"at://x","network":"bluesky","#, Format::ChatkeepJsonl),
            (r#"{"did":"did:plc:x","time_us":1,"kind":"commit""#, Format::Jetstream),
            (r#"{"$type":"message","payload":{"did":"did:plc:x""#, Format::Jetstream),
            (r#"{"posts":[{"uri":"at://x","#, Format::Bluesky),
            (r#"{"post":{"uri":"at://x","#, Format::Bluesky),
            (r#"{"records":[{"uri":"at://x","#, Format::Bluesky),
            (r#"{"@context": "https://www.w3.org/ns/activitystreams", "#, Format::ActivityStreams),
            (r#"[{"id":"1","created_at":"x","uri":"u","account":{"id":"2""#, Format::Mastodon),
            (
                r#"[{"id":"https://lamp.example/1","type":"Note","attributedTo":"x""#,
                Format::ActivityStreams,
            ),
            (r#"{"ancestors":[],"#, Format::Mastodon),
            ("event: update\ndata: {\"id\":\"1\"", Format::Mastodon),
            (":thump\nevent: update\ndata: {", Format::Mastodon),
            (r#"{"statuses":[{"id":1,"#, Format::Twarc),
            (r#"{"data":[{"author_id":"1""#, Format::Twarc),
            (r#"{"id_str":"1","text":"cut in a str"#, Format::Twarc),
        ] {
            assert_eq!(detect(&mut head.as_bytes()).unwrap(), format, "{head}");
        }
        let table = crate::table::COLUMNS.join(",");
        let why = detect(&mut table.as_bytes()).unwrap_err().to_string();
        assert!(why.contains("export --format jsonl"), "{why}");
        for unknown in ["", " \n", r#"{"a":1}"#, "\0\0\0", "once upon a time"] {
            assert!(detect(&mut unknown.as_bytes()).is_err(), "{unknown:?}");
        }
    }
}
