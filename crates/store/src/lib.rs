//! Where posts are kept: one SQLite file as the truth, a search index beside it that is rebuilt
//! from it at will. All SQL is here; no type of the SQL or search library leaves. Imports `chat`.
//!
//! - [`Archive`] reads, any number at a time, also while somebody writes.
//! - [`Writer`] is the one who writes: [`Writer::apply`] takes a batch of changes and commits it
//!   whole, with its sightings and originals, before anybody hears of it.
//! - [`Live`](live::Live) writes what happens now, and announces it.

mod apply;
mod archive;
mod authors;
mod batch;
mod changes;
mod chats;
mod checkpoint;
mod copies;
mod doctor;
mod echoes;
mod export;
mod gone;
pub mod host;
mod key;
mod lists;
pub mod live;
mod lock;
mod numbered;
mod originals;
mod pictures;
mod posts;
mod removal;
mod row;
mod schema;
mod search;
mod stats;
mod step;
mod writer;

pub use archive::{Archive, OpenError};
pub use batch::{Batch, Entry, Outcome, Role};
pub use chats::{ChatSummary, SaidRow, Sitting, VoiceRow};
pub use doctor::{Finding, Health};
pub use echoes::{Echo, SaidBy};
pub use export::{As, Exported, Scope};
pub use key::Hint;
pub use lists::ListKind;
pub use numbered::{End, List, Stretch};
pub use pictures::{Miss, Picture, Pictures};
pub use posts::{ChatPosts, KeptPost, Standing};
pub use removal::account_name;
pub use search::{Hits, Order, Search, SearchError};
pub use stats::Stats;
pub use writer::Writer;

/// Why reading or writing the archive failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full; nothing of the batch was kept, everything before it was.
    #[error(
        "the disk is full: free some space and do the same again; everything up to here is kept"
    )]
    DiskFull,
    /// The archive may not be written to.
    #[error("the archive is read-only: check the permissions of its folder")]
    ReadOnly,
    /// The database said no.
    #[error("the database: {0}")]
    Database(String),
    /// The search index said no.
    #[error("the search index: {0}")]
    Index(String),
    /// A stored value is not what it should be.
    #[error("the archive is damaged ({0}); `chatkeep doctor` says what can be done")]
    Damaged(String),
    /// A file could not be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Database(error.to_string()),
        }
    }
}

impl From<tantivy::TantivyError> for StoreError {
    fn from(error: tantivy::TantivyError) -> Self {
        let text = error.to_string();
        if text.contains("No space left") { Self::DiskFull } else { Self::Index(text) }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}
