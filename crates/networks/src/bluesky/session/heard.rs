//! What was heard lately and who said it: what is listed again after a loss is compared with it.

use std::hash::{DefaultHasher, Hash, Hasher};

use chat::{Post, Uri};
use formats::bluesky::key_time;
use jiff::{SignedDuration, Timestamp};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Recent;

/// Posts remembered; then those older than a week are forgotten.
const POSTS: usize = 20_000;
const LATELY: SignedDuration = SignedDuration::from_hours(7 * 24);
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
    pub(super) fn of(recent: Vec<Recent>, people: &[Uri]) -> Self {
        let mut heard = Self::default();
        heard.people.extend(people.iter().take(PEOPLE).map(|uri| uri.as_str().to_owned()));
        for Recent { uri, created_at, words, .. } in recent {
            heard.insert(uri.as_str(), created_at, &words);
        }
        heard
    }

    /// Takes note of a post.
    pub(super) fn note(&mut self, post: &Post) {
        if self.people.len() < PEOPLE {
            self.people.insert(post.author.uri.as_str().to_owned());
        }
        self.insert(post.uri.as_str(), post.created_at.at(), &post.body.text.plain);
    }

    fn insert(&mut self, uri: &str, created_at: Timestamp, words: &str) {
        // A key's time is when it was written, whatever the record says.
        let at = uri.rsplit('/').next().and_then(key_time).unwrap_or(created_at);
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        self.posts.insert(uri.to_owned(), Said { at, words: hasher.finish() });
        if self.posts.len() > POSTS {
            self.posts.retain(|_, said| at.duration_since(said.at) < LATELY);
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

    /// The posts of an account within a time.
    pub(super) fn posts_of(&self, did: &str, from: Timestamp, to: Timestamp) -> Vec<String> {
        let is_of = |uri: &str| {
            let rest = uri.strip_prefix("at://").and_then(|rest| rest.strip_prefix(did));
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let mine =
            self.posts.iter().filter(|(uri, said)| is_of(uri) && said.at >= from && said.at <= to);
        mine.map(|(uri, _)| uri.clone()).collect()
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
