//! Folding the copies that a bridge made into their originals: what is derived of a copy, of its
//! original, and of what answers, quotes or passes on the copy, made anew where something changed.
//!
//! It depends on the records as they are told alone, and so not on the order in which they came.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chat::{Copied, Post, Uri, bridge};
use rusqlite::{Connection, OptionalExtension};

use crate::copies::{self, Copies};
use crate::key::Key;
use crate::row::{self, CONTEXT, GONE, POST, RECORD, Stored};
use crate::search::{Document, document_of_row};
use crate::step::Step;
use crate::{StoreError, changes};

/// What folding changed.
#[derive(Default)]
pub(super) struct Refolded {
    /// The rows that changed, to be numbered.
    pub(super) changed: Vec<i64>,
    /// What the search index is to learn.
    pub(super) documents: Vec<Document>,
}

/// Folds the copies that an older program kept.
pub(crate) fn fold_all(db: &Connection, copies: &mut Copies) -> Result<(), StoreError> {
    let step = Step::begin(db)?;
    let all = copies.all();
    let refolded = refold(&step, copies, all)?;
    changes::note(&step, &refolded.changed)?;
    step.commit()
}

/// Folds these copies anew, or unfolds them.
pub(super) fn refold(
    db: &Connection,
    copies: &mut Copies,
    keys: impl IntoIterator<Item = Key>,
) -> Result<Refolded, StoreError> {
    let mut done = Refolded::default();
    let mut originals: BTreeSet<Key> = BTreeSet::new();
    for key in keys {
        let Some(copy) = record(db, &key)? else { continue };
        let uri = copy.uri()?;
        let before = copies.original(&key).cloned();
        let name = name_of_original(&copy)?;
        let after = match &name {
            Some(name) => original_of(db, &copy, name)?,
            None => None,
        };
        let own = row::unfolded(copy.standing);
        let standing = if after.is_some() { row::folded(own) } else { own };
        if standing != copy.standing {
            stand(db, copy.id, standing, &mut done)?;
        }
        if before != after {
            redirect(db, (&key, &uri), before.as_ref(), after.as_ref(), &mut done)?;
        }
        originals.extend(before.iter().chain(&after).map(|(key, _)| key.clone()));
        match &name {
            Some(name) => copies.fold(db, &key, name, after)?,
            None => copies.release(db, &key)?,
        }
    }
    for original in originals {
        reflect(db, &original, &mut done)?;
    }
    Ok(done)
}

fn record(db: &Connection, key: &Key) -> Result<Option<Stored>, StoreError> {
    let (columns, tables) = (Stored::COLUMNS, Stored::TABLES_AS_TOLD);
    let sql = format!("select {columns} from {tables} where r.key = ?");
    let mut select = db.prepare_cached(&sql)?;
    Ok(select.query_row([key.as_bytes()], Stored::read).optional()?)
}

/// How a record names what it is a copy of.
fn name_of_original(stored: &Stored) -> Result<Option<Uri>, StoreError> {
    Ok(match (stored.standing, stored.kind) {
        (GONE, _) => None,
        (_, POST) => stored.post_as_told()?.copy_of,
        _ => bridge::original(&stored.uri()?),
    })
}

/// The post, or the repost, that a copy is to be folded into, where it is here. Anybody on Bluesky can write into a
/// record that it is a copy: by an account whose handle is known and none of the bridge's, it is not.
fn original_of(
    db: &Connection,
    copy: &Stored,
    name: &Uri,
) -> Result<Option<(Key, Uri)>, StoreError> {
    let handle = copy.author()?.handle;
    let is_none_of_its = handle.is_some_and(|handle| !bridge::gave(&handle));
    if is_none_of_its && bridge::original(&copy.uri()?).is_none() {
        return Ok(None);
    }
    for key in copies::named(db, name)? {
        let Some(found) = record(db, &key)?.filter(|found| found.key != copy.key) else { continue };
        // What only rode along stands for no post that was collected.
        let rode_along = row::unfolded(copy.standing) == CONTEXT;
        let counts = found.standing == RECORD || rode_along && found.standing == CONTEXT;
        if counts && found.kind == copy.kind && name_of_original(&found)?.is_none() {
            return Ok(Some((key, found.uri()?)));
        }
    }
    Ok(None)
}

fn stand(db: &Connection, id: i64, standing: i64, done: &mut Refolded) -> Result<(), StoreError> {
    db.prepare_cached("update records set standing = ? where id = ?")?.execute((standing, id))?;
    done.changed.push(id);
    done.documents.push(Document::removed(id));
    done.documents.extend(document_of_row(db, id)?);
    Ok(())
}

/// Hangs what was told to answer, quote or pass on a copy under its original, or back under the copy.
fn redirect(
    db: &Connection,
    (copy, uri): (&Key, &Uri),
    before: Option<&(Key, Uri)>,
    after: Option<&(Key, Uri)>,
    done: &mut Refolded,
) -> Result<(), StoreError> {
    let (columns, tables) = (Stored::COLUMNS, Stored::TABLES_AS_TOLD);
    let mut targeting =
        db.prepare_cached(&format!("select {columns} from {tables} where r.target = ?"))?;
    let mut aim = db.prepare_cached("update records set target = ?, details = ? where id = ?")?;
    let original = || after.map(|(_, uri)| Cow::Borrowed(uri));
    for target in [Some(copy), before.map(|(key, _)| key)].into_iter().flatten() {
        let found = targeting.query_map([target.as_bytes()], Stored::read)?;
        for stored in found.collect::<Result<Vec<_>, _>>()? {
            let mut details = stored.details()?;
            if details.target.as_deref() != Some(uri) {
                continue;
            }
            details.target_folded = original();
            let target = after.map_or(copy, |(key, _)| key);
            aim.execute((target.as_bytes(), serde_json::to_string(&details)?, stored.id))?;
            done.changed.push(stored.id);
        }
    }
    let mut quoting = db.prepare_cached(&format!(
        "select {columns} from {tables} where r.id in (select record from quotes where quoted = ?)"
    ))?;
    let found = quoting.query_map([uri.as_str()], Stored::read)?;
    for stored in found.collect::<Result<Vec<_>, _>>()? {
        let mut details = stored.details()?;
        details.quote_folded = original();
        describe(db, stored.id, &serde_json::to_string(&details)?)?;
        done.changed.push(stored.id);
    }
    Ok(())
}

/// Writes into an original post which copies are folded into it.
fn reflect(db: &Connection, original: &Key, done: &mut Refolded) -> Result<(), StoreError> {
    let is_post = |stored: &Stored| stored.standing != GONE && stored.kind == POST;
    let Some(stored) = record(db, original)?.filter(is_post) else { return Ok(()) };
    let mut copied = Vec::new();
    for key in copies::folded_into(db, original.as_bytes())? {
        if let Some(copy) = record(db, &key)? {
            copied.push(copied_from(copy.post_as_told()?));
        }
    }
    copied.sort_by(|one, other| one.uri.cmp(&other.uri));
    let mut details = stored.details()?;
    if *details.copies != *copied {
        details.copies = Cow::Owned(copied);
        describe(db, stored.id, &serde_json::to_string(&details)?)?;
        done.changed.push(stored.id);
    }
    Ok(())
}

fn copied_from(copy: Post) -> Copied {
    let Post { uri, url, network, reposts, likes, .. } = copy;
    Copied { uri, url, network, reposts, likes }
}

fn describe(db: &Connection, id: i64, details: &str) -> Result<(), StoreError> {
    db.prepare_cached("update records set details = ? where id = ?")?.execute((details, id))?;
    Ok(())
}
