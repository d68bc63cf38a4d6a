//! What hosts decide: what readers are not shown, what waits, what is pinned, what asks a question.
//!
//! A decision changes nothing of what is kept. [`Archive::as_readers_see`] is the one place where it
//! takes effect: whatever is read after it leaves out what hosts hid and what waits for them. Reading
//! without it, as exports do, sees everything.
//!
//! A [`Host`] writes beside whoever writes posts: a chat is moderated while it is followed.

mod acts;
mod arrivals;
mod log;
mod reach;
mod rewriting;
mod screen;
mod sign_in;
mod unseen;

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::archive::{DATABASE, tune};
use crate::{Archive, OpenError};

pub use acts::{Act, Deed, Times};
pub(crate) use arrivals::Arrivals;
pub use log::Logged;
pub(crate) use rewriting::forget as forget_rewritten;
pub use rewriting::{Rewriting, RewrittenSection, Sentence};
pub(crate) use screen::Screen;
pub use screen::Why;
pub use sign_in::{Session, form_token};
pub(crate) use unseen::{Counted, Found as FoundUnseen};

/// A connection that writes down what hosts decide, and who they are.
pub struct Host {
    db: Connection,
}

impl Host {
    /// Opens an archive to write decisions to it. It takes no lock: whoever writes posts goes on.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        // Brings an older archive up to date, and refuses what is none.
        drop(Archive::open(dir)?);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(dir.join(DATABASE), flags)?;
        tune(&db)?;
        db.execute_batch("pragma synchronous = full; pragma secure_delete = on")?;
        Ok(Self { db })
    }
}
