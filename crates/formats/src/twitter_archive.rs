//! Twitter/X account archives: what one account posted, as its owner downloaded it.
//!
//! The new form is `data/tweets.js` (older: `tweet.js`; great ones in `tweets-part1.js` …) and
//! `community-tweet.js`, completed by `note-tweet.js`; the old one is a file a month,
//! `data/js/tweets/2012_02.js`. Nothing else is read for posts: likes are not posts, deleted ones
//! were taken back, and direct messages are nobody's business.
//!
//! Statuses do not name their author in the new form: that is the archive's `owner`.

mod notes;
mod owner;

use std::io::{BufRead, Read};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::encoding::LostLetters;
use crate::json::{self, Place};
use crate::open::Archive;
use crate::tweet::{Extras, Status, told, why};
use crate::{ReadError, Reading};
use notes::Notes;
use owner::{Evidence, Owner};

/// Longest single file that is read into memory: 1 GiB.
const LONGEST: u64 = 1 << 30;

/// Reads a whole archive: its files of posts, in the order of their names.
///
/// # Errors
/// [`ReadError`] when its files cannot be listed or read, or the receiver asked to stop.
pub fn read(archive: &mut Archive, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let names = archive.names()?;
    let posts: Vec<&String> = names.iter().filter(|name| holds_posts(name)).collect();
    let mut owner = Owner::stated(archive, &names)?;
    if owner.is_unknown() {
        let mut evidence = Evidence::default();
        for name in &posts {
            // One that is damaged is told of below.
            if let Ok(bytes) = archive.read(name) {
                evidence.gather(&bytes)?;
            }
        }
        owner.learn(evidence);
    }
    let mut notes = Notes::default();
    for name in names.iter().filter(|name| is_part(name, "note-tweet")) {
        match archive.read(name) {
            Ok(bytes) => {
                let lost = notes.read(&bytes)?;
                lost.tell_within(&format!("{}, ", file_of(name)), reading)?;
            }
            Err(error) => reading.repaired(
                file_of(name),
                format!("it is damaged, so long posts stay cut: {error}"),
            )?,
        }
    }
    for name in posts {
        match archive.read(name) {
            Ok(bytes) => each_post(&bytes, Some(file_of(name)), &owner, &notes, reading)?,
            Err(error @ (ReadError::Io(_) | ReadError::Damaged(_))) => {
                reading.skipped(file_of(name), format!("it is damaged: {error}"))?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A file's own name, without its folders.
fn file_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Reads one file of an archive that has been taken out of it. What holds no posts gives none.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be had, or the receiver asked to stop.
pub fn read_part(input: &mut dyn BufRead, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    input.take(LONGEST).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == LONGEST {
        return Err(ReadError::NotUnderstood("a file of more than 1 GiB".into()));
    }
    let mut evidence = Evidence::default();
    evidence.gather(&bytes)?;
    let mut owner = Owner::default();
    owner.learn(evidence);
    each_post(&bytes, None, &owner, &Notes::default(), reading)
}

/// The files in which records are.
fn holds_posts(name: &str) -> bool {
    let month = name.strip_prefix("data/js/tweets/").and_then(|month| month.strip_suffix(".js"));
    is_part(name, "tweets")
        || is_part(name, "tweet")
        || is_part(name, "community-tweet")
        || month.is_some_and(|month| month.bytes().all(|b| b.is_ascii_digit() || b == b'_'))
}

/// `data/tweets.js` or `data/tweets-part1.js`; the oldest archives have no folder `data`.
fn is_part(name: &str, stem: &str) -> bool {
    let file = name.strip_prefix("data/").unwrap_or(name);
    let rest = file.strip_prefix(stem).and_then(|rest| rest.strip_suffix(".js"));
    let part = |rest: &str| {
        let number = rest.strip_prefix("-part");
        rest.is_empty()
            || number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    rest.is_some_and(part)
}

/// Takes the assignment off that makes a script of a file: `window.YTD.tweets.part0 = `. `None` for
/// a script of something else than posts.
fn without_prefix(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let script = bytes.strip_prefix(b"window.YTD.");
    if script.is_none() && !bytes.starts_with(b"Grailbird.data.") {
        return Some(bytes);
    }
    let kind = script.map(|s| s.split(|&b| b == b'.').next().unwrap_or_default());
    if !matches!(kind, None | Some(b"tweets" | b"tweet" | b"community_tweet")) {
        return None;
    }
    value(bytes)
}

/// What is assigned in a script.
fn value(script: &[u8]) -> Option<&[u8]> {
    let at = script.iter().position(|&b| b == b'=')?;
    script.get(at + 1..)
}

/// An item as the new form wraps it.
#[derive(Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow, default)]
    tweet: Option<&'a RawValue>,
}

/// Calls `each` with every status, or the reason why there is none.
fn each_status(
    bytes: &[u8],
    mut each: impl FnMut(usize, &str, Result<Status<'_>, String>) -> Result<(), ReadError>,
) -> Result<LostLetters, ReadError> {
    let Some(mut body) = without_prefix(bytes) else {
        return Ok(LostLetters::default());
    };
    json::each_value(&mut body, |place, json| {
        let (Place::Item(number) | Place::ItemInLine(_, number) | Place::Line(number)) = place
        else {
            return each(1, json, Err("it is no list of posts".to_owned()));
        };
        let wrapped = serde_json::from_str(json).ok().and_then(|w: Wrapped<'_>| w.tweet);
        let status = serde_json::from_str(wrapped.map_or(json, RawValue::get));
        each(number, json, status.map_err(|error| why(&error)))
    })
}

fn each_post(
    bytes: &[u8],
    file: Option<&str>,
    owner: &Owner,
    notes: &Notes,
    reading: &mut Reading<'_>,
) -> Result<(), ReadError> {
    let within = file.map_or_else(String::new, |file| format!("{file}, "));
    let place = |number| format!("{within}item {number}");
    let lost = each_status(bytes, |number, raw, status| {
        let status = match status {
            Ok(status) if status.claims_to_be_one() => status,
            Ok(_) => return reading.skipped(place(number), "it is no post: it has no text"),
            Err(reason) => return reading.skipped(place(number), reason),
        };
        let extras = Extras { owner: Some(owner.author()), ..Extras::default() };
        let mut post = match told(&status, extras) {
            Ok(post) => post,
            Err(reason) => return reading.skipped(place(number), reason),
        };
        post.closed |= owner.is_protected();
        notes.complete(&mut post);
        let original = status.retweeted_status.as_deref();
        let original = original.and_then(|o| told(o, Extras::default()).ok()?.into_post());
        post.hand_over(original, raw.as_bytes(), None::<Timestamp>, reading)
    })?;
    lost.tell_within(&within, reading)
}

#[cfg(test)]
mod tests;
