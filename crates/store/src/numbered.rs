//! Posts by number: whole numbers in the order of time, by which other programs name posts and page
//! through them.
//!
//! A number is the record's row. Like a row it changes when a record's time becomes better known; the
//! name that stays is the uri.

use chat::{Tag, Uri};
use rusqlite::OptionalExtension;

use crate::key::{Key, digest};
use crate::{Archive, KeptPost, StoreError, posts};

/// A stretch of a list of posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Only later ones than this.
    pub after: u64,
    /// Only earlier ones than this.
    pub before: u64,
    /// From which end.
    pub from: End,
    /// How many at most.
    pub limit: usize,
}

/// An end of a list that is in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Its newest.
    Newest,
    /// Its oldest.
    Oldest,
}

impl Archive {
    /// The number of a post, also of one that was taken back.
    ///
    /// # Errors
    /// [`StoreError`], as for all that follow.
    pub fn number_of(&self, uri: &Uri) -> Result<Option<u64>, StoreError> {
        let mut select =
            self.db.prepare_cached("select id from records where key = ? and kind = 0")?;
        let id = select.query_row([Key::of(uri).as_bytes()], |row| row.get::<_, i64>(0));
        Ok(id.optional()?.map(i64::unsigned_abs))
    }

    /// The post of this number.
    pub fn numbered(&self, number: u64) -> Result<Option<KeptPost>, StoreError> {
        i64::try_from(number).map_or(Ok(None), |row| self.post_in_row(row))
    }

    /// The number of an account: that of who a bare handle turned out to be.
    pub fn number_of_author(&self, uri: &Uri) -> Result<Option<u64>, StoreError> {
        let mut select =
            self.db.prepare_cached("select coalesce(same_as, id) from authors where key = ?")?;
        let id = select.query_row([digest(uri)], |row| row.get::<_, i64>(0)).optional()?;
        Ok(id.map(i64::unsigned_abs))
    }

    /// Posts that carry a tag, with their numbers, from one end of a stretch on. Of what only rode
    /// along or was taken back there is nothing.
    pub fn tagged(&self, tag: &Tag, stretch: Stretch) -> Result<Vec<(u64, KeptPost)>, StoreError> {
        let Some(tag) = self.tag_id(tag)? else { return Ok(Vec::new()) };
        let row = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let order = match stretch.from {
            End::Newest => "desc",
            End::Oldest => "asc",
        };
        let clause = format!(
            "join record_tags t on t.record = r.id
             where t.tag = ? and t.record > ? and t.record < ? and r.kind = 0 and r.standing = 1
             order by t.record {order} limit ?"
        );
        let limit = i64::try_from(stretch.limit).unwrap_or(i64::MAX);
        let bounds = (tag, row(stretch.after), row(stretch.before), limit);
        let found = self.stored(&clause, bounds)?;
        found.iter().map(|stored| Ok((stored.id.unsigned_abs(), posts::kept(stored)?))).collect()
    }
}
