//! A chat's posts in parts: what comes after a place is found by walking on from there, in the order of
//! time, so that a part costs as much as it holds, however long the chat is.

use std::collections::HashMap;

use chat::{Chat, Post};
use jiff::Timestamp;

use super::REPLIES_AFTER_MS;
use crate::key::{first_row_of, last_row_of, ms_of_row};
use crate::row::CONTEXT;
use crate::{Archive, StoreError};

/// A chat as its posts are told from others by.
struct Window {
    tag: i64,
    /// Of posts that carry the tag.
    first: i64,
    last: i64,
    /// Of answers without it.
    until: i64,
}

impl Archive {
    /// The posts of a chat, as [`Archive::chat_posts`] has them, by time, then uri: those after a place,
    /// at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn chat_page(
        &self,
        chat: &Chat,
        after: Option<(Timestamp, &str)>,
        limit: usize,
    ) -> Result<Vec<Post>, StoreError> {
        let Some(tag) = self.tag_id(&chat.name.tag)? else { return Ok(Vec::new()) };
        let (starts, ends) = (chat.starts_at.as_millisecond(), chat.ends_at.as_millisecond());
        let window = Window {
            tag,
            first: first_row_of(starts),
            last: last_row_of(ends),
            until: last_row_of(ends + REPLIES_AFTER_MS),
        };
        let from = after
            .map_or(window.first, |(at, _)| first_row_of(at.as_millisecond()).max(window.first));
        let mut select = self.db.prepare_cached(
            "select r.id, r.target, exists (select 1 from record_tags t where t.tag = ?1 and t.record = r.id)
             from records r where r.id between ?2 and ?3 and r.kind = 0 and r.standing = 1
             order by r.id",
        )?;
        let mut rows = select.query((tag, from, window.until))?;
        // Of one millisecond the uri decides, so that those are put in order together.
        let (mut page, mut together): (Vec<Post>, Vec<Post>) = (Vec::new(), Vec::new());
        let (mut ms, mut known) = (i64::MIN, HashMap::new());
        while let Some(row) = rows.next()? {
            let (id, target, is_tagged): (i64, Option<Vec<u8>>, bool) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            if ms_of_row(id) != ms {
                page.extend(in_order(&mut together, after));
                ms = ms_of_row(id);
                if page.len() >= limit {
                    break;
                }
            }
            let belongs = match (is_tagged, target) {
                (true, _) => id <= window.last,
                (false, Some(target)) => self.hangs_on(&window, target, &mut known)?,
                (false, None) => false,
            };
            if belongs {
                let shown = self.stored("where r.id = ?", [id])?;
                together.extend(shown.first().map(|stored| stored.post()).transpose()?);
            }
        }
        page.extend(in_order(&mut together, after));
        page.truncate(limit);
        Ok(page)
    }

    /// Whether what is answered belongs to a chat: it carries the tag within its time, or answers what
    /// does. What readers are not shown ends the chain.
    fn hangs_on(
        &self,
        window: &Window,
        mut target: Vec<u8>,
        known: &mut HashMap<Vec<u8>, bool>,
    ) -> Result<bool, StoreError> {
        let mut chain = Vec::new();
        let belongs = loop {
            if let Some(&belongs) = known.get(&target) {
                break belongs;
            }
            let found = self.stored("where r.key = ? and r.kind = 0", [&target])?;
            // Who comes round to it again in a circle learns that it does not belong.
            known.insert(target.clone(), false);
            chain.push(target);
            let Some(parent) = found.into_iter().next() else { break false };
            if self.has_tag(parent.id, window.tag)? {
                break (window.first..=window.last).contains(&parent.id);
            }
            let counts =
                parent.standing != CONTEXT && (window.first..=window.until).contains(&parent.id);
            match parent.target {
                Some(next) if counts => target = next,
                _ => break false,
            }
        };
        known.extend(chain.into_iter().map(|key| (key, belongs)));
        Ok(belongs)
    }
}

/// Takes what was said in one millisecond, in order, as far as it comes after a place.
fn in_order(together: &mut Vec<Post>, after: Option<(Timestamp, &str)>) -> Vec<Post> {
    together.sort_by(|a, b| (a.created_at.at(), &a.uri).cmp(&(b.created_at.at(), &b.uri)));
    let is_after =
        |post: &Post| after.is_none_or(|place| (post.created_at.at(), post.uri.as_str()) > place);
    std::mem::take(together).into_iter().filter(is_after).collect()
}
