//! Which posts are copies that a bridge made, and what they are folded into: remembered, so that an
//! archive without any pays nothing for them.

use chat::Uri;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

use crate::StoreError;
use crate::key::Key;

/// The copies that are known.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    /// By the name that they give their original. A copy that was told another name since, or taken
    /// back, may still stand here: whoever asks looks at the record.
    by_name: FxHashMap<Uri, Vec<Key>>,
    /// What each that is folded is folded into.
    folded: FxHashMap<Key, (Key, Uri)>,
}

impl Copies {
    pub(crate) fn open(db: &Connection) -> Result<Self, StoreError> {
        let mut copies = Self::default();
        let mut select = db.prepare(
            "select c.copy, c.named, c.original, o.uri from copies c
             left join records o on o.key = c.original",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let copy = Key::stored(row.get(0)?);
            copies.note(Uri::new(row.get::<_, String>(1)?), &copy);
            if let (Some(original), Some(uri)) =
                (row.get::<_, Option<Vec<u8>>>(2)?, row.get::<_, Option<String>>(3)?)
            {
                copies.folded.insert(copy, (Key::stored(original), Uri::new(uri)));
            }
        }
        Ok(copies)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// Every copy that is known.
    pub(crate) fn all(&self) -> Vec<Key> {
        self.by_name.values().flatten().cloned().collect()
    }

    /// Notes that a record names its original so.
    pub(crate) fn note(&mut self, name: Uri, copy: &Key) {
        let known = self.by_name.entry(name).or_default();
        if !known.contains(copy) {
            known.push(copy.clone());
        }
    }

    /// The copies that may name their original so.
    pub(crate) fn naming(&self, name: &Uri) -> &[Key] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// What a record is folded into: its key and its name.
    pub(crate) fn original(&self, copy: &Key) -> Option<&(Key, Uri)> {
        self.folded.get(copy)
    }

    /// Writes down how a copy names its original, and what it is folded into.
    pub(crate) fn fold(
        &mut self,
        db: &Connection,
        copy: &Key,
        name: &Uri,
        original: Option<(Key, Uri)>,
    ) -> Result<(), StoreError> {
        let key = original.as_ref().map(|(key, _)| key.as_bytes());
        db.prepare_cached(
            "insert or replace into copies (copy, named, original) values (?, ?, ?)",
        )?
        .execute((copy.as_bytes(), name.as_str(), key))?;
        match original {
            Some(original) => self.folded.insert(copy.clone(), original),
            None => self.folded.remove(copy),
        };
        Ok(())
    }

    /// Forgets a record that is no copy any more, as when it was taken back.
    pub(crate) fn release(&mut self, db: &Connection, copy: &Key) -> Result<(), StoreError> {
        db.prepare_cached("delete from copies where copy = ?")?.execute([copy.as_bytes()])?;
        self.folded.remove(copy);
        Ok(())
    }
}

/// Notes the page of a post of the fediverse.
pub(crate) fn note_page(db: &Connection, page: &str, post: &Key) -> Result<(), StoreError> {
    db.prepare_cached("insert or ignore into pages (page, key) values (?, ?)")?
        .execute((page, post.as_bytes()))?;
    Ok(())
}

/// The keys of the posts that a name may mean: that of the name itself, and those with such a page.
pub(crate) fn named(db: &Connection, name: &Uri) -> Result<Vec<Key>, StoreError> {
    let mut select = db.prepare_cached("select key from pages where page = ? order by key")?;
    let by_page = select.query_map([name.as_str()], |row| row.get(0).map(Key::stored))?;
    let mut keys = vec![Key::of(name)];
    keys.extend(by_page.collect::<Result<Vec<_>, _>>()?);
    Ok(keys)
}

/// The key of what a record is folded into.
pub(crate) fn original(db: &Connection, copy: &Key) -> Result<Option<Key>, StoreError> {
    let mut select =
        db.prepare_cached("select original from copies where copy = ? and original is not null")?;
    let key = select.query_row([copy.as_bytes()], |row| row.get(0)).optional()?;
    Ok(key.map(Key::stored))
}

/// The keys of the copies that are folded into a post.
pub(crate) fn folded_into(db: &Connection, original: &[u8]) -> Result<Vec<Key>, StoreError> {
    let mut select = db.prepare_cached("select copy from copies where original = ?")?;
    let keys = select.query_map([original], |row| row.get(0).map(Key::stored))?;
    Ok(keys.collect::<Result<_, _>>()?)
}
