//! Tables of names, remembered so as not to be asked at every record.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use crate::StoreError;

/// A table of names, each with a number.
pub(crate) struct Names {
    select: &'static str,
    insert: &'static str,
    known: HashMap<String, i64>,
}

impl Names {
    pub(super) fn new(select: &'static str, insert: &'static str) -> Self {
        Self { select, insert, known: HashMap::new() }
    }

    /// Finds or adds a name.
    pub(crate) fn id(&mut self, db: &Connection, name: &str) -> Result<i64, StoreError> {
        if let Some(&id) = self.known.get(name) {
            return Ok(id);
        }
        let found: Option<i64> =
            db.prepare_cached(self.select)?.query_row([name], |row| row.get(0)).optional()?;
        let id = match found {
            Some(id) => id,
            None => db.prepare_cached(self.insert)?.query_row([name], |row| row.get(0))?,
        };
        self.known.insert(name.to_owned(), id);
        Ok(id)
    }

    /// Remembers none of them, so that they are asked for anew.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }
}
