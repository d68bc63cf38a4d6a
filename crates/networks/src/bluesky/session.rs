//! What is kept while a stream is followed, from connection to connection.

mod heard;
mod mend;
mod named;
mod orphans;

use std::time::Duration;

use chat::{Change, Tombstone, Uri};
use formats::jetstream::{Accounts, Glance, read_event};
use formats::{Found, Options, Reading};
use jiff::Timestamp;
use reqwest::Url;
use rustc_hash::FxHashSet;
use tokio::time::Instant;

use super::aside::Aside;
use super::hosts::Hosts;
use super::profiles::Learnt;
use super::{LOOKBACK, REWIND_US, Wire};
use crate::{Following, News, Stopped, Topic};
use heard::Heard;
use mend::Mending;
use orphans::Orphans;

/// How often a cursor is told while nothing concerns us.
const SIGNS: Duration = Duration::from_secs(1);
/// The collections that are asked for.
const WANTED: &str = "wantedCollections=app.bsky.feed.post&wantedCollections=app.bsky.feed.repost&wantedCollections=app.bsky.actor.profile";

/// The same in the newer protocol, and its name.
const COLLECTIONS: &str = "collections=app.bsky.feed.post&collections=app.bsky.feed.repost&collections=app.bsky.actor.profile";
pub(super) const PROTOCOL: &str = "xrpc.v1.json";

/// A stream that is followed.
pub(super) struct Session {
    pub(super) following: Following,
    pub(super) aside: Aside,
    wire: Wire,
    cursor: Option<String>,
    options: Options,
    accounts: Accounts,
    orphans: Orphans,
    /// Jetstreams that speak the older protocol alone, and whether the one we listen to does.
    older: FxHashSet<Url>,
    is_newer: bool,
    heard: Heard,
    mending: Mending,
    told: Instant,
    /// The cursor told at the last rest.
    at_rest: Option<String>,
}

impl Session {
    pub(super) fn new(wire: Wire, mut following: Following, hosts: Option<Hosts>) -> Self {
        let (options, cursor) = (following.options(), following.cursor.take());
        let undone = std::mem::take(&mut following.undone);
        let recent = std::mem::take(&mut following.recent);
        Self {
            aside: Aside::start(hosts, following.clock.clone()),
            heard: Heard::of(recent, &undone.people, following.now()),
            mending: Mending::of(&undone),
            following,
            wire,
            cursor,
            options,
            older: FxHashSet::default(),
            is_newer: false,
            accounts: Accounts::default(),
            orphans: Orphans::default(),
            told: Instant::now(),
            at_rest: None,
        }
    }

    pub(super) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    pub(super) fn begin_at(&mut self, cursor: &str) {
        self.cursor = Some(cursor.to_owned());
    }

    /// Where to connect to, to go on, at a Jetstream that may offer the newer protocol. Its cursors are
    /// numbers of its own; one that is as large as a time of today is taken for one.
    pub(super) fn newer_address(&mut self, stream: &Url) -> Option<Url> {
        self.is_newer = self.wire == Wire::Jetstream && !self.older.contains(stream);
        if !self.is_newer {
            return None;
        }
        let mut url = stream.clone();
        url.set_path("/xrpc/network.bsky.jetstream.subscribeEvents");
        url.set_query(Some(&format!("{COLLECTIONS}{}", self.rewound())));
        Some(url)
    }

    /// A Jetstream does not offer the newer protocol.
    pub(super) fn only_older(&mut self, stream: &Url) {
        self.is_newer = false;
        self.older.insert(stream.clone());
    }

    /// The cursor, a little before where we were.
    fn rewound(&self) -> String {
        let from = self.cursor().and_then(|cursor| cursor.parse::<i64>().ok());
        from.map(|us| format!("&cursor={}", us - REWIND_US)).unwrap_or_default()
    }

    /// Where to connect to, to go on.
    pub(super) fn address(&self, stream: &Url) -> Url {
        let mut url = stream.clone();
        match self.wire {
            Wire::Jetstream => {
                url.set_path("/subscribe");
                url.set_query(Some(&format!("{WANTED}{}", self.rewound())));
            }
            Wire::Firehose => {
                url.set_path("/xrpc/com.atproto.sync.subscribeRepos");
                let from = self.cursor().map(|cursor| format!("cursor={cursor}"));
                url.set_query(from.as_deref());
            }
        }
        url
    }

    /// From when on everything will have been told, once this connection is caught up with.
    pub(super) fn complete_from(&self, now: Timestamp) -> Timestamp {
        let unbroken = self.mending.told_until.unwrap_or(Timestamp::MIN);
        match (self.wire, self.cursor()) {
            (_, None) => now,
            (Wire::Firehose, Some(_)) => unbroken,
            // It refuses what it does not hold any more.
            (Wire::Jetstream, Some(_)) if self.is_newer => unbroken,
            (Wire::Jetstream, Some(cursor)) => {
                let at = cursor.parse().ok().and_then(|us| Timestamp::from_microsecond(us).ok());
                let reached = at.filter(|at| now.duration_since(*at) < LOOKBACK);
                reached.map_or(now - LOOKBACK, |_| unbroken)
            }
        }
    }

