//! What a reader is given, what it finds, and how it fails.

use chat::{Author, Change, Chat, Post, Series, Sighting, Source, Tag, keep};
use jiff::{Timestamp, tz::TimeZone};

use crate::Format;

/// What the user said about a file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Overrules the recognition by content.
    pub format: Option<Format>,
    /// The zone of times that a file states without one; UTC when absent.
    pub timezone: Option<TimeZone>,
    /// Who is left out, and who agreed.
    pub lists: keep::Lists,
}

/// One thing that a reader found, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A post or repost, with its original.
    Record(Record),
    /// A post that rides along with a record (a parent, what is quoted or passed on).
    Context(Box<Post>),
    /// A delete or a closed account; not a record.
    Gone(Change),
    /// A record that may not be kept. Nothing of it is handed over.
    Withheld,
    /// A record that the same file showed before and that was withheld then: nothing new.
    StillWithheld,
    /// A record that could not be understood.
    Skipped {
        /// Where: `row 12`, `line 3`, `tweets.js, item 7`.
        at: String,
        /// Why, in words.
        reason: String,
    },
    /// Something damaged that was put right, and read: what it was told of is counted as ever.
    Repaired {
        /// Where, as above.
        at: String,
        /// What was done, in words.
        reason: String,
    },
    /// The file names the tag that it was collected under.
    Named(Tag),
    /// A series with its details (chatkeep's own files).
    Series(Series),
    /// A chat that a host had set (chatkeep's own files).
    Chat(Chat),
    /// A live source and its gaps (chatkeep's own files).
    Source(Source),
    /// A profile told by itself (chatkeep's own files).
    Author(Box<Author>),
}

/// A post or repost as a file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// [`Change::Posted`] or [`Change::Reposted`].
    pub change: Change,
    /// The original, byte for byte; empty where it holds somebody's words that may not be kept.
    pub raw: Vec<u8>,
    /// When the file's maker saw it, if the file says so.
    pub seen_at: Option<Timestamp>,
    /// Sightings that the file itself tells of (chatkeep's own files); they replace the sighting
    /// by this file.
    pub sightings: Option<Vec<Sighting>>,
}

/// Why a whole file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes could not be had.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The bytes are of no known format, or damaged beyond use.
    #[error("{0}")]
    NotUnderstood(String),
    /// It is of a known kind, and broken: nothing of it can be read, or nothing beyond what was.
    #[error("{0}")]
    Damaged(String),
    /// It would do harm: it expands beyond all measure, or a name in it climbs out.
    #[error("{0}")]
    Refused(String),
    /// The receiver asked to stop.
    #[error("stopped")]
    Stopped,
}
