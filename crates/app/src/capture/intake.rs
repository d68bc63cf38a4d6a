//! From what sources tell to batches for the store.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use chat::{Change, Chat, Series};
use formats::Found;
use jiff::Timestamp;
use networks::{News, Told};
use store::live::{FollowingId, Live, Note, Noted};
use store::{Batch, Entry, Role};

/// Posts that are committed together at most.
const BATCH: usize = 100;
/// How often a source that says nothing new is written down as alive.
const SIGNS: Duration = Duration::from_secs(5);

/// Whether a source sees, as it said last.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sight {
    Unknown,
    Seeing,
    Blind(String),
}

/// A source, as the archive knows it.
pub(super) struct Origin {
    pub(super) id: FollowingId,
    pub(super) name: Arc<str>,
    /// When it is to be left.
    pub(super) until: Option<Timestamp>,
}

/// What waits to be committed.
pub(super) struct Intake {
    /// The sources, by their number.
    origins: Vec<Origin>,
    /// When each was last written down as alive.
    written: Vec<Option<Instant>>,
    /// Which of them see.
    seeing: Vec<Sight>,
    /// Sources that ended without having seen, with the reason.
    refused: Vec<String>,
    batch: Batch,
    notes: Vec<Note>,
    series: Vec<Series>,
    chats: Vec<Chat>,
}

impl Intake {
    pub(super) fn new(origins: Vec<Origin>) -> Self {
        Self {
            written: vec![None; origins.len()],
            seeing: vec![Sight::Unknown; origins.len()],
            refused: Vec::new(),
            origins,
            batch: Batch::default(),
            notes: Vec::new(),
            series: Vec::new(),
            chats: Vec::new(),
        }
    }

    /// Whether more can go into the same batch.
    pub(super) fn has_room(&self) -> bool {
        self.batch.entries.len() < BATCH
    }

    /// Takes news in.
    pub(super) fn take(&mut self, told: Told) {
        let (Some(origin), at) = (self.origins.get(told.source), told.at) else { return };
        let following = origin.id;
        let mut note = |noted| self.notes.push(Note { following, at, noted });
        match told.news {
            News::Found { found, cursor } => {
                if found.iter().any(|found| matches!(found, Found::Record(_))) {
                    note(Noted::Posted);
                }
                cursor.map(Noted::Cursor).into_iter().for_each(note);
                for found in found {
                    self.found(found, told.source, at);
                }
            }
            News::Alive { cursor } => {
                let due = self.written[told.source].is_none_or(|last| last.elapsed() >= SIGNS);
                if due {
                    self.written[told.source] = Some(Instant::now());
                    note(cursor.map_or(Noted::Alive, Noted::Cursor));
                }
            }
            News::Seeing { since } => {
                note(Noted::Seeing(since));
                self.seeing[told.source] = Sight::Seeing;
            }
            News::Blind { since, reason } => {
                note(Noted::Blind(since, reason.clone()));
                self.seeing[told.source] = Sight::Blind(reason);
            }
            News::Ended => {
                note(Noted::Ended);
                let last = std::mem::replace(&mut self.seeing[told.source], Sight::Unknown);
                // What was left in time may see again tomorrow.
                let left = origin.until.is_some_and(|until| until <= at);
                if let Sight::Blind(reason) = last
                    && !left
                {
                    self.refused.push(format!("{}: {reason}", origin.name));
                }
            }
        }
    }

    fn found(&mut self, found: Found, source: usize, at: Timestamp) {
        match found {
            Found::Record(record) => {
                let entry = self.entry(record.change, Role::Record, source);
                self.batch.entries.push(Entry {
                    seen_at: record.seen_at.or(Some(at)),
                    original: record.raw,
                    sightings: record.sightings,
                    ..entry
                });
            }
            Found::Context(post) => {
                let entry = self.entry(Change::Posted(post), Role::Context, source);
                self.batch.entries.push(entry);
            }
            Found::Gone(change) => {
                let entry = self.entry(change, Role::Context, source);
                self.batch.entries.push(entry);
            }
            Found::Author(author) => self.batch.authors.push(*author),
            Found::Named(tag) => self.series.push(Series::new(tag)),
            Found::Series(series) => self.series.push(series),
            Found::Chat(chat) => self.chats.push(chat),
            Found::Withheld | Found::StillWithheld | Found::Skipped { .. } => {}
        }
    }

    fn entry(&self, change: Change, role: Role, source: usize) -> Entry {
        let source = Arc::clone(&self.origins[source].name);
        Entry { change, role, source, seen_at: None, original: Vec::new(), sightings: None }
    }

    /// Commits what waits; says whether there was anything but signs of life.
    pub(super) fn commit(&mut self, live: &mut Live) -> Result<bool> {
        for series in self.series.drain(..) {
            live.writer().add_series(&series)?;
        }
        for chat in self.chats.drain(..) {
            live.writer().set_chat(&chat)?;
        }
        let batch = std::mem::take(&mut self.batch);
        let notes = std::mem::take(&mut self.notes);
        let any = !batch.entries.is_empty() || !batch.authors.is_empty();
        if any || !notes.is_empty() {
            live.commit(batch, &notes)?;
        }
        Ok(any)
    }

    /// The sources that ended without having seen, and why.
    pub(super) fn refused(&self) -> &[String] {
        &self.refused
    }

    /// Notes up to when sources were seen: what comes after is a gap.
    pub(super) fn end(&mut self, live: &mut Live, now: Timestamp) -> Result<()> {
        let sources = self.origins.iter().zip(&self.seeing);
        let seen = sources.filter(|(_, sight)| **sight == Sight::Seeing);
        let alive = seen.map(|(o, _)| Note { following: o.id, at: now, noted: Noted::Alive });
        self.notes.extend(alive);
        self.commit(live).map(drop)
    }
}
