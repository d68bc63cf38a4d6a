//! Moving what was committed from the write-ahead log into the database, on a thread of its own, so
//! that an import need not stop for it.

use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::StoreError;

/// Commits between two checkpoints: pages that every commit changes are then moved once, not each
/// time.
const COMMITS: usize = 5;

/// Works while the writer goes on. A checkpoint that fails is no loss: the log stays, and the writer
/// makes one itself at the end.
pub(crate) struct Checkpointer {
    send: Option<SyncSender<()>>,
    /// Commits since it was last told of one.
    commits: usize,
    thread: Option<JoinHandle<()>>,
}

impl Checkpointer {
    pub(crate) fn start(database: PathBuf) -> Result<Self, StoreError> {
        let (send, committed) = sync_channel::<()>(1);
        let thread = std::thread::Builder::new().name("checkpointer".into()).spawn(move || {
            let Ok(db) = Connection::open(database) else { return };
            for () in committed {
                // Passive: it waits for nobody, and nobody waits for it.
                let _ = db.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
            }
        })?;
        Ok(Self { send: Some(send), commits: 0, thread: Some(thread) })
    }

    /// Says that something was committed; one that is at work already takes it along the next time.
    pub(crate) fn committed(&mut self) {
        self.commits += 1;
        if self.commits < COMMITS {
            return;
        }
        self.commits = 0;
        // If it could not open the database, the writer checkpoints by itself.
        let _ = self.send.as_ref().map(|send| send.try_send(()));
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.send = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
