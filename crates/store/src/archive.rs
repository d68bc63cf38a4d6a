//! Opening an archive to read it.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::host::{Arrivals, Counted, FoundUnseen, Screen};
use crate::search::Index;
use crate::{StoreError, Writer, schema};

/// The database's name inside an archive's folder.
pub(crate) const DATABASE: &str = "chatkeep.db";

/// Why an archive could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no archive at this place yet.
    #[error("there is no archive in {} yet: `chatkeep import FILE` makes one", .0.display())]
    Missing(PathBuf),
    /// The database belongs to another program.
    #[error("chatkeep.db in this folder is not an archive of chatkeep's")]
    NotAnArchive,
    /// A newer chatkeep made it.
    #[error(
        "a newer chatkeep made this archive (version {theirs}, this one knows {ours}): update chatkeep"
    )]
    Newer {
        /// The archive's version.
        theirs: usize,
        /// The version that this program knows.
        ours: usize,
    },
    /// An older chatkeep made it, and it cannot be changed here.
    #[error(
        "an older chatkeep made this archive, and it is read-only: where it can be written to, any \
         command brings it up to date"
    )]
    OlderAndReadOnly,
    /// Somebody else is writing.
    #[error("the archive is being written by {0}: try again when it has finished")]
    Held(String),
    /// There can be no folder of this name: a file is in its way, or nothing may be made there.
    #[error("the archive's folder {} cannot be made: {why}", .folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        why: String,
    },
    /// Anything else.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// An archive open for reading.
pub struct Archive {
    pub(crate) db: Connection,
    pub(crate) dir: PathBuf,
    pub(crate) index: std::cell::OnceCell<Option<Index>>,
    /// What readers are not shown; `None` where everything is read.
    pub(crate) screen: std::cell::RefCell<Option<Screen>>,
    /// What came after hosts let posts wait, as last looked up.
    pub(crate) arrivals: std::cell::RefCell<Option<std::sync::Arc<Arrivals>>>,
    /// The records of them, as last looked up.
    pub(crate) unseen: std::cell::RefCell<Option<FoundUnseen>>,
    /// What chats count without them.
    pub(crate) counted: std::cell::RefCell<Counted>,
}

impl Archive {
    /// Opens an existing archive. Many may read at once, and while a [`Writer`] writes.
    ///
    /// # Errors
    /// [`OpenError::Missing`] when there is none; [`OpenError::Newer`], [`OpenError::NotAnArchive`].
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let path = dir.join(DATABASE);
        if !path.is_file() {
            return Err(OpenError::Missing(dir.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = match Connection::open_with_flags(&path, flags) {
            Ok(db) => db,
            Err(_) => open_unwritable(&path)?,
        };
        if db.query_row("select count(*) from sqlite_schema", [], |_| Ok(())).is_err() {
            db = open_unwritable(&path)?;
        }
        if !begins_like_a_database(&path) {
            return Err(OpenError::NotAnArchive);
        }
        if schema::check(&db)? < schema::VERSION {
            // An older program made it. Reading needs the tables as they are now.
            db.close().map_err(|(_, error)| error)?;
            Writer::bring_up_to_date(dir)?;
            return Self::open(dir);
        }
        tune(&db)?;
        Ok(Self {
            db,
            dir: dir.to_owned(),
            index: std::cell::OnceCell::new(),
            screen: std::cell::RefCell::default(),
            arrivals: std::cell::RefCell::default(),
            unseen: std::cell::RefCell::default(),
            counted: std::cell::RefCell::default(),
        })
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Reads several things as they stand at one moment, and in less time: what is asked for one by one
    /// is looked for afresh whenever somebody else has written.
    ///
    /// # Errors
    /// Those of `read`; [`StoreError`] when the moment cannot be held.
    pub fn at_once<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let moment = self.db.unchecked_transaction().map_err(StoreError::from)?;
        let found = read()?;
        moment.finish().map_err(StoreError::from)?;
        Ok(found)
    }

    /// The search index, opened when first needed; `None` where there is none.
    pub(crate) fn index(&self) -> Option<&Index> {
        self.index.get_or_init(|| Index::open(&self.dir).ok()).as_ref()
    }
}

/// SQLite's own mark, and an empty file, which becomes a database.
pub(crate) fn begins_like_a_database(path: &Path) -> bool {
    use std::io::Read;
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(16).read_to_end(&mut head));
    read.is_ok() && (head.is_empty() || head == *b"SQLite format 3\0")
}

/// A folder that nobody can write to holds an archive that nobody changes: SQLite reads it without
/// its shared-memory file.
fn open_unwritable(path: &Path) -> Result<Connection, rusqlite::Error> {
    let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)
}

pub(crate) fn tune(db: &Connection) -> Result<(), rusqlite::Error> {
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    db.set_prepared_statement_cache_capacity(64);
    // The same plan whatever is asked for: without it, SQLite compiled the look-up of a known
    // record anew for each (a tenth of the time of an import).
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.execute_batch(
        "pragma cache_size = -65536; pragma temp_store = memory; pragma mmap_size = 1073741824",
    )
}
