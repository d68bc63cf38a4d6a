//! The gap ledger: for each source, the times in which it could not see, and what was made good.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::FollowingId;
use crate::key::first_row_of;
use crate::row::{FOLDED, POST, RECORD};
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
    /// How much of what was said meanwhile was read afterwards.
    pub made_good: MadeGood,
}

/// How much of what was said in a gap was read afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeGood {
    /// Nothing, and nobody tried.
    Not,
    /// What could be found.
    Partly,
    /// All of it.
    Wholly,
}

impl Gap {
    /// Whether all that was said meanwhile was read afterwards.
    #[must_use]
    pub fn is_repaired(&self) -> bool {
        self.made_good == MadeGood::Wholly
    }
}

impl MadeGood {
    /// As it stands in the column `repaired`.
    fn of(number: i64) -> Self {
        match number {
            0 => Self::Not,
            1 => Self::Wholly,
            _ => Self::Partly,
        }
    }

    pub(super) fn number(self) -> i64 {
        match self {
            Self::Not => 0,
            Self::Wholly => 1,
            Self::Partly => 2,
        }
    }
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
    // A clock may be set back between two times that are told; no gap ends before it begins.
    let mut since = since.min(now);
    if let Some((id, known)) = open {
        if known == reason {
            return Ok(());
        }
        db.prepare_cached("update gaps set ended_at = max(began_at, ?) where id = ?")?
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
    db.prepare_cached(
        "update gaps set ended_at = max(began_at, ?1) where following = ?2 and ended_at is null",
    )?
    .execute((now, following))?;
    db.prepare_cached(
        "insert into gaps (following, began_at, ended_at, reason, repaired)
         select following, ?1, ended_at, reason, 1 from gaps
         where following = ?2 and repaired <> 1 and began_at < ?1 and ended_at > ?1",
    )?
    .execute((from, following))?;
    db.prepare_cached(
        "update gaps set ended_at = ?1
         where following = ?2 and repaired <> 1 and began_at < ?1 and ended_at > ?1",
    )?
    .execute((from, following))?;
    db.prepare_cached(
        "update gaps set repaired = 1 where following = ?2 and repaired <> 1 and began_at >= ?1",
    )?
    .execute((from, following))?;
    Ok(())
}

/// Tells by a clock that was set by so many milliseconds when the open gap began.
pub(super) fn clock_set(db: &Connection, following: i64, by: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "update gaps set began_at = began_at + ? where following = ? and ended_at is null",
    )?
    .execute((by, following))?;
    Ok(())
}

/// Notes that what was said in a time was read afterwards: the gaps within it are made good.
pub(super) fn mend(
    db: &Connection,
    following: i64,
    from: Timestamp,
    to: Timestamp,
    made_good: MadeGood,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "update gaps set repaired = ?4
         where following = ?1 and repaired <> 1 and began_at >= ?2 and ended_at <= ?3",
    )?
    .execute((following, from.as_millisecond(), to.as_millisecond(), made_good.number()))?;
    Ok(())
}

/// The beginning of the blindness that lasts: of the open gap, or of one before it, where between them
/// nothing was seen and nothing made good.
pub(super) fn unseen_since(
    db: &Connection,
    following: i64,
) -> Result<Option<Timestamp>, StoreError> {
    let began: Option<i64> = db
        .prepare_cached(
            "with recursive unseen (began) as (
                 select began_at from gaps where following = ?1 and ended_at is null
                 union
                 select g.began_at from gaps g join unseen u on g.ended_at >= u.began
                     and g.began_at < u.began
                 where g.following = ?1 and g.repaired = 0)
             select min(began) from unseen",
        )?
        .query_row([following], |row| row.get(0))?;
    Ok(began.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}

/// The beginning of the first gap since a time that ended, and that nobody tried to make good.
pub(super) fn not_made_good_since(
    db: &Connection,
    following: i64,
    time: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let began: Option<i64> = db
        .prepare_cached(
            "select min(began_at) from gaps
             where following = ? and repaired = 0 and ended_at is not null and began_at >= ?",
        )?
        .query_row((following, time.as_millisecond()), |row| row.get(0))?;
    Ok(began.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}

impl Archive {
    /// How many posts a source showed that were said while it could not see: what was brought back
    /// afterwards. A source that is followed for several topics shows those of all.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn brought_back(&self, gap: &Gap) -> Result<u64, StoreError> {
        let Some(to) = gap.to else { return Ok(0) };
        let sql = format!(
            "select count(*) from records r
             where r.id >= ? and r.id < ? and r.kind = {POST} and r.standing in ({RECORD}, {FOLDED}) and ? <= (
                 select min(g.at) from sightings g join followings f on f.source = g.source
                 where g.record = r.id and f.id = ?)"
        );
        // Some servers tell whole seconds: what was said in the first may have been seen before.
        let from = gap.from.as_millisecond();
        let first = first_row_of(from - from.rem_euclid(1_000));
        let end = first_row_of(to.as_millisecond());
        let mut select = self.db.prepare_cached(&sql)?;
        let count: i64 = select.query_row((first, end, from, gap.following.0), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

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
                made_good: MadeGood::of(row.get(4)?),
            });
        }
        Ok(found)
    }
}
