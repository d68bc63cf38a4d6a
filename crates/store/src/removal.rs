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

/// How an account is put on a list: handles in lower case with their `@`, uris as they are.
#[must_use]
pub fn account_name(typed: &str) -> String {
    let typed = typed.trim();
    if typed.contains("://") || typed.starts_with("did:") || typed.starts_with('@') {
        return typed.to_lowercase();
    }
    format!("@{}", typed.to_lowercase())
}

impl Writer {
    /// Removes everything by an account, named by handle or uri, its profile too, and what was told
    /// under the handle alone; leaves tombstones. Returns how many records that were; `None` when no such account is here.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is removed then.
    pub fn remove_author(&mut self, account: &str) -> Result<Option<usize>, StoreError> {
        let account = account_name(account);
        let mut names: Vec<Uri> = Vec::new();
        {
            // Under a bare handle, a bridge's account for somebody, and under the account that it turned out to be.
            let mut select = self.db.prepare_cached(
                "with named as (select id, same_as from authors where handle = ?1 or lower(uri) = ?1)
                 select uri from authors where id in (
                     select id from named union select same_as from named
                     union select id from authors where same_as in (
                         select coalesce(same_as, id) from named))",
            )?;
            for uri in select.query_map([&account], |row| row.get::<_, String>(0))? {
                names.push(Uri::new(uri?));
            }
        }
        if names.is_empty() {
            return Ok(None);
        }
        let mut batch = Batch::default();
        for name in &names {
            for uri in records_of(&self.db, name)? {
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
        for name in &names {
            self.tables.authors.remove(&self.db, name)?;
        }
        Ok(Some(removed))
    }
}
