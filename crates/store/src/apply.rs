//! A batch of changes, committed whole: posts, sightings, originals, and their numbers.
//!
//! A batch is first joined with itself in memory, so that a post repeated in it (the original of
//! forty reposts) is read and written once.

mod fold;
mod value;
mod write;

use chat::{Change, Tombstone, Uri};
use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use rustc_hash::FxHashMap;

pub(crate) use fold::fold_all;
use fold::refold;
pub(crate) use value::Value;
use value::{date_profile, join_value};

use crate::batch::{Entry, Outcome, Role};
use crate::gone::{Whose, tags_of};
use crate::key::Key;
use crate::row::{self, CONTEXT, GONE, RECORD, Stored};
use crate::search::Document;
use crate::writer::Tables;
use crate::{StoreError, copies, removal};

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
        self.bridge(&told)?;
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

    /// Notes what a record tells that has to do with copies. A copy of what was taken back is taken back
    /// too, whichever came first.
    fn bridge(&mut self, told: &Value) -> Result<(), StoreError> {
        let (page, name) = (told.page(), told.copy_of());
        if page.is_none() && name.is_none() {
            return Ok(());
        }
        let key = Key::of(told.uri());
        if let Some(page) = page {
            copies::note_page(self.db, page, &key)?;
            if self.tables.gone.holds(&key) {
                self.gone_with(&Uri::new(page))?;
            }
        }
        if let Some(name) = name {
            let named = copies::named(self.db, &name)?;
            self.tables.copies.note(name, &key);
            if named.iter().any(|original| self.tables.gone.holds(original)) {
                self.gone(Tombstone::new(told.uri().clone(), None))?;
            }
        }
        Ok(())
    }

    /// Takes the copies back that name what was taken back so: it is the same person's wish.
    fn gone_with(&mut self, name: &Uri) -> Result<(), StoreError> {
        for key in self.tables.copies.naming(name).to_vec() {
            if self.tables.gone.holds(&key) {
                continue;
            }
            let stored;
            let copy = match self.by_key.get(&key) {
                Some(&index) => &self.touched[index].value,
                None => match self.load(&key)? {
                    Some(touched) => {
                        stored = touched.value;
                        &stored
                    }
                    None => continue,
                },
            };
            if copy.copy_of().as_ref() == Some(name) {
                let uri = copy.uri().clone();
                self.gone(Tombstone::new(uri, None))?;
            }
        }
        Ok(())
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
            (GONE, _) => Value::Gone(Tombstone {
                tags: tags_of(self.db, id, Whose::All)?,
                ..stored.tombstone_as_told()?
            }),
            (_, row::POST) => Value::Post(Box::new(stored.post_as_told()?)),
            _ => Value::Repost(Box::new(stored.repost_as_told()?)),
        };
        Ok(Some(Touched {
            row: Some(id),
            author: None,
            value,
            standing: row::unfolded(stored.standing),
            changed: false,
            seen: Vec::new(),
        }))
    }

    /// Leaves a tombstone, also for what was never here: its file may come later.
    fn gone(&mut self, tombstone: Tombstone) -> Result<(), StoreError> {
        let key = Key::of(&tombstone.uri);
        self.tables.gone.add(key.clone());
        let (index, _) = self.join(Value::Gone(tombstone), Role::Context, None)?;
        let touched = &mut self.touched[index];
        touched.changed |= touched.standing != GONE;
        touched.standing = GONE;
        touched.seen.clear();
        let Value::Gone(known) = &touched.value else { return Ok(()) };
        let (uri, url) = (known.uri.clone(), known.url.clone());
        if let Some(page) = &url {
            copies::note_page(self.db, page, &key)?;
        }
        for name in [Some(uri), url.map(Uri::new)].into_iter().flatten() {
            self.gone_with(&name)?;
        }
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
}
