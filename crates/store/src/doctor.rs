//! Is this archive whole, and if not, what to do.

use crate::{Archive, StoreError};

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How it is.
    pub health: Health,
    /// What was looked at and found, in a sentence.
    pub what: String,
    /// What to do, where something is to be done.
    pub cure: Option<String>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Good,
    /// Works, with a loss that mends itself.
    Lagging,
    /// Damaged.
    Bad,
}

const DATABASE_CURE: &str = "Restore chatkeep.db from a copy, or import the files that it was made of into a new archive. Chats that can still be read are saved one by one: `chatkeep export CHAT --format jsonl --out FILE`.";

/// Changes by which the index may lag while somebody follows a chat: it learns about once a second.
const MOMENTS: i64 = 100;

impl Finding {
    /// Something that could not be looked at for damage.
    #[must_use]
    pub fn unreadable(place: &str, error: &StoreError) -> Self {
        let why = match error {
            StoreError::Damaged(why) => why.clone(),
            other => other.to_string(),
        };
        bad(format!("{place} cannot be read to its end: {why}."), DATABASE_CURE)
    }
}

impl Archive {
    /// Looks at everything. Takes a while on a large archive. What cannot even be looked at is a
    /// finding too, and the rest is looked at all the same.
    #[must_use]
    pub fn examine(&self) -> Vec<Finding> {
        [
            ("The database", self.examine_database()),
            ("The records", self.examine_rows()),
            ("The originals", self.examine_originals()),
            ("The search index", self.examine_index()),
        ]
        .map(|(place, found)| found.unwrap_or_else(|error| Finding::unreadable(place, &error)))
        .into()
    }

    fn examine_database(&self) -> Result<Finding, StoreError> {
        let mut select = self.db.prepare("pragma integrity_check(20)")?;
        let told = select.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        let mut broken = self.db.prepare("pragma foreign_key_check")?;
        let dangling = broken.query_map([], |row| row.get::<_, String>(0))?.count();
        if told == ["ok"] && dangling == 0 {
            return Ok(good("The database is whole."));
        }
        let told =
            if dangling > 0 { format!("{dangling} rows lead nowhere") } else { told.join("; ") };
        Ok(bad(format!("The database is damaged: {told}."), DATABASE_CURE))
    }

    fn examine_rows(&self) -> Result<Finding, StoreError> {
        let (mut posts, mut damaged) = (0_u64, Vec::new());
        let sql = format!(
            "select {} from {}",
            crate::row::Stored::COLUMNS,
            crate::row::Stored::TABLES_AS_TOLD
        );
        let mut select = self.db.prepare(&sql)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            posts += 1;
            if let Err(error) = crate::row::Stored::read(row)?.change() {
                damaged.push(error.to_string());
            }
        }
        if damaged.is_empty() {
            return Ok(good(&format!("All {posts} records can be read.")));
        }
        let first = damaged.first().cloned().unwrap_or_default();
        Ok(bad(
            format!("{} of {posts} records cannot be read; the first: {first}.", damaged.len()),
            "Import the files that held them again.",
        ))
    }

    fn examine_originals(&self) -> Result<Finding, StoreError> {
        let (mut blocks, mut damaged) = (0_u64, 0_u64);
        let mut select = self.db.prepare("select bytes from originals")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            blocks += 1;
            let bytes: Vec<u8> = row.get(0)?;
            damaged += u64::from(zstd::stream::decode_all(&bytes[..]).is_err());
        }
        if damaged == 0 {
            return Ok(good(&format!("The originals can be unpacked ({blocks} blocks).")));
        }
        Ok(bad(
            format!(
                "{damaged} of {blocks} blocks of originals cannot be unpacked; the posts themselves are not touched by that."
            ),
            "Keep the files that you imported; nothing else holds those originals now.",
        ))
    }

    /// How many posts the search index knows, and how many there are, when it lags by more than a live
    /// evening's last moments: an import was broken off.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be read.
    pub fn search_lags(&self) -> Result<Option<(u64, u64)>, StoreError> {
        let Some(index) = self.index() else { return Ok(None) };
        let last = crate::changes::last(&self.db)?;
        if index.seen().is_some_and(|seen| last - seen <= MOMENTS) {
            return Ok(None);
        }
        let posts = self.indexed_posts()?;
        Ok(Some((index.len(), posts)).filter(|(known, posts)| known < posts))
    }

    fn indexed_posts(&self) -> Result<u64, StoreError> {
        let sql = "select count(*) from records where kind = 0 and standing = 1";
        Ok(self.db.query_row(sql, [], |row| row.get(0))?)
    }

    fn examine_index(&self) -> Result<Finding, StoreError> {
        let last = crate::changes::last(&self.db)?;
        let posts = self.indexed_posts()?;
        let cure = "Nothing to do by hand: the next import catches it up, or `chatkeep doctor --mend` now.";
        Ok(match self.index() {
            Some(index) if index.len() == posts && (posts == 0 || index.seen() == Some(last)) => {
                good(&format!("The search index knows all {posts} posts."))
            }
            Some(index) => Finding {
                health: Health::Lagging,
                what: format!("The search index knows {} of {posts} posts.", index.len()),
                cure: Some(cure.into()),
            },
            None if posts == 0 => good("There is nothing to search yet."),
            None => Finding {
                health: Health::Lagging,
                what: "The search index is missing.".into(),
                cure: Some(cure.into()),
            },
        })
    }
}

fn good(what: &str) -> Finding {
    Finding { health: Health::Good, what: what.to_owned(), cure: None }
}

fn bad(what: String, cure: &str) -> Finding {
    Finding { health: Health::Bad, what, cure: Some(cure.to_owned()) }
}
