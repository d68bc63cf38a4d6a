//! A chat that was read before, brought up to what changed since: an evening is read whole once, and
//! not again with each post.

use chat::{Author, Chat, Post, Repost, Uri};

use super::{KeptPost, REPLIES_AFTER_MS, Standing};
use crate::key::Key;
use crate::live::Changed;
use crate::row::{POST, REPOST};
use crate::{Archive, ChatPosts, StoreError};

impl Archive {
    /// Adds what changed to a chat read before, in whose window nothing else changed. `false`, with
    /// `found` in no particular state, where only reading it whole tells what it holds now: what was
    /// taken back or hidden, edited so that it belongs elsewhere, or was answered before it came. A profile that
    /// became better known by a post elsewhere stays as it was read.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn grow(
        &self,
        chat: &Chat,
        found: &mut ChatPosts,
        changed: &[Changed],
    ) -> Result<bool, StoreError> {
        let mut parents = Vec::new();
        for change in changed {
            let grew = match change {
                Changed::Post(kept) => self.grow_by_post(chat, found, kept, &mut parents)?,
                Changed::Repost(repost) => grow_by_repost(found, repost),
                Changed::Gone(gone) => {
                    let hangs_here = gone.reply_to.as_ref().is_some_and(|to| found.refers_to(to));
                    let was_here = gone.tags.contains(&chat.name.tag);
                    !hangs_here && !was_here && !found.refers_to(&gone.uri)
                }
                Changed::Hidden(uri) => !found.refers_to(uri),
            };
            if !grew {
                return Ok(false);
            }
            match change {
                Changed::Post(kept) => found.know(&kept.post.author),
                Changed::Repost(repost) => found.know(&repost.author),
                Changed::Gone(_) | Changed::Hidden(_) => {}
            }
        }
        let known = found.context.len();
        self.add_context(found, parents)?;
        if found.context.len() > known {
            found.context.sort_by(in_order);
        }
        found.gone.sort_by(|a, b| a.uri.cmp(&b.uri));
        // A host's mark is numbered as a change of the post.
        found.asks = self.asks(&chat.name)?;
        Ok(true)
    }

    fn grow_by_post(
        &self,
        chat: &Chat,
        found: &mut ChatPosts,
        kept: &KeptPost,
        parents: &mut Vec<Uri>,
    ) -> Result<bool, StoreError> {
        let post = &kept.post;
        if let Some(known) = found.posts.iter_mut().find(|known| known.uri == post.uri) {
            let stays = kept.standing == Standing::Record
                && known.created_at == post.created_at
                && (&known.reply_to, &known.quote_of) == (&post.reply_to, &post.quote_of)
                && known.tags() == post.tags();
            if stays {
                known.clone_from(post);
            }
            return Ok(stays);
        }
        let (at, tagged) = (post.created_at.at(), post.tags().contains(&chat.name.tag));
        let answers = |uri: &Uri| found.posts.iter().any(|known| known.uri == *uri);
        let until_ms = chat.ends_at.as_millisecond() + REPLIES_AFTER_MS;
        let belongs = if tagged {
            chat.starts_at <= at && at <= chat.ends_at
        } else {
            let in_time = chat.starts_at <= at && at.as_millisecond() <= until_ms;
            in_time && post.reply_to.as_ref().is_some_and(answers)
        };
        if found.refers_to(&post.uri) || (belongs && kept.standing != Standing::Record) {
            return Ok(false);
        }
        if !belongs {
            // What hangs on something gone or on context may belong here all the same.
            return Ok(!post.reply_to.as_ref().is_some_and(|uri| found.refers_to(uri)));
        }
        let key = [Key::of(&post.uri).as_bytes().to_vec()];
        if !self.by_target(&key, POST)?.is_empty() || !self.by_target(&key, REPOST)?.is_empty() {
            return Ok(false);
        }
        parents.extend(post.reply_to.iter().chain(&post.quote_of).cloned());
        let place = found.posts.partition_point(|known| in_order(known, post).is_lt());
        found.posts.insert(place, post.clone());
        Ok(true)
    }
}

/// A repost of what is here; one that tells only words may belong to the chat by its tag.
fn grow_by_repost(found: &mut ChatPosts, repost: &Repost) -> bool {
    if repost.text.is_some() {
        return false;
    }
    let known = found.reposts.iter().position(|known| known.uri == repost.uri);
    if known.is_some_and(|known| found.reposts[known].of != repost.of) {
        return false;
    }
    let of = repost.of.as_ref();
    if !of.is_some_and(|of| found.posts.iter().any(|post| post.uri == *of)) {
        return !of.is_some_and(|of| found.refers_to(of));
    }
    if let Some(known) = known {
        found.reposts.remove(known);
    }
    let of_repost = |known: &Repost| (known.created_at.at(), known.uri.clone());
    let place = found.reposts.partition_point(|known| of_repost(known) < of_repost(repost));
    found.reposts.insert(place, repost.clone());
    true
}

fn in_order(a: &Post, b: &Post) -> std::cmp::Ordering {
    (a.created_at.at(), &a.uri).cmp(&(b.created_at.at(), &b.uri))
}

impl ChatPosts {
    /// An account looks the same in all that it said.
    fn know(&mut self, author: &Author) {
        let posts = self.posts.iter_mut().chain(&mut self.context).map(|post| &mut post.author);
        let reposts = self.reposts.iter_mut().map(|repost| &mut repost.author);
        for known in posts.chain(reposts).filter(|known| known.uri == author.uri) {
            known.clone_from(author);
        }
    }

    /// Whether a post is here, or is what something here answers, quotes or passes on.
    fn refers_to(&self, uri: &Uri) -> bool {
        let names = |post: &Post| {
            post.uri == *uri
                || post.reply_to.as_ref() == Some(uri)
                || post.quote_of.as_ref() == Some(uri)
        };
        self.posts.iter().chain(&self.context).any(names)
            || self.gone.iter().any(|gone| gone.uri == *uri)
            || self
                .reposts
                .iter()
                .any(|repost| repost.of.as_ref() == Some(uri) || repost.uri == *uri)
    }
}
