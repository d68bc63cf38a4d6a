//! How much there is.

use chat::{Moment, Tag};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::key::ms_of_row;
use crate::{Archive, StoreError};

/// Counts of the whole archive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stats {
    /// Posts collected.
    pub posts: u64,
    /// Posts that only rode along.
    pub context: u64,
    /// Reposts.
    pub reposts: u64,
    /// People who posted.
    pub people: u64,
    /// Posts taken back.
    pub gone: u64,
    /// How many chats, in how many series.
    pub chats: u64,
    /// Series.
    pub series: u64,
    /// The most used tags, with the number of posts, most first; at most 50.
    pub tags: Vec<(String, u64)>,
    /// The sources, with the number of records each showed, by name.
    pub sources: Vec<(String, u64)>,
    /// The time of the first post.
    pub first: Option<Moment>,
    /// The time of the last post.
    pub last: Option<Moment>,
}

impl Archive {
    /// How many posts there are, and by how many people, as counted when last written to; as readers
    /// see them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn size(&self) -> Result<(u64, u64), StoreError> {
        let mut select = self.db.prepare_cached("select posts, people from totals")?;
        let size = select.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(without(size.unwrap_or_default(), self.hidden_size()?))
    }

    /// How many posts carry a tag, and by how many people; counted beforehand for a series.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn tag_size(&self, tag: &Tag) -> Result<(u64, u64), StoreError> {
        let mut select =
            self.db.prepare_cached("select posts, people from series where tag = ?")?;
        let size = select.query_row([tag.as_str()], |row| Ok((row.get(0)?, row.get(1)?)));
        let (size, is_series) = match size.optional()? {
            Some(size) => (size, true),
            None => (count_tag(&self.db, tag)?, false),
        };
        Ok(without(size, self.hidden_of_tag(tag, is_series)?))
    }

    /// Counts the whole archive, as readers see it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let unseen = self.unseen()?;
        // Rows that readers are not shown, as a list in JSON.
        let hidden = unseen.as_ref().map_or("[]", |unseen| unseen.as_json());
        let shown = "not in (select value from json_each(?1))";
        let count = |sql: &str| -> Result<u64, StoreError> {
            Ok(self.db.prepare_cached(sql)?.query_row([hidden], |row| row.get(0))?)
        };
        let edge = |order: &str| -> Result<Option<Moment>, StoreError> {
            let sql = format!(
                "select id, basis from records where kind = 0 and standing = 1 and id {shown} order by id {order} limit 1"
            );
            let found = self
                .db
                .prepare_cached(&sql)?
                .query_row([hidden], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
                .optional()?;
            Ok(found.and_then(|(id, basis)| {
                let at = Timestamp::from_millisecond(ms_of_row(id)).ok()?;
                Some(if basis == 0 {
                    Moment::known(at, chat::Basis::Day)
                } else {
                    Moment::stated(at)
                })
            }))
        };
        let all = "select count(*) from records r where r.standing";
        Ok(Stats {
            posts: count(&format!("{all} = 1 and r.kind = 0 and r.id {shown}"))?,
            context: count(&format!("{all} = 0 and r.id {shown}"))?,
            reposts: count(&format!("{all} = 1 and r.kind = 1 and r.id {shown}"))?,
            people: count(&format!(
                "select count(distinct coalesce(a.same_as, a.id)) from authors a where exists (
                     select 1 from records r
                     where r.author = a.id and r.kind = 0 and r.standing = 1 and r.id {shown})"
            ))?,
            gone: count(&format!("{all} = 2 and r.id {shown}"))?,
            chats: count("select count(*) from chats where ?1 is not null")?,
            series: count("select count(*) from series where ?1 is not null")?,
            tags: self.names(
                hidden,
                &format!(
                    "select g.tag, count(*) n from record_tags t join tags g on g.id = t.tag
                     join records r on r.id = t.record
                     where r.kind = 0 and r.standing = 1 and r.id {shown}
                     group by g.id order by n desc, g.tag limit 50"
                ),
            )?,
            sources: self.names(
                hidden,
                &format!(
                    "select s.name, count(distinct g.record) from sightings g
                     join sources s on s.id = g.source where g.record {shown}
                     group by s.id order by s.name"
                ),
            )?,
            first: edge("asc")?,
            last: edge("desc")?,
        })
    }

    fn names(&self, hidden: &str, sql: &str) -> Result<Vec<(String, u64)>, StoreError> {
        let mut select = self.db.prepare_cached(sql)?;
        let rows = select.query_map([hidden], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Both counts, less what is hidden.
fn without(size: (u64, u64), hidden: (u64, u64)) -> (u64, u64) {
    (size.0.saturating_sub(hidden.0), size.1.saturating_sub(hidden.1))
}

/// Counts the posts that carry a tag, and who wrote them.
pub(crate) fn count_tag(db: &Connection, tag: &Tag) -> Result<(u64, u64), StoreError> {
    let mut select = db.prepare_cached(
        "select count(*), count(distinct coalesce(a.same_as, a.id))
         from record_tags t join records r on r.id = t.record join authors a on a.id = r.author
         where t.tag = (select id from tags where tag = ?) and r.kind = 0 and r.standing = 1",
    )?;
    Ok(select.query_row([tag.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Counts everything, for [`Archive::size`]: from the index of authors alone, and then without the
/// bare handles whose account wrote posts too.
pub(crate) fn recount(db: &Connection) -> Result<(), StoreError> {
    db.execute_batch(
        "insert or replace into totals (id, posts, people)
         select 1, count(*), count(distinct author) - (
             select count(*) from authors bare
             where bare.same_as is not null
               and exists (select 1 from records r
                           where r.author = bare.id and r.kind = 0 and r.standing = 1)
               and exists (select 1 from records r
                           where r.author = bare.same_as and r.kind = 0 and r.standing = 1))
         from records indexed by records_by_author
         where author is not null and kind = 0 and standing = 1",
    )?;
    Ok(())
}
