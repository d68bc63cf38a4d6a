//! Bluesky's Jetstream, one event a line: the wire of v1, which v2 still serves, and v2's frames
//! (`network.bsky.jetstream.subscribeEvents`).
//!
//! Posts and reposts are records; their deletes and closed accounts are handed over; likes, follows
//! and the rest are not. What identity and profile events tell of an account goes with the posts
//! that come after them.

mod passing;
#[cfg(test)]
mod tests;

use std::io::BufRead;

use chat::{Author, Post, Repost, Tag, Uri};
use jiff::Timestamp;
use serde::Deserialize;

use crate::bluesky::names;
use crate::bluesky::record::Record;
use crate::fediverse;
use crate::json::{self, Place};
use crate::lenient::{Count, Flag, One, Words};
use crate::recent::Recent;
use crate::{ReadError, Reading};
use passing::{Passing, Said};

/// How many accounts are remembered at least.
const ACCOUNTS: usize = 200_000;

/// An event. The members of a commit stand under `commit` in v1 and beside the `did` in v2: the
/// one shape reads both.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Event<'a> {
    #[serde(borrow)]
    payload: One<Box<Event<'a>>>,
    #[serde(borrow)]
    did: Words<'a>,
    time_us: Count,
    #[serde(borrow)]
    time: Words<'a>,
    #[serde(borrow)]
    identity: One<Identity<'a>>,
    #[serde(borrow)]
    account: One<Account<'a>>,
    #[serde(borrow)]
    commit: One<Box<Event<'a>>>,

    #[serde(borrow)]
    rev: Words<'a>,
    #[serde(borrow)]
    operation: Words<'a>,
    #[serde(borrow)]
    collection: Words<'a>,
    #[serde(borrow)]
    rkey: Words<'a>,
    #[serde(borrow)]
    record: One<Record<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Identity<'a> {
    #[serde(borrow)]
    handle: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Account<'a> {
    active: Flag,
    #[serde(borrow)]
    status: Words<'a>,
}

/// What earlier events told of an account.
#[derive(Debug, Clone, Default)]
struct Known {
    handle: Option<String>,
    name: Option<String>,
    bio: Option<String>,
    leave_me_out: bool,
    as_of: Option<Timestamp>,
}

/// Reads events.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be had, or the receiver asked to stop.
pub fn read(input: &mut dyn BufRead, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut accounts = Accounts::default();
    let mut reader = Reader { reading, accounts: &mut accounts, wanted: &|_| true };
    let lost = json::each_value(input, |place, text| reader.line(place, text).map(drop))?;
    lost.tell(reader.reading)
}

/// Reads one event of a stream that is listened to. A post or repost that is not `wanted` is passed
/// over unread: a stream holds thousands of them for each that is. One that seems wanted at a first look
/// is looked at again, whole. Returns when the event was, if it says.
///
/// # Errors
/// [`ReadError::Stopped`] when the receiver asked to stop.
pub fn read_event(
    event: &str,
    accounts: &mut Accounts,
    wanted: &dyn Fn(&Glance<'_>) -> bool,
    reading: &mut Reading<'_>,
) -> Result<Option<Timestamp>, ReadError> {
    if let Some(passing) = Passing::of(event)
        && !wanted(&Glance::passing(&passing))
    {
        return Ok(passing.seen_at());
    }
    Reader { reading, accounts, wanted }.line(Place::Document, event)
}

/// What can be seen of an event without understanding it whole.
#[derive(Debug, Clone, Copy)]
pub struct Glance<'a> {
    /// Whose record it is.
    pub did: &'a str,
    collection: &'a str,
    key: &'a str,
    seen: Seen<'a>,
}

/// How much of it is seen.
#[derive(Debug, Clone, Copy)]
enum Seen<'a> {
    /// Its name alone.
    Name,
    /// As much as tells what is not wanted.
    Passing(&'a Said<'a>),
    /// All of it.
    Whole(&'a Record<'a>),
}

impl<'a> Glance<'a> {
    fn passing(event: &'a Passing<'a>) -> Self {
        let commit = &event.commit;
        let seen = commit.record.as_ref().map_or(Seen::Name, Seen::Passing);
        Self { did: event.did, collection: commit.collection, key: commit.rkey, seen }
    }

    /// The name of the post or repost.
    #[must_use]
    pub fn uri(&self) -> Uri {
        names::uri(self.did, self.collection, self.key)
    }

    /// What it answers, or passes on.
    #[must_use]
    pub fn target(&self) -> Option<Uri> {
        match self.seen {
            Seen::Name => None,
            Seen::Passing(said) => said.target().map(Uri::new),
            Seen::Whole(record) => record.reply_to().or_else(|| record.passes_on()),
        }
    }

    /// Whether it carries one of these tags; at a first look, whether it may.
    #[must_use]
    pub fn is_tagged(&self, tags: &[Tag]) -> bool {
        match self.seen {
            Seen::Name => false,
            Seen::Passing(said) => said.may_carry(tags),
            Seen::Whole(record) => record.tags().iter().any(|tag| tags.contains(tag)),
        }
    }
}

/// What a stream told of accounts so far: handles and profiles, which go with the posts that come
/// after.
#[derive(Debug)]
pub struct Accounts(Recent<Known>);

impl Default for Accounts {
    fn default() -> Self {
        Self(Recent::new(ACCOUNTS))
    }
}

