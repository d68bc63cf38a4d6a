//! The rank we saw: what servers' own lists of trends said of our tags, each answer with its time and
//! its proof.

use chat::Tag;
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{Archive, StoreError};

/// Proofs are small and read seldom.
const LEVEL: i32 = 9;

/// What a list of trends said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankAnswer {
    /// Whose list it is: the server's host, or `bluesky`.
    pub list: String,
    /// The place of each tag that was looked for, from 1 on; none where it is not in the list.
    pub ranks: Vec<(Tag, Option<u32>)>,
    /// The answer as it came.
    pub proof: String,
}

/// What a list said of one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankRow {
    /// Whose list it is.
    pub list: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// The tag's place, from 1 on; none where it was not in the list.
    pub rank: Option<u32>,
}

pub(super) fn note(db: &Connection, at: Timestamp, answer: &RankAnswer) -> Result<(), StoreError> {
    let proof = zstd::bulk::compress(answer.proof.as_bytes(), LEVEL)?;
    db.prepare_cached("insert into rank_answers (list, asked_at, proof) values (?, ?, ?)")?
        .execute((&answer.list, at.as_millisecond(), proof))?;
    let id = db.last_insert_rowid();
    let mut insert =
        db.prepare_cached("insert or ignore into ranks (answer, tag, rank) values (?, ?, ?)")?;
    for (tag, rank) in &answer.ranks {
        insert.execute((id, tag.as_str(), rank))?;
    }
    Ok(())
}

impl Archive {
    /// What lists of trends said of a tag between two times, both inclusive, by time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn ranks(
        &self,
        tag: &Tag,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<RankRow>, StoreError> {
        let mut select = self.db.prepare_cached(
            "select a.list, a.asked_at, r.rank from ranks r join rank_answers a on a.id = r.answer
             where r.tag = ? and a.asked_at between ? and ? order by a.asked_at, a.id",
        )?;
        let times = (tag.as_str(), from.as_millisecond(), to.as_millisecond());
        let rows = select.query_map(times, |row| {
            let asked_at = Timestamp::from_millisecond(row.get(1)?).unwrap_or_default();
            Ok(RankRow { list: row.get(0)?, asked_at, rank: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The answers themselves, with whose they are and when they came.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn rank_proofs(
        &self,
        tag: &Tag,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(RankRow, String)>, StoreError> {
        let mut select = self.db.prepare_cached(
            "select a.list, a.asked_at, r.rank, a.proof
             from ranks r join rank_answers a on a.id = r.answer
             where r.tag = ? and a.asked_at between ? and ? order by a.asked_at, a.id",
        )?;
        let mut rows = select.query((tag.as_str(), from.as_millisecond(), to.as_millisecond()))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let asked_at = Timestamp::from_millisecond(row.get(1)?).unwrap_or_default();
            let proof = zstd::decode_all(row.get_ref(3)?.as_blob().unwrap_or_default())?;
            let proof = String::from_utf8(proof)
                .map_err(|_| StoreError::Damaged("a list of trends that is no text".into()))?;
            found.push((RankRow { list: row.get(0)?, asked_at, rank: row.get(2)? }, proof));
        }
        Ok(found)
    }
}
