//! The one who writes: holds the lock, applies batches, feeds the search index.

mod names;

use std::path::Path;

use rusqlite::Connection;

pub(crate) use names::Names;

use crate::apply::{Apply, fold_all};
use crate::archive::{DATABASE, begins_like_a_database, tune};
use crate::authors::{self, Authors};
use crate::checkpoint::Checkpointer;
use crate::copies::Copies;
use crate::gone::Gone;
use crate::key::Newest;
use crate::lock::Lock;
use crate::originals::Originals;
use crate::search::{Document, Indexer};
use crate::step::Step;
use crate::{Batch, OpenError, Outcome, StoreError, changes, pictures, schema, stats};

/// Bytes in a page: larger ones make fewer of them in bulk, and cost a live commit little.
const PAGE: u32 = 8_192;
/// How many pages the write-ahead log may hold before the writer itself puts them into the database:
/// 512 MiB. In bulk most of them are there already ([`Checkpointer`]).
const CHECKPOINT_PAGES: u32 = 65_536;

/// Records that are committed together in bulk: hot pages of the indices are then written to the
/// log once, not once a batch.
const TOGETHER: usize = 20_000;

/// An archive open for writing. There is one at a time.
pub struct Writer {
    pub(crate) db: Connection,
    pub(crate) tables: Tables,
    /// `None` while rehearsing.
    indexer: Option<Indexer>,
    /// Many batches are committed together.
    in_bulk: bool,
    checkpointer: Option<Checkpointer>,
    waiting: Waiting,
    _lock: Lock,
}

/// What was applied and not committed yet.
#[derive(Default)]
struct Waiting {
    records: usize,
    documents: Vec<Document>,
    /// The number of the last change.
    number: i64,
}

/// What a writer remembers so as not to ask for it at every record.
pub(crate) struct Tables {
    pub(crate) authors: Authors,
    pub(crate) tags: Names,
    pub(crate) sources: Names,
    pub(crate) originals: Originals,
    pub(crate) newest: Newest,
    pub(crate) gone: Gone,
    pub(crate) copies: Copies,
}

impl Writer {
    /// Opens an archive to write to it, and makes it where there is none. `who` is said to a second
    /// writer, such as `import`.
    ///
    /// # Errors
    /// [`OpenError::Held`] when somebody else writes and does not finish within five seconds.
    pub fn open(dir: &Path, who: &str) -> Result<Self, OpenError> {
        let mut writer = Self::unindexed(dir, who)?;
        let mut indexer = Indexer::open(dir)?;
        indexer.catch_up(&writer.db)?;
        writer.indexer = Some(indexer);
        Ok(writer)
    }

    /// Opens an archive to see what writing would do: nothing of it is kept.
    ///
    /// # Errors
    /// As [`Writer::open`].
    pub fn rehearse(dir: &Path, who: &str) -> Result<Self, OpenError> {
        let writer = Self::unindexed(dir, who)?;
        writer.db.execute_batch("begin immediate")?;
        Ok(writer)
    }

    /// Gives an archive that an older program made the tables that this one reads.
    pub(crate) fn bring_up_to_date(dir: &Path) -> Result<(), OpenError> {
        match Self::unindexed(dir, "to bring it up to date") {
            Err(OpenError::Store(StoreError::ReadOnly)) => Err(OpenError::OlderAndReadOnly),
            done => done.map(drop),
        }
    }

    /// From here on several batches are committed together: faster, and after a kill a little more
    /// is to be told again.
    ///
    /// # Errors
    /// When the system starts no more threads.
    pub fn in_bulk(mut self) -> Result<Self, StoreError> {
        self.in_bulk = true;
        if let Some(path) = self.db.path() {
            self.checkpointer = Some(Checkpointer::start(path.into())?);
        }
        Ok(self)
    }

    /// Opens an archive without feeding its search index.
    pub(crate) fn unindexed(dir: &Path, who: &str) -> Result<Self, OpenError> {
        std::fs::create_dir_all(dir).map_err(|error| OpenError::NoFolder {
            folder: dir.to_owned(),
            why: error.to_string(),
        })?;
        let lock = Lock::take(dir, who)?;
        let path = dir.join(DATABASE);
        if path.exists() && !begins_like_a_database(&path) {
            return Err(OpenError::NotAnArchive);
        }
        let mut db = Connection::open(path)?;
        tune(&db)?;
        // Rows move when a time is better known, so references are checked by `doctor`, not at each
        // step. What is removed is overwritten, not only unlinked. A growing file is not mapped into
        // memory: profiles of an import showed the page faults.
        db.execute_batch(&format!(
            "pragma page_size = {PAGE}; pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = off;
             pragma secure_delete = on; pragma mmap_size = 0; pragma wal_autocheckpoint = {CHECKPOINT_PAGES}"
        ))?;
        let older = schema::migrate(&mut db)? < schema::VERSION;
        let mut tables = Tables {
            authors: Authors::default(),
            tags: Names::new(
                "select id from tags where tag = ?",
                "insert into tags (tag) values (?) returning id",
            ),
            sources: Names::new(
                "select id from sources where name = ?",
                "insert into sources (name) values (?) returning id",
            ),
            originals: Originals::open(&db)?,
            newest: Newest::open(&db)?,
            gone: Gone::open(&db)?,
            copies: Copies::open(&db)?,
        };
        if older {
            fold_all(&db, &mut tables.copies)?;
        }
        Ok(Self {
            db,
            tables,
            indexer: None,
            in_bulk: false,
            checkpointer: None,
            waiting: Waiting::default(),
            _lock: lock,
        })
    }

