//! Finding posts by their words, authors, tags and times.
//!
//! The index (tantivy) is derived: it holds no text, only what leads from a word to a record, and
//! the number of the last change it has seen. Where it lags or is missing it is caught up from the
//! database, from the first change it has not seen.

mod index;
mod indexer;
mod newest;
mod query;
mod still;
mod tokenizer;

use chat::{Author, Tag, Uri};
use jiff::Timestamp;

pub(crate) use index::Index;
pub(crate) use indexer::{Document, Indexer, document_of_row, words_of};
pub use query::SearchError;

use crate::key::{digest, first_row_of, last_row_of};
use crate::posts::KeptPost;
use crate::{Archive, StoreError};

/// Hits looked at together where some are not shown.
const SCREENED: usize = 100;

/// What to look for. Filters left out match everything.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Words, `"a phrase"`, `-without`; every word must match, case and accents folded.
    pub query: String,
    /// Only posts with this tag.
    pub tag: Option<Tag>,
    /// Only posts by this account: a handle (with or without `@`) or a uri.
    pub author: Option<String>,
    /// Only posts from this time on.
    pub since: Option<Timestamp>,
    /// Only posts before this time.
    pub until: Option<Timestamp>,
    /// Which come first.
    pub order: Order,
    /// How many hits to return; any number.
    pub limit: usize,
    /// How many hits to pass over.
    pub offset: usize,
}

/// Which hits come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The best match (BM25).
    #[default]
    Best,
    /// The newest.
    Newest,
}

/// What was found.
#[derive(Debug)]
pub struct Hits {
    /// How many posts match in all.
    pub total: usize,
    /// Those asked for, in order.
    pub posts: Vec<KeptPost>,
}

impl Archive {
    /// Searches. No words and no filter find everything.
    ///
    /// # Errors
    /// [`SearchError`] for a query that cannot be meant, or when there is no index.
    pub fn search(&self, search: &Search) -> Result<Hits, SearchError> {
        let index = self.index().ok_or(SearchError::NoIndex)?;
        let mut filter = query::Filter { rows: (i64::MIN, i64::MAX), ..query::Filter::default() };
        if let Some(since) = search.since {
            filter.rows.0 = first_row_of(since.as_millisecond());
        }
        if let Some(until) = search.until {
            filter.rows.1 = last_row_of(until.as_millisecond() - 1);
        }
        if let Some(tag) = &search.tag {
            match self.tag_id(tag)? {
                Some(id) => filter.tag = Some(id),
                None => {
                    return Ok(Hits { total: 0, posts: Vec::new() });
                }
            }
        }
        if let Some(author) = &search.author {
            filter.authors = Some(self.author_ids(author)?);
        }
        if self.screen.borrow().is_some() {
            return self.shown(index, search, &filter);
        }
        let (total, rows) =
            index.find(&search.query, &filter, search.order, search.offset, search.limit)?;
        let mut posts = Vec::with_capacity(rows.len());
        for row in rows {
            posts.extend(self.post_in_row(row)?);
        }
        Ok(Hits { total, posts })
    }

    /// The same without what readers are not shown: the index knows of it, so that hits are looked at
    /// until enough were found.
    fn shown(
        &self,
        index: &Index,
        search: &Search,
        filter: &query::Filter,
    ) -> Result<Hits, SearchError> {
        let (mut passed, mut from, mut posts) = (0, 0, Vec::new());
        let unseen = self.unseen()?.map(|unseen| unseen.row_set()).unwrap_or_default();
        let hidden = index.count_among(&search.query, filter, unseen)?;
        loop {
            let step = search.offset.saturating_add(search.limit).clamp(SCREENED, 10_000);
            let (total, rows) = index.find(&search.query, filter, search.order, from, step)?;
            let is_last = rows.len() < step;
            from += rows.len();
            for row in rows {
                match self.post_in_row(row)? {
                    None => {}
                    Some(_) if passed < search.offset => passed += 1,
                    Some(post) if posts.len() < search.limit => posts.push(post),
                    Some(_) => {}
                }
            }
            if is_last || posts.len() >= search.limit {
                return Ok(Hits { total: total.saturating_sub(hidden), posts });
            }
        }
    }

    pub(crate) fn tag_id(&self, tag: &Tag) -> Result<Option<i64>, StoreError> {
        use rusqlite::OptionalExtension;
        let mut select = self.db.prepare_cached("select id from tags where tag = ?")?;
        Ok(select.query_row([tag.as_str()], |row| row.get(0)).optional()?)
    }

    /// The accounts that a handle or uri names, with the bare handles that turned out to be them.
    pub(crate) fn author_ids(&self, name: &str) -> Result<Vec<i64>, StoreError> {
        let name = name.trim();
        let handle = format!("@{}", name.trim_start_matches('@')).to_lowercase();
        let mut select = self.db.prepare_cached(
            "with named as (select id, same_as from authors where handle = ?1 or key = ?2)
             select id from named union select same_as from named where same_as is not null
             union select id from authors where same_as in (select id from named)",
        )?;
        let ids = select.query_map((handle, digest(&Uri::new(name))), |row| row.get(0))?;
        Ok(ids.collect::<Result<Vec<i64>, _>>()?)
    }

    /// Finds an account by handle or uri.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn author(&self, name: &str) -> Result<Option<Author>, StoreError> {
        use rusqlite::OptionalExtension;
        let Some(id) = self.author_ids(name)?.first().copied() else {
            return Ok(None);
        };
        let mut select = self.db.prepare_cached(
            "select a.profile from authors w join authors a on a.id = coalesce(w.same_as, w.id) where w.id = ?",
        )?;
        let profile: Option<String> = select.query_row([id], |row| row.get(0)).optional()?;
        Ok(match profile {
            Some(json) => Some(serde_json::from_str(&json)?),
            None => None,
        })
    }
}
