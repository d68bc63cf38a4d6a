//! Everything out again, in an order that depends on what is known alone.

use chat::{Author, Chat, Post, Repost, Sighting, Tombstone, Uri};
use jiff::Timestamp;

use crate::key::ms_of_row;
use crate::row::{CONTEXT, GONE, POST, Stored};
use crate::{Archive, StoreError};

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
        mut each: impl FnMut(Exported) -> Result<(), E>,
    ) -> Result<(), E> {
        match scope {
            Scope::All => self.export_rows("", &mut each),
            Scope::Tag(tag) => {
                let Some(id) = self.tag_id(tag)? else {
                    return Ok(());
                };
                self.export_rows(&tagged(id), &mut each)
            }
            Scope::Chat(chat) => {
                let mut all = Vec::new();
                let found = self.chat_posts(chat)?;
                for (posts, context) in [(found.posts, false), (found.context, true)] {
                    for post in posts {
                        let seen = if context { Vec::new() } else { self.sightings(&post.uri)? };
                        all.push(Exported::Post { post: Box::new(post), context, seen });
                    }
                }
                for repost in found.reposts {
                    let seen = self.sightings(&repost.uri)?;
                    all.push(Exported::Repost { repost: Box::new(repost), seen });
                }
                all.extend(found.gone.into_iter().map(Exported::Gone));
                all.sort_by(|a, b| a.order().cmp(&b.order()));
                all.into_iter().try_for_each(each)
            }
        }
    }

    fn export_rows<E: From<StoreError>>(
        &self,
        clause: &str,
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
            if ms_of_row(stored.id) != ms {
                ms = ms_of_row(stored.id);
                flush(&mut together, each)?;
            }
            together.push(self.exported(&stored)?);
        }
        flush(&mut together, each)
    }

    fn exported(&self, stored: &Stored) -> Result<Exported, StoreError> {
        if stored.standing == GONE {
            return Ok(Exported::Gone(stored.tombstone()?));
        }
        let seen = self.sightings_of_row(stored.id)?;
        Ok(if stored.kind == POST {
            Exported::Post {
                post: Box::new(stored.post()?),
                context: stored.standing == CONTEXT,
                seen,
            }
        } else {
            Exported::Repost { repost: Box::new(stored.repost()?), seen }
        })
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
