//! A batch of changes, committed whole: posts, sightings, originals, and their numbers.
//!
//! A batch is first joined with itself in memory, so that a post repeated in it (the original of
//! forty reposts) is read and written once.

mod value;

use chat::{Author, Change, Sighting, Tombstone, Uri};
use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use rustc_hash::FxHashMap;

pub(crate) use value::Value;
use value::{date_profile, join_value, placed};

use crate::key::{Key, ms_of_row};

use crate::row::{self, CONTEXT, GONE, RECORD, Row, Stored};
use crate::search::Document;
use crate::writer::Tables;
use crate::{StoreError, changes, gone, originals, removal};

/// Changes to be committed together; 5 to 10 thousand are a good number in bulk.
#[derive(Debug, Default)]
pub struct Batch {
    /// In the order in which they were told.
    pub entries: Vec<Entry>,
    /// Profiles told by themselves.
    pub authors: Vec<Author>,
}

/// One change, and how it came to us.
#[derive(Debug)]
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

/// A record that the batch touches.
struct Touched {
    /// Its row, where it has one already.
    row: Option<i64>,
    /// Its author's row, as long as nothing was joined to what was first told.
    author: Option<i64>,
    value: Value,
    standing: i64,
    /// Something about it is to be written.
    changed: bool,
    seen: Vec<(std::sync::Arc<str>, Option<Timestamp>, Vec<u8>)>,
}

/// The work on one batch, inside its transaction.
pub(crate) struct Apply<'a> {
    db: &'a Connection,
    tables: &'a mut Tables,
    touched: Vec<Touched>,
    by_key: FxHashMap<Key, usize>,
    documents: Vec<Document>,
    gone_authors: Vec<Uri>,
    /// The rows that changed, to be numbered together.
    changed: Vec<i64>,
    insert_record: CachedStatement<'a>,
    insert_tag: CachedStatement<'a>,
    insert_sighting: CachedStatement<'a>,
    find: CachedStatement<'a>,
}

