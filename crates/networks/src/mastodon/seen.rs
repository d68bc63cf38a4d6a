//! What a server showed so far: enough to tell what is new, changed, or missing.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde_json::Value;
use tokio::time::Instant;

/// A status as a server showed it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// The server's own id, as of now: snac gives an edited status another. Empty for what is known
    /// from an earlier run.
    pub(super) id: String,
    pub(super) created_at: Timestamp,
    /// The place in which it stands: a tag's timeline, or the thread of a status (by its uri).
    pub(super) place: Place,
    /// What it says, and how often it was liked and passed on, as one number each.
    words: u64,
    counts: u64,
    /// Answers that the server counts.
    pub(super) replies: u64,
    /// Answers that were found when its thread was walked; `None` before that.
    pub(super) walked: Option<u64>,
    /// In which turn that was; 0 before the first.
    pub(super) turn: u64,
    /// When it was asked for by name and not found, first since it was seen.
    pub(super) doubted: Option<Instant>,
}

/// Where a status stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In the timeline of a tag (its number in the topic).
    Timeline(usize),
    /// In the thread of a status.
    Thread(String),
}

/// What a status is, compared with how it was seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// It was not seen.
    New,
    /// It says something else.
    Edited,
    /// Only its counts are others.
    Counted,
    /// It is as it was.
    Same,
}

/// Statuses by their uri.
#[derive(Debug, Default)]
pub(super) struct Statuses(pub(super) FxHashMap<String, Seen>);

/// A status, as far as it matters here; `None` for what is none.
pub(super) fn look(status: &Value, place: Place) -> Option<(String, Seen)> {
    let id = match &status["id"] {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    let uri = status["uri"].as_str()?.to_owned();
    let created_at = status["created_at"].as_str()?.parse().ok()?;
    let hash = |names: &[&str]| {
        let mut hasher = DefaultHasher::new();
        names.iter().for_each(|name| status[*name].to_string().hash(&mut hasher));
        hasher.finish()
    };
    let words = hash(&["content", "spoiler_text", "edited_at", "visibility"]);
    let counts = hash(&["reblogs_count", "favourites_count"]);
    let replies = status["replies_count"].as_u64().unwrap_or(0);
    let (walked, turn, doubted) = (None, 0, None);
    Some((uri, Seen { id, created_at, place, words, counts, replies, walked, turn, doubted }))
}

impl Statuses {
    /// Remembers what the server showed in an earlier run.
    pub(super) fn remember(&mut self, uri: &str, created_at: Timestamp, place: Place) {
        let seen = Seen {
            id: String::new(),
            created_at,
            place,
            words: 0,
            counts: 0,
            replies: 0,
            walked: None,
            turn: 0,
            doubted: None,
        };
        self.0.insert(uri.to_owned(), seen);
    }

    /// Takes note of a status.
    pub(super) fn note(&mut self, uri: String, seen: Seen) -> News {
        let Some(known) = self.0.get_mut(&uri) else {
            self.0.insert(uri, seen);
            return News::New;
        };
        let news = match (known.words == seen.words, known.counts == seen.counts) {
            (false, _) => News::Edited,
            (_, false) => News::Counted,
            _ => News::Same,
        };
        // What stands in a timeline stands there, whichever thread it is in besides.
        let place = match (&known.place, &seen.place) {
            (Place::Timeline(_), Place::Thread(_)) => known.place.clone(),
            _ => seen.place.clone(),
        };
        *known = Seen { place, walked: known.walked, turn: known.turn, ..seen };
        news
    }

    /// Forgets what is older than a time, so that a long evening takes no more memory than a short
    /// one.
    pub(super) fn forget_before(&mut self, time: Timestamp) {
        self.0.retain(|_, seen| seen.created_at >= time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_changed_is_told_from_what_did_not() {
        let mut statuses = Statuses::default();
        let mut note = |content: &str, likes: u64, id: Value| {
            let status = json!({ "id": id, "uri": "https://reef.example/1", "created_at": "2026-11-12T19:30:00.000Z",
                "content": content, "favourites_count": likes, "replies_count": 0 });
            let (uri, seen) = look(&status, Place::Timeline(0)).unwrap();
            statuses.note(uri, seen)
        };
        assert_eq!(note("hello", 0, json!("17")), News::New);
        assert_eq!(note("hello", 0, json!(17)), News::Same);
        assert_eq!(note("hello", 1, json!("17")), News::Counted);
        assert_eq!(note("hello!", 1, json!("18")), News::Edited);
        assert_eq!(statuses.0["https://reef.example/1"].id, "18");
        assert_eq!(look(&json!({ "error": "no" }), Place::Timeline(0)), None);
    }
}
