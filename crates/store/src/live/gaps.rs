//! The gap ledger: for each source, the times in which it could not see, and what was made good.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::FollowingId;
use crate::{Archive, StoreError};

/// A time in which a source could not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Whose.
    pub following: FollowingId,
    /// The last time of which we know that it saw.
    pub from: Timestamp,
    /// When it saw again; `None` while it does not.
    pub to: Option<Timestamp>,
    /// Why.
    pub reason: String,
    /// Whether what was said meanwhile was read afterwards.
    pub repaired: bool,
}

/// Opens a gap. One that is open already goes on where the reason is the same; else it ends here,
/// and another begins.
pub(super) fn begin(
    db: &Connection,
    following: i64,
    since: Timestamp,
    now: Timestamp,
    reason: &str,
) -> Result<(), StoreError> {
    let open: Option<(i64, String)> = db
        .prepare_cached("select id, reason from gaps where following = ? and ended_at is null")?
        .query_row([following], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let mut since = since;
    if let Some((id, known)) = open {
        if known == reason {
            return Ok(());
        }
        db.prepare_cached("update gaps set ended_at = ? where id = ?")?
            .execute((now.as_millisecond(), id))?;
        since = now;
    }
    db.prepare_cached("insert into gaps (following, began_at, reason) values (?, ?, ?)")?
        .execute((following, since.as_millisecond(), reason))?;
    Ok(())
}

/// Ends the open gap. What began at or after `told_from` is made good; of one that began before,
/// the part until then is not.
pub(super) fn end(
    db: &Connection,
    following: i64,
    told_from: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (from, now) = (told_from.as_millisecond(), now.as_millisecond());
    db.prepare_cached("update gaps set ended_at = ?1 where following = ?2 and ended_at is null")?
        .execute((now, following))?;
    db.prepare_cached(
        "insert into gaps (following, began_at, ended_at, reason, repaired)
         select following, ?1, ended_at, reason, 1 from gaps
         where following = ?2 and repaired = 0 and began_at < ?1 and ended_at > ?1",
    )?
    .execute((from, following))?;
    db.prepare_cached(
        "update gaps set ended_at = ?1
         where following = ?2 and repaired = 0 and began_at < ?1 and ended_at > ?1",
    )?
    .execute((from, following))?;
    db.prepare_cached(
        "update gaps set repaired = 1 where following = ?2 and repaired = 0 and began_at >= ?1",
    )?
    .execute((from, following))?;
    Ok(())
}

impl Archive {
    /// All gaps, by their beginning.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn gaps(&self) -> Result<Vec<Gap>, StoreError> {
        let mut select = self.db.prepare_cached(
            "select following, began_at, ended_at, reason, repaired from gaps order by began_at, id",
        )?;
        let mut rows = select.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
            found.push(Gap {
                following: FollowingId(row.get(0)?),
                from: at(row.get(1)?),
                to: row.get::<_, Option<i64>>(2)?.map(at),
                reason: row.get(3)?,
                repaired: row.get(4)?,
            });
        }
        Ok(found)
    }
}
