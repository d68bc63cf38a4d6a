//! What a writer is told: changes, how each came to us, and what became of it.

use chat::{Author, Change, Sighting};
use jiff::Timestamp;

/// Changes to be committed together; 5 to 10 thousand are a good number in bulk.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// In the order in which they were told.
    pub entries: Vec<Entry>,
    /// Profiles told by themselves.
    pub authors: Vec<Author>,
}

/// One change, and how it came to us.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What happened.
    pub change: Change,
    /// What it counts for.
    pub role: Role,
    /// The vantage point that told it.
    pub source: std::sync::Arc<str>,
    /// When the source saw it, if it says.
    pub seen_at: Option<Timestamp>,
    /// The original, byte for byte; empty for what rides along.
    pub original: Vec<u8>,
    /// Sightings restored from an export, in place of one by `source`.
    pub sightings: Option<Vec<Sighting>>,
}

/// What a told post counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It was collected: a record.
    Record,
    /// It rode along with a record.
    Context,
}

/// What became of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not here yet as a record.
    Added,
    /// It was known, and something new was told of it.
    Merged,
    /// It was known just so.
    Unchanged,
}
