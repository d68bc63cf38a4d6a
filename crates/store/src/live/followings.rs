//! The sources that are followed: where each stands, and how it is.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::gaps::{self, MadeGood};
use super::{RankAnswer, ranks};
use crate::step::Step;
use crate::{Archive, StoreError, Writer};

/// Gaps older than this are not gone back to.
const TOO_OLD: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The number of a following in this archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FollowingId(pub(super) i64);

/// One source, followed for one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Following {
    /// Its number.
    pub id: FollowingId,
    /// The vantage point, as sightings name it.
    pub source: String,
    /// The tags it is followed for, sorted, a space between.
    pub topic: String,
    /// As it was named to us.
    pub address: String,
    /// Where to go on, in the source's own words.
    pub cursor: Option<String>,
    /// How it is.
    pub state: State,
    /// Why it does not see.
    pub reason: Option<String>,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// Its last sign of life.
    pub heard_at: Option<Timestamp>,
    /// When it last showed a post.
    pub posted_at: Option<Timestamp>,
}

/// A following that is gone on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// As it was left.
    pub following: Following,
    /// Since when it is not seen, without a break until now; `None` at the very first time.
    pub unseen_since: Option<Timestamp>,
    /// The beginning of the first older gap that nobody tried to make good.
    pub gap_since: Option<Timestamp>,
}

/// How a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It was asked and has not answered yet.
    Connecting,
    /// What is said there reaches us.
    Seeing,
    /// It does not.
    Blind,
    /// It was not followed to a later time, on purpose.
    Ended,
}

impl State {
    /// The word for it, as in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Seeing => "seeing",
            Self::Blind => "blind",
            Self::Ended => "ended",
        }
    }

    fn of(word: &str) -> Result<Self, StoreError> {
        let all = [Self::Connecting, Self::Seeing, Self::Blind, Self::Ended];
        let found = all.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| StoreError::Damaged(format!("the state {word:?} of a source")))
    }
}

/// What is to be noted of a source together with a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Of which.
    pub following: FollowingId,
    /// When it was heard.
    pub at: Timestamp,
    /// What.
    pub noted: Noted,
}

/// What can be noted of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noted {
    /// It gave a sign of life.
    Alive,
    /// It showed a post.
    Posted,
    /// Where to go on.
    Cursor(String),
    /// It sees, and it has told everything from this time on: gaps from then on are repaired.
    Seeing(Timestamp),
    /// It does not see what is said from this time on.
    Blind(Timestamp, String),
    /// The place of tags in its own list of trends.
    Ranked(RankAnswer),
    /// What was said between two times was read afterwards.
    MadeGood(Timestamp, Timestamp, MadeGood),
    /// The clock by which all times here are told was set by so much: what goes on is told anew.
    ClockSet(SignedDuration),
    /// It is followed no longer.
    Ended,
}

const COLUMNS: &str = "f.id, s.name, f.topic, f.address, f.cursor, f.state, f.reason, f.since, f.heard_at, f.posted_at
     from followings f join sources s on s.id = f.source";

