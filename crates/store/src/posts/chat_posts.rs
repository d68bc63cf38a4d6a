//! Reading a chat whole: its posts, what they answer, and who passed them on.

use std::collections::HashSet;

use chat::{Chat, Post, Repost, Tombstone, Uri};

use super::{KeptPost, REPLIES_AFTER_MS, Standing};
use crate::key::{first_row_of, last_row_of};
use crate::row::{CONTEXT, FOLDED, GONE, POST, RECORD, REPOST, Stored};
use crate::{Archive, StoreError};

/// All that belongs to a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatPosts {
    /// The posts in its window and their replies without the tag, by time, then uri.
    pub posts: Vec<Post>,
    /// Posts that are answered or quoted there and are no part of it.
    pub context: Vec<Post>,
    /// Who passed what on: posts of the chat, and "RT @ada: …" said in its window.
    pub reposts: Vec<Repost>,
    /// Posts that were taken back, by uri.
    pub gone: Vec<Tombstone>,
    /// The posts of which a host said that they ask a question, with its number.
    pub asks: Vec<(Uri, u32)>,
}

impl Archive {
    /// Reads a chat whole.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn chat_posts(&self, chat: &Chat) -> Result<ChatPosts, StoreError> {
        let Some(tag) = self.tag_id(&chat.name.tag)? else {
            return Ok(ChatPosts::default());
        };
        let window = (
            first_row_of(chat.starts_at.as_millisecond()),
            last_row_of(chat.ends_at.as_millisecond()),
        );
        let tagged = self.stored(
            "join record_tags t on t.record = r.id where t.tag = ?1 and t.record between ?2 and ?3 order by r.id",
            (tag, window.0, window.1),
        )?;
        let until = last_row_of(chat.ends_at.as_millisecond() + REPLIES_AFTER_MS);
        let replies = self.untagged_replies(&tagged, (tag, window.0, until))?;

        let mut found = ChatPosts { asks: self.asks(&chat.name)?, ..ChatPosts::default() };
        let mut passed_on: Vec<Vec<u8>> = Vec::new();
        let (mut seen_reposts, mut parents) = (HashSet::new(), Vec::new());
        for stored in tagged.iter().chain(&replies) {
            match (stored.standing, stored.kind) {
                // Its original stands for it.
                (FOLDED.., _) => {}
                (GONE, _) => found.gone.push(stored.tombstone()?),
                (_, REPOST) => {
                    if seen_reposts.insert(stored.id) {
                        found.reposts.push(stored.repost()?);
                    }
                }
                (standing, _) => {
                    passed_on.push(stored.key.clone());
                    if standing == RECORD {
                        let post = stored.post()?;
                        parents.extend(post.reply_to.iter().chain(&post.quote_of).cloned());
                        found.posts.push(post);
                    } else {
                        found.context.push(stored.post()?);
                    }
                }
            }
        }
        for stored in self.by_target(&passed_on, REPOST)? {
            if seen_reposts.insert(stored.id) && stored.standing == RECORD {
                found.reposts.push(stored.repost()?);
            }
        }
        self.add_context(&mut found, parents)?;
        found.gone.sort_by(|a, b| a.uri.cmp(&b.uri));
        let in_order =
            |a: &Post, b: &Post| (a.created_at.at(), &a.uri).cmp(&(b.created_at.at(), &b.uri));
        found.posts.sort_by(in_order);
        found.context.sort_by(in_order);
        found.reposts.sort_by(|a, b| (a.created_at.at(), &a.uri).cmp(&(b.created_at.at(), &b.uri)));
        Ok(found)
    }

    /// Replies to what is there, and to those in turn, that do not carry the tag themselves.
    fn untagged_replies(
        &self,
        tagged: &[Stored],
        (tag, first, last): (i64, i64, i64),
    ) -> Result<Vec<Stored>, StoreError> {
        let mut seen: HashSet<i64> = tagged.iter().map(|s| s.id).collect();
        let mut level: Vec<Vec<u8>> =
            tagged.iter().filter(|s| s.kind == POST).map(|s| s.key.clone()).collect();
        let mut replies = Vec::new();
        while !level.is_empty() {
            let mut next = Vec::new();
            for stored in self.by_target(&level, POST)? {
                let counts = stored.standing != CONTEXT && (first..=last).contains(&stored.id);
                if counts && seen.insert(stored.id) && !self.has_tag(stored.id, tag)? {
                    next.push(stored.key.clone());
                    replies.push(stored);
                }
            }
            level = next;
        }
        Ok(replies)
    }

    pub(super) fn has_tag(&self, record: i64, tag: i64) -> Result<bool, StoreError> {
        let mut select =
            self.db.prepare_cached("select 1 from record_tags where tag = ? and record = ?")?;
        Ok(select.exists((tag, record))?)
    }

    /// Adds what is answered or quoted and not part of the chat, and tombstones of such.
    pub(super) fn add_context(
        &self,
        found: &mut ChatPosts,
        mut wanted: Vec<Uri>,
    ) -> Result<(), StoreError> {
        let here = found.posts.iter().chain(&found.context).map(|p| p.uri.clone());
        let mut seen: HashSet<Uri> = here.chain(found.gone.iter().map(|g| g.uri.clone())).collect();
        wanted.retain(|uri| !seen.contains(uri));
        for uri in wanted {
            if !seen.insert(uri.clone()) {
                continue;
            }
            match self.post(&uri)? {
                Some(KeptPost { post, standing: Standing::Gone(at) }) => {
                    let created_at = Some(post.created_at);
                    let (url, reply_to) = (post.url, post.reply_to);
                    let left =
                        Tombstone { url, created_at, reply_to, ..Tombstone::new(post.uri, at) };
                    found.gone.push(left);
                }
                Some(kept) if kept.standing.is_silent() => {}
                Some(kept) => found.context.push(kept.post),
                None => {}
            }
        }
        Ok(())
    }
}
