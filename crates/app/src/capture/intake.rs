//! From what sources tell to batches for the store.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use chat::{Change, Chat, Series};
use formats::Found;
use jiff::{SignedDuration, Timestamp};
use networks::{Extent, News, Ranked, Told};
use store::live::{FollowingId, Live, MadeGood, Note, Noted, RankAnswer};
use store::{Batch, Entry, Role};

use super::set_clock::Shift;

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
    /// How their own times are to be read.
    shifts: Vec<Shift>,
    /// Sources that ended without having seen, with the reason.
    refused: Vec<String>,
    batch: Batch,
    notes: Vec<Note>,
    series: Vec<Series>,
    chats: Vec<Chat>,
    /// Since when nothing could be kept, until what waited meanwhile is taken.
    behind: Option<Timestamp>,
}

impl Intake {
    pub(super) fn new(origins: Vec<Origin>) -> Self {
        Self {
            written: vec![None; origins.len()],
            seeing: vec![Sight::Unknown; origins.len()],
            shifts: vec![Shift::default(); origins.len()],
            refused: Vec::new(),
            origins,
            batch: Batch::default(),
            notes: Vec::new(),
            series: Vec::new(),
            chats: Vec::new(),
            behind: None,
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
        let shift = &mut self.shifts[told.source];
        let is_heard = matches!(told.news, News::Found { .. } | News::Alive { .. });
        if is_heard && self.seeing[told.source] == Sight::Seeing {
            shift.heard();
        }
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
                note(Noted::Seeing(shift.told(since)));
                self.seeing[told.source] = Sight::Seeing;
            }
            News::Blind { since, reason } => {
                note(Noted::Blind(shift.blind_since(since), reason.clone()));
                self.seeing[told.source] = Sight::Blind(reason);
            }
            News::Ranked(Ranked { list, ranks, proof }) => {
                note(Noted::Ranked(RankAnswer { list, ranks, proof }));
            }
            News::Repaired { from, to, extent } => {
                let made_good = match extent {
                    Extent::Whole => MadeGood::Wholly,
                    Extent::Part => MadeGood::Partly,
                };
                note(Noted::MadeGood(shift.told(from), to, made_good));
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
            // A recording that is played again says who saw it then, which is not what we see now.
            Found::Source(_)
            | Found::Withheld
            | Found::StillWithheld
            | Found::Skipped { .. }
            | Found::Repaired { .. } => {}
        }
    }

    fn entry(&self, change: Change, role: Role, source: usize) -> Entry {
        let source = Arc::clone(&self.origins[source].name);
        Entry { change, role, source, seen_at: None, original: Vec::new(), sightings: None }
    }

    /// Commits what waits; says whether there was anything but signs of life. What could not be
    /// committed waits on.
    pub(super) fn commit(&mut self, live: &mut Live) -> Result<bool> {
        while let Some(series) = self.series.first() {
            live.writer().add_series(series)?;
            self.series.remove(0);
        }
        while let Some(chat) = self.chats.first() {
            live.writer().set_chat(chat)?;
            self.chats.remove(0);
        }
        let any = !self.batch.entries.is_empty() || !self.batch.authors.is_empty();
        if any || !self.notes.is_empty() {
            live.commit(self.batch.clone(), &self.notes)?;
        }
        self.batch = Batch::default();
        self.notes.clear();
        Ok(any)
    }

    /// Nothing could be kept for a while, and what was said meanwhile still waits: a gap of all
    /// sources that saw.
    pub(super) fn was_blind(&mut self, since: Timestamp, reason: &str) {
        self.note_of_seeing(since, &Noted::Blind(since, reason.to_owned()));
        self.behind = Some(since);
    }

    /// Nothing waits any more: a gap of ours has been made good.
    pub(super) fn caught_up(&mut self, now: Timestamp) {
        if let Some(since) = self.behind.take() {
            self.note_of_seeing(now, &Noted::Seeing(since));
        }
    }

    /// The computer's clock was set: what goes on is told by the clock as it is.
    pub(super) fn clock_set(&mut self, now: Timestamp, by: SignedDuration) {
        self.shifts.iter_mut().for_each(|shift| shift.set(by));
        let note = |o: &Origin| Note { following: o.id, at: now, noted: Noted::ClockSet(by) };
        self.notes.extend(self.origins.iter().map(note));
    }

    fn note_of_seeing(&mut self, at: Timestamp, noted: &Noted) {
        let sources = self.origins.iter().zip(&self.seeing);
        let seen = sources.filter(|(_, sight)| **sight == Sight::Seeing);
        let note = |(o, _): (&Origin, _)| Note { following: o.id, at, noted: noted.clone() };
        self.notes.extend(seen.map(note));
    }

    /// The sources that ended without having seen, and why.
    pub(super) fn refused(&self) -> &[String] {
        &self.refused
    }

    /// Notes up to when sources were seen: what comes after is a gap.
    pub(super) fn end(&mut self, now: Timestamp) {
        self.note_of_seeing(now, &Noted::Alive);
    }
}
