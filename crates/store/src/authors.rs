//! Accounts: each once, with the best profile known.

use chat::{Author, Join, Uri, bridge};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::{FxHashMap, FxHasher};

use crate::StoreError;
use crate::key::digest;

/// Remembers which accounts are stored and how good their profiles are, so that a post by a known
/// account costs no query.
#[derive(Debug, Default)]
pub(crate) struct Authors {
    known: FxHashMap<[u8; 16], Known>,
    /// The rows of those whose handle became another.
    renamed: Vec<i64>,
}

/// What is remembered of an account: enough to tell that a profile is nothing new.
#[derive(Debug, Clone, Copy)]
struct Known {
    id: i64,
    detail: u8,
    as_of: Option<Timestamp>,
    /// A hash of the profile without its date.
    looks: u64,
    leave_me_out: bool,
    /// The date is newer here than in the database.
    later: bool,
}

impl Authors {
    /// Finds or adds an account and returns its row id. A better profile replaces the stored one.
    pub(crate) fn id(&mut self, db: &Connection, author: &Author) -> Result<i64, StoreError> {
        let key = digest(&author.uri);
        let looks = looks(author);
        let Some(known) = self.known.get_mut(&key) else {
            let (known, renamed) = find_or_insert(db, &key, author, looks)?;
            self.known.insert(key, known);
            self.renamed.extend(renamed.then_some(known.id));
            return Ok(known.id);
        };
        let new_wish = author.wishes.leave_me_out && !known.leave_me_out;
        if !new_wish
            && (author.detail(), author.as_of) <= (known.detail, known.as_of)
            && looks == known.looks
        {
            return Ok(known.id);
        }
        if !new_wish && looks == known.looks {
            (known.as_of, known.later) = (author.as_of, true);
            return Ok(known.id);
        }
        if !new_wish && (author.detail(), author.as_of) < (known.detail, known.as_of) {
            return Ok(known.id);
        }
        let (id, as_of) = (known.id, known.as_of);
        let renamed;
        (*known, renamed) = join_stored(db, id, as_of, author)?;
        self.renamed.extend(renamed.then_some(id));
        Ok(id)
    }

    /// The rows of those whose handle became another since this was last asked.
    pub(crate) fn take_renamed(&mut self) -> Vec<i64> {
        std::mem::take(&mut self.renamed)
    }

    /// Writes the dates that only moved on: at the end of an import, not at every post.
    pub(crate) fn settle(&mut self, db: &Connection) -> Result<(), StoreError> {
        let mut update = db.prepare_cached("update authors set as_of = ? where id = ?")?;
        for known in self.known.values_mut().filter(|known| known.later) {
            update.execute((known.as_of.map(Timestamp::as_millisecond), known.id))?;
            known.later = false;
        }
        Ok(())
    }

    /// Removes an account of which no record is left, with its profile.
    pub(crate) fn remove(&mut self, db: &Connection, uri: &Uri) -> Result<(), StoreError> {
        let key = digest(uri);
        self.known.remove(&key);
        db.prepare_cached(
            "update authors set same_as = null
             where same_as = (select id from authors where key = ?)",
        )?
        .execute([key])?;
        db.prepare_cached(
            "delete from authors as gone where key = ?
             and not exists (select 1 from records where author = gone.id)",
        )?
        .execute([key])?;
        Ok(())
    }

    /// Forgets what is remembered, as after a transaction that was rolled back.
    pub(crate) fn clear(&mut self) {
        self.known.clear();
        self.renamed.clear();
    }
}

/// Finds or adds an account, and says whether its handle became another.
fn find_or_insert(
    db: &Connection,
    key: &[u8; 16],
    author: &Author,
    looks: u64,
) -> Result<(Known, bool), StoreError> {
    let mut select = db.prepare_cached("select id from authors where key = ?")?;
    let found: Option<i64> = select.query_row([key], |row| row.get(0)).optional()?;
    if let Some(id) = found {
        return join_stored(db, id, None, author);
    }
    let mut insert = db.prepare_cached(
        "insert into authors (key, uri, handle, detail, as_of, profile) values (?, ?, ?, ?, ?, ?)",
    )?;
    let as_of = author.as_of.map(Timestamp::as_millisecond);
    let handle = author.handle.as_ref().map(|h| h.to_lowercase());
    insert.execute((key, author.uri.as_str(), handle, author.detail(), as_of, profile(author)?))?;
    Ok((remembered(db.last_insert_rowid(), author, looks), false))
}

