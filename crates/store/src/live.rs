//! Writing while it happens: batches are committed at once, with the cursors of the sources they
//! came from, and announced when they are committed.
//!
//! What travels over the [`Bus`] is a number and nothing else. Who wants to know what is behind it
//! asks the archive ([`Archive::changes_since`]) with the last number that was dealt with, so that a
//! slow reader, or one that was away, loses nothing.

mod bus;
mod followings;
mod gaps;
mod keeper;
mod ranks;
mod told;

use std::path::Path;

use chat::{Network, Post, Repost, Tag, Tombstone, Uri};
use jiff::Timestamp;

use crate::gone::{Whose, tags_of};
use crate::key::first_row_of;
use crate::posts::{KeptPost, kept};
use crate::row::{CONTEXT, FOLDED, GONE, POST, RECORD, Stored, of_uri};
use crate::{Archive, Batch, OpenError, Outcome, StoreError, Writer, changes};

pub use bus::{Bus, Listener, WeakBus};
pub use followings::{Following, FollowingId, Left, Note, Noted, State};
pub use gaps::{Gap, MadeGood};
use keeper::Keeper;
pub use ranks::{RankAnswer, RankRow};

/// Memory that SQLite may use for pages while live, in KiB: an evening is small.
const CACHE_KIB: u32 = 8_192;
/// How many pages the write-ahead log may hold before they go into the database: 8 MiB.
const CHECKPOINT_PAGES: u32 = 1_024;

/// Batches that [`Archive::changed_since`] reads at a time.
const TOGETHER: usize = 256;

/// A record that changed, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// A post: new, edited, or better known.
    Post(Box<KeptPost>),
    /// Somebody passed a post on.
    Repost(Box<Repost>),
    /// A post or repost was taken back.
    Gone(Tombstone),
    /// A post or repost is kept, and readers are not shown it; or a post is a copy, and its original
    /// stands for it.
    Hidden(Uri),
}

/// What one committed batch changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedBatch {
    /// The number it is announced by; they rise, and every one is used once.
    pub number: u64,
    /// The records, in the order in which they were written, each as it stands now: where a later
    /// batch changed one again, that is what is here too.
    pub records: Vec<Changed>,
}

impl Changed {
    /// What it is about.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        match self {
            Self::Post(kept) => &kept.post.uri,
            Self::Repost(repost) => &repost.uri,
            Self::Gone(tombstone) => &tombstone.uri,
            Self::Hidden(uri) => uri,
        }
    }
}

