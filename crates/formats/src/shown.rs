//! For tests: what a reader found, a line each.

use std::fmt::Write;
use std::io::BufRead;

use chat::{Change, Post};

use crate::{Found, Options, ReadError, Reading};

type Read = fn(&mut dyn BufRead, &mut Reading<'_>) -> Result<(), ReadError>;

/// Everything that a reader finds in a text.
pub(crate) fn found(read: Read, text: &str) -> Vec<Found> {
    let options = Options::default();
    let mut all = Vec::new();
    let mut hand_over = |found| {
        all.push(found);
        true
    };
    read(&mut text.as_bytes(), &mut Reading::new(&options, &mut hand_over)).unwrap();
    all
}

/// The posts among it.
pub(crate) fn posts(read: Read, text: &str) -> Vec<Post> {
    let post = |found| match found {
        Found::Record(record) => match record.change {
            Change::Posted(post) => Some(*post),
            _ => None,
        },
        _ => None,
    };
    found(read, text).into_iter().filter_map(post).collect()
}

/// The first post with all that was understood, as JSON.
pub(crate) fn whole(read: Read, text: &str) -> String {
    serde_json::to_string_pretty(&posts(read, text)[0]).unwrap()
}

/// A line for each thing found.
pub(crate) fn brief(read: Read, text: &str) -> String {
    let mut lines = String::new();
    for found in found(read, text) {
        let _ = match found {
            Found::Record(record) => {
                let raw = if record.raw.is_empty() { " (no original)" } else { "" };
                writeln!(lines, "{}{raw}", change(&record.change))
            }
            Found::Context(post) => writeln!(lines, "context: {}", said(&post)),
            Found::Gone(gone) => writeln!(lines, "{}", change(&gone)),
            Found::Skipped { at, reason } => writeln!(lines, "skipped: {at}: {reason}"),
            other => writeln!(lines, "{other:?}"),
        };
    }
    lines
}

fn change(change: &Change) -> String {
    match change {
        Change::Posted(post) => format!("post: {}", said(post)),
        Change::Reposted(repost) => format!(
            "repost: {} of {} by {} at {}",
            repost.uri,
            repost.of.as_ref().map_or("?", AsRef::as_ref),
            repost.author.handle.as_deref().unwrap_or("?"),
            repost.created_at
        ),
        Change::Deleted(gone) => format!("deleted: {} at {:?}", gone.uri, gone.at),
        Change::AuthorGone { author, at } => format!("author gone: {author} at {at:?}"),
    }
}

fn said(post: &Post) -> String {
    let mut line = format!(
        "{} {:?} {}: {:?}",
        post.uri,
        post.audience,
        post.author.handle.as_deref().unwrap_or("?"),
        post.body.text.plain
    );
    for (what, value) in [
        ("edited", post.body.edited_at.map(|at| at.to_string())),
        ("warning", post.body.content_warning.clone()),
        ("to", post.reply_to.as_ref().map(ToString::to_string)),
        ("to", post.reply_to_handle.clone()),
        ("quotes", post.quote_of.as_ref().map(ToString::to_string)),
    ] {
        if let Some(value) = value {
            let _ = write!(line, " {what} {value}");
        }
    }
    line
}

/// An object with some members changed.
pub(crate) fn with(mut object: serde_json::Value, changes: serde_json::Value) -> serde_json::Value {
    if let (Some(object), serde_json::Value::Object(changes)) = (object.as_object_mut(), changes) {
        object.extend(changes);
    }
    object
}
