//! The host's two lists: who asked to be left out, who agreed to be kept.

use chat::keep::Lists;

use crate::{Archive, StoreError, Writer};

/// One of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// They asked: withheld from now on, and what is here is removed.
    LeftOut,
    /// They said yes: kept, whatever the profile says.
    Agreed,
}

impl ListKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::LeftOut => "left out",
            Self::Agreed => "agreed",
        }
    }
}

fn read(db: &rusqlite::Connection) -> Result<Lists, StoreError> {
    let mut select = db.prepare_cached("select account, list from lists")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows = rows.collect::<Result<Vec<(String, String)>, _>>()?;
    let of = |kind: ListKind| {
        let mine = rows.iter().filter(move |(_, list)| list == kind.as_str());
        mine.map(|(account, _)| account.clone()).collect::<Vec<_>>()
    };
    Ok(Lists::new(of(ListKind::LeftOut), of(ListKind::Agreed)))
}

impl Archive {
    /// The host's lists.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn lists(&self) -> Result<Lists, StoreError> {
        read(&self.db)
    }
}

impl Writer {
    /// The host's lists.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn lists(&self) -> Result<Lists, StoreError> {
        read(&self.db)
    }

    /// Puts an account (uri or handle) on a list, and off the other; `None` takes it off both.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list(&mut self, account: &str, kind: Option<ListKind>) -> Result<(), StoreError> {
        let account = account.to_lowercase();
        match kind {
            Some(kind) => self.db.execute(
                "insert into lists (account, list) values (?, ?) on conflict do update set list = excluded.list",
                (account, kind.as_str()),
            )?,
            None => self.db.execute("delete from lists where account = ?", [account])?,
        };
        Ok(())
    }
}