fn read(row: &rusqlite::Row<'_>) -> Result<Following, StoreError> {
    let at = |column: usize| -> Result<Option<Timestamp>, StoreError> {
        let ms: Option<i64> = row.get(column)?;
        Ok(ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
    };
    Ok(Following {
        id: FollowingId(row.get(0)?),
        source: row.get(1)?,
        topic: row.get(2)?,
        address: row.get(3)?,
        cursor: row.get(4)?,
        state: State::of(&row.get::<_, String>(5)?)?,
        reason: row.get(6)?,
        since: at(7)?.unwrap_or_default(),
        heard_at: at(8)?,
        posted_at: at(9)?,
    })
}

impl Archive {
    /// The sources that are or were followed, by name and topic.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn followings(&self) -> Result<Vec<Following>, StoreError> {
        let mut select =
            self.db.prepare_cached(&format!("select {COLUMNS} order by s.name, f.topic"))?;
        let mut rows = select.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

impl Writer {
    /// Begins to follow a source, or goes on: the time since its last sign of life is a gap, in which
    /// nobody asked it. Returns it as it was left, with its cursor. Gaps that are older than two weeks
    /// are not gone back to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn follow(
        &mut self,
        source: &str,
        topic: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<Left, StoreError> {
        let transaction = Step::begin(&self.db)?;
        let source = self.tables.sources.id(&transaction, source)?;
        let heard_at: Option<Option<i64>> = transaction
            .prepare_cached("select heard_at from followings where source = ? and topic = ?")?
            .query_row((source, topic), |row| row.get(0))
            .optional()?;
        let now_ms = now.as_millisecond();
        let id: i64 = transaction
            .prepare_cached(
                "insert into followings (source, topic, address, state, since) values (?, ?, ?, ?, ?)
                 on conflict do update set address = excluded.address, state = excluded.state,
                     since = excluded.since, reason = null
                 returning id",
            )?
            .query_row((source, topic, address, State::Connecting.as_str(), now_ms), |row| {
                row.get(0)
            })?;
        if let Some(since) = heard_at.flatten().and_then(|ms| Timestamp::from_millisecond(ms).ok())
        {
            // A clock that was set back meanwhile would let it have been heard tomorrow.
            transaction
                .prepare_cached("update followings set heard_at = min(heard_at, ?) where id = ?")?
                .execute((now_ms, id))?;
            gaps::begin(&transaction, id, since, now, "chatkeep was not running")?;
        }
        let following = {
            let mut select =
                transaction.prepare_cached(&format!("select {COLUMNS} where f.id = ?"))?;
            let mut rows = select.query([id])?;
            let row = rows.next()?.ok_or_else(|| {
                StoreError::Damaged("a source that was written a moment ago is not there".into())
            })?;
            read(row)?
        };
        let left = Left {
            following,
            unseen_since: gaps::unseen_since(&transaction, id)?,
            gap_since: gaps::not_made_good_since(&transaction, id, now - TOO_OLD)?,
        };
        transaction.commit()?;
        Ok(left)
    }
}

/// Writes notes down, in the order in which they came.
pub(super) fn note(db: &Connection, notes: &[Note]) -> Result<(), StoreError> {
    for Note { following: FollowingId(id), at, noted } in notes {
        let ms = at.as_millisecond();
        let mut heard = db.prepare_cached(
            "update followings set heard_at = max(coalesce(heard_at, ?1), ?1) where id = ?2",
        )?;
        match noted {
            Noted::Alive => drop(heard.execute((ms, id))?),
            Noted::Posted => {
                heard.execute((ms, id))?;
                db.prepare_cached("update followings set posted_at = ? where id = ?")?
                    .execute((ms, id))?;
            }
            Noted::Cursor(cursor) => {
                heard.execute((ms, id))?;
                db.prepare_cached("update followings set cursor = ? where id = ?")?
                    .execute((cursor, id))?;
            }
            Noted::Seeing(since) => {
                heard.execute((ms, id))?;
                gaps::end(db, *id, *since, *at)?;
                turn(db, *id, State::Seeing, None, *at)?;
            }
            Noted::Blind(since, reason) => {
                gaps::begin(db, *id, *since, *at, reason)?;
                turn(db, *id, State::Blind, Some(reason), *at)?;
            }
            // Another address answers than the one that shows posts: no sign of life of that.
            Noted::Ranked(answer) => ranks::note(db, *at, answer)?,
            Noted::ClockSet(by) => clock_set(db, *id, *by)?,
            Noted::MadeGood(from, to, made_good) => gaps::mend(db, *id, *from, *to, *made_good)?,
            Noted::Ended => {
                heard.execute((ms, id))?;
                turn(db, *id, State::Ended, None, *at)?;
            }
        }
    }
    Ok(())
}

/// Tells by a clock that was set what lasts until now: what is over keeps the times that it was given.
fn clock_set(db: &Connection, id: i64, by: SignedDuration) -> Result<(), StoreError> {
    let by = i64::try_from(by.as_millis()).unwrap_or_default();
    db.prepare_cached(
        "update followings set heard_at = heard_at + ?1, since = since + ?1, posted_at = posted_at + ?1
         where id = ?2",
    )?
    .execute((by, id))?;
    gaps::clock_set(db, id, by)
}

/// Changes the state; one that stays keeps its beginning.
fn turn(
    db: &Connection,
    id: i64,
    state: State,
    reason: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "update followings set since = case when state = ?1 then since else ?3 end, state = ?1, reason = ?2
         where id = ?4",
    )?
    .execute((state.as_str(), reason, at.as_millisecond(), id))?;
    Ok(())
}
