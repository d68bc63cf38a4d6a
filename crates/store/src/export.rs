//! Everything out again, in an order that depends on what is known alone.

use chat::{Author, Chat, Post, Repost, Sighting, Tombstone, Uri};
use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::gone::{Whose, tags_of};
use crate::key::{Key, ms_of_row};
use crate::row::{CONTEXT, FOLDED, GONE, POST, Stored};
use crate::{Archive, StoreError, copies, row};

/// What is to be exported.
#[derive(Debug, Clone)]
pub enum Scope {
    /// The whole archive.
    All,
    /// What carries a tag, and the chats' untagged replies.
    Tag(chat::Tag),
    /// One chat.
    Chat(Box<Chat>),
}

/// As what posts go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// As their sources told them, the copies that a bridge made among them: nothing is lost.
    Told,
    /// As they are shown: copies folded into their originals, and what answers them under those.
    Shown,
}

/// One record on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exported {
    /// A post, whether it only rode along, and who showed it.
    Post {
        /// The post, with its author as told.
        post: Box<Post>,
        /// Whether it only rode along.
        context: bool,
        /// Who showed it, by source.
        seen: Vec<Sighting>,
    },
    /// A repost, and who showed it.
    Repost {
        /// The repost.
        repost: Box<Repost>,
        /// Who showed it, by source.
        seen: Vec<Sighting>,
    },
    /// A tombstone.
    Gone(Tombstone),
}

impl Exported {
    fn order(&self) -> (Timestamp, &Uri) {
        match self {
            Self::Post { post, .. } => (post.created_at.at(), &post.uri),
            Self::Repost { repost, .. } => (repost.created_at.at(), &repost.uri),
            Self::Gone(gone) => {
                let taken_back = || gone.at.unwrap_or_default();
                (gone.created_at.map_or_else(taken_back, |m| m.at()), &gone.uri)
            }
        }
    }
}