    /// The stream does not take our cursor. One from the future means that it was set up anew: what
    /// it said under its old numbers is lost.
    pub(super) fn refused(&mut self, name: &str) {
        if name == "FutureCursor" {
            self.cursor = None;
        }
    }

    /// Takes one event of a Jetstream; returns when it was.
    pub(super) async fn event(&mut self, event: &str) -> Result<Option<Timestamp>, Stopped> {
        let mut found = Vec::new();
        let at = self.read(event, &mut found);
        // Events of one moment may come in any order: the latest time heard is where to go on.
        let known = self.cursor().and_then(|cursor| cursor.parse::<i64>().ok());
        let latest = at.map(Timestamp::as_microsecond).max(known);
        self.cursor = latest.map(|us| us.to_string());
        self.tell(found).await?;
        Ok(at)
    }

    /// Takes the events of one frame, and the cursor after it.
    pub(super) async fn events(&mut self, lines: &[String], cursor: i64) -> Result<(), Stopped> {
        let mut found = Vec::new();
        for line in lines {
            self.read(line, &mut found);
        }
        self.cursor = Some(cursor.to_string());
        self.tell(found).await
    }

    /// A frame could not be understood: it is noted, and passed over.
    pub(super) async fn damaged(&mut self, reason: &str) -> Result<(), Stopped> {
        let (at, reason) = (format!("after {:?}", self.cursor()), reason.to_owned());
        self.tell(vec![Found::Skipped { at, reason }]).await
    }

    /// It is there.
    pub(super) async fn alive(&mut self) -> Result<(), Stopped> {
        self.tell(Vec::new()).await
    }

    /// Nothing comes for a moment: where to go on is told, if that was not done.
    pub(super) async fn rest(&mut self) -> Result<(), Stopped> {
        let cursor = self.cursor.clone();
        if cursor == self.at_rest {
            return Ok(());
        }
        self.at_rest.clone_from(&cursor);
        self.following.tell(News::Alive { cursor }).await
    }

    /// Takes in what was learnt of an account.
    pub(super) async fn learn(&mut self, learnt: &Learnt) -> Result<(), Stopped> {
        let mut found = Vec::new();
        for event in &learnt.events {
            self.read(event, &mut found);
        }
        let author = self.accounts.author(&learnt.did);
        let said = self.aside.profiles.said_before(&learnt.did);
        if author.wishes.leave_me_out
            && !chat::keep::may_keep(chat::Audience::Public, &author, &self.options.lists)
        {
            // They asked not to be kept: what came while we did not know yet goes. What was kept in
            // earlier runs stays, as docs/people.md promises.
            let at = Some(self.following.now());
            let gone = said.into_iter().map(|uri| Change::Deleted(Tombstone::new(uri, at)));
            found.extend(gone.map(Found::Gone));
        } else {
            found.push(Found::Author(Box::new(author)));
        }
        self.tell(found).await
    }

    async fn tell(&mut self, found: Vec<Found>) -> Result<(), Stopped> {
        let cursor = self.cursor.clone();
        if !found.is_empty() {
            self.told = Instant::now();
            return self.following.tell(News::Found { found, cursor }).await;
        }
        if self.told.elapsed() < SIGNS {
            return Ok(());
        }
        self.told = Instant::now();
        self.following.tell(News::Alive { cursor }).await
    }

    /// Reads an event, and what it was that others waited for.
    fn read(&mut self, event: &str, found: &mut Vec<Found>) -> Option<Timestamp> {
        let mut waiting = vec![event.to_owned()];
        let mut at = None;
        while let Some(event) = waiting.pop() {
            let before = found.len();
            let seen = self.read_one(&event, found);
            at = at.or(seen);
            for found in &mut found[before..] {
                if let Found::Record(record) = found {
                    record.seen_at = Some(self.following.now());
                    if let Change::Posted(post) = &record.change {
                        let is_new = self.heard.words(post.uri.as_str()).is_none();
                        let said = is_new.then_some(&post.uri);
                        self.aside.profiles.look_up(post.author.uri.as_str(), said);
                        self.heard.note(post, self.following.now());
                        self.want_above(post);
                        waiting.extend(self.orphans.of(&post.uri));
                    }
                }
            }
        }
        at
    }

    fn read_one(&mut self, event: &str, found: &mut Vec<Found>) -> Option<Timestamp> {
        let topic = &self.following.topic;
        let orphan = std::cell::RefCell::new(None);
        let wanted = |glance: &Glance<'_>| wants(topic, glance, &orphan);
        let mut take = |one: Found| {
            if topic.concerns(&one) {
                found.push(one);
            }
            true
        };
        let mut reading = Reading::new(&self.options, &mut take);
        let at = read_event(event, &mut self.accounts, &wanted, &mut reading).ok().flatten();
        if let Some(parent) = orphan.into_inner() {
            self.orphans.hold(parent, event);
        }
        at
    }
}

/// Whether a post or repost concerns us. An answer to what is not known may turn out to.
fn wants(topic: &Topic, glance: &Glance<'_>, orphan: &std::cell::RefCell<Option<Uri>>) -> bool {
    if topic.holds(&glance.uri()) || glance.is_tagged(topic.tags()) {
        return true;
    }
    match glance.target() {
        Some(target) if topic.knows(&target) => true,
        Some(target) => {
            orphan.replace(Some(target));
            false
        }
        None => false,
    }
}
