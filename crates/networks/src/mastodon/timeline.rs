//! The timeline of a tag: what is new, and what was said before, read again.

use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxHashSet;
use serde_json::value::RawValue;

use super::answer::{self, Trouble};
use super::seen::{self, News, Place};
use super::server::Server;
use super::verify;
use crate::json::{self, Few};

/// Statuses asked for at a time: the most that Mastodon gives.
const PAGE: usize = 40;
/// Pages read in one go, forwards and backwards: an endless chain ends.
const NEW_PAGES: usize = 10;
const OLD_PAGES: usize = 100;
/// How far behind the newest post the next look begins: posts may come in late, and ids of one second
/// are not always in order.
const OVERLAP: SignedDuration = SignedDuration::from_secs(60);
/// Statuses this near to the end of what was read are not missed, if they are not there.
const MARGIN: SignedDuration = SignedDuration::from_secs(5);

/// What stood on a page.
struct Page {
    /// As many as there were, understood or not.
    length: usize,
    /// The ids of the first and last one.
    first: Option<String>,
    last: Option<String>,
    /// The time of the oldest.
    oldest: Option<Timestamp>,
    /// Their names.
    uris: Vec<String>,
    /// How many were new.
    new: usize,
}

/// Reads what is newer than what is known, by `min_id`; says whether there was anything.
pub(super) async fn read_new(server: &mut Server) -> Result<bool, Trouble> {
    let mut any = false;
    for tag in 0..server.following.topic.tags().len() {
        let Some(mut anchor) = anchor(server, tag) else {
            let page = page(server, tag, &[], News::Edited).await?;
            any |= page.new > 0;
            continue;
        };
        for _ in 0..NEW_PAGES {
            let page = page(server, tag, &[("min_id", &anchor)], News::Edited).await?;
            any |= page.new > 0;
            match page.first {
                Some(first) if page.length >= PAGE && first != anchor => {
                    anchor = first;
                }
                _ => break,
            }
        }
    }
    Ok(any)
}

/// The id of a status a little older than the newest one, from which to go on.
fn anchor(server: &Server, tag: usize) -> Option<String> {
    let mine = || {
        server
            .statuses
            .0
            .values()
            .filter(|seen| seen.place == Place::Timeline(tag) && !seen.id.is_empty())
    };
    let newest = mine().map(|seen| seen.created_at).max()?;
    let behind = mine().filter(|seen| newest.duration_since(seen.created_at) >= OVERLAP);
    let behind = behind.max_by_key(|seen| seen.created_at);
    behind.or_else(|| mine().min_by_key(|seen| seen.created_at)).map(|seen| seen.id.clone())
}

/// Reads everything from now back to a time, newest first, whatever the ids say. What should be there
/// and is not is asked for by name. Returns from when on everything was read.
pub(super) async fn read_again(
    server: &mut Server,
    floor: Timestamp,
) -> Result<Timestamp, Trouble> {
    let mut since = Timestamp::MIN;
    for tag in 0..server.following.topic.tags().len() {
        let began = server.following.now();
        let (there, reached) = read_back(server, tag, floor).await?;
        since = since.max(reached);
        let missing = missing(server, tag, &there, floor.max(reached), began);
        for uri in missing {
            verify::verify(server, &uri).await?;
        }
        let name = server.following.topic.tags()[tag].as_str().to_owned();
        server.completed(&name, began);
    }
    if since == Timestamp::MIN {
        server.statuses.forget_before(server.following.now() - SignedDuration::from_hours(24));
    }
    Ok(since)
}

/// What was there, and from when on everything was read: the beginning of time, unless there was too
/// much of it.
async fn read_back(
    server: &mut Server,
    tag: usize,
    floor: Timestamp,
) -> Result<(FxHashSet<String>, Timestamp), Trouble> {
    let mut there = FxHashSet::default();
    let mut oldest = Timestamp::MAX;
    let mut before: Option<String> = None;
    for _ in 0..OLD_PAGES {
        let query: Vec<(&str, &str)> = before.iter().map(|id| ("max_id", id.as_str())).collect();
        let page = page(server, tag, &query, News::Counted).await?;
        let known = there.len();
        there.extend(page.uris);
        oldest = page.oldest.map_or(oldest, |at| at.min(oldest));
        // The end, or a server that gives the same page for ever.
        if page.length == 0 || there.len() == known || oldest < floor {
            return Ok((there, Timestamp::MIN));
        }
        before = page.last;
    }
    Ok((there, oldest))
}

/// What stood in the timeline after a time, and does not any more.
fn missing(
    server: &Server,
    tag: usize,
    there: &FxHashSet<String>,
    after: Timestamp,
    now: Timestamp,
) -> Vec<String> {
    let after = after.checked_add(MARGIN).unwrap_or(after);
    let expected = server.statuses.0.iter().filter(|(_, seen)| {
        seen.place == Place::Timeline(tag) && seen.created_at > after && seen.created_at < now
    });
    expected.map(|(uri, _)| uri.clone()).filter(|uri| !there.contains(uri)).collect()
}

/// Reads a page, and tells what on it is `least` or more of a change.
async fn page(
    server: &mut Server,
    tag: usize,
    query: &[(&str, &str)],
    least: News,
) -> Result<Page, Trouble> {
    let path = format!("/api/v1/timelines/tag/{}", server.following.topic.tags()[tag]);
    let limit = PAGE.to_string();
    let query: Vec<_> =
        [("limit", limit.as_str())].into_iter().chain(query.iter().copied()).collect();
    let text = answer::text(server.get(&path, &query).await?)?;
    let Few(raw): Few<&RawValue> =
        serde_json::from_str(&text).map_err(|error| answer::no_json(&error))?;
    let mut page =
        Page { length: raw.len(), first: None, last: None, oldest: None, uris: Vec::new(), new: 0 };
    let mut changed = Vec::new();
    // Oldest first, so that what is answered is known before its answers.
    for status in raw.iter().rev() {
        let Some(value) = json::value(status.get()) else { continue };
        let Some((uri, seen)) = seen::look(&value, Place::Timeline(tag)) else { continue };
        page.last.get_or_insert_with(|| seen.id.clone());
        page.first = Some(seen.id.clone());
        page.oldest = Some(page.oldest.map_or(seen.created_at, |at| at.min(seen.created_at)));
        page.uris.push(uri.clone());
        let news = server.statuses.note(uri, seen);
        page.new += usize::from(news == News::New);
        let tell = match news {
            News::New | News::Edited => true,
            News::Counted => least == News::Counted,
            News::Same => false,
        };
        if tell {
            changed.push(status.get().to_owned());
        }
    }
    server.read(&changed).await?;
    Ok(page)
}