impl Archive {
    /// The number of the last batch committed; 0 before the first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn last_change(&self) -> Result<u64, StoreError> {
        Ok(changes::last(&self.db)?.unsigned_abs())
    }

    /// What the batches after number `seen` changed, in order; at most `most` batches. Ask again with
    /// the last one's number until nothing comes. What came after `seen` and waits for a host is not among
    /// it: nobody was told of it who could now be told that it is hidden.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn changes_since(&self, seen: u64, most: usize) -> Result<Vec<ChangedBatch>, StoreError> {
        self.changes_after(seen, most, seen)
    }

    /// The changes after `number`, for somebody who was told of all up to `seen`.
    fn changes_after(
        &self,
        number: u64,
        most: usize,
        seen: u64,
    ) -> Result<Vec<ChangedBatch>, StoreError> {
        let mut batches = Vec::new();
        for (number, rows) in changes::batches_since(&self.db, number, most)? {
            let mut records = Vec::with_capacity(rows.len());
            for row in rows {
                records.extend(self.changed(row, seen)?);
            }
            batches.push(ChangedBatch { number, records });
        }
        Ok(batches)
    }

    /// The number of the last batch, and all that changed after number `seen`, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn changed_since(&self, seen: u64) -> Result<(u64, Vec<Changed>), StoreError> {
        let (mut last, mut changed) = (seen, Vec::new());
        loop {
            let batches = self.changes_after(last, TOGETHER, seen)?;
            let Some(batch) = batches.last() else { return Ok((last, changed)) };
            last = batch.number;
            changed.extend(batches.into_iter().flat_map(|batch| batch.records));
        }
    }

    /// Calls `each` with the name of every post and repost that was collected, taken back or not, and of
    /// every author, but for posts on Twitter: of those nothing new is told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn each_name(&self, each: impl FnMut(Uri)) -> Result<(), StoreError> {
        self.each_uri(
            "select uri from records where uri is not null and standing <> ? union all
             select uri from authors",
            each,
        )
    }

    /// The same with every post that rides along.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn each_name_beside(&self, each: impl FnMut(Uri)) -> Result<(), StoreError> {
        self.each_uri("select uri from records where uri is not null and standing = ?", each)
    }

    fn each_uri(&self, sql: &str, mut each: impl FnMut(Uri)) -> Result<(), StoreError> {
        let mut select = self.db.prepare(sql)?;
        let mut rows = select.query([CONTEXT])?;
        while let Some(row) = rows.next()? {
            each(Uri::new(row.get::<_, String>(0)?));
        }
        Ok(())
    }

    /// Who wrote under these tags on a network, those who spoke last first, at most `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn people_of(
        &self,
        tags: &[Tag],
        network: Network,
        most: usize,
    ) -> Result<Vec<Uri>, StoreError> {
        let mut select = self.db.prepare_cached(
            "select a.uri, max(r.id) from tags t join record_tags rt on rt.tag = t.id
                 join records r on r.id = rt.record join authors a on a.id = r.author
             where t.tag = ? group by a.id",
        )?;
        let mut found: Vec<(i64, Uri)> = Vec::new();
        for tag in tags {
            let mut rows = select.query([tag.as_str()])?;
            while let Some(row) = rows.next()? {
                let uri = Uri::new(row.get::<_, String>(0)?);
                if of_uri(&uri) == network {
                    found.push((row.get(1)?, uri));
                }
            }
        }
        found.sort_unstable_by_key(|(last, _)| std::cmp::Reverse(*last));
        let mut named = std::collections::HashSet::new();
        found.retain(|(_, uri)| named.insert(uri.clone()));
        Ok(found.into_iter().take(most).map(|(_, uri)| uri).collect())
    }

    /// The posts that a source showed and that were said after a time, with their tags.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn shown_since(&self, source: &str, time: Timestamp) -> Result<Vec<Post>, StoreError> {
        let sql = format!(
            "select {} from {} where r.id >= ? and r.kind = {POST} and r.standing in ({RECORD}, {FOLDED}) and exists (
                select 1 from sightings g join sources s on s.id = g.source
                where g.record = r.id and s.name = ?) order by r.id",
            Stored::COLUMNS,
            Stored::TABLES
        );
        let mut select = self.db.prepare(&sql)?;
        let first = first_row_of(time.as_millisecond());
        let rows = select.query_map((first, source), Stored::read)?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        rows.iter().map(Stored::post_as_told).collect()
    }

    /// What stands in a row now, for somebody who was told of all up to change `seen`; nothing where its
    /// record moved to another.
    fn changed(&self, row: i64, seen: u64) -> Result<Option<Changed>, StoreError> {
        let sql = format!("select {} from {} where r.id = ?", Stored::COLUMNS, Stored::TABLES);
        let mut select = self.db.prepare_cached(&sql)?;
        let mut rows = select.query_map([row], Stored::read)?;
        let Some(stored) = rows.next().transpose()? else { return Ok(None) };
        if stored.standing >= FOLDED {
            return Ok(Some(Changed::Hidden(stored.uri()?)));
        }
        if stored.standing != GONE && self.is_hidden(&stored)? {
            let screen = self.screen.borrow();
            let is_unheard = screen.as_ref().is_some_and(|screen| screen.came_later(row, seen));
            return if is_unheard { Ok(None) } else { Ok(Some(Changed::Hidden(stored.uri()?))) };
        }
        Ok(Some(match (stored.standing, stored.kind) {
            (GONE, _) => {
                let tags = tags_of(&self.db, stored.id, Whose::Series)?;
                Changed::Gone(Tombstone { tags, ..stored.tombstone()? })
            }
            (_, POST) => Changed::Post(Box::new(kept(&stored)?)),
            _ => Changed::Repost(Box::new(stored.repost()?)),
        }))
    }
}

/// An archive open for writing what happens now.
pub struct Live {
    writer: Writer,
    keeper: Keeper,
    bus: Bus,
}

impl Live {
    /// Opens an archive to write live to it, and makes it where there is none. Batches are announced
    /// on `bus`; `who` is said to a second writer.
    ///
    /// # Errors
    /// As [`Writer::open`].
    pub fn open(dir: &Path, who: &str, bus: Bus) -> Result<Self, OpenError> {
        let writer = Writer::unindexed(dir, who)?;
        writer
            .db
            .execute_batch(&format!(
                "pragma synchronous = full; pragma cache_size = -{CACHE_KIB};
                 pragma wal_autocheckpoint = {CHECKPOINT_PAGES}"
            ))
            .map_err(StoreError::from)?;
        let keeper = Keeper::start(dir)?;
        keeper.look();
        bus.announce(changes::last(&writer.db)?.unsigned_abs());
        Ok(Self { writer, keeper, bus })
    }

    /// Commits a batch, and what is to be noted of the sources that it came from, in one
    /// transaction; then announces it. Returns what became of each entry.
    ///
    /// # Errors
    /// On an error nothing of the batch is kept, and no cursor moves.
    pub fn commit(&mut self, batch: Batch, notes: &[Note]) -> Result<Vec<Outcome>, StoreError> {
        let outcomes = self.writer.apply_with(batch, |db| followings::note(db, notes))?;
        self.bus.announce(changes::last(&self.writer.db)?.unsigned_abs());
        self.keeper.look();
        Ok(outcomes)
    }

    /// The writer, for what is no batch: series, chats, lists.
    pub fn writer(&mut self) -> &mut Writer {
        &mut self.writer
    }

    /// Ends the writing: everything is settled, searchable, and in one file.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.writer.settle()?;
        self.bus.announce(changes::last(&self.writer.db)?.unsigned_abs());
        self.keeper.finish()?;
        self.writer.fold()
    }
}
