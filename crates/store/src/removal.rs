//! Taking things out again: what an author took back, and who asked to be left out.

use chat::{Change, Tombstone, Uri};
use rusqlite::{Connection, OptionalExtension};

use crate::row::{GONE, Stored};
use crate::{Batch, Entry, Role, StoreError, Writer};

/// The names of all that an account wrote or passed on.
pub(crate) fn records_of(db: &Connection, author: &Uri) -> Result<Vec<Uri>, StoreError> {
    let mut select = db.prepare_cached("select id from authors where key = ?")?;
    let id: Option<i64> =
        select.query_row([crate::key::digest(author)], |row| row.get(0)).optional()?;
    let Some(id) = id else { return Ok(Vec::new()) };
    let sql = format!(
        "select {} from {} where r.author = ? and r.standing <> {GONE}",
        Stored::COLUMNS,
        Stored::TABLES_AS_TOLD
    );
    let mut select = db.prepare_cached(&sql)?;
    let rows = select.query_map([id], Stored::read)?.collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(Stored::uri).collect()
}

impl Writer {
    /// Removes everything by an account, named by handle or uri, and leaves tombstones. Returns how
    /// many records that were.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is removed then.
    pub fn remove_author(&mut self, account: &str) -> Result<usize, StoreError> {
        let account = account.to_lowercase();
        let mut names: Vec<String> = Vec::new();
        {
            let mut select = self
                .db
                .prepare_cached("select uri from authors where handle = ?1 or lower(uri) = ?1")?;
            for uri in select.query_map([&account], |row| row.get(0))? {
                names.push(uri?);
            }
        }
        let mut batch = Batch::default();
        for name in names {
            for uri in records_of(&self.db, &Uri::new(name))? {
                batch.entries.push(Entry {
                    change: Change::Deleted(Tombstone::new(uri, None)),
                    role: Role::Record,
                    source: "host".into(),
                    seen_at: None,
                    original: Vec::new(),
                    sightings: None,
                });
            }
        }
        let removed = batch.entries.len();
        self.apply(batch)?;
        Ok(removed)
    }
}