impl<'a> Apply<'a> {
    pub(crate) fn new(db: &'a Connection, tables: &'a mut Tables) -> Result<Self, StoreError> {
        Ok(Self {
            db,
            tables,
            touched: Vec::new(),
            by_key: FxHashMap::default(),
            documents: Vec::new(),
            gone_authors: Vec::new(),
            changed: Vec::new(),
            insert_record: db.prepare_cached(
                "insert or ignore into records
                     (id, key, kind, standing, author, basis, target, uri, text, details)
                 values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?,
            insert_tag: db.prepare_cached("insert or ignore into record_tags (tag, record) values (?, ?)")?,
            insert_sighting: db.prepare_cached(
                "insert or ignore into sightings (record, source, original, at) values (?, ?, ?, ?)",
            )?,
            find: db.prepare_cached("select id from records where key = ?")?,
        })
    }

    /// Takes an entry in.
    pub(crate) fn take(&mut self, entry: Entry) -> Result<Outcome, StoreError> {
        let Entry { change, role, source, seen_at, mut original, sightings } = entry;
        let restored = sightings.is_some();
        let mut told = match change {
            Change::Posted(mut post) => {
                date_profile(&mut post.author, seen_at, &post.created_at, restored);
                Value::Post(post)
            }
            Change::Reposted(mut repost) => {
                date_profile(&mut repost.author, seen_at, &repost.created_at, restored);
                Value::Repost(repost)
            }
            Change::Deleted(tombstone) => {
                self.gone(tombstone)?;
                return Ok(Outcome::Unchanged);
            }
            Change::AuthorGone { author, at } => {
                for uri in removal::records_of(self.db, &author)? {
                    self.gone(Tombstone::new(uri, at))?;
                }
                for uri in self.said_in_batch_by(&author) {
                    self.gone(Tombstone::new(uri, at))?;
                }
                self.gone_authors.push(author);
                return Ok(Outcome::Unchanged);
            }
        };
        if self.tables.gone.is_repeated_by(&mut told) {
            original.clear();
        }
        let author = match told.author() {
            Some(author) => Some(self.tables.authors.id(self.db, author)?),
            None => None,
        };
        let (index, outcome) = self.join(told, role, author)?;
        let touched = &mut self.touched[index];
        if touched.standing == GONE || role == Role::Context {
            return Ok(outcome);
        }
        match sightings {
            None => touched.seen.push((source, seen_at, original)),
            Some(list) => {
                for sighting in list {
                    touched.seen.push((
                        sighting.source.into(),
                        sighting.at,
                        std::mem::take(&mut original),
                    ));
                }
            }
        }
        Ok(outcome)
    }

    /// Joins what is told with what is known, and says what that changed.
    fn join(
        &mut self,
        told: Value,
        role: Role,
        author: Option<i64>,
    ) -> Result<(usize, Outcome), StoreError> {
        let key = Key::of(told.uri());
        let index = match self.by_key.get(&key) {
            Some(&index) => index,
            None => match self.load(&key)? {
                Some(stored) => self.touch(key, stored),
                None => {
                    let standing = if role == Role::Record { RECORD } else { CONTEXT };
                    let index = self.touch(
                        key,
                        Touched {
                            row: None,
                            author,
                            value: told,
                            standing,
                            changed: true,
                            seen: Vec::new(),
                        },
                    );
                    return Ok((index, Outcome::Added));
                }
            },
        };
        let touched = &mut self.touched[index];
        let changed = join_value(&mut touched.value, told);
        touched.changed |= changed;
        touched.author = None;
        if role == Role::Record && touched.standing == CONTEXT {
            touched.standing = RECORD;
            touched.changed = true;
            return Ok((index, Outcome::Added));
        }
        Ok((index, if changed { Outcome::Merged } else { Outcome::Unchanged }))
    }

    fn touch(&mut self, key: Key, touched: Touched) -> usize {
        self.touched.push(touched);
        self.by_key.insert(key, self.touched.len() - 1);
        self.touched.len() - 1
    }

    fn load(&mut self, key: &Key) -> Result<Option<Touched>, StoreError> {
        if self.tables.newest.is_newer(key) {
            return Ok(None);
        }
        let id: Option<i64> = self.find.query_row([key.as_bytes()], |row| row.get(0)).optional()?;
        let Some(id) = id else { return Ok(None) };
        let mut select = self.db.prepare_cached(&format!(
            "select {} from {} where r.id = ?",
            Stored::COLUMNS,
            Stored::TABLES_AS_TOLD
        ))?;
        let stored = select.query_row([id], Stored::read)?;
        let value = match (stored.standing, stored.kind) {
            (GONE, _) => Value::Gone(stored.tombstone()?),
            (_, row::POST) => Value::Post(Box::new(stored.post()?)),
            _ => Value::Repost(Box::new(stored.repost()?)),
        };
        Ok(Some(Touched {
            row: Some(id),
            author: None,
            value,
            standing: stored.standing,
            changed: false,
            seen: Vec::new(),
        }))
    }

    /// Leaves a tombstone, also for what was never here: its file may come later.
    fn gone(&mut self, tombstone: Tombstone) -> Result<(), StoreError> {
        self.tables.gone.add(Key::of(&tombstone.uri));
        let (index, _) = self.join(Value::Gone(tombstone), Role::Context, None)?;
        let touched = &mut self.touched[index];
        touched.changed |= touched.standing != GONE;
        touched.standing = GONE;
        touched.seen.clear();
        Ok(())
    }

    /// The names of what an account said in this batch, which the database does not know yet.
    fn said_in_batch_by(&self, author: &Uri) -> Vec<Uri> {
        let by = self
            .touched
            .iter()
            .filter(|touched| touched.value.author().is_some_and(|told| told.uri == *author));
        by.map(|touched| touched.value.uri().clone()).collect()
    }

    /// Writes all that was touched, and returns what the search index is to learn.
    pub(crate) fn write(mut self) -> Result<Vec<Document>, StoreError> {
        let mut gone = Vec::new();
        for mut touched in std::mem::take(&mut self.touched) {
            // Told again of what is gone already, there is nothing left to look for.
            if let (Value::Gone(tombstone), true) = (&touched.value, touched.changed) {
                gone.push(tombstone.uri.clone());
            }
            let seen = std::mem::take(&mut touched.seen);
            let id = match touched.row {
                Some(id) if !touched.changed => id,
                Some(id) => self.rewrite(id, &touched)?,
                None => self.insert(&touched)?,
            };
            if touched.changed {
                self.changed.push(id);
            }
            for (source, at, original) in seen {
                self.sighting(id, &source, at, original, touched.changed)?;
            }
        }
        self.tables.originals.close(self.db)?;
        gone::forget_repeated(self.db, &gone)?;
        for author in &self.gone_authors {
            self.tables.authors.remove(self.db, author)?;
        }
        changes::note(self.db, &self.changed)?;
        Ok(self.documents)
    }

    fn insert(&mut self, touched: &Touched) -> Result<i64, StoreError> {
        let author = match (touched.author, touched.value.author()) {
            (None, Some(author)) => Some(self.tables.authors.id(self.db, author)?),
            (known, _) => known,
        };
        let row = match &touched.value {
            Value::Post(post) => Row::of_post(post),
            Value::Repost(repost) => Row::of_repost(repost),
            Value::Gone(tombstone) => Row::of_tombstone(tombstone, placed(tombstone)),
        };
        let details = row.details_json()?;
        let id = insert_row(&mut self.insert_record, &row, touched.standing, author, &details)?;
        self.tables.newest.note(&row.key);
        self.tag(id, &row, touched, author)?;
        Ok(id)
    }

    /// Writes a record anew; its row moves when its time turned out to be another.
    fn rewrite(&mut self, old: i64, touched: &Touched) -> Result<i64, StoreError> {
        let gone = touched.standing == GONE;
        self.documents.push(if gone { Document::taken_back(old) } else { Document::removed(old) });
        if touched.standing == GONE {
            originals::forget(self.db, old)?;
        } else {
            self.db.prepare_cached("delete from record_tags where record = ?")?.execute([old])?;
        }
        self.db.prepare_cached("delete from quotes where record = ?")?.execute([old])?;
        let tags_of_gone = touched.standing == GONE;
        self.db.prepare_cached("delete from records where id = ?")?.execute([old])?;
        let id = self.insert(touched)?;
        if id != old {
            self.changed.push(old);
            self.db
                .prepare_cached("update sightings set record = ? where record = ?")?
                .execute((id, old))?;
            if tags_of_gone {
                self.db
                    .prepare_cached("update record_tags set record = ? where record = ?")?
                    .execute((id, old))?;
            }
        }
        Ok(id)
    }

    fn tag(
        &mut self,
        id: i64,
        row: &Row<'_>,
        touched: &Touched,
        author: Option<i64>,
    ) -> Result<(), StoreError> {
        let mut tags = Vec::with_capacity(row.tags.len());
        for tag in &row.tags {
            let tag = self.tables.tags.id(self.db, tag.as_str())?;
            self.insert_tag.execute((tag, id))?;
            tags.push(tag);
        }
        if let Value::Post(post) = &touched.value
            && let Some(quoted) = &post.quote_of
        {
            let sql = "insert or replace into quotes (record, quoted) values (?, ?)";
            self.db.prepare_cached(sql)?.execute((id, quoted.as_str()))?;
        }
        if let (Value::Post(post), RECORD) = (&touched.value, touched.standing) {
            self.documents.push(Document::of(id, post, author.unwrap_or(0), &tags));
        }
        Ok(())
    }

    /// Notes that a source showed a record. Its original is kept the first time, and when it told
    /// something new.
    fn sighting(
        &mut self,
        id: i64,
        source: &str,
        at: Option<Timestamp>,
        original: Vec<u8>,
        new: bool,
    ) -> Result<(), StoreError> {
        let source = self.tables.sources.id(self.db, source)?;
        let at = at.map(Timestamp::as_millisecond);
        let known = !new && {
            let mut select = self.db.prepare_cached(
                "select 1 from sightings where record = ? and source = ? limit 1",
            )?;
            select.exists((id, source))?
        };
        if known {
            let mut update = self.db.prepare_cached(
                "update sightings set at = min(coalesce(at, ?1), ?1) where record = ?2 and source = ?3 and ?1 is not null",
            )?;
            update.execute((at, id, source))?;
            return Ok(());
        }
        let address = if original.is_empty() { 0 } else { self.tables.originals.add(original)? };
        self.insert_sighting.execute((id, source, address, at))?;
        Ok(())
    }
}

fn insert_row(
    insert: &mut CachedStatement<'_>,
    row: &Row<'_>,
    standing: i64,
    author: Option<i64>,
    details: &str,
) -> Result<i64, StoreError> {
    let mut id = row.key.row_id(&row.created_at);
    loop {
        let target = row.target.as_ref().map(Key::as_bytes);
        let basis = row::basis(&row.created_at);
        let details = Some(details).filter(|d| *d != "{}");
        let written = insert.execute((
            id,
            row.key.as_bytes(),
            row.kind,
            standing,
            author,
            basis,
            target,
            row.uri,
            row.text,
            details,
        ))?;
        if written == 1 {
            return Ok(id);
        }
        if ms_of_row(id + 1) != ms_of_row(id) {
            return Err(StoreError::Damaged(
                "more than a million records in one millisecond".into(),
            ));
        }
        id += 1;
    }
}
