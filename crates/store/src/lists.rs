//! The host's two lists: who asked to be left out, who agreed to be kept.

use chat::keep::Lists;

use crate::removal::account_name;
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

    /// Who is on which list, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn listed(&self) -> Result<Vec<(String, ListKind)>, StoreError> {
        let mut select =
            self.db.prepare_cached("select account, list from lists order by account")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let kind = |list: String| {
            if list == ListKind::Agreed.as_str() { ListKind::Agreed } else { ListKind::LeftOut }
        };
        rows.map(|row| row.map(|(account, list)| (account, kind(list))).map_err(StoreError::from))
            .collect()
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
        let account = account_name(account);
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
