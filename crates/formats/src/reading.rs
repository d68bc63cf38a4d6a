//! The way out for readers: who may be kept is decided here, before anything is handed over.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chat::{
    Audience, Author, Change, Chat, Post, Repost, Series, Sighting, Source, Tag, Tombstone, Uri,
    bridge, keep,
};
use jiff::Timestamp;

use crate::{Found, Options, ReadError, Record};

/// The way out for a reader: who may be kept is decided here, and nowhere else.
pub struct Reading<'a> {
    /// What the user said about the file.
    pub options: &'a Options,
    hand_over: &'a mut dyn FnMut(Found) -> bool,
    /// The hashed names of what was withheld, to know a repeat without keeping the name.
    withheld: HashSet<u64>,
    /// What rode along with the next record may not be kept.
    held_back: bool,
}

impl<'a> Reading<'a> {
    /// Reads with these options; `hand_over` returns whether to go on.
    pub fn new(options: &'a Options, hand_over: &'a mut dyn FnMut(Found) -> bool) -> Self {
        Self { options, hand_over, withheld: HashSet::new(), held_back: false }
    }

    fn give(&mut self, found: Found) -> Result<(), ReadError> {
        if (self.hand_over)(found) { Ok(()) } else { Err(ReadError::Stopped) }
    }

    fn may_keep(&self, audience: Audience, author: &Author) -> bool {
        keep::may_keep(audience, author, &self.options.lists)
    }

    /// Whether a post may be kept: what rides along with one that may not is not handed over.
    pub(crate) fn keeps(&self, post: &Post) -> bool {
        self.may_keep(post.audience, &post.author)
    }

    /// The same of a repost.
    pub(crate) fn keeps_repost(&self, repost: &Repost) -> bool {
        self.may_keep(Audience::Public, &repost.author)
    }

    /// Hands over a post, or counts it as withheld.
    ///
    /// # Errors
    /// [`ReadError::Stopped`], as for all that follow.
    pub fn post(
        &mut self,
        post: Post,
        raw: &[u8],
        seen_at: Option<Timestamp>,
    ) -> Result<(), ReadError> {
        if !self.may_keep(post.audience, &post.author) {
            return self.withhold(&post.uri);
        }
        self.record(Change::Posted(Box::new(recognised(post))), raw, seen_at)
    }

