//! Series and their chats: what was found, and what a host said of them.

pub(crate) mod counts;
mod found;
mod voices;

use chat::{Chat, ChatName, Series, Tag};
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;

pub use found::{SaidRow, Sitting};
pub(crate) use found::{restore, set};
pub use voices::VoiceRow;

use crate::{Archive, StoreError};

/// A chat with its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatSummary {
    /// The chat.
    pub chat: Chat,
    /// Whether a host set its times.
    pub by_host: bool,
    /// How many posts it holds.
    pub posts: u64,
    /// How many people wrote them.
    pub people: u64,
    /// How often they were passed on, as far as we saw.
    pub reposts: u64,
}

fn series(
    db: &Connection,
    clause: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Series>, StoreError> {
    let mut select = db.prepare_cached(&format!(
        "select tag, timezone, title from series {clause} order by tag"
    ))?;
    let rows =
        select.query_map(values, |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (tag, timezone, title) = row?;
        let tag = Tag::new(&tag).ok_or_else(|| StoreError::Damaged(format!("series {tag}")))?;
        found.push(Series { tag, timezone, title });
    }
    Ok(found)
}

fn chats(
    db: &Connection,
    clause: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<ChatSummary>, StoreError> {
    let sql = format!(
        "select tag, date, nth, starts_at, ends_at, title, by_host, posts, people, reposts,
            opens_at, closes_at
         from chats {clause} order by starts_at, tag, nth"
    );
    let mut select = db.prepare_cached(&sql)?;
    let mut rows = select.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (tag, date): (String, String) = (row.get(0)?, row.get(1)?);
        let damaged = || StoreError::Damaged(format!("chat {tag}/{date}"));
        let name = ChatName {
            tag: Tag::new(&tag).ok_or_else(damaged)?,
            date: date.parse::<Date>().map_err(|_| damaged())?,
            nth: row.get(2)?,
        };
        let at = |ms: i64| Timestamp::from_millisecond(ms).map_err(|_| damaged());
        let (starts_at, ends_at) = (at(row.get(3)?)?, at(row.get(4)?)?);
        found.push(ChatSummary {
            chat: Chat {
                name,
                title: row.get(5)?,
                starts_at,
                ends_at,
                opens_at: row.get::<_, Option<i64>>(10)?.map(at).transpose()?,
                closes_at: row.get::<_, Option<i64>>(11)?.map(at).transpose()?,
            },
            by_host: row.get(6)?,
            posts: row.get(7)?,
            people: row.get(8)?,
            reposts: row.get(9)?,
        });
    }
    Ok(found)
}

impl Archive {
    /// All series, by tag.
    ///
    /// # Errors
    /// [`StoreError`], as for all that follow.
    pub fn series(&self) -> Result<Vec<Series>, StoreError> {
        series(&self.db, "", [])
    }

    /// The series held under a tag.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn series_of(&self, tag: &Tag) -> Result<Option<Series>, StoreError> {
        Ok(series(&self.db, "where tag = ?", [tag.as_str()])?.pop())
    }

    /// All chats, by their start.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn chats(&self) -> Result<Vec<ChatSummary>, StoreError> {
        self.as_shown(chats(&self.db, "", [])?)
    }

    /// One series' chats, by their start.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn chats_of(&self, tag: &Tag) -> Result<Vec<ChatSummary>, StoreError> {
        self.as_shown(self.chats_as_kept(tag)?)
    }

    pub(crate) fn chats_as_kept(&self, tag: &Tag) -> Result<Vec<ChatSummary>, StoreError> {
        chats(&self.db, "where tag = ?", [tag.as_str()])
    }

    /// The chat of this name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn chat(&self, name: &ChatName) -> Result<Option<ChatSummary>, StoreError> {
        let found = chats(
            &self.db,
            "where tag = ? and date = ? and nth = ?",
            (name.tag.as_str(), name.date.to_string(), name.nth),
        )?;
        Ok(self.as_shown(found)?.into_iter().next())
    }
}

/// A chat as it stands, and whether a host set it.
pub(crate) fn known(db: &Connection, name: &ChatName) -> Result<Option<(Chat, bool)>, StoreError> {
    let date = name.date.to_string();
    let clause = "where tag = ? and date = ? and nth = ?";
    let found = chats(db, clause, (name.tag.as_str(), date, name.nth))?;
    Ok(found.into_iter().next().map(|summary| (summary.chat, summary.by_host)))
}
