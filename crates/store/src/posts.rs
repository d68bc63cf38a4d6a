//! Reading posts: one by its name, a chat's, a thread's, an author's.

mod chat_page;
mod chat_posts;
mod each;
mod grow;
mod sightings;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use chat::{Author, Moment, Post, Repost, Uri};
use jiff::Timestamp;

pub use chat_posts::ChatPosts;

use crate::key::{Hint, Key};
use crate::row::{CONTEXT, FOLDED, GONE, POST, RECORD, REPOST, Stored};
use crate::{Archive, End, List, StoreError, Stretch, copies, row};

/// For how long after a chat replies without its tag are still its own: 24 hours, in milliseconds.
pub(crate) const REPLIES_AFTER_MS: i64 = 24 * 60 * 60 * 1000;
/// How many posts of a thread are shown at most.
const LONGEST_THREAD: usize = 2_000;

/// Of what is folded into another record, that one tells.
const BY_TARGET: &str = "where r.target = ? and r.kind = ? and r.standing < ? order by r.id";

/// A post as the archive holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPost {
    /// The post; a tombstone has nothing but name, time and parent.
    pub post: Post,
    /// What it counts for.
    pub standing: Standing,
}

impl KeptPost {
    /// The post, unless nothing of what it said is to be shown.
    #[must_use]
    pub fn shown(self) -> Option<Post> {
        (!self.standing.is_silent()).then_some(self.post)
    }
}

/// What a kept post counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It rode along: shown where it is answered or quoted, not counted.
    Context,
    /// It was collected.
    Record,
    /// It was taken back; when, if that is known.
    Gone(Option<Timestamp>),
    /// It is kept, and readers are not shown it ([`Archive::why_hidden`]).
    Hidden,
}

impl Standing {
    /// Whether nothing of what it said is to be shown.
    #[must_use]
    pub fn is_silent(self) -> bool {
        matches!(self, Self::Gone(_) | Self::Hidden)
    }
}

impl Archive {
    /// Rows as those who read are to see them.
    pub(crate) fn stored(
        &self,
        clause: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<Stored>, StoreError> {
        let mut found = self.stored_as_kept(clause, values)?;
        let screen = self.screen.borrow();
        if let Some(screen) = screen.as_ref() {
            let mut shown = Vec::with_capacity(found.len());
            for stored in found {
                if screen.why(&self.db, &stored)?.is_none() {
                    shown.push(stored);
                }
            }
            found = shown;
        }
        Ok(found)
    }

    pub(crate) fn is_hidden(&self, stored: &Stored) -> Result<bool, StoreError> {
        match self.screen.borrow().as_ref() {
            Some(screen) => Ok(screen.why(&self.db, stored)?.is_some()),
            None => Ok(false),
        }
    }

    pub(crate) fn stored_as_kept(
        &self,
        clause: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<Stored>, StoreError> {
        let sql = format!("select {} from {} {clause}", Stored::COLUMNS, Stored::TABLES);
        let mut select = self.db.prepare_cached(&sql)?;
        let rows = select.query_map(values, Stored::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn post_in_row(&self, row: i64) -> Result<Option<KeptPost>, StoreError> {
        match self.stored("where r.id = ?", [row])?.first() {
            Some(stored) if stored.standing >= FOLDED => {
                let original = copies::original(&self.db, &Key::stored(stored.key.clone()))?;
                original.map_or(Ok(None), |original| self.post_of_key(&original))
            }
            Some(stored) if stored.kind == POST => kept(stored).map(Some),
            _ => Ok(None),
        }
    }

    /// Finds a post by its name. A tombstone is found too, and of what readers are not shown as much.
    /// A copy that a bridge made is its original, where that is here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn post(&self, uri: &Uri) -> Result<Option<KeptPost>, StoreError> {
        let key = Key::of(uri);
        let original = copies::original(&self.db, &key)?;
        self.post_of_key(original.as_ref().unwrap_or(&key))
    }

    fn post_of_key(&self, key: &Key) -> Result<Option<KeptPost>, StoreError> {
        match self.stored_as_kept("where r.key = ?", [key.as_bytes()])?.first() {
            Some(stored) if stored.kind != POST => Ok(None),
            Some(stored) if stored.standing != GONE && self.is_hidden(stored)? => {
                Ok(Some(hidden(stored)?))
            }
            Some(stored) => kept(stored).map(Some),
            None => Ok(None),
        }
    }

    /// The names of the posts that a hint may mean: nearly always one or none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn posts_like(&self, hint: &Hint) -> Result<Vec<Uri>, StoreError> {
        let rows = self
            .stored_as_kept("where r.key between ?1 and ?2 and r.kind = 0 limit 16", hint.keys())?;
        rows.iter().map(Stored::uri).collect()
    }

    /// The names of the authors whose uri's BLAKE3 begins so.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn authors_like(&self, digest: &[u8]) -> Result<Vec<Uri>, StoreError> {
        let last = [digest, &[0xFF; 16]].concat();
        let sql = "select uri from authors where key between ? and ? limit 16";
        let mut select = self.db.prepare_cached(sql)?;
        let uris =
            select.query_map((digest, last), |row| Ok(Uri::new(row.get::<_, String>(0)?)))?;
        Ok(uris.collect::<Result<_, _>>()?)
    }

    /// Replies to, or reposts of, any of these.
    fn by_target(&self, keys: &[Vec<u8>], kind: i64) -> Result<Vec<Stored>, StoreError> {
        let mut found = Vec::new();
        for key in keys {
            found.extend(self.stored(BY_TARGET, (key, kind, FOLDED))?);
        }
        Ok(found)
    }

    /// Who passed a post on, by time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn reposts_of(&self, uri: &Uri) -> Result<Vec<Repost>, StoreError> {
        let key = Key::of(uri);
        let key = copies::original(&self.db, &key)?.unwrap_or(key);
        let rows = self.by_target(&[key.as_bytes().to_vec()], REPOST)?;
        rows.iter().filter(|s| s.standing == RECORD).map(Stored::repost).collect()
    }

