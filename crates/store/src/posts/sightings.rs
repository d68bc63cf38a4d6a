//! Where a post came from: who showed it to us, and the originals.

use chat::{Sighting, Uri};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, ToSql};

use crate::key::Key;
use crate::{Archive, StoreError, copies, originals};

impl Archive {
    /// Who showed us a post or a copy of it that is folded into it, and when: each source once, with the
    /// earliest time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sightings(&self, uri: &Uri) -> Result<Vec<Sighting>, StoreError> {
        let key = Key::of(uri);
        let key = copies::original(&self.db, &key)?.unwrap_or(key);
        let mut all = self.sightings_of_key(&key)?;
        let folded = copies::folded_into(&self.db, key.as_bytes())?;
        if folded.is_empty() {
            return Ok(all);
        }
        for copy in folded {
            all.extend(self.sightings_of_key(&copy)?);
        }
        // What has no time stands before what has one, and tells less.
        all.sort_by(|a, b| {
            (&a.source, a.at.is_none(), a.at).cmp(&(&b.source, b.at.is_none(), b.at))
        });
        all.dedup_by(|later, first| later.source == first.source);
        Ok(all)
    }

    /// Who showed us a post or repost itself, and when.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn own_sightings(&self, uri: &Uri) -> Result<Vec<Sighting>, StoreError> {
        self.sightings_of_key(&Key::of(uri))
    }

    fn sightings_of_key(&self, key: &Key) -> Result<Vec<Sighting>, StoreError> {
        let mut select = self.db.prepare_cached("select id from records where key = ?")?;
        let row: Option<i64> = select.query_row([key.as_bytes()], |row| row.get(0)).optional()?;
        row.map_or(Ok(Vec::new()), |row| self.sightings_of_row(row))
    }

    pub(crate) fn sightings_of_row(&self, row: i64) -> Result<Vec<Sighting>, StoreError> {
        let mut select = self.db.prepare_cached(
            "select s.name, min(g.at) from sightings g join sources s on s.id = g.source
             where g.record = ? group by s.name order by s.name",
        )?;
        let rows = select.query_map([&row as &dyn ToSql], |row| {
            Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?))
        })?;
        let mut found = Vec::new();
        for seen in rows {
            let (source, at) = seen?;
            found.push(Sighting {
                source,
                at: at.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            });
        }
        Ok(found)
    }

    /// The originals of a post, byte for byte, in the order in which they came.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn originals(&self, uri: &Uri) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut select = self.db.prepare_cached("select id from records where key = ?")?;
        let key = Key::of(uri);
        let row: Option<i64> = select.query_row([key.as_bytes()], |row| row.get(0)).optional()?;
        row.map_or(Ok(Vec::new()), |row| originals::of_record(&self.db, row))
    }
}
