//! What is looked for: tags, and whatever belongs to a post that carried one.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chat::{Change, Post, Tag, Uri};
use formats::Found;
use rustc_hash::{FxHashSet, FxHasher};

/// The tags that are followed, and the posts that are known to belong.
#[derive(Debug, Clone)]
pub struct Topic {
    tags: Arc<[Tag]>,
    known: Known,
}

/// The names of posts that belong, and of who wrote them, shared between the sources of a capture. A name takes eight bytes:
/// it is known by its hash.
#[derive(Debug, Clone, Default)]
pub struct Known(Arc<Mutex<Names>>);

#[derive(Debug, Default)]
struct Names {
    belonging: FxHashSet<u64>,
    beside: FxHashSet<u64>,
}

impl Known {
    /// Notes that a post or repost belongs.
    pub fn note(&self, uri: &Uri) {
        self.names().belonging.insert(hash(uri));
    }

    /// Notes that a post is there because one that belongs answers it: whatever else answers it does not
    /// belong, and that it is taken back concerns us.
    pub fn note_beside(&self, uri: &Uri) {
        self.names().beside.insert(hash(uri));
    }

    /// Whether a post or repost belongs.
    #[must_use]
    pub fn has(&self, uri: &Uri) -> bool {
        self.names().belonging.contains(&hash(uri))
    }

    /// Whether a post is there, belonging or not.
    fn has_at_all(&self, uri: &Uri) -> bool {
        let (names, uri) = (self.names(), hash(uri));
        names.belonging.contains(&uri) || names.beside.contains(&uri)
    }

    fn names(&self) -> MutexGuard<'_, Names> {
        // A set of numbers is whole whoever died while holding it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(uri: &Uri) -> u64 {
    let mut hasher = FxHasher::default();
    uri.hash(&mut hasher);
    hasher.finish()
}

impl Topic {
    /// A topic of these tags, in which what `known` holds belongs already.
    #[must_use]
    pub fn new(tags: &[Tag], known: Known) -> Self {
        Self { tags: tags.into(), known }
    }

    /// The tags.
    #[must_use]
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Whether a post carries one of the tags.
    #[must_use]
    pub fn is_tagged(&self, post: &Post) -> bool {
        post.tags().iter().any(|tag| self.tags.contains(tag))
    }

    /// Whether a post or repost is known to belong.
    #[must_use]
    pub fn knows(&self, uri: &Uri) -> bool {
        self.known.has(uri)
    }

    /// Whether a post or repost is there, belonging or riding along.
    pub(crate) fn holds(&self, uri: &Uri) -> bool {
        self.known.has_at_all(uri)
    }

    /// Notes that a post rides along.
    pub(crate) fn note_beside(&self, uri: &Uri) {
        self.known.note_beside(uri);
    }

    /// Whether something found concerns us. A post does that carries a tag, carried one before, or
    /// answers one that belongs; and from then on it belongs too.
    #[must_use]
    pub fn concerns(&self, found: &Found) -> bool {
        match found {
            Found::Record(record) => self.concerns_change(&record.change),
            Found::Gone(change) => self.concerns_change(change),
            _ => true,
        }
    }

    fn concerns_change(&self, change: &Change) -> bool {
        let belongs = match change {
            Change::Posted(post) => {
                self.knows(&post.uri)
                    || self.is_tagged(post)
                    || post.reply_to.as_ref().is_some_and(|parent| self.knows(parent))
            }
            Change::Reposted(repost) => repost.of.as_ref().is_some_and(|of| self.knows(of)),
            // A network says of what is gone its name alone. Who knows when it was said is an archive,
            // which had it for a reason.
            Change::Deleted(tombstone) => {
                return self.holds(&tombstone.uri) || tombstone.created_at.is_some();
            }
            Change::AuthorGone { author, .. } => return self.knows(author),
        };
        if belongs {
            self.known.note(change.uri());
            if let Change::Posted(post) = change {
                self.known.note(&post.author.uri);
            }
        }
        belongs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat::{Author, Moment, Network, Text, Tombstone};

    fn post(name: &str, words: &str, reply_to: Option<&str>) -> Change {
        let author = Author::new(Uri::new("https://lamp.example/users/ada"), Network::Fediverse);
        let at: Moment = "2026-11-12T19:30:00Z".parse().unwrap();
        let mut post = Post::new(Uri::new(name), Network::Fediverse, author, at);
        post.body.text = Text::from_plain(words);
        post.reply_to = reply_to.map(Uri::new);
        Change::Posted(Box::new(post))
    }

    fn gone(name: &str) -> Change {
        Change::Deleted(Tombstone::new(Uri::new(name), None))
    }

    #[test]
    fn a_chat_is_its_tag_and_what_hangs_on_it() {
        let topic = Topic::new(&[Tag::new("#LampChat").unwrap()], Known::default());
        let concerns = |change: Change| topic.concerns_change(&change);
        assert!(!concerns(post("0", "no tag", None)));
        assert!(!concerns(gone("1")));
        assert!(concerns(post("1", "Hello #lampchat", None)));
        assert!(concerns(post("2", "an answer without it", Some("1"))));
        assert!(concerns(post("3", "and one to that", Some("2"))));
        assert!(!concerns(post("4", "elsewhere", Some("0"))));
        assert!(concerns(post("1", "Hello, edited", None)), "an edit may take the tag out");
        assert!(concerns(gone("3")));
        topic.note_beside(&Uri::new("0"));
        assert!(!concerns(post("5", "one more answer elsewhere", Some("0"))));
        assert!(concerns(gone("0")));
    }
}
