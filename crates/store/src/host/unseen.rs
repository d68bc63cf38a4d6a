//! What readers are not shown, record by record, so that counts leave it out. Kept until something is
//! committed or decided: a page that counts costs no more than before.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use chat::{ChatName, Tag};
use rustc_hash::FxHasher;

use super::{Deed, Screen, reach};
use crate::chats::{ChatSummary, counts};
use crate::key::{first_row_of, last_row_of};
use crate::posts::REPLIES_AFTER_MS;
use crate::row::{POST, RECORD};
use crate::{Archive, StoreError, changes};

/// The collected records that readers are not shown.
#[derive(Debug, Default)]
pub(crate) struct Unseen {
    /// By row, in the order of time: whose it is, and whether it is a post.
    rows: Vec<(i64, i64, bool)>,
    /// The same rows as a list in JSON.
    json: String,
    /// What is to be taken off the sizes of tags, and of series under them.
    of_tags: Mutex<HashMap<(Tag, bool), (u64, u64)>>,
}

/// For which state of the archive it was found: the last change, decisions taken, and undone.
type Stamp = (i64, i64, i64);
/// Found for this state.
pub(crate) type Found = (Stamp, Arc<Unseen>);
/// Counts of chats without what is hidden, and the state in which they were counted.
pub(crate) type Counted = HashMap<ChatName, (u64, (u64, u64, u64))>;

impl Archive {
    /// What readers are not shown; `None` where they are shown everything.
    pub(crate) fn unseen(&self) -> Result<Option<Arc<Unseen>>, StoreError> {
        let screen = self.screen.borrow();
        let Some(screen) = screen.as_ref() else { return Ok(None) };
        let mut select = self.db.prepare_cached("select count(*), count(undone_at) from acts")?;
        let (acts, undone) = select.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let stamp = (changes::last(&self.db)?, acts, undone);
        if let Some((known, unseen)) = &*self.unseen.borrow()
            && *known == stamp
        {
            return Ok(Some(Arc::clone(unseen)));
        }
        let unseen = Arc::new(self.found_unseen(screen)?);
        *self.unseen.borrow_mut() = Some((stamp, Arc::clone(&unseen)));
        Ok(Some(unseen))
    }

    fn found_unseen(&self, screen: &Screen) -> Result<Unseen, StoreError> {
        let mut candidates: HashSet<i64> = HashSet::new();
        for act in self.in_force()? {
            candidates.extend(match act.deed {
                Deed::Hold | Deed::Word(_) => self.waiting_rows(screen, act.id)?,
                deed => reach::all_rows(&self.db, &deed)?,
            });
        }
        let mut rows = Vec::new();
        let author = "select coalesce(same_as, id) from authors where id =
                      (select author from records where id = ?)";
        let mut author = self.db.prepare_cached(author)?;
        for row in candidates {
            for stored in self.stored_as_kept("where r.id = ?", [row])? {
                if stored.standing == RECORD && screen.why(&self.db, &stored)?.is_some() {
                    let by = author.query_row([row], |row| row.get(0))?;
                    rows.push((row, by, stored.kind == POST));
                }
            }
        }
        rows.sort_unstable();
        let json = serde_json::to_string(&rows.iter().map(|row| row.0).collect::<Vec<_>>())?;
        Ok(Unseen { rows, json, of_tags: Mutex::default() })
    }

