//! A chat while it runs: what is known of it grows with each post, and is the same as if it were read whole.
//!
//! What a post says by itself (its marks, its words, whom it names) is read once. What posts are to each
//! other is made anew of that with each look, so that any order of arrival, edits and deletions
//! end in the same: an order of arrival cannot be remembered wrongly by what remembers none.

use chat::{Post, Repost, Uri};

use crate::groundwork::{Groundwork, Note, Notes};
use crate::questions::Talk;
use crate::understanding::{Understanding, at_once, in_time};

/// A chat that grows. It takes some words a post of room beside the posts, and words that were deleted stay
/// numbered until it is dropped.
#[derive(Debug, Default)]
pub struct Running {
    /// By time, then uri; so are all the others.
    posts: Vec<Post>,
    context: Vec<Post>,
    reposts: Vec<Repost>,
    asks: Vec<(Uri, u32)>,
    notes: Notes,
}

/// Where something said stands among others.
fn place<T>(all: &[T], at: (i64, &Uri), of: impl Fn(&T) -> (i64, &Uri)) -> usize {
    all.partition_point(|other| of(other) < at)
}

fn at(post: &Post) -> (i64, &Uri) {
    (post.created_at.ms(), &post.uri)
}

fn passed_on_at(repost: &Repost) -> (i64, &Uri) {
    (repost.created_at.ms(), &repost.uri)
}

impl Running {
    /// A chat in which nothing was said yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// All that was taken in, by time, then uri: the indices of what is found are of it.
    #[must_use]
    pub fn talk(&self) -> Talk<'_> {
        let Self { posts, context, reposts, asks, .. } = self;
        Talk { posts, context, reposts, asks }
    }

    /// Takes one more post, or what one says now.
    pub fn push(&mut self, post: Post) {
        self.remove(&post.uri);
        let to = place(&self.posts, at(&post), at);
        self.notes.posts.insert(to, Note::of(&post, &mut self.notes.names));
        self.posts.insert(to, post);
    }

    /// Takes a post that is no part of the chat, but answered or quoted there.
    pub fn push_context(&mut self, post: Post) {
        self.remove(&post.uri);
        let to = place(&self.context, at(&post), at);
        self.notes.context.insert(to, Note::of(&post, &mut self.notes.names));
        self.context.insert(to, post);
    }

    /// Takes one more time that somebody passed something on.
    pub fn push_repost(&mut self, repost: Repost) {
        self.remove(&repost.uri);
        let to = place(&self.reposts, passed_on_at(&repost), passed_on_at);
        self.reposts.insert(to, repost);
    }

    /// Takes what hosts say of which posts ask which questions, in place of what they said before.
    pub fn set_asks(&mut self, asks: &[(Uri, u32)]) {
        asks.clone_into(&mut self.asks);
    }

    /// Takes a post or a repost back. Whether there was such.
    pub fn remove(&mut self, uri: &Uri) -> bool {
        // What is taken back was mostly said lately.
        if let Some(at) = self.posts.iter().rposition(|post| post.uri == *uri) {
            self.posts.remove(at);
            self.notes.posts.remove(at);
        } else if let Some(at) = self.context.iter().rposition(|post| post.uri == *uri) {
            self.context.remove(at);
            self.notes.context.remove(at);
        } else if let Some(at) = self.reposts.iter().rposition(|repost| repost.uri == *uri) {
            self.reposts.remove(at);
        } else {
            return false;
        }
        true
    }

    /// Brings it to what a talk that was read elsewhere holds: takes what is new or otherwise in it, and
    /// takes back what it does not hold. The talk has to be by time, then uri, as the store reads it.
    pub fn bring_to(&mut self, talk: &Talk<'_>) {
        for post in missing(&self.posts, talk.posts, at) {
            self.push(post);
        }
        for post in missing(&self.context, talk.context, at) {
            self.push_context(post);
        }
        for repost in missing(&self.reposts, talk.reposts, passed_on_at) {
            self.push_repost(repost);
        }
        let gone = left(&self.posts, talk.posts, at).into_iter();
        let gone = gone.chain(left(&self.context, talk.context, at));
        for uri in gone.chain(left(&self.reposts, talk.reposts, passed_on_at)).collect::<Vec<_>>() {
            self.remove(&uri);
        }
        self.set_asks(talk.asks);
    }

    /// What is known at once: conversations, questions, people and bursts. Who connects people, what bursts
    /// were about, topics and the draft are left out; they come with [`Running::understand`].
    #[must_use]
    pub fn now(&self) -> Understanding {
        let talk = self.talk();
        at_once(&talk, &self.notes, &Groundwork::of(&talk, &self.notes))
    }

    /// All that [`crate::understand`] finds of what was taken in, for the background: it takes tens of
    /// milliseconds for an evening.
    #[must_use]
    pub fn understand(&self) -> Understanding {
        let talk = self.talk();
        let ground = Groundwork::of(&talk, &self.notes);
        let mut found = at_once(&talk, &self.notes, &ground);
        in_time(&mut found, &talk, &ground);
        found
    }
}

/// What of `told` is not in `known`, or otherwise. Both are in order.
fn missing<T: Clone + PartialEq>(
    known: &[T],
    told: &[T],
    of: impl Fn(&T) -> (i64, &Uri) + Copy,
) -> Vec<T> {
    let is_known = |one: &&T| known.get(place(known, of(one), of)) == Some(*one);
    told.iter().filter(|one| !is_known(one)).cloned().collect()
}

/// The names of what is in `known` and not in `told`.
fn left<T>(known: &[T], told: &[T], of: impl Fn(&T) -> (i64, &Uri) + Copy) -> Vec<Uri> {
    let is_told =
        |one: &&T| told.get(place(told, of(one), of)).is_some_and(|other| of(other) == of(one));
    known.iter().filter(|one| !is_told(one)).map(|one| of(one).1.clone()).collect()
}

#[cfg(test)]
mod tests;
