//! Which records look different after a decision: those who read live are told of them.

use chat::{ChatName, Uri};
use rusqlite::{Connection, OptionalExtension};

use super::{Act, Arrivals, Deed};
use crate::StoreError;
use crate::key::{Key, first_row_of, last_row_of};
use crate::posts::REPLIES_AFTER_MS;

/// At most so many records are told of, the newest: who reads live looks at none that are older.
const MOST: i64 = 5_000;

/// The records that a decision concerns; of what waits from now on there is none yet.
pub(super) fn rows(db: &Connection, act: &Act) -> Result<Vec<i64>, StoreError> {
    match &act.deed {
        Deed::HidePost(uri) | Deed::LetInPost(uri) | Deed::Pin(uri) => of_post(db, uri),
        // Where a question begins, what answers it moves too.
        Deed::Asks(uri, _) => {
            let window = act.chat.as_ref().map(|chat| window(db, chat)).transpose()?.flatten();
            match window {
                Some((first, last)) => list(
                    db,
                    "select id from records where id between ?1 and ?2 order by id desc limit ?3",
                    (first, last, MOST),
                ),
                None => of_post(db, uri),
            }
        }
        Deed::HideAuthor(name) | Deed::LetInAuthor(name) => of_author(db, name, MOST),
        Deed::HideServer(server) => of_server(db, server, MOST),
        Deed::Hold | Deed::Word(_) | Deed::Rewritten(_) | Deed::Times(_) => Ok(Vec::new()),
    }
}

/// The records that a decision to hide concerns, all of them.
pub(super) fn all_rows(db: &Connection, deed: &Deed) -> Result<Vec<i64>, StoreError> {
    let mut found = match deed {
        Deed::HidePost(uri) => of_post(db, uri)?,
        Deed::HideAuthor(name) => of_author(db, name, i64::MAX)?,
        Deed::HideServer(server) => of_server(db, server, i64::MAX)?,
        _ => Vec::new(),
    };
    // Who passes on what is hidden shows it again.
    let mut reposts = db.prepare_cached(
        "select id from records where target = (select key from records where id = ?) and kind = 1",
    )?;
    for row in found.clone() {
        for repost in reposts.query_map([row], |row| row.get(0))? {
            found.push(repost?);
        }
    }
    Ok(found)
}

/// What came after a change.
pub(super) fn since(db: &Connection, change: i64) -> Result<Vec<i64>, StoreError> {
    let mut rows = Arrivals::since(db, change, None)?.after(change);
    rows.sort_unstable();
    let newest = rows.len().saturating_sub(usize::try_from(MOST).unwrap_or(usize::MAX));
    Ok(rows.split_off(newest))
}

/// The first and the last row that may belong to a chat.
pub(super) fn window(db: &Connection, chat: &ChatName) -> Result<Option<(i64, i64)>, StoreError> {
    let mut select = db.prepare_cached(
        "select starts_at, ends_at from chats where tag = ? and date = ? and nth = ?",
    )?;
    let name = (chat.tag.as_str(), chat.date.to_string(), chat.nth);
    let times = select.query_row(name, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(times.map(|(starts, ends): (i64, i64)| {
        (first_row_of(starts), last_row_of(ends + REPLIES_AFTER_MS))
    }))
}

fn of_author(db: &Connection, name: &str, most: i64) -> Result<Vec<i64>, StoreError> {
    list(
        db,
        "select r.id from records r join authors a on a.id = r.author
         where a.handle = ?1 or a.key = ?2 order by r.id desc limit ?3",
        (name.to_lowercase(), crate::key::digest(&Uri::new(name)), most),
    )
}

fn of_server(db: &Connection, server: &str, most: i64) -> Result<Vec<i64>, StoreError> {
    list(
        db,
        "select r.id from records r join authors a on a.id = r.author
         where a.uri glob ?1 or a.handle glob ?2 order by r.id desc limit ?3",
        (format!("http*://{server}/*"), format!("@*@{server}"), most),
    )
}

fn of_post(db: &Connection, uri: &str) -> Result<Vec<i64>, StoreError> {
    let key = Key::of(&Uri::new(uri));
    list(db, "select id from records where key = ?1", [key.as_bytes()])
}

fn list(db: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Vec<i64>, StoreError> {
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query_map(values, |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    rows.sort_unstable();
    Ok(rows)
}
