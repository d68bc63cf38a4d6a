//! How many posts, people and reposts a chat and a series hold.

use chat::{Chat, Tag};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashSet;

use super::{SaidRow, chats};
use crate::StoreError;
use crate::key::{first_row_of, last_row_of};
use crate::posts::REPLIES_AFTER_MS;

/// Counts posts, people and reposts of a chat: the same posts that [`Archive::chat_posts`](crate::Archive::chat_posts) reads.
pub(super) fn count(db: &Connection, chat: &Chat) -> Result<(), StoreError> {
    let (posts, people, reposts) = of_chat(db, chat, "[]")?;
    let name = &chat.name;
    db.execute(
        "update chats set posts = ?, people = ?, reposts = ? where tag = ? and date = ? and nth = ?",
        (posts, people, reposts, name.tag.as_str(), name.date.to_string(), name.nth),
    )?;
    Ok(())
}

/// The posts, people and reposts of a chat, without the rows in `left_out`, a list in JSON.
pub(crate) fn of_chat(
    db: &Connection,
    chat: &Chat,
    left_out: &str,
) -> Result<(u64, u64, u64), StoreError> {
    let mut tagged = db.prepare_cached(&format!("{CHAT_POSTS} select count(*), count(distinct coalesce(a.same_as, a.id)), (
            select count(*) from records p where p.kind = 1 and p.standing = 1
            and p.id not in (select row from left_out) and p.target in (
                select key from records where id in (select record from counted)))
        from counted c join records r on r.id = c.record join authors a on a.id = r.author where r.standing = 1"))?;
    let window =
        (first_row_of(chat.starts_at.as_millisecond()), last_row_of(chat.ends_at.as_millisecond()));
    let until = last_row_of(chat.ends_at.as_millisecond() + REPLIES_AFTER_MS);
    let numbers = tagged
        .query_row((chat.name.tag.as_str(), window.0, window.1, until, left_out), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    Ok(numbers.unwrap_or_default())
}

/// Counts a series: its chats with their untagged replies, and what was said under its tag between
/// them.
pub(super) fn count_series(db: &Connection, tag: &Tag, said: &[SaidRow]) -> Result<(), StoreError> {
    let people: FxHashSet<i64> = said.iter().map(|row| row.author).collect();
    let chats = chats(db, "where tag = ?", [tag.as_str()])?;
    // Both are in the order of time: of the chats begun so far, the one that ends last counts.
    let (mut begun, mut until, mut between) = (chats.iter().peekable(), i64::MIN, 0_u64);
    for row in said {
        while let Some(next) = begun.next_if(|c| c.chat.starts_at.as_millisecond() <= row.at_ms) {
            until = until.max(next.chat.ends_at.as_millisecond());
        }
        between += u64::from(row.at_ms > until);
    }
    let posts = chats.iter().map(|summary| summary.posts).sum::<u64>() + between;
    db.execute(
        "update series set posts = ?, people = ? where tag = ?",
        (posts, people.len(), tag.as_str()),
    )?;
    Ok(())
}

/// The rows of a chat: tagged posts in its window, and replies to them, and so on, without the tag
/// up to a day after it. Parameters: tag, first row, last row, last row of replies, rows left out.
const CHAT_POSTS: &str = "with recursive
    wanted(tag) as (select id from tags where tag = ?1),
    left_out(row) as materialized (select value from json_each(?5)),
    counted(record, key) as (
        select r.id, r.key from record_tags t join records r on r.id = t.record
        where t.tag = (select tag from wanted) and t.record between ?2 and ?3 and r.kind = 0
          and r.id not in (select row from left_out)
        union
        select r.id, r.key from counted c join records r on r.target = c.key
        where r.kind = 0 and r.standing in (1, 2) and r.id between ?2 and ?4
          and r.id not in (select row from left_out)
          and not exists (select 1 from record_tags t where t.tag = (select tag from wanted) and t.record = r.id))";