    /// Commits a batch whole, then lets the search index know. Returns what became of each entry.
    ///
    /// # Errors
    /// On an error nothing of the batch is kept; in bulk, nothing since the last commit.
    pub fn apply(&mut self, batch: Batch) -> Result<Vec<Outcome>, StoreError> {
        self.apply_with(batch, |_| Ok(()))
    }

    /// The same, with `also` in the same transaction.
    pub(crate) fn apply_with(
        &mut self,
        batch: Batch,
        also: impl FnOnce(&Connection) -> Result<(), StoreError>,
    ) -> Result<Vec<Outcome>, StoreError> {
        // A savepoint within a transaction copies each page before it changes: a seventh of the
        // database's work in bulk, where whoever fails starts from the last commit anyway.
        let (begin, end, undo) = match (self.in_bulk, self.db.is_autocommit()) {
            (true, true) => ("begin immediate", "", "rollback"),
            (true, false) => ("", "", "rollback"),
            // The right to write is asked for first: a host may have written since (see `Step`).
            (false, true) => ("begin immediate", "commit", "rollback"),
            (false, false) => {
                ("savepoint batch", "release batch", "rollback to batch; release batch")
            }
        };
        self.db.execute_batch(begin)?;
        let written = self.write(batch, also).and_then(|written| {
            let number = changes::last(&self.db)?;
            self.db.execute_batch(end)?;
            Ok((written, number))
        });
        match written {
            Ok(((outcomes, documents), number)) => {
                self.waiting.number = number;
                self.waiting.records += outcomes.len();
                self.waiting.documents.extend(documents);
                if !self.in_bulk || self.waiting.records >= TOGETHER {
                    self.commit()?;
                }
                Ok(outcomes)
            }
            Err(error) => {
                // A full disk may have undone everything by itself.
                if !self.db.is_autocommit() {
                    self.db.execute_batch(undo)?;
                }
                self.waiting = Waiting::default();
                self.forget()?;
                Err(error)
            }
        }
    }

    /// Writes a batch into the open transaction. Returns what became of each entry, and what the
    /// search index is to learn.
    fn write(
        &mut self,
        batch: Batch,
        also: impl FnOnce(&Connection) -> Result<(), StoreError>,
    ) -> Result<(Vec<Outcome>, Vec<Document>), StoreError> {
        for author in &batch.authors {
            self.tables.authors.id(&self.db, author)?;
        }
        let mut apply = Apply::new(&self.db, &mut self.tables)?;
        let outcomes = batch
            .entries
            .into_iter()
            .map(|entry| apply.take(entry))
            .collect::<Result<Vec<_>, _>>()?;
        let documents = apply.write()?;
        also(&self.db)?;
        Ok((outcomes, documents))
    }

    /// Commits what waits, and then lets the search index know.
    fn commit(&mut self) -> Result<(), StoreError> {
        let Waiting { documents, number, records } = std::mem::take(&mut self.waiting);
        let Some(indexer) = &mut self.indexer else {
            // Live, where each batch is committed by now; a rehearsal's never is. A file that cannot be
            // removed stays marked for the next commit, and holds no post up.
            if self.db.is_autocommit() {
                let _ = pictures::sweep(&self.db);
            }
            return Ok(());
        };
        if !self.db.is_autocommit() {
            self.db.execute_batch("commit")?;
        }
        if let Some(checkpointer) = &mut self.checkpointer {
            checkpointer.committed();
        }
        if records > 0 {
            indexer.index(documents, number)?;
        }
        pictures::sweep(&self.db)
    }

    /// Says that no more posts come, so that the search index can end its work while the chats are
    /// counted.
    ///
    /// # Errors
    /// When what waited cannot be committed.
    pub fn no_more_posts(&mut self) -> Result<(), StoreError> {
        self.commit()?;
        if let Some(indexer) = &mut self.indexer {
            indexer.close();
        }
        Ok(())
    }

    /// Ends the writing: everything is settled, searchable, and in one file.
    ///
    /// # Errors
    /// When the disk is full or the index cannot be written; the posts are kept all the same.
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.no_more_posts()?;
        self.checkpointer = None;
        let Some(mut indexer) = self.indexer.take() else { return Ok(()) };
        self.settle()?;
        let folded = self.fold();
        indexer.finish()?;
        folded
    }

    /// Writes what only moved on, and counts everything.
    pub(crate) fn settle(&mut self) -> Result<(), StoreError> {
        let transaction = Step::begin(&self.db)?;
        self.tables.authors.settle(&transaction)?;
        authors::connect_handles(&transaction)?;
        authors::connect_copies(&transaction)?;
        stats::recount(&transaction)?;
        transaction.commit()?;
        Ok(())
    }

    /// Puts everything into one file.
    pub(crate) fn fold(&self) -> Result<(), StoreError> {
        self.db.execute_batch("pragma wal_checkpoint(truncate); pragma optimize")?;
        Ok(())
    }

    /// Forgets what was remembered of a batch that was not kept.
    fn forget(&mut self) -> Result<(), StoreError> {
        self.tables.authors.clear();
        self.tables.tags.forget();
        self.tables.sources.forget();
        self.tables.originals = Originals::open(&self.db)?;
        self.tables.newest = Newest::open(&self.db)?;
        self.tables.gone = Gone::open(&self.db)?;
        self.tables.copies = Copies::open(&self.db)?;
        Ok(())
    }
}
