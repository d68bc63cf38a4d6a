//! What was decided, read back: the log, and for a chat what is pinned and what asks.

use chat::{ChatName, Uri};
use jiff::Timestamp;

use super::Deed;
use crate::{Archive, StoreError};

/// A decision as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its number, by which it is undone.
    pub id: i64,
    /// The chat it is for; `None` for the whole archive.
    pub chat: Option<ChatName>,
    /// What was decided.
    pub deed: Deed,
    /// Why, as readers are told; may be empty.
    pub reason: String,
    /// Who decided.
    pub host: String,
    /// When.
    pub at: Timestamp,
    /// When it was undone, and by whom.
    pub undone: Option<(Timestamp, String)>,
}

impl Archive {
    /// The decisions for a chat and for the whole archive, the newest first; at most `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn acts(&self, chat: &ChatName, most: usize) -> Result<Vec<Logged>, StoreError> {
        self.logged(
            "where chat is null or chat = ?1 order by id desc limit ?2",
            (chat.to_string(), i64::try_from(most).unwrap_or(i64::MAX)),
        )
    }

    /// The decisions in force, the oldest first.
    pub(super) fn in_force(&self) -> Result<Vec<Logged>, StoreError> {
        self.logged("where undone_at is null order by id", [])
    }

    /// The posts that hosts pinned in a chat, in the order in which they did.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn pinned(&self, chat: &ChatName) -> Result<Vec<Uri>, StoreError> {
        let clause = "where undone_at is null and deed = 'pin' and chat = ?1 order by id";
        let acts = self.logged(clause, [chat.to_string()])?;
        Ok(acts.into_iter().map(|act| Uri::new(act.deed.target())).collect())
    }

    /// The posts of which hosts said that they ask a question of a chat, with its number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn asks(&self, chat: &ChatName) -> Result<Vec<(Uri, u32)>, StoreError> {
        let clause = "where undone_at is null and deed = 'asks' and chat = ?1 order by id";
        let acts = self.logged(clause, [chat.to_string()])?;
        let asks = |act: Logged| match act.deed {
            Deed::Asks(uri, number) => Some((Uri::new(uri), number)),
            _ => None,
        };
        Ok(acts.into_iter().filter_map(asks).collect())
    }

    pub(super) fn logged(
        &self,
        clause: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<Logged>, StoreError> {
        let sql = format!(
            "select id, chat, deed, target, number, reason, host, at, undone_at, undone_by
             from acts {clause}"
        );
        let mut select = self.db.prepare_cached(&sql)?;
        let mut rows = select.query(values)?;
        let mut found = Vec::new();
        let time = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let name: String = row.get(2)?;
            let deed = Deed::read(&name, row.get(3)?, row.get(4)?);
            let chat: Option<String> = row.get(1)?;
            let chat = chat.map(|chat| chat.parse()).transpose();
            let (Some(deed), Ok(chat)) = (deed, chat) else {
                return Err(StoreError::Damaged(format!("decision {id}: {name}")));
            };
            let undone: Option<i64> = row.get(8)?;
            let by: Option<String> = row.get(9)?;
            found.push(Logged {
                id,
                chat,
                deed,
                reason: row.get(5)?,
                host: row.get(6)?,
                at: time(row.get(7)?),
                undone: undone.map(|at| (time(at), by.unwrap_or_default())),
            });
        }
        Ok(found)
    }
}