    /// Hands over a repost, or counts it as withheld. `of` is the reposted post where the file holds
    /// it: what may not be kept itself is not passed on either. Then all that is left is that
    /// somebody passed something on: neither its name nor the original that quotes it.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn repost(
        &mut self,
        mut repost: Repost,
        of: Option<Post>,
        raw: &[u8],
        seen_at: Option<Timestamp>,
    ) -> Result<(), ReadError> {
        if !self.keeps_repost(&repost) {
            return self.withhold(&repost.uri);
        }
        if self.repeats_left_out(&repost) || of.as_ref().is_some_and(|post| !self.keeps(post)) {
            (repost.of, repost.text) = (None, None);
            return self.record(Change::Reposted(Box::new(repost)), b"", seen_at);
        }
        if let Some(post) = of {
            self.context(post)?;
        }
        self.record(Change::Reposted(Box::new(repost)), raw, seen_at)
    }

    /// Whether a repost repeats the words of somebody who is left out, named in it: `RT @ada: …`.
    fn repeats_left_out(&self, repost: &Repost) -> bool {
        let by_name = repost.text.as_ref().and_then(|text| text.mentions().first().copied());
        by_name.is_some_and(|handle| self.options.lists.leave_out(handle))
    }

    fn record(
        &mut self,
        change: Change,
        raw: &[u8],
        seen_at: Option<Timestamp>,
    ) -> Result<(), ReadError> {
        // An original that quotes somebody who may not be kept is not kept either.
        let raw = if std::mem::take(&mut self.held_back) { &[] } else { raw };
        self.give(Found::Record(Record { change, raw: raw.to_vec(), seen_at, sightings: None }))
    }

    /// Hands over a record of chatkeep's own, with the sightings it tells of. Of a repost that repeats
    /// somebody who is left out, all that is left is as in [`Reading::repost`].
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn restored(
        &mut self,
        change: Change,
        mut raw: &[u8],
        sightings: Vec<Sighting>,
    ) -> Result<(), ReadError> {
        let (audience, author) = match &change {
            Change::Posted(post) => (post.audience, &post.author),
            Change::Reposted(repost) => (Audience::Public, &repost.author),
            Change::Deleted(_) | Change::AuthorGone { .. } => {
                return self.give(Found::Gone(change));
            }
        };
        if !self.may_keep(audience, author) {
            return self.withhold(change.uri());
        }
        let mut change = match change {
            Change::Posted(post) => Change::Posted(Box::new(recognised(*post))),
            other => other,
        };
        if let Change::Reposted(repost) = &mut change
            && self.repeats_left_out(repost)
        {
            (repost.of, repost.text, raw) = (None, None, &[]);
        }
        self.give(Found::Record(Record {
            change,
            raw: raw.to_vec(),
            seen_at: None,
            sightings: Some(sightings),
        }))
    }

    /// Counts a record that may not be kept, told from its repeats by its name alone.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn withhold(&mut self, uri: &Uri) -> Result<(), ReadError> {
        let mut hasher = DefaultHasher::new();
        uri.hash(&mut hasher);
        let new = self.withheld.insert(hasher.finish());
        self.give(if new { Found::Withheld } else { Found::StillWithheld })
    }

    /// Counts a record that may not be kept and of which not even the author was read.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn withheld(&mut self) -> Result<(), ReadError> {
        self.give(Found::Withheld)
    }

    /// Hands over a post that rides along, if it may be kept.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn context(&mut self, post: Post) -> Result<(), ReadError> {
        if self.may_keep(post.audience, &post.author) {
            return self.give(Found::Context(Box::new(recognised(post))));
        }
        self.held_back = true;
        Ok(())
    }

    /// Hands over that a post or repost was taken back.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn deleted(&mut self, uri: Uri, at: Option<Timestamp>) -> Result<(), ReadError> {
        self.give(Found::Gone(Change::Deleted(Tombstone::new(uri, at))))
    }

    /// Hands over that an account is gone.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn author_gone(&mut self, author: Uri, at: Option<Timestamp>) -> Result<(), ReadError> {
        self.give(Found::Gone(Change::AuthorGone { author, at }))
    }

    /// Notes a record that could not be understood, with the place and the reason.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn skipped(
        &mut self,
        at: impl Into<String>,
        reason: impl Into<String>,
    ) -> Result<(), ReadError> {
        self.give(Found::Skipped { at: at.into(), reason: reason.into() })
    }

    /// Notes that something damaged was put right, with the place and what was done.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn repaired(
        &mut self,
        at: impl Into<String>,
        reason: impl Into<String>,
    ) -> Result<(), ReadError> {
        self.give(Found::Repaired { at: at.into(), reason: reason.into() })
    }

    /// Notes the tag that the file says it was collected under.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn named(&mut self, tag: Tag) -> Result<(), ReadError> {
        self.give(Found::Named(tag))
    }

    /// Hands over a series with its details.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn series(&mut self, series: Series) -> Result<(), ReadError> {
        self.give(Found::Series(series))
    }

    /// Hands over a chat that a host had set.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn chat(&mut self, chat: Chat) -> Result<(), ReadError> {
        self.give(Found::Chat(chat))
    }

    /// Hands over a live source that was followed, with its gaps.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn source(&mut self, source: Source) -> Result<(), ReadError> {
        self.give(Found::Source(source))
    }

    /// Hands over a profile told by itself.
    ///
    /// # Errors
    /// [`ReadError::Stopped`].
    pub fn author(&mut self, author: Author) -> Result<(), ReadError> {
        if self.may_keep(Audience::Public, &author) {
            self.give(Found::Author(Box::new(author)))?;
        }
        Ok(())
    }
}

/// A post whose name tells that it is a copy says so, whichever server showed it.
fn recognised(mut post: Post) -> Post {
    post.copy_of = post.copy_of.or_else(|| bridge::original(&post.uri));
    post
}

#[cfg(test)]
mod tests {
    use chat::{Moment, Network, Text};

    use super::*;

    #[test]
    fn who_is_left_out_does_not_come_back_in_an_export() {
        let by = Author::new(Uri::new("https://twitter.com/i/user/7"), Network::Twitter);
        let created_at: Moment = "2026-11-12T19:30:00Z".parse().unwrap();
        let words = |text: &str| Repost {
            uri: Uri::tweet(12),
            network: Network::Twitter,
            of: Some(Uri::tweet(11)),
            author: by.clone(),
            created_at,
            text: Some(Text::from_plain(text)),
        };
        let options =
            Options { lists: keep::Lists::new(["@ada".to_owned()], []), ..Options::default() };
        let mut found = Vec::new();
        let mut take = |one| {
            found.push(one);
            true
        };
        let mut reading = Reading::new(&options, &mut take);
        for text in ["RT @Ada: my words", "RT @bob: his words"] {
            let change = Change::Reposted(Box::new(words(text)));
            reading.restored(change, text.as_bytes(), Vec::new()).unwrap();
        }
        let told: Vec<_> = found
            .iter()
            .map(|found| match found {
                Found::Record(Record { change: Change::Reposted(repost), raw, .. }) => {
                    (repost.of.is_some(), repost.text.is_some(), raw.is_empty())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(told, [(false, false, true), (true, true, false)]);
    }
}
