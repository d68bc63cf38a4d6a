//! What came after a decision: by the number of the change that brought it, since the time that a post
//! states may be any.

use std::sync::Arc;

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use crate::{StoreError, changes};

/// The records that came after the first decision to let wait.
#[derive(Debug, Clone)]
pub(crate) struct Arrivals {
    /// The last change before that decision, and the last one read.
    floor: i64,
    read: i64,
    /// The rows that were here before it, sorted.
    known: Arc<Vec<i64>>,
    /// The rows that came after it, with the change that brought them; `floor` where it is only the
    /// row that is new.
    after: FxHashMap<i64, i64>,
}

impl Arrivals {
    /// What came after change `floor`. What is known of it already is only brought up to date.
    pub(super) fn since(
        db: &Connection,
        floor: i64,
        known: Option<Arc<Self>>,
    ) -> Result<Arc<Self>, StoreError> {
        let mut arrivals = match known.filter(|known| known.floor == floor) {
            Some(known) => known,
            None => Arc::new(Self::beginning(db, floor)?),
        };
        let last = changes::last(db)?;
        if arrivals.read < last {
            Arc::make_mut(&mut arrivals).read_on(db, last)?;
        }
        Ok(arrivals)
    }

    fn beginning(db: &Connection, floor: i64) -> Result<Self, StoreError> {
        let mut known = Vec::new();
        changes::until(db, floor, |row| known.push(row))?;
        known.sort_unstable();
        known.dedup();
        Ok(Self { floor, read: floor, known: Arc::new(known), after: FxHashMap::default() })
    }

    fn read_on(&mut self, db: &Connection, last: i64) -> Result<(), StoreError> {
        const TOGETHER: usize = 256;
        while self.read < last {
            let batches = changes::batches_since(db, self.read.unsigned_abs(), TOGETHER)?;
            if batches.is_empty() {
                break;
            }
            for (number, rows) in batches {
                self.read = i64::try_from(number).unwrap_or(i64::MAX);
                self.take(&rows);
            }
        }
        Ok(())
    }

    fn take(&mut self, rows: &[i64]) {
        let mut at = 0;
        while let Some(&row) = rows.get(at) {
            at += 1;
            // A record whose row moved is the same that it was (see `changes::note`).
            if rows.get(at) == Some(&row)
                && let Some(&moved) = rows.get(at + 1)
            {
                at += 2;
                let number = match (self.after.get(&row), self.known.binary_search(&row)) {
                    (Some(&number), _) => number,
                    (None, Ok(_)) => self.floor,
                    (None, Err(_)) => self.read,
                };
                self.after.insert(moved, number);
            } else if self.known.binary_search(&row).is_err() {
                self.after.entry(row).or_insert(self.read);
            }
        }
    }

    /// Whether a record came after a change. What nobody knows came just now.
    pub(super) fn came_after(&self, row: i64, change: i64) -> bool {
        match self.after.get(&row) {
            Some(&number) => number > change,
            None => self.known.binary_search(&row).is_err(),
        }
    }

    /// What came after a change.
    pub(super) fn after(&self, change: i64) -> Vec<i64> {
        let came = self.after.iter().filter(|(_, number)| **number > change);
        came.map(|(row, _)| *row).collect()
    }
}
