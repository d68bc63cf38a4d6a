//! Posts by number: whole numbers in the order of time, by which other programs name posts and page
//! through them.
//!
//! A number is the record's row. Like a row it changes when a record's time becomes better known; the
//! name that stays is the uri.

use std::ops::ControlFlow;

use chat::{Author, Post, Tag, Uri};
use rusqlite::OptionalExtension;

use crate::key::{Key, digest};
use crate::{Archive, KeptPost, StoreError};

/// A list of posts in the order of time: of collected ones that readers are shown.
#[derive(Debug, Clone, Copy)]
pub enum List<'a> {
    /// Those that carry any of these tags.
    Tags(&'a [Tag]),
    /// Those of one account.
    Author(&'a Uri),
    /// All.
    Whole,
}

/// A stretch of a list of posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Only later ones than this.
    pub after: u64,
    /// Only earlier ones than this.
    pub before: u64,
    /// From which end.
    pub from: End,
    /// How many are looked at, at most.
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

    /// The account of this number.
    pub fn author_numbered(&self, number: u64) -> Result<Option<Author>, StoreError> {
        let Ok(id) = i64::try_from(number) else { return Ok(None) };
        let mut select = self.db.prepare_cached(
            "select a.profile from authors w join authors a on a.id = coalesce(w.same_as, w.id) where w.id = ?",
        )?;
        let profile: Option<String> = select.query_row([id], |row| row.get(0)).optional()?;
        Ok(profile.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// Calls `each` with the posts of a list and their numbers, from one end of a stretch on, until it
    /// breaks off. Read one by one: it costs as much as is looked at.
    pub fn walk<E: From<StoreError>>(
        &self,
        list: List<'_>,
        within: Stretch,
        mut each: impl FnMut(u64, Post) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let order = match within.from {
            End::Newest => "desc",
            End::Oldest => "asc",
        };
        let (rows_of, keys) = self.rows_of(list)?;
        let sql = format!("{rows_of} order by 1 {order}");
        let row = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let (after, before) = (row(within.after), row(within.before));
        let failed = |error: rusqlite::Error| E::from(StoreError::from(error));
        let mut selects = Vec::with_capacity(keys.len());
        for _ in &keys {
            selects.push(self.db.prepare_cached(&sql).map_err(failed)?);
        }
        let mut streams = Vec::with_capacity(keys.len());
        for (select, key) in selects.iter_mut().zip(&keys) {
            let mut rows = select.query((key, after, before)).map_err(failed)?;
            let head: Option<i64> = next(&mut rows).map_err(failed)?;
            streams.push((rows, head));
        }
        for _ in 0..within.limit {
            let heads = streams.iter().filter_map(|(_, head)| *head);
            let Some(at) = (match within.from {
                End::Newest => heads.max(),
                End::Oldest => heads.min(),
            }) else {
                break;
            };
            for (rows, head) in streams.iter_mut().filter(|(_, head)| *head == Some(at)) {
                *head = next(rows).map_err(failed)?;
            }
            let clause = "where r.id = ? and r.kind = 0 and r.standing = 1";
            for stored in self.stored(clause, [at])? {
                if each(at.unsigned_abs(), stored.post()?)?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// How the rows of a list are asked for, and what for: a list may be of several, each in order.
    fn rows_of(&self, list: List<'_>) -> Result<(&'static str, Vec<i64>), StoreError> {
        Ok(match list {
            List::Tags(tags) => {
                let mut ids = Vec::with_capacity(tags.len());
                for tag in tags {
                    ids.extend(self.tag_id(tag)?.filter(|id| !ids.contains(id)));
                }
                (
                    "select record from record_tags where tag = ?1 and record > ?2 and record < ?3",
                    ids,
                )
            }
            List::Author(uri) => (
                "select id from records where author = ?1 and kind = 0 and standing = 1 and id > ?2 and id < ?3",
                self.author_ids(uri.as_str())?,
            ),
            List::Whole => ("select id from records where id > max(?1, ?2) and id < ?3", vec![-1]),
        })
    }

    /// Tags that begin so and that readers are shown a post with, by their names; at most `most`.
    pub fn tags_like(&self, begin: &Tag, most: usize) -> Result<Vec<Tag>, StoreError> {
        let sql = "select tag from tags where tag >= ?1 and tag < ?1 || char(1114111) order by tag";
        let mut select = self.db.prepare_cached(sql)?;
        let mut rows = select.query([begin.as_str()])?;
        let mut found = Vec::new();
        // Tags of what was taken back stay in the table: as many again are looked through.
        for _ in 0..most.saturating_mul(20) {
            let Some(row) = rows.next()?.filter(|_| found.len() < most) else { break };
            let Some(tag) = Tag::new(&row.get::<_, String>(0)?) else { continue };
            if self.is_listed(List::Tags(std::slice::from_ref(&tag)))? {
                found.push(tag);
            }
        }
        Ok(found)
    }

    /// Accounts whose handle begins so and of whom readers are shown a post, by handle; at most `most`.
    pub fn authors_named(&self, begin: &str, most: usize) -> Result<Vec<Author>, StoreError> {
        let begin = format!("@{}", begin.trim_start_matches('@').to_lowercase());
        let sql = "select profile from authors where handle >= ?1 and handle < ?1 || char(1114111)
                   and same_as is null order by handle";
        let mut select = self.db.prepare_cached(sql)?;
        let mut rows = select.query([begin])?;
        let mut found = Vec::new();
        for _ in 0..most.saturating_mul(20) {
            let Some(row) = rows.next()?.filter(|_| found.len() < most) else { break };
            let author: Author = serde_json::from_str(&row.get::<_, String>(0)?)?;
            if self.is_listed(List::Author(&author.uri))? {
                found.push(author);
            }
        }
        Ok(found)
    }

    /// Whether readers are shown anything of a list, as far as its newest hundred tell.
    fn is_listed(&self, list: List<'_>) -> Result<bool, StoreError> {
        let newest = Stretch { after: 0, before: u64::MAX, from: End::Newest, limit: 100 };
        let mut is_any = false;
        self.walk(list, newest, |_, post| {
            is_any = post.audience == chat::Audience::Public;
            Ok::<_, StoreError>(if is_any {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(is_any)
    }
}

fn next(rows: &mut rusqlite::Rows<'_>) -> Result<Option<i64>, rusqlite::Error> {
    rows.next()?.map(|row| row.get(0)).transpose()
}
