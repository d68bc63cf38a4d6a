//! Walking over all posts, without reading them all into memory.

use chat::{Post, Uri};

use crate::row::{FOLDED, POST, RECORD, Stored};
use crate::{Archive, StoreError};

impl Archive {
    /// Calls `each` with every collected post that readers are shown, by time.
    ///
    /// # Errors
    /// [`StoreError`], or what `each` returns.
    pub fn each_post<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Post) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_collected(
            |stored, is_hidden| {
                if is_hidden { Ok(()) } else { each(stored.post()?) }
            },
        )
    }

    /// Calls `each` with the name of every post that is kept and not shown to readers.
    ///
    /// # Errors
    /// [`StoreError`], or what `each` returns.
    pub fn each_hidden<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Uri) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.screen.borrow().is_none() {
            return Ok(());
        }
        self.each_collected(
            |stored, is_hidden| {
                if is_hidden { each(stored.uri()?) } else { Ok(()) }
            },
        )
    }

    /// Calls `each` with the name of every post that was taken back.
    ///
    /// # Errors
    /// [`StoreError`], or what `each` returns.
    pub fn each_gone<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Uri) -> Result<(), E>,
    ) -> Result<(), E> {
        let gone = self.stored("where r.standing = 2 and r.kind = 0 order by r.id", [])?;
        gone.iter().try_for_each(|stored| each(stored.uri()?))
    }

    /// Calls `each` with the name of every collected copy that is folded into its original.
    ///
    /// # Errors
    /// [`StoreError`], or what `each` returns.
    pub fn each_folded<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Uri) -> Result<(), E>,
    ) -> Result<(), E> {
        let folded = self.stored_as_kept("where r.standing = ? order by r.id", [FOLDED])?;
        folded.iter().try_for_each(|stored| each(stored.uri()?))
    }

    /// Calls `each` with every collected post, and whether it is hidden.
    fn each_collected<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(&Stored, bool) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "select {} from {} where r.kind = {POST} and r.standing = {RECORD} order by r.id",
            Stored::COLUMNS,
            Stored::TABLES
        );
        let mut select = self.db.prepare(&sql).map_err(StoreError::from)?;
        let mut rows = select.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let stored = Stored::read(row).map_err(StoreError::from)?;
            each(&stored, self.is_hidden(&stored)?)?;
        }
        Ok(())
    }
}