/// Joins what is stored (and perhaps remembered as of a later date) with what is told, and says whether
/// the handle became another.
fn join_stored(
    db: &Connection,
    id: i64,
    as_of: Option<Timestamp>,
    told: &Author,
) -> Result<(Known, bool), StoreError> {
    let mut author = stored(db, id)?;
    let before = author.clone();
    author.as_of = author.as_of.max(as_of);
    author.join(told.clone());
    if author != before {
        write(db, id, &author)?;
    }
    let looks = looks(&author);
    Ok((remembered(id, &author, looks), author.handle != before.handle))
}

fn remembered(id: i64, author: &Author, looks: u64) -> Known {
    let leave_me_out = author.wishes.leave_me_out;
    Known { id, detail: author.detail(), as_of: author.as_of, looks, leave_me_out, later: false }
}

fn stored(db: &Connection, id: i64) -> Result<Author, StoreError> {
    let mut select = db.prepare_cached("select profile, as_of from authors where id = ?")?;
    let (profile, as_of) =
        select.query_row([id], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    read(&profile, as_of)
}

/// A profile as it is stored: its date, which moves with every post, stands beside it.
fn profile(author: &Author) -> Result<String, StoreError> {
    Ok(serde_json::to_string(&Author { as_of: None, ..author.clone() })?)
}

/// Reads a stored profile and its date.
pub(crate) fn read(profile: &str, as_of: Option<i64>) -> Result<Author, StoreError> {
    let mut author: Author = serde_json::from_str(profile)?;
    author.as_of = as_of.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    Ok(author)
}

fn write(db: &Connection, id: i64, author: &Author) -> Result<(), StoreError> {
    let mut update = db.prepare_cached(
        "update authors set handle = ?, detail = ?, as_of = ?, profile = ? where id = ?",
    )?;
    let as_of = author.as_of.map(Timestamp::as_millisecond);
    let handle = author.handle.as_ref().map(|h| h.to_lowercase());
    update.execute((handle, author.detail(), as_of, profile(author)?, id))?;
    Ok(())
}

/// Connects bare Twitter handles with the account that used them, where exactly one is known.
pub(crate) fn connect_handles(db: &Connection) -> Result<(), StoreError> {
    db.execute_batch(
        "update authors as bare set same_as = (
             select case when count(*) = 1 then min(a.id) end
             from authors a
             where a.handle = bare.handle and a.uri like 'https://twitter.com/i/user/%')
         where bare.uri = 'https://twitter.com/' || substr(bare.handle, 2)",
    )?;
    Ok(())
}

/// Connects the accounts that a bridge made with those that they are copies of, where exactly one is
/// known: by the name that the bridge gave, by a post that both have, or by the handle.
pub(crate) fn connect_copies(db: &Connection) -> Result<(), StoreError> {
    let mut select = db.prepare_cached(
        "select id, profile, as_of, same_as from authors
         where uri glob 'https://bsky.brid.gy/ap/did:*' or handle glob '*.ap.brid.gy'",
    )?;
    let rows = select.query_map([], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?))
    })?;
    let mut same = db.prepare_cached("update authors set same_as = ? where id = ?")?;
    for row in rows.collect::<Result<Vec<(i64, String, Option<i64>, Option<i64>)>, _>>()? {
        let (id, profile, as_of, known) = row;
        let account = original_account(db, id, &read(&profile, as_of)?)?;
        if account != known {
            same.execute((account, id))?;
        }
    }
    Ok(())
}

fn original_account(db: &Connection, id: i64, copy: &Author) -> Result<Option<i64>, StoreError> {
    if let Some(uri) = bridge::account(&copy.uri) {
        let mut by_key = db.prepare_cached("select id from authors where key = ?")?;
        return Ok(by_key.query_row([digest(&uri)], |row| row.get(0)).optional()?);
    }
    let mut found: Vec<i64> = Vec::new();
    let mut by_posts = db.prepare_cached(
        "select distinct o.author from records r join copies c on c.copy = r.key
         join records o on o.key = c.original where r.author = ? and o.author is not null",
    )?;
    for account in by_posts.query_map([id], |row| row.get(0))? {
        found.push(account?);
    }
    if found.is_empty() {
        let mut by_handle = db.prepare_cached("select id from authors where handle = ?")?;
        for handle in bridge::names(copy) {
            for account in by_handle.query_map([handle], |row| row.get(0))? {
                found.push(account?);
            }
        }
    }
    Ok(Some(found.as_slice()).filter(|found| found.len() == 1).map(|found| found[0]))
}

/// A hash of the profile as it looks, whatever its date.
fn looks(author: &Author) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = FxHasher::default();
    let profile =
        (&author.handle, &author.name, &author.url, &author.bio, &author.location, &author.avatar);
    (profile, author.followers, author.following, author.wishes).hash(&mut hasher);
    hasher.finish()
}
