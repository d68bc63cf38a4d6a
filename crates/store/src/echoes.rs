//! What came back to a post: how often it was answered and passed on; and how much an account said.
//! Counted for many at once, so that a list costs one query and not one a post.

use std::collections::HashMap;

use chat::Uri;
use jiff::Timestamp;

use crate::key::{Key, ms_of_row};
use crate::row::{CONTEXT, POST};
use crate::{Archive, StoreError};

/// How often a post was answered and passed on, as far as the archive knows and readers are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Echo {
    /// Direct answers.
    pub answers: u64,
    /// Reposts.
    pub reposts: u64,
}

/// What an account said, as far as readers are shown it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SaidBy {
    /// How many posts.
    pub posts: u64,
    /// How many more are kept that readers are not shown.
    pub hidden: u64,
    /// The time of the first; of all that is kept.
    pub first: Option<Timestamp>,
    /// The time of the last; of all that is kept.
    pub last: Option<Timestamp>,
}

impl Archive {
    /// What came back to these posts; nothing of those to which nothing came.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn echoes<'a>(
        &self,
        posts: impl IntoIterator<Item = &'a Uri>,
    ) -> Result<HashMap<Uri, Echo>, StoreError> {
        let by_key: HashMap<Vec<u8>, &Uri> =
            posts.into_iter().map(|uri| (Key::of(uri).as_bytes().to_vec(), uri)).collect();
        let keys: Vec<String> = by_key.keys().map(|key| hex(key)).collect();
        // What rode along counts as an answer, as it is shown in the conversation; but not as a repost.
        let sql = "select r.target, r.kind, r.standing, r.id
                   from json_each(?) w cross join records r on r.target = unhex(w.value)
                   where r.standing = 1 or r.standing = 0 and r.kind = 0";
        let mut select = self.db.prepare_cached(sql)?;
        let mut rows = select.query([serde_json::to_string(&keys)?])?;
        let unseen = self.unseen()?;
        let mut found: HashMap<Uri, Echo> = HashMap::new();
        while let Some(row) = rows.next()? {
            let target: Vec<u8> = row.get(0)?;
            let (kind, standing, id): (i64, i64, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let is_shown = match &unseen {
                None => true,
                Some(_) if standing == CONTEXT => !self.stored("where r.id = ?", [id])?.is_empty(),
                Some(unseen) => !unseen.holds(id),
            };
            let Some(&uri) = by_key.get(&target).filter(|_| is_shown) else { continue };
            let echo = found.entry(uri.clone()).or_default();
            match kind {
                POST => echo.answers += 1,
                _ => echo.reposts += 1,
            }
        }
        Ok(found)
    }

    /// How much an account said; counted no further than `most`, for some say a great deal.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn said_by(&self, author: &Uri, most: u64) -> Result<SaidBy, StoreError> {
        // Each from the index of authors alone, and the edges without a look at what is between.
        let theirs = "from records where author = ?1 and kind = 0 and standing = 1";
        let mut select = self.db.prepare_cached(&format!(
            "select (select count(*) from (select 1 {theirs} limit ?2)),
                    (select id {theirs} order by id limit 1),
                    (select id {theirs} order by id desc limit 1)"
        ))?;
        let ids = self.author_ids(author.as_str())?;
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let (mut posts, mut rows) = (0, Vec::new());
        for id in &ids {
            let (count, first, last): (u64, Option<i64>, Option<i64>) =
                select.query_row((id, limit), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            posts += count;
            rows.extend(first.into_iter().chain(last));
        }
        let hidden = self.unseen()?.map_or(0, |unseen| unseen.count_by(&ids)).min(posts);
        let at = |row: Option<&i64>| Timestamp::from_millisecond(ms_of_row(*row?)).ok();
        let (first, last) = (at(rows.iter().min()), at(rows.iter().max()));
        Ok(SaidBy { posts: posts - hidden, hidden, first, last })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
