//! A step of writing, kept whole or not at all.

use std::ops::Deref;

use rusqlite::Connection;

use crate::StoreError;

/// A step of writing. Dropped before [`Step::commit`], nothing of it is kept.
///
/// It asks for the right to write before it reads: a host may have written since, and whoever reads
/// first and writes then would be refused, without waiting.
pub(crate) struct Step<'a> {
    db: &'a Connection,
    end: &'static str,
    undo: &'static str,
}

impl<'a> Step<'a> {
    /// Begins a step, within a transaction if there is one.
    pub(crate) fn begin(db: &'a Connection) -> Result<Self, StoreError> {
        let (begin, end, undo) = if db.is_autocommit() {
            ("begin immediate", "commit", "rollback")
        } else {
            ("savepoint step", "release step", "rollback to step; release step")
        };
        db.execute_batch(begin)?;
        Ok(Self { db, end, undo })
    }

    /// Keeps it.
    pub(crate) fn commit(mut self) -> Result<(), StoreError> {
        self.db.execute_batch(self.end)?;
        self.undo = "";
        Ok(())
    }
}

impl Deref for Step<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.db
    }
}

impl Drop for Step<'_> {
    fn drop(&mut self) {
        // A full disk may have undone everything by itself.
        if !self.db.is_autocommit() {
            let _ = self.db.execute_batch(self.undo);
        }
    }
}