    /// What came after a decision to let wait was taken, in its chat or everywhere.
    fn waiting_rows(&self, screen: &Screen, act: i64) -> Result<Vec<i64>, StoreError> {
        let (chat, since): (Option<String>, i64) = self
            .db
            .prepare_cached("select chat, number from acts where id = ?")?
            .query_row([act], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let chat = chat.and_then(|chat| chat.parse().ok());
        let window = chat.as_ref().map(|chat| reach::window(&self.db, chat)).transpose()?.flatten();
        let (first, last) = window.unwrap_or((i64::MIN, i64::MAX));
        let mut rows = screen.came_after(since);
        rows.retain(|row| (first..=last).contains(row));
        Ok(rows)
    }

    /// Counts of chats as readers are to see them. A chat is counted again when something of it was
    /// hidden or shown, or its own counts moved.
    pub(crate) fn as_shown(
        &self,
        mut chats: Vec<ChatSummary>,
    ) -> Result<Vec<ChatSummary>, StoreError> {
        let Some(unseen) = self.unseen()? else { return Ok(chats) };
        for summary in &mut chats {
            let Some(state) = unseen.state_of(summary) else { continue };
            let known = self.counted.borrow().get(&summary.chat.name).copied();
            let counts = match known.filter(|(known, _)| *known == state) {
                Some((_, counts)) => counts,
                None => counts::of_chat(&self.db, &summary.chat, &unseen.json)?,
            };
            self.counted.borrow_mut().insert(summary.chat.name.clone(), (state, counts));
            (summary.posts, summary.people, summary.reposts) = counts;
        }
        Ok(chats)
    }

    /// How many of these posts, and of the people who wrote them, readers do not see: those of all
    /// whose posts they see none. `has_more` tells whether an account has more posts than so many.
    fn hidden_of(
        &self,
        posts: &[(i64, i64)],
        has_more: impl Fn(i64, u64) -> Result<bool, StoreError>,
    ) -> Result<(u64, u64), StoreError> {
        let mut by: HashMap<i64, u64> = HashMap::new();
        for (_, author) in posts {
            *by.entry(*author).or_default() += 1;
        }
        let mut people = 0;
        for (author, hidden) in by {
            people += u64::from(!has_more(author, hidden)?);
        }
        Ok((posts.len() as u64, people))
    }

    /// What to take off the size of the archive.
    pub(crate) fn hidden_size(&self) -> Result<(u64, u64), StoreError> {
        let Some(unseen) = self.unseen()? else { return Ok((0, 0)) };
        let mut select = self.db.prepare_cached(&format!(
            "{OF_ACCOUNT} select 1 from account cross join records r
             where r.author = account.id and r.kind = 0 and r.standing = 1 limit 1 offset ?2"
        ))?;
        let select = std::cell::RefCell::new(&mut select);
        let has_more = |author, most| Ok(select.borrow_mut().exists((author, most))?);
        self.hidden_of(&unseen.posts(), has_more)
    }

    /// What to take off the size of a tag, or of the series that is held under it.
    pub(crate) fn hidden_of_tag(
        &self,
        tag: &Tag,
        is_series: bool,
    ) -> Result<(u64, u64), StoreError> {
        let Some(unseen) = self.unseen()? else { return Ok((0, 0)) };
        let known = || unseen.of_tags.lock().unwrap_or_else(PoisonError::into_inner);
        let of = (tag.clone(), is_series);
        if let Some(size) = known().get(&of) {
            return Ok(*size);
        }
        let size = self.count_hidden_of_tag(tag, is_series, &unseen)?;
        known().insert(of, size);
        Ok(size)
    }

    fn count_hidden_of_tag(
        &self,
        tag: &Tag,
        is_series: bool,
        unseen: &Unseen,
    ) -> Result<(u64, u64), StoreError> {
        let Some(id) = self.tag_id(tag)? else { return Ok((0, 0)) };
        let mut has_tag =
            self.db.prepare_cached("select 1 from record_tags where tag = ? and record = ?")?;
        let mut tagged = unseen.posts();
        let mut kept = Vec::with_capacity(tagged.len());
        for post in tagged.drain(..) {
            if has_tag.exists((id, post.0))? {
                kept.push(post);
            }
        }
        // By the account, not by the tag: an account has fewer posts, and mostly one more is enough.
        let mut select = self.db.prepare_cached(&format!(
            "{OF_ACCOUNT} select 1 from account cross join records r cross join record_tags t
             where r.author = account.id and r.kind = 0 and r.standing = 1
             and t.tag = ?2 and t.record = r.id limit 1 offset ?3"
        ))?;
        let select = std::cell::RefCell::new(&mut select);
        let has_more = |author, most| Ok(select.borrow_mut().exists((author, id, most))?);
        let (posts, people) = self.hidden_of(&kept, has_more)?;
        if !is_series {
            return Ok((posts, people));
        }
        // A series counts its chats, with what answers there without the tag, and what is between them.
        let as_kept = self.chats_as_kept(tag)?;
        let is_between = |row: i64| !as_kept.iter().any(|summary| window(summary).contains(&row));
        let between = kept.iter().filter(|(row, _)| is_between(*row)).count() as u64;
        let posts_of = |chats: &[ChatSummary]| chats.iter().map(|chat| chat.posts).sum::<u64>();
        let before = posts_of(&as_kept);
        let shown = posts_of(&self.as_shown(as_kept)?);
        Ok((before.saturating_sub(shown) + between, people))
    }
}

/// An account with the bare handles that turned out to be it.
const OF_ACCOUNT: &str =
    "with account(id) as (select ?1 union select id from authors where same_as = ?1)";

/// The rows said within a chat.
fn window(summary: &ChatSummary) -> std::ops::RangeInclusive<i64> {
    let ms = |at: jiff::Timestamp| at.as_millisecond();
    first_row_of(ms(summary.chat.starts_at))..=last_row_of(ms(summary.chat.ends_at))
}

impl Unseen {
    /// What the counts of a chat depend on: its own, its time, and what of it is hidden; `None` where
    /// nothing may be.
    fn state_of(&self, summary: &ChatSummary) -> Option<u64> {
        let ms = |at: jiff::Timestamp| at.as_millisecond();
        let (starts, ends) = (ms(summary.chat.starts_at), ms(summary.chat.ends_at));
        let last = last_row_of(ends + REPLIES_AFTER_MS);
        let from = self.rows.partition_point(|row| row.0 < first_row_of(starts));
        let upto = self.rows.partition_point(|row| row.0 <= last);
        let hidden = self.rows.get(from..upto).filter(|rows| !rows.is_empty())?;
        let mut hasher = FxHasher::default();
        (starts, ends, summary.posts, summary.people, summary.reposts).hash(&mut hasher);
        hidden.iter().for_each(|row| row.0.hash(&mut hasher));
        Some(hasher.finish())
    }

    /// The rows of it as a list in JSON, for a query.
    pub(crate) fn as_json(&self) -> &str {
        &self.json
    }

    /// Whether this row is among it.
    pub(crate) fn has(&self, row: i64) -> bool {
        self.rows.binary_search_by_key(&row, |found| found.0).is_ok()
    }

    fn posts(&self) -> Vec<(i64, i64)> {
        self.rows.iter().filter(|row| row.2).map(|row| (row.0, row.1)).collect()
    }

    /// Whether a record is among it.
    pub(crate) fn holds(&self, row: i64) -> bool {
        self.rows.binary_search_by_key(&row, |known| known.0).is_ok()
    }

    /// How many posts of it are by any of these accounts.
    pub(crate) fn count_by(&self, authors: &[i64]) -> u64 {
        let is_by = |row: &&(i64, i64, bool)| row.2 && authors.contains(&row.1);
        self.rows.iter().filter(is_by).count() as u64
    }

    /// The rows of it, for a look at each hit of a search.
    pub(crate) fn row_set(&self) -> HashSet<u64> {
        self.rows.iter().filter_map(|row| u64::try_from(row.0).ok()).collect()
    }
}
