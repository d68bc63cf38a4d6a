//! Writing what a batch touched: rows, tags, quotes, sightings, and what the index is to learn.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chat::Uri;
use jiff::Timestamp;
use rusqlite::CachedStatement;

use super::value::placed;
use super::{Apply, Touched, Value, refold};
use crate::key::{Key, ms_of_row};
use crate::row::{self, GONE, RECORD, Row};
use crate::search::Document;
use crate::{StoreError, changes, gone, originals, pictures};

impl Apply<'_> {
    /// Writes all that was touched, and returns what the search index is to learn.
    pub(crate) fn write(mut self) -> Result<Vec<Document>, StoreError> {
        let mut gone = Vec::new();
        let concerned = self.copies_concerned();
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
        self.fold(concerned)?;
        gone::forget_repeated(self.db, &gone)?;
        pictures::forget(self.db, &gone)?;
        for author in &self.gone_authors {
            self.tables.authors.remove(self.db, author)?;
        }
        changes::note(self.db, &self.changed)?;
        Ok(self.documents)
    }

    /// The copies that may have to be folded, or unfolded, for what the batch touched.
    fn copies_concerned(&self) -> BTreeSet<Key> {
        let mut concerned = BTreeSet::new();
        let copies = &self.tables.copies;
        if copies.is_empty() {
            return concerned;
        }
        for touched in self.touched.iter().filter(|touched| touched.changed) {
            let (value, uri) = (&touched.value, touched.value.uri());
            if matches!(value, Value::Gone(_)) || value.copy_of().is_some() {
                concerned.insert(Key::of(uri));
            }
            concerned.extend(copies.naming(uri).iter().cloned());
            if let Some(page) = value.page() {
                concerned.extend(copies.naming(&Uri::new(page)).iter().cloned());
            }
        }
        concerned
    }

    /// Folds these copies anew, and those of accounts whose handle is another now.
    fn fold(&mut self, mut concerned: BTreeSet<Key>) -> Result<(), StoreError> {
        let renamed = self.tables.authors.take_renamed();
        if self.tables.copies.is_empty() {
            return Ok(());
        }
        let mut by = self.db.prepare_cached(
            "select c.copy from records r join copies c on c.copy = r.key where r.author = ?",
        )?;
        for author in renamed {
            for key in by.query_map([author], |row| row.get(0).map(Key::stored))? {
                concerned.insert(key?);
            }
        }
        let refolded = refold(self.db, &mut self.tables.copies, concerned)?;
        self.changed.extend(refolded.changed);
        self.documents.extend(refolded.documents);
        Ok(())
    }

    fn insert(&mut self, touched: &Touched) -> Result<i64, StoreError> {
        let author = match (touched.author, touched.value.author()) {
            (None, Some(author)) => Some(self.tables.authors.id(self.db, author)?),
            (known, _) => known,
        };
        let mut row = match &touched.value {
            Value::Post(post) => Row::of_post(post),
            Value::Repost(repost) => Row::of_repost(repost),
            Value::Gone(tombstone) => Row::of_tombstone(tombstone, placed(tombstone)),
        };
        let original = |copy: &Key| self.tables.copies.original(copy).map(|(_, uri)| uri.clone());
        if let Some(original) = row.target.as_ref().and_then(original) {
            row.hang_under(original);
        }
        if let Value::Post(post) = &touched.value
            && let Some(quoted) = &post.quote_of
        {
            row.details.quote_folded = original(&Key::of(quoted)).map(Cow::Owned);
        }
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
        if gone {
            originals::forget(self.db, old)?;
        }
        self.db.prepare_cached("delete from record_tags where record = ?")?.execute([old])?;
        self.db.prepare_cached("delete from quotes where record = ?")?.execute([old])?;
        self.db.prepare_cached("delete from records where id = ?")?.execute([old])?;
        let id = self.insert(touched)?;
        if id != old {
            // As `changes::note` says.
            self.changed.extend([old, old]);
            self.db
                .prepare_cached("update sightings set record = ? where record = ?")?
                .execute((id, old))?;
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
