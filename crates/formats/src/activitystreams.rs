//! ActivityPub outboxes (ActivityStreams 2.0): a collection, a bare list, or one object a line.
//!
//! `Create` and `Update` hold posts, `Announce` is a repost, `Delete` and `Undo` take back. A post
//! may also stand by itself. Everything else (likes, follows, people) is no record.

mod note;
mod object;
#[cfg(test)]
mod tests;
mod writer;

use std::io::BufRead;

use chat::{Audience, Uri};

use crate::json::{self, Place};
use crate::lenient::One;
use crate::{ReadError, Reading};
use object::{Object, Things};

pub use writer::CollectionWriter;

/// Reads activities and objects, in whichever shape they stand.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be had, or the receiver asked to stop.
pub fn read(input: &mut dyn BufRead, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    json::each_value(input, |place, text| value(reading, place, text))?.tell(reading)
}

fn value(reading: &mut Reading<'_>, place: Place, text: &str) -> Result<(), ReadError> {
    match serde_json::from_str::<One<Object<'_>>>(text) {
        Ok(One(Some(object))) if is_collection(&object) => {
            collection(reading, &object, place)?;
            match object.first.map(|page| serde_json::from_str(page.get())) {
                Some(Ok(One(Some(page)))) => collection(reading, &page, place),
                _ => Ok(()),
            }
        }
        Ok(One(Some(object))) => activity(reading, &object, &place.to_string(), text),
        // A list of addresses names posts; it holds none.
        Ok(One(None)) => Ok(()),
        Err(error) => {
            let lists = ["orderedItems", "items"];
            if json::salvage(text, &lists, |place, text| item(reading, &place.to_string(), text))? {
                return Ok(());
            }
            reading.skipped(place.to_string(), json::damage(&error))
        }
    }
}

fn is_collection(object: &Object<'_>) -> bool {
    let kind = object.kind.get().unwrap_or_default();
    kind.contains("Collection") || !object.ordered_items.0.is_empty()
}

fn collection(
    reading: &mut Reading<'_>,
    collection: &Object<'_>,
    place: Place,
) -> Result<(), ReadError> {
    for (name, list) in [("orderedItems", &collection.ordered_items), ("items", &collection.items)]
    {
        for (index, one) in list.0.iter().enumerate() {
            item(reading, &place.inside(name, index + 1), one.get())?;
        }
    }
    Ok(())
}

fn item(reading: &mut Reading<'_>, at: &str, text: &str) -> Result<(), ReadError> {
    match serde_json::from_str::<One<Object<'_>>>(text) {
        Ok(One(Some(object))) => activity(reading, &object, at, text),
        Ok(One(None)) => Ok(()),
        Err(error) => reading.skipped(at, json::damage(&error)),
    }
}

fn activity(
    reading: &mut Reading<'_>,
    activity: &Object<'_>,
    at: &str,
    raw: &str,
) -> Result<(), ReadError> {
    match activity.kind.get().unwrap_or_default() {
        "Create" | "Update" => match inner(activity) {
            Some(object) if is_post(&object) => post(reading, &object, Some(activity), at, raw),
            // What became of a person or a poll's counts is no record; nor is what is not shown.
            Some(_) => Ok(()),
            None => reading.skipped(at, "it holds only the address of a post, not the post"),
        },
        "Announce" => announce(reading, activity, at, raw),
        "Delete" => match address(activity) {
            Some(gone) if Some(gone.as_str()) == activity.actor.address() => {
                reading.author_gone(gone, activity.published.time())
            }
            Some(gone) => reading.deleted(gone, activity.published.time()),
            None => Ok(()),
        },
        "Undo" => match (inner(activity), address(activity)) {
            (Some(undone), Some(gone)) if undone.kind.is("Announce") => {
                reading.deleted(gone, activity.published.time())
            }
            _ => Ok(()),
        },
        "Tombstone" => match activity.id.get() {
            Some(gone) => reading.deleted(Uri::new(gone), None),
            None => Ok(()),
        },
        _ if is_post(activity) => post(reading, activity, None, at, raw),
        _ => Ok(()),
    }
}

fn is_post(object: &Object<'_>) -> bool {
    const POSTS: [&str; 8] =
        ["Note", "Article", "Question", "Page", "Event", "Image", "Video", "Audio"];
    object.kind.get().is_some_and(|kind| POSTS.contains(&kind))
}

/// The object of an activity, where it is written out.
fn inner<'a>(activity: &Object<'a>) -> Option<Object<'a>> {
    let raw = activity.object?.get();
    serde_json::from_str::<One<Object<'a>>>(raw).ok()?.0
}

/// The name of an activity's object.
fn address(activity: &Object<'_>) -> Option<Uri> {
    let things: Things<'_> = serde_json::from_str(activity.object?.get()).ok()?;
    things.address().map(Uri::new)
}

fn post(
    reading: &mut Reading<'_>,
    object: &Object<'_>,
    around: Option<&Object<'_>>,
    at: &str,
    raw: &str,
) -> Result<(), ReadError> {
    if object.audience(around) == Audience::Closed {
        return withheld(reading, object);
    }
    match object.post(around) {
        Ok(post) => reading.post(post, raw.as_bytes(), None),
        Err(reason) => reading.skipped(at, reason),
    }
}

fn announce(
    reading: &mut Reading<'_>,
    activity: &Object<'_>,
    at: &str,
    raw: &str,
) -> Result<(), ReadError> {
    if activity.audience(None) == Audience::Closed {
        return withheld(reading, activity);
    }
    let repost = match activity.repost(address(activity)) {
        Ok(repost) => repost,
        Err(reason) => return reading.skipped(at, reason),
    };
    // Written out, what is passed on comes along, and keeps its own audience.
    let of = inner(activity).filter(is_post).map(|post| post.post(None));
    // The original is not kept where nobody can tell whether what it holds may be.
    let raw = if matches!(of, Some(Err(_))) { "" } else { raw };
    reading.repost(repost, of.and_then(Result::ok), raw.as_bytes(), None)
}

fn withheld(reading: &mut Reading<'_>, object: &Object<'_>) -> Result<(), ReadError> {
    match object.id.get() {
        Some(id) => reading.withhold(&Uri::new(id)),
        None => reading.withheld(),
    }
}
