//! Writing chats down: those that were found in a series, and those that a host set.

use chat::{Chat, ChatName, Series, Tag};
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::counts::{count, count_series};
use super::{chats, series};
use crate::key::ms_of_row;
use crate::step::Step;
use crate::{StoreError, Writer};

/// A chat as analysis found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sitting {
    /// The first post counted to it.
    pub starts_at: Timestamp,
    /// The last post counted to it.
    pub ends_at: Timestamp,
    /// When the talk itself began.
    pub opens_at: Timestamp,
    /// When the talk itself ended.
    pub closes_at: Timestamp,
}

/// A tagged post, as far as finding sittings needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidRow {
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// By whom: equal for equal accounts, also where one is known by its handle alone.
    pub author: i64,
    /// Whether the time of day is known.
    pub has_time: bool,
}

impl Writer {
    /// Adds a series, or what is newly told of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_series(&mut self, series: &Series) -> Result<(), StoreError> {
        self.db.execute(
            "insert into series (tag, timezone, title) values (?, ?, ?) on conflict do update set
                 timezone = coalesce(excluded.timezone, timezone), title = coalesce(excluded.title, title)",
            (series.tag.as_str(), &series.timezone, &series.title),
        )?;
        Ok(())
    }

    /// All series, by tag.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn series(&self) -> Result<Vec<Series>, StoreError> {
        series(&self.db, "", [])
    }

    /// The tagged posts of a series, by time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn said(&self, tag: &Tag) -> Result<Vec<SaidRow>, StoreError> {
        let mut select = self.db.prepare_cached(
            "select t.record, r.author, r.basis from record_tags t join records r on r.id = t.record
             where t.tag = (select id from tags where tag = ?) and r.kind = 0 and r.standing = 1 order by t.record",
        )?;
        let accounts = accounts(&self.db)?;
        let rows = select.query_map([tag.as_str()], |row| {
            let author = row.get(1)?;
            Ok(SaidRow {
                at_ms: ms_of_row(row.get(0)?),
                author: accounts.get(&author).copied().unwrap_or(author),
                has_time: row.get::<_, i64>(2)? > 0,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Replaces the chats found in a series; those that a host set stay, and what overlaps them goes.
    /// `found` is in the order of time, and was found in what was `said`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_sittings(
        &mut self,
        series: &Series,
        said: &[SaidRow],
        found: &[Sitting],
    ) -> Result<(), StoreError> {
        let transaction = Step::begin(&self.db)?;
        let tag = series.tag.as_str();
        transaction.execute("delete from chats where tag = ? and by_host = 0", [tag])?;
        let set = chats(&transaction, "where tag = ?", [tag])?;
        let zone = series.zone();
        for &Sitting { starts_at, ends_at, opens_at, closes_at } in found {
            if set.iter().any(|s| s.chat.starts_at <= ends_at && starts_at <= s.chat.ends_at) {
                continue;
            }
            let date = zone.to_datetime(starts_at).date();
            let name = free_name(&transaction, &series.tag, date)?;
            insert(
                &transaction,
                &Chat {
                    name,
                    title: None,
                    starts_at,
                    ends_at,
                    opens_at: Some(opens_at).filter(|&at| at != starts_at),
                    closes_at: Some(closes_at).filter(|&at| at != ends_at),
                },
                false,
            )?;
        }
        let all = chats(&transaction, "where tag = ?", [tag])?;
        for summary in &all {
            count(&transaction, &summary.chat)?;
        }
        count_series(&transaction, &series.tag, said)?;
        transaction.commit()?;
        Ok(())
    }

    /// Sets a chat as its host says, and counts it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_chat(&mut self, chat: &Chat) -> Result<(), StoreError> {
        self.add_series(&Series::new(chat.name.tag.clone()))?;
        let transaction = Step::begin(&self.db)?;
        set(&transaction, chat)?;
        transaction.commit()?;
        Ok(())
    }

    /// Takes back what a host set of a chat; it is found again by itself, or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn unset_chat(&mut self, name: &ChatName) -> Result<bool, StoreError> {
        let gone = self.db.execute(
            "delete from chats where tag = ? and date = ? and nth = ? and by_host = 1",
            (name.tag.as_str(), name.date.to_string(), name.nth),
        )?;
        Ok(gone > 0)
    }
}

/// Sets a chat of a known series as its host says, and counts it.
pub(crate) fn set(db: &Connection, chat: &Chat) -> Result<(), StoreError> {
    let name = &chat.name;
    db.execute(
        "delete from chats where tag = ? and date = ? and nth = ?",
        (name.tag.as_str(), name.date.to_string(), name.nth),
    )?;
    insert(db, chat, true)?;
    count(db, chat)
}

/// Sets a chat back to how it was before a host set it.
pub(crate) fn restore(db: &Connection, chat: &Chat, by_host: bool) -> Result<(), StoreError> {
    set(db, chat)?;
    let name = &chat.name;
    db.execute(
        "update chats set by_host = ? where tag = ? and date = ? and nth = ?",
        (by_host, name.tag.as_str(), name.date.to_string(), name.nth),
    )?;
    Ok(())
}

fn free_name(db: &Connection, tag: &Tag, date: Date) -> Result<ChatName, StoreError> {
    let mut select =
        db.prepare_cached("select nth from chats where tag = ? and date = ? order by nth")?;
    let taken = select.query_map((tag.as_str(), date.to_string()), |row| row.get(0))?;
    let taken = taken.collect::<Result<Vec<u32>, _>>()?;
    let nth = (1..).find(|n| !taken.contains(n)).unwrap_or(1);
    Ok(ChatName { tag: tag.clone(), date, nth })
}

fn insert(db: &Connection, chat: &Chat, by_host: bool) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached(
        "insert into chats (tag, date, nth, starts_at, ends_at, title, by_host, opens_at, closes_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let (starts_at, ends_at) = (chat.starts_at.as_millisecond(), chat.ends_at.as_millisecond());
    let name = &chat.name;
    insert.execute((
        name.tag.as_str(),
        name.date.to_string(),
        name.nth,
        starts_at,
        ends_at,
        &chat.title,
        by_host,
        chat.opens_at.map(Timestamp::as_millisecond),
        chat.closes_at.map(Timestamp::as_millisecond),
    ))?;
    Ok(())
}

/// The accounts that bare handles turned out to be.
fn accounts(db: &Connection) -> Result<FxHashMap<i64, i64>, StoreError> {
    let mut select =
        db.prepare_cached("select id, same_as from authors where same_as is not null")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
