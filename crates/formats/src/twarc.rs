//! Lines of twarc and its like: v1.1 statuses, v2 pages, v2 tweets one a line, v1.1 search answers.
//!
//! A line is parsed once, into a type that borrows from it and holds the members of all these forms;
//! a v2 page is taken apart in `pages`.

mod pages;

use std::io::BufRead;

use chat::{Post, Uri};
use jiff::Timestamp;
use serde_json::value::RawValue;

use crate::json::{self, Place};
use crate::tweet::{Extras, Status, timestamp, told, why};
use crate::{ReadError, Reading};

/// Reads lines, lists and documents.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be had, or the receiver asked to stop.
pub fn read(input: &mut dyn BufRead, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    json::each_value(input, |place, json| line(place, json, reading))?.tell(reading)
}

fn line(place: Place, json: &str, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let status: Status<'_> = match serde_json::from_str(json) {
        Ok(status) => status,
        Err(error) => return reading.skipped(place.to_string(), why(&error)),
    };
    if let Some(statuses) = status.statuses {
        return search_answer(place, statuses, reading);
    }
    if let Some(data) = status.data {
        return pages::read(place, json, &status, data, reading);
    }
    if let Some(delete) = &status.delete {
        let gone = delete.status.as_ref().or(delete.tweet.as_ref());
        let at = delete.timestamp_ms.0.and_then(|ms| i64::try_from(ms).ok());
        let at = at.and_then(|ms| Timestamp::from_millisecond(ms).ok());
        return match gone.and_then(|gone| gone.id_str.or(gone.id)) {
            Some(id) => reading.deleted(Uri::tweet(id), at),
            None => Ok(()),
        };
    }
    if !status.claims_to_be_one() {
        return Ok(());
    }
    let seen_at = seen_at(&status);
    one(&place, &status, json, Extras { seen_at, ..Extras::default() }, reading)
}

fn seen_at(status: &Status<'_>) -> Option<Timestamp> {
    status.twarc.as_ref().and_then(|t| timestamp(&t.retrieved_at.0))
}

/// A status with all that it holds: what it passes on, quotes and, in v2, replies to.
fn one<'a>(
    place: &dyn std::fmt::Display,
    status: &Status<'a>,
    raw: &str,
    extras: Extras<'_, 'a>,
    reading: &mut Reading<'_>,
) -> Result<(), ReadError> {
    let record = match told(status, extras) {
        Ok(record) => record,
        Err(reason) => return reading.skipped(place.to_string(), reason),
    };
    let passed_on = status.retweeted_status.as_deref();
    let passed_on = passed_on.or_else(|| status.reference("retweeted"));
    if let Some(original) = passed_on {
        riding_along(original, extras.seen_at, reading)?;
        let original = as_post(original, extras.seen_at);
        return record.hand_over(original, raw.as_bytes(), extras.seen_at, reading);
    }
    riding_along(status, extras.seen_at, reading)?;
    record.hand_over(None, raw.as_bytes(), extras.seen_at, reading)
}

/// Hands over what a status quotes and replies to, where it holds that.
fn riding_along(
    status: &Status<'_>,
    seen_at: Option<Timestamp>,
    reading: &mut Reading<'_>,
) -> Result<(), ReadError> {
    let quoted = status.quoted_status.as_deref();
    let referenced = ["quoted", "replied_to"].map(|kind| status.reference(kind));
    for other in quoted.into_iter().chain(referenced.into_iter().flatten()) {
        if let Some(post) = as_post(other, seen_at) {
            reading.context(post)?;
        }
    }
    Ok(())
}

/// A status that rides along, if it is whole and a post.
fn as_post(status: &Status<'_>, seen_at: Option<Timestamp>) -> Option<Post> {
    if status.words().is_empty() {
        return None;
    }
    let extras = Extras { seen_at, ..Extras::default() };
    told(status, extras).ok()?.into_post()
}

fn search_answer(
    place: Place,
    statuses: &RawValue,
    reading: &mut Reading<'_>,
) -> Result<(), ReadError> {
    let items: Vec<&RawValue> = serde_json::from_str(statuses.get()).unwrap_or_default();
    for (index, item) in items.into_iter().enumerate() {
        let at = item_of(place, index);
        match serde_json::from_str::<Status<'_>>(item.get()) {
            Ok(status) => one(&at, &status, item.get(), Extras::default(), reading)?,
            Err(error) => reading.skipped(at, why(&error))?,
        }
    }
    Ok(())
}

/// `line 3, item 7`; in a file that is one document, `item 7`.
fn item_of(place: Place, index: usize) -> String {
    match place {
        Place::Document => format!("item {}", index + 1),
        place => format!("{place}, item {}", index + 1),
    }
}

#[cfg(test)]
mod tests;