impl Archive {
    /// Calls `each` with every author that wrote or passed on anything, by uri.
    ///
    /// # Errors
    /// [`StoreError`], or what `each` returns.
    pub fn export_authors<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Author) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut select = self
            .db
            .prepare("select profile, as_of from authors order by uri")
            .map_err(StoreError::from)?;
        let mut rows = select.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let profile: String = row.get(0).map_err(StoreError::from)?;
            let as_of = row.get(1).map_err(StoreError::from)?;
            each(crate::authors::read(&profile, as_of)?)?;
        }
        Ok(())
    }

    /// Calls `each` with everything in scope, ordered by time, then uri.
    ///
    /// # Errors
    /// [`StoreError`], or what `each` returns.
    pub fn export<E: From<StoreError>>(
        &self,
        scope: &Scope,
        how: As,
        mut each: impl FnMut(Exported) -> Result<(), E>,
    ) -> Result<(), E> {
        match scope {
            Scope::All => self.export_rows("", how, &mut each),
            Scope::Tag(tag) => {
                let Some(id) = self.tag_id(tag)? else {
                    return Ok(());
                };
                self.export_rows(&tagged(id), how, &mut each)
            }
            Scope::Chat(chat) => {
                let mut all = match how {
                    As::Told => self.told_chat(chat)?,
                    As::Shown => self.shown_chat(chat)?,
                };
                all.sort_by(|a, b| a.order().cmp(&b.order()));
                all.into_iter().try_for_each(each)
            }
        }
    }

    /// A chat as its sources told it, copies among it.
    fn told_chat(&self, chat: &Chat) -> Result<Vec<Exported>, StoreError> {
        let found = self.chat_posts(chat)?;
        let mut all = Vec::new();
        let reposts = found.reposts.iter().map(|repost| &repost.uri);
        let gone = found.gone.iter().map(|gone| &gone.uri);
        for uri in found.posts.iter().map(|post| &post.uri).chain(reposts).chain(gone) {
            all.extend(self.told_with_copies(uri)?);
        }
        // What is no part of the chat rides along, whatever it counts for elsewhere.
        for post in &found.context {
            for told in self.told_with_copies(&post.uri)? {
                all.push(match told {
                    Exported::Post { post, .. } => {
                        Exported::Post { post, context: true, seen: Vec::new() }
                    }
                    other => other,
                });
            }
        }
        Ok(all)
    }

    fn told_with_copies(&self, uri: &Uri) -> Result<Vec<Exported>, StoreError> {
        let key = Key::of(uri);
        let mut told: Vec<Exported> = self.told_of_key(&key)?.into_iter().collect();
        for copy in copies::folded_into(&self.db, key.as_bytes())? {
            told.extend(self.told_of_key(&copy)?);
        }
        Ok(told)
    }

    /// A chat as it is shown.
    fn shown_chat(&self, chat: &Chat) -> Result<Vec<Exported>, StoreError> {
        let found = self.chat_posts(chat)?;
        let mut all = Vec::new();
        for (posts, context) in [(found.posts, false), (found.context, true)] {
            for post in posts {
                let seen = if context { Vec::new() } else { self.sightings(&post.uri)? };
                all.push(Exported::Post { post: Box::new(post), context, seen });
            }
        }
        for repost in found.reposts {
            let seen = self.own_sightings(&repost.uri)?;
            all.push(Exported::Repost { repost: Box::new(repost), seen });
        }
        all.extend(found.gone.into_iter().map(Exported::Gone));
        Ok(all)
    }

    /// A record as its sources told it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn told(&self, uri: &Uri) -> Result<Option<Exported>, StoreError> {
        self.told_of_key(&Key::of(uri))
    }

    fn told_of_key(&self, key: &Key) -> Result<Option<Exported>, StoreError> {
        let (columns, tables) = (Stored::COLUMNS, Stored::TABLES_AS_TOLD);
        let mut select =
            self.db.prepare_cached(&format!("select {columns} from {tables} where r.key = ?"))?;
        let stored = select.query_row([key.as_bytes()], Stored::read).optional()?;
        stored.map(|stored| self.exported(&stored, As::Told)).transpose()
    }

    fn export_rows<E: From<StoreError>>(
        &self,
        clause: &str,
        how: As,
        each: &mut impl FnMut(Exported) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "select {} from {} {clause} order by r.id",
            Stored::COLUMNS,
            Stored::TABLES_AS_TOLD
        );
        let mut select = self.db.prepare(&sql).map_err(StoreError::from)?;
        let mut rows = select.query([]).map_err(StoreError::from)?;
        // Rows of one millisecond are told apart by a hash; here the uri decides.
        let mut together: Vec<Exported> = Vec::new();
        let mut ms = i64::MIN;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let stored = Stored::read(row).map_err(StoreError::from)?;
            if how == As::Shown && stored.standing >= FOLDED {
                continue;
            }
            if ms_of_row(stored.id) != ms {
                ms = ms_of_row(stored.id);
                flush(&mut together, each)?;
            }
            together.push(self.exported(&stored, how)?);
        }
        flush(&mut together, each)
    }

    fn exported(&self, stored: &Stored, how: As) -> Result<Exported, StoreError> {
        if stored.standing == GONE {
            let tombstone = match how {
                As::Told => stored.tombstone_as_told()?,
                As::Shown => stored.tombstone()?,
            };
            let tags = tags_of(&self.db, stored.id, Whose::Series)?;
            return Ok(Exported::Gone(Tombstone { tags, ..tombstone }));
        }
        let seen = self.sightings_of_row(stored.id)?;
        if stored.kind != POST {
            let repost = match how {
                As::Told => stored.repost_as_told()?,
                As::Shown => stored.repost()?,
            };
            return Ok(Exported::Repost { repost: Box::new(repost), seen });
        }
        let post = match how {
            As::Told => stored.post_as_told()?,
            As::Shown => stored.post()?,
        };
        let context = row::unfolded(stored.standing) == CONTEXT;
        Ok(Exported::Post { post: Box::new(post), context, seen })
    }
}

/// Everything tagged, reposts of it, and what it answers or is answered by directly.
fn tagged(tag: i64) -> String {
    format!(
        "where r.id in (select record from record_tags where tag = {tag})
            or r.target in (select k.key from record_tags t join records k on k.id = t.record where t.tag = {tag})"
    )
}

fn flush<E>(
    together: &mut Vec<Exported>,
    each: &mut impl FnMut(Exported) -> Result<(), E>,
) -> Result<(), E> {
    together.sort_by(|a, b| a.order().cmp(&b.order()));
    together.drain(..).try_for_each(each)
}
