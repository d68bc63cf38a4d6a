//! What was heard lately and who said it: what is listed again after a loss is compared with it.

use std::hash::{DefaultHasher, Hash, Hasher};

use chat::{Post, Uri};
use formats::bluesky::key_time;
use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Recent;
use crate::bluesky::listing::key_of;

/// Posts remembered; then the oldest are forgotten, a tenth at a time, so that this costs each post
/// little.
const POSTS: usize = 20_000;
const KEPT: usize = POSTS / 10 * 9;
/// People remembered.
const PEOPLE: usize = 2_000;

/// Posts and people.
#[derive(Default)]
pub(super) struct Heard {
    posts: FxHashMap<String, Said>,
    people: FxHashSet<String>,
}

#[derive(Clone, Copy)]
struct Said {
    at: Timestamp,
    /// What it said, as a number.
    words: u64,
}

impl Heard {
    /// What earlier runs heard.
    pub(super) fn of(recent: Vec<Recent>, people: &[Uri], now: Timestamp) -> Self {
        let mut heard = Self::default();
        heard.people.extend(people.iter().take(PEOPLE).map(|uri| uri.as_str().to_owned()));
        for Recent { uri, created_at, words, .. } in recent {
            heard.insert(uri.as_str(), created_at, now, &words);
        }
        heard
    }

    /// Takes note of a post. None is of the future, whatever it states.
    pub(super) fn note(&mut self, post: &Post, now: Timestamp) {
        if self.people.len() < PEOPLE {
            self.people.insert(post.author.uri.as_str().to_owned());
        }
        self.insert(post.uri.as_str(), post.created_at.at(), now, &post.body.text.plain);
    }

    fn insert(&mut self, uri: &str, created_at: Timestamp, now: Timestamp, words: &str) {
        // A key's time is when it was written, whatever the record says.
        let at = key_time(key_of(uri)).unwrap_or(created_at).min(now);
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        self.posts.insert(uri.to_owned(), Said { at, words: hasher.finish() });
        if self.posts.len() > POSTS {
            for uri in self.posts_since(Timestamp::MIN).split_off(KEPT) {
                self.posts.remove(&uri);
            }
        }
    }

    /// What a post said, as a number.
    pub(super) fn words(&self, uri: &str) -> Option<u64> {
        self.posts.get(uri).map(|said| said.words)
    }

    /// Forgets a post; says whether it was known.
    pub(super) fn forget(&mut self, uri: &str) -> bool {
        self.posts.remove(uri).is_some()
    }

    /// The posts of an account within a time, as far as their keys tell it: where another one stands in
    /// a listing is not known, so that nothing follows from its absence.
    pub(super) fn posts_of(&self, did: &str, from: Timestamp, to: Timestamp) -> Vec<String> {
        let is_of = |uri: &str| {
            let rest = uri.strip_prefix("at://").and_then(|rest| rest.strip_prefix(did));
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let within = |at| (from..=to).contains(&at);
        let mine =
            self.posts.keys().filter(|uri| is_of(uri) && key_time(key_of(uri)).is_some_and(within));
        mine.cloned().collect()
    }

    /// All posts since a time, the newest first.
    pub(super) fn posts_since(&self, time: Timestamp) -> Vec<String> {
        let mut posts: Vec<_> = self.posts.iter().filter(|(_, said)| said.at >= time).collect();
        posts.sort_unstable_by_key(|(uri, said)| (std::cmp::Reverse(said.at), *uri));
        posts.into_iter().map(|(uri, _)| uri.clone()).collect()
    }

    /// Who said something.
    pub(super) fn people(&self) -> Vec<String> {
        let mut people: Vec<String> = self.people.iter().cloned().collect();
        people.sort_unstable();
        people
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten_and_the_future_forgets_nobody() {
        let now: Timestamp = "2026-11-12T20:00:00Z".parse().unwrap();
        let said = |number: usize| now - jiff::SignedDuration::from_secs(number as i64);
        let mut heard = Heard::default();
        let name = |number: usize| format!("at://did:plc:ada/app.bsky.feed.post/n{number}");
        for number in 0..POSTS {
            heard.insert(&name(number), said(number), now, "words");
        }
        let future: Timestamp = "2099-01-01T00:00:00Z".parse().unwrap();
        heard.insert(&name(POSTS), future, now, "words");
        assert_eq!(heard.posts.len(), KEPT, "bounded, within a day too");
        assert!(heard.words(&name(0)).is_some() && heard.words(&name(POSTS)).is_some());
        assert!(heard.words(&name(POSTS - 1)).is_none(), "the oldest went");
        assert_eq!(heard.posts_since(now + jiff::SignedDuration::from_secs(1)), [""; 0]);
    }
}
