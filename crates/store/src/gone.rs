//! What is gone, and what repeats it: reposts, and quotes.
//!
//! What was taken back is also in the originals of those who passed it on or quoted it, and in the
//! text of a manual repost. Those go too, whichever came first.

use chat::{Tag, Uri};
use rusqlite::Connection;
use rustc_hash::FxHashSet;

use crate::apply::Value;
use crate::key::Key;
use crate::{StoreError, originals};

/// Which tags of what is gone are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose {
    /// All of them.
    All,
    /// Those that have a series here: the others are nobody's business any more.
    Series,
}

/// Under which tags a record that is gone was said, in their order.
pub(crate) fn tags_of(db: &Connection, record: i64, whose: Whose) -> Result<Vec<Tag>, StoreError> {
    let mut select = db.prepare_cached(match whose {
        Whose::All => {
            "select g.tag from record_tags t join tags g on g.id = t.tag where t.record = ?"
        }
        Whose::Series => {
            "select g.tag from record_tags t join tags g on g.id = t.tag
             join series s on s.tag = g.tag where t.record = ?"
        }
    })?;
    let tags = select.query_map([record], |row| row.get::<_, String>(0))?;
    let mut tags: Vec<Tag> = tags
        .map(|tag| Ok(Tag::new(&tag?)))
        .filter_map(Result::transpose)
        .collect::<Result<_, StoreError>>()?;
    tags.sort_unstable();
    Ok(tags)
}

/// The keys of all that is gone, so that a record which repeats one costs no query.
#[derive(Debug, Default)]
pub(crate) struct Gone(FxHashSet<Key>);

impl Gone {
    pub(crate) fn open(db: &Connection) -> Result<Self, StoreError> {
        let mut select = db.prepare("select key from records where standing = 2")?;
        let keys = select.query_map([], |row| row.get(0).map(Key::stored))?;
        Ok(Self(keys.collect::<Result<_, _>>()?))
    }

    pub(crate) fn add(&mut self, key: Key) {
        self.0.insert(key);
    }

    /// Whether this is gone.
    pub(crate) fn holds(&self, key: &Key) -> bool {
        self.0.contains(key)
    }

    /// Whether a value passes on or quotes what is gone; it then keeps no words of it.
    pub(crate) fn is_repeated_by(&self, told: &mut Value) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let holds = |uri: &Option<Uri>| uri.as_ref().is_some_and(|u| self.0.contains(&Key::of(u)));
        match told {
            Value::Post(post) => holds(&post.quote_of),
            Value::Repost(repost) if holds(&repost.of) => {
                repost.text = None;
                true
            }
            Value::Repost(_) | Value::Gone(_) => false,
        }
    }
}

/// Takes what repeats removed posts out of what others said.
pub(crate) fn forget_repeated(db: &Connection, gone: &[Uri]) -> Result<(), StoreError> {
    if gone.is_empty() {
        return Ok(());
    }
    let mut repeating: Vec<i64> = Vec::new();
    let mut reposts = db.prepare_cached("select id from records where target = ? and kind = 1")?;
    let mut quotes = db.prepare_cached("select record from quotes where quoted = ?")?;
    let mut empty = db.prepare_cached("update records set text = null where id = ?")?;
    for uri in gone {
        let rows = reposts.query_map([Key::of(uri).as_bytes()], |row| row.get(0))?;
        for id in rows.collect::<Result<Vec<i64>, _>>()? {
            empty.execute([id])?;
            repeating.push(id);
        }
        for id in quotes.query_map([uri.as_str()], |row| row.get(0))? {
            repeating.push(id?);
        }
    }
    for id in repeating {
        originals::empty(db, id)?;
    }
    crate::host::forget_rewritten(db, gone)?;
    Ok(())
}
