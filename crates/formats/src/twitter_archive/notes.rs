//! Posts of more than 280 characters: cut in `tweets.js`, whole in `note-tweet.js`.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use crate::ReadError;
use crate::encoding::LostLetters;
use crate::json;
use crate::tweet::{Many, Shortened, Told, Words, timestamp};

use super::value;

/// A note is said with its post, at most this many seconds apart.
const SAID_TOGETHER_SECS: u64 = 60;
/// Words that a cut post and its note share at least, in bytes.
const SHARED: usize = 100;

/// The whole texts. They do not say which post they are of: that is told by how they begin and when
/// they were said.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<Note>);

#[derive(Debug)]
struct Note {
    said_at: Option<Timestamp>,
    words: String,
    links: Vec<Shortened<'static>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wrapped<'a> {
    #[serde(borrow, rename = "noteTweet")]
    note: NoteTweet<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NoteTweet<'a> {
    #[serde(borrow, rename = "createdAt")]
    created_at: Words<'a>,
    #[serde(borrow)]
    core: Core<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Core<'a> {
    #[serde(borrow)]
    text: Words<'a>,
    #[serde(borrow)]
    urls: Many<Link<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Link<'a> {
    #[serde(borrow)]
    short_url: Words<'a>,
    #[serde(borrow)]
    expanded_url: Words<'a>,
}

impl Notes {
    /// Reads a file of them; what is broken completes nothing.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<LostLetters, ReadError> {
        let mut body = value(bytes).unwrap_or_default();
        json::each_value(&mut body, |_, json| {
            if let Ok(Wrapped { note }) = serde_json::from_str(json)
                && !note.core.text.0.is_empty()
            {
                let link = |link: &Link<'_>| Shortened {
                    short: Cow::Owned(link.short_url.0.to_string()),
                    target: link.expanded_url.owned().map(Cow::Owned),
                };
                self.0.push(Note {
                    said_at: timestamp(&note.created_at.0),
                    words: note.core.text.0.to_string(),
                    links: note.core.urls.0.iter().map(link).collect(),
                });
            }
            Ok(())
        })
    }

    /// Puts the whole text in the place of a cut one.
    pub(super) fn complete(&self, told: &mut Told<'_>) {
        let Some(begins) = before_the_cut(&told.words) else {
            return;
        };
        let begins = unescaped(begins);
        let apart = |note: &Note| match note.said_at {
            Some(at) => at.duration_since(told.created_at.at()).unsigned_abs().as_secs(),
            None => SAID_TOGETHER_SECS,
        };
        let whole = self.0.iter().filter(|note| {
            apart(note) <= SAID_TOGETHER_SECS && unescaped(&note.words).starts_with(&*begins)
        });
        if let Some(note) = whole.min_by_key(|note| apart(note)) {
            told.words = Cow::Owned(note.words.clone());
            told.cut = Some(false);
            told.links.extend(note.links.iter().cloned());
        }
    }
}

/// What stands before a final "…", with or without a link behind it.
fn before_the_cut(words: &str) -> Option<&str> {
    let (before, after) = words.trim_end().rsplit_once('…')?;
    let after = after.trim();
    let only_a_link = after.is_empty() || after.starts_with("https://t.co/");
    let before = before.trim_end();
    (only_a_link && !after.contains(' ') && before.len() >= SHARED).then_some(before)
}

/// Notes are not escaped as posts are.
fn unescaped(words: &str) -> Cow<'_, str> {
    if !words.contains('&') {
        return Cow::Borrowed(words);
    }
    let words = words.replace("&lt;", "<").replace("&gt;", ">");
    Cow::Owned(words.replace("&amp;", "&"))
}