    /// The thread that a post stands in: its ancestors, itself, and all replies to any of them, by
    /// time; at most 2,000.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn thread(&self, post: &Post) -> Result<Vec<KeptPost>, StoreError> {
        let mut found: HashMap<Uri, KeptPost> = HashMap::new();
        let mut root = KeptPost { post: post.clone(), standing: Standing::Record };
        if let Some(kept) = self.post(&post.uri)? {
            root = kept;
        }
        while let Some(parent) = root.post.reply_to.clone() {
            let known = found.contains_key(&parent);
            let Some(kept) = (if known { None } else { self.post(&parent)? }) else {
                break;
            };
            found.insert(root.post.uri.clone(), std::mem::replace(&mut root, kept));
            if found.len() >= LONGEST_THREAD {
                break;
            }
        }
        // From the root down again: what answers an ancestor, and what answers the post itself.
        let mut walked: HashSet<Uri> = HashSet::from([root.post.uri.clone()]);
        let mut level = vec![Key::of(&root.post.uri).as_bytes().to_vec()];
        found.insert(root.post.uri.clone(), root);
        while !level.is_empty() && found.len() < LONGEST_THREAD {
            let mut next = Vec::new();
            for stored in self.by_target(&level, POST)? {
                let uri = stored.uri()?;
                if walked.insert(uri.clone()) {
                    if let Entry::Vacant(place) = found.entry(uri) {
                        place.insert(kept(&stored)?);
                    }
                    next.push(stored.key);
                }
            }
            level = next;
        }
        let mut thread: Vec<KeptPost> = found.into_values().collect();
        thread.sort_by(|a, b| {
            (a.post.created_at.at(), &a.post.uri).cmp(&(b.post.created_at.at(), &b.post.uri))
        });
        thread.truncate(LONGEST_THREAD);
        Ok(thread)
    }

    /// What an account posted, newest first, after passing over `offset`; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn posts_by(
        &self,
        author: &Uri,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<Post>, StoreError> {
        let (mut passed, mut found) = (0, Vec::new());
        let newest = Stretch { after: 0, before: u64::MAX, from: End::Newest, limit: usize::MAX };
        self.walk(List::Author(author), newest, |_, post| {
            if passed < offset {
                passed += 1;
            } else if found.len() < limit {
                found.push(post);
            }
            let is_enough = found.len() >= limit;
            Ok::<_, StoreError>(if is_enough {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(found)
    }

    /// How many posts an account wrote.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn count_by(&self, author: &Uri) -> Result<usize, StoreError> {
        Ok(usize::try_from(self.said_by(author, u64::MAX)?.posts).unwrap_or(usize::MAX))
    }
}

/// What readers are told of what they are not shown: that it stands there.
fn hidden(stored: &Stored) -> Result<KeptPost, StoreError> {
    let post = stored.post()?;
    let nobody = Author::new(Uri::new("about:hidden"), post.network);
    let mut left = Post::new(post.uri, post.network, nobody, post.created_at);
    left.reply_to = post.reply_to;
    Ok(KeptPost { post: left, standing: Standing::Hidden })
}

pub(crate) fn kept(stored: &Stored) -> Result<KeptPost, StoreError> {
    if stored.standing == GONE {
        let gone = stored.tombstone()?;
        let network = row::of_uri(&gone.uri);
        let nobody = Author::new(Uri::new("about:gone"), network);
        let taken_back = || Moment::stated(gone.at.unwrap_or_default());
        let created_at = gone.created_at.unwrap_or_else(taken_back);
        let mut post = Post::new(gone.uri, network, nobody, created_at);
        (post.url, post.reply_to) = (gone.url, gone.reply_to);
        return Ok(KeptPost { post, standing: Standing::Gone(gone.at) });
    }
    let standing = if stored.standing == CONTEXT { Standing::Context } else { Standing::Record };
    Ok(KeptPost { post: stored.post()?, standing })
}
