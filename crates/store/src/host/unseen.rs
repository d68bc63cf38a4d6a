//! What readers are not shown, record by record, so that counts leave it out. Kept until something is
//! committed or decided: a page that counts costs no more than before.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chat::Tag;

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
}

/// For which state of the archive it was found: the last change, decisions taken, and undone.
type Stamp = (i64, i64, i64);
/// Found for this state.
pub(crate) type Found = (Stamp, Arc<Unseen>);

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
                Deed::Hold | Deed::Word(_) => self.waiting_rows(act.id)?,
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
        Ok(Unseen { rows, json })
    }

    /// What came after a decision to let wait was taken, in its chat or everywhere.
    fn waiting_rows(&self, act: i64) -> Result<Vec<i64>, StoreError> {
        let (chat, since): (Option<String>, i64) = self
            .db
            .prepare_cached("select chat, number from acts where id = ?")?
            .query_row([act], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let chat = chat.and_then(|chat| chat.parse().ok());
        let window = chat.as_ref().map(|chat| reach::window(&self.db, chat)).transpose()?.flatten();
        let (first, last) = window.unwrap_or((i64::MIN, i64::MAX));
        let sql = "select id from records where id > ?1 and id between ?2 and ?3";
        let mut select = self.db.prepare_cached(sql)?;
        let rows = select.query_map((since, first, last), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Counts of chats as readers are to see them.
    pub(crate) fn as_shown(
        &self,
        mut chats: Vec<ChatSummary>,
    ) -> Result<Vec<ChatSummary>, StoreError> {
        let Some(unseen) = self.unseen()? else { return Ok(chats) };
        for summary in chats.iter_mut().filter(|summary| unseen.concerns(summary)) {
            (summary.posts, summary.people, summary.reposts) =
                counts::of_chat(&self.db, &summary.chat, &unseen.json)?;
        }
        Ok(chats)
    }

    /// How many of these posts, and of the people who wrote them, readers do not see: those of all
    /// whose posts they see none. `all` counts the posts of an account.
    fn hidden_of(
        &self,
        posts: &[(i64, i64)],
        all: impl Fn(i64) -> Result<u64, StoreError>,
    ) -> Result<(u64, u64), StoreError> {
        let mut by: HashMap<i64, u64> = HashMap::new();
        for (_, author) in posts {
            *by.entry(*author).or_default() += 1;
        }
        let mut people = 0;
        for (author, hidden) in by {
            people += u64::from(all(author)? <= hidden);
        }
        Ok((posts.len() as u64, people))
    }

    /// What to take off the size of the archive.
    pub(crate) fn hidden_size(&self) -> Result<(u64, u64), StoreError> {
        let Some(unseen) = self.unseen()? else { return Ok((0, 0)) };
        let mut select = self.db.prepare_cached(&format!(
            "{OF_ACCOUNT} select count(*) from records r
             where r.author in (select id from account) and r.kind = 0 and r.standing = 1"
        ))?;
        let select = std::cell::RefCell::new(&mut select);
        let all = |author| Ok(select.borrow_mut().query_row([author], |row| row.get(0))?);
        self.hidden_of(&unseen.posts(), all)
    }

    /// What to take off the size of a tag, or of the series that is held under it.
    pub(crate) fn hidden_of_tag(
        &self,
        tag: &Tag,
        is_series: bool,
    ) -> Result<(u64, u64), StoreError> {
        let Some(unseen) = self.unseen()? else { return Ok((0, 0)) };
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
        let mut select = self.db.prepare_cached(&format!(
            "{OF_ACCOUNT} select count(*) from record_tags t
             join records r on r.id = t.record where t.tag = ?2
             and r.author in (select id from account) and r.kind = 0 and r.standing = 1"
        ))?;
        let select = std::cell::RefCell::new(&mut select);
        let all = |author| Ok(select.borrow_mut().query_row((author, id), |row| row.get(0))?);
        let (posts, people) = self.hidden_of(&kept, all)?;
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
    /// Whether any of it may belong to a chat.
    fn concerns(&self, summary: &ChatSummary) -> bool {
        let first = first_row_of(summary.chat.starts_at.as_millisecond());
        let last = last_row_of(summary.chat.ends_at.as_millisecond() + REPLIES_AFTER_MS);
        let from = self.rows.partition_point(|row| row.0 < first);
        self.rows.get(from).is_some_and(|row| row.0 <= last)
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
