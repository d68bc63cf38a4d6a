//! Taking things out again: what an author took back, and who asked to be left out.

use std::collections::HashSet;

use chat::{Change, Tombstone, Uri};
use rusqlite::{Connection, OptionalExtension};

use crate::key::Key;
use crate::originals;

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

/// Takes out of what others said the originals that repeat removed posts: reposts of them, and
/// quotes.
pub(crate) fn forget_repeated(db: &Connection, gone: &[Uri]) -> Result<(), StoreError> {
    if gone.is_empty() {
        return Ok(());
    }
    let mut repeating: Vec<i64> = Vec::new();
    let mut reposts = db.prepare_cached("select id from records where target = ? and kind = 1")?;
    for uri in gone {
        let key = Key::of(uri);
        for id in reposts.query_map([key.as_bytes()], |row| row.get(0))? {
            repeating.push(id?);
        }
    }
    for id in &repeating {
        db.prepare_cached("update records set text = null where id = ?")?.execute([id])?;
    }
    let names: HashSet<&str> = gone.iter().map(Uri::as_str).collect();
    let mut quotes = db.prepare_cached(
        "select id, json_extract(details, '$.quote_of') from records
         where details like '%\"quote_of\":%' and standing <> 2",
    )?;
    for quote in quotes.query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?)))? {
        let (id, of) = quote?;
        if of.is_some_and(|of| names.contains(of.as_str())) {
            repeating.push(id);
        }
    }
    for id in repeating {
        originals::empty(db, id)?;
    }
    Ok(())
}

impl Writer {
    /// Removes everything by an account, named by handle or uri, its profile too, and leaves
    /// tombstones. Returns how many records that were; `None` when no such account is here.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is removed then.
    pub fn remove_author(&mut self, account: &str) -> Result<Option<usize>, StoreError> {
        let account = account_name(account);
        let mut names: Vec<Uri> = Vec::new();
        {
            let mut select = self
                .db
                .prepare_cached("select uri from authors where handle = ?1 or lower(uri) = ?1")?;
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
            self.db.execute("delete from authors where key = ?", [crate::key::digest(name)])?;
        }
        self.tables.authors.clear();
        Ok(Some(removed))
    }
}