impl Accounts {
    /// An account as it is known.
    #[must_use]
    pub fn author(&self, did: &str) -> Author {
        let Some(known) = self.0.get(did) else {
            return names::author(did, None);
        };
        let mut author = names::author(did, known.handle.as_deref());
        author.name.clone_from(&known.name);
        author.bio.clone_from(&known.bio);
        author.wishes.leave_me_out = known.leave_me_out;
        author.as_of = known.as_of;
        author
    }
}

struct Reader<'r, 'o> {
    reading: &'r mut Reading<'o>,
    accounts: &'r mut Accounts,
    wanted: &'r dyn Fn(&Glance<'_>) -> bool,
}

/// What an event says.
enum Heard {
    Post(Box<Post>),
    Repost(Box<Repost>),
    Deleted(Uri),
    AuthorGone(Uri),
    Nothing,
}

impl Reader<'_, '_> {
    fn line(&mut self, place: Place, text: &str) -> Result<Option<Timestamp>, ReadError> {
        let event = match serde_json::from_str::<One<Event<'_>>>(text) {
            Ok(One(Some(event))) => event,
            Ok(One(None)) => return Ok(None),
            Err(error) => {
                let reason = json::damage(&error);
                return self.reading.skipped(place.to_string(), reason).map(|()| None);
            }
        };
        let event = event.payload.get().map_or(&event, |inner| &**inner);
        let seen = event.seen_at();
        let raw = text.as_bytes();
        match self.hear(event, seen) {
            Ok(Heard::Post(post)) => self.reading.post(*post, raw, seen),
            Ok(Heard::Repost(repost)) => self.reading.repost(*repost, None, raw, seen),
            Ok(Heard::Deleted(uri)) => self.reading.deleted(uri, seen),
            Ok(Heard::AuthorGone(uri)) => self.reading.author_gone(uri, seen),
            Ok(Heard::Nothing) => Ok(()),
            Err(reason) => self.reading.skipped(place.to_string(), reason),
        }?;
        Ok(seen)
    }

    fn hear(&mut self, event: &Event<'_>, seen: Option<Timestamp>) -> Result<Heard, String> {
        let commit = event.commit.get().map_or(event, |commit| &**commit);
        let Some(did) = event.did.get() else {
            if commit.is_of_posts() {
                return Err("it has no `did`".into());
            }
            return Ok(Heard::Nothing);
        };
        if let Some(handle) = event.identity.get().and_then(|i| i.handle.get()) {
            self.accounts.0.entry(did).handle = Some(handle.to_owned());
        }
        if event.account.get().is_some_and(Account::is_gone) {
            return Ok(Heard::AuthorGone(Uri::new(did)));
        }
        if commit.collection.is(names::PROFILE)
            && let Some(profile) = commit.record.get()
        {
            self.accounts.0.entry(did).learn(profile, seen);
        }
        if commit.is_of_posts() && (self.wanted)(&commit.glance(did)) {
            commit.happened(self.accounts.author(did), seen)
        } else {
            Ok(Heard::Nothing)
        }
    }
}

impl Event<'_> {
    fn seen_at(&self) -> Option<Timestamp> {
        let micros = self.time_us.0.and_then(|us| i64::try_from(us).ok());
        let by_count = micros.and_then(|us| Timestamp::from_microsecond(us).ok());
        by_count.or_else(|| self.time.time())
    }

    fn glance<'g>(&'g self, did: &'g str) -> Glance<'g> {
        Glance {
            did,
            collection: self.collection.get().unwrap_or_default(),
            key: self.rkey.get().unwrap_or_default(),
            seen: self.record.get().map_or(Seen::Name, Seen::Whole),
        }
    }

    fn is_of_posts(&self) -> bool {
        self.collection.is(names::POST) || self.collection.is(names::REPOST)
    }

    /// What this commit did to a post or repost.
    fn happened(&self, author: Author, seen: Option<Timestamp>) -> Result<Heard, String> {
        let key = self.rkey.get().ok_or("it has no `rkey`")?;
        if self.operation.is("delete") {
            let collection = self.collection.get().unwrap_or_default();
            return Ok(Heard::Deleted(names::uri(author.uri.as_str(), collection, key)));
        }
        let record = self.record.get().ok_or("it has no `record`")?;
        let at = names::made_at(record.created_at(), key, seen).ok_or("it has no usable time")?;
        if self.collection.is(names::REPOST) {
            let repost = record.repost(key, author, at)?;
            return Ok(Heard::Repost(Box::new(repost)));
        }
        let mut post = record.post(key, author, at, None);
        if self.operation.is("update") {
            // The revision's time is the same from every server; `time_us` is each one's own.
            post.body.edited_at = self.rev.get().and_then(names::tid_time).or(seen);
        }
        Ok(Heard::Post(Box::new(post)))
    }
}

impl Account<'_> {
    /// Deleted or taken down; a deactivated or suspended account may come back.
    fn is_gone(&self) -> bool {
        !self.active.0 && (self.status.is("deleted") || self.status.is("takendown"))
    }
}

impl Known {
    fn learn(&mut self, profile: &Record<'_>, seen: Option<Timestamp>) {
        self.name = profile.display_name.owned();
        self.bio = profile.description.owned();
        let words = self.bio.iter().chain(&self.name).map(String::as_str);
        self.leave_me_out = profile.asks_to_be_left_out() || fediverse::asks_to_be_left_out(words);
        self.as_of = seen;
    }
}
