//! Keeps the search index up with a live writer, on a thread and a connection of its own, so that a
//! commit never waits for it.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::archive::{DATABASE, tune};
use crate::search::Indexer;
use crate::{StoreError, changes};

/// How often the index is brought along at most; each time costs some milliseconds.
const PACE: Duration = Duration::from_secs(1);

/// The thread, as its writer sees it.
pub(super) struct Keeper {
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<Result<(), StoreError>>>,
}

impl Keeper {
    pub(super) fn start(dir: &Path) -> Result<Self, StoreError> {
        let db = Connection::open(dir.join(DATABASE))?;
        tune(&db)?;
        let (wake, woken) = sync_channel(1);
        let dir = dir.to_owned();
        let thread = std::thread::Builder::new().name("index keeper".into());
        let thread = thread.spawn(move || keep(&dir, &db, &woken))?;
        Ok(Self { wake: Some(wake), thread: Some(thread) })
    }

    /// Says that there is something new.
    pub(super) fn look(&self) {
        // A full queue says the same already.
        let _ = self.wake.as_ref().map(|wake| wake.try_send(()));
    }

    /// Waits until everything committed can be found.
    pub(super) fn finish(&mut self) -> Result<(), StoreError> {
        self.wake = None;
        match self.thread.take().map(JoinHandle::join) {
            None | Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(error))) => Err(error),
            Some(Err(_)) => Err(StoreError::Index("its thread stopped unexpectedly".into())),
        }
    }
}

impl Drop for Keeper {
    /// Nobody else can write the index while the thread lives.
    fn drop(&mut self) {
        let _ = self.finish();
    }
}

/// Catches up at every wake, at its pace. What fails, a full disk say, is tried again at the next;
/// only the last try counts.
fn keep(dir: &Path, db: &Connection, woken: &Receiver<()>) -> Result<(), StoreError> {
    let mut seen = None;
    let mut again = woken.recv().is_ok();
    while again {
        let began = Instant::now();
        if let Ok(number) = catch_up(dir, db, seen) {
            seen = Some(number);
        }
        again = rest(woken, began + PACE) || woken.recv().is_ok();
    }
    catch_up(dir, db, seen).map(drop)
}

/// Waits for the next turn, or the end; returns whether somebody called meanwhile.
fn rest(woken: &Receiver<()>, until: Instant) -> bool {
    let mut called = false;
    loop {
        match woken.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(()) => called = true,
            Err(RecvTimeoutError::Timeout) => return called,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// Makes everything committed findable; returns the last number.
fn catch_up(dir: &Path, db: &Connection, seen: Option<i64>) -> Result<i64, StoreError> {
    let last = changes::last(db)?;
    if seen != Some(last) {
        let mut indexer = Indexer::open(dir)?.of_little();
        indexer.catch_up(db)?;
        indexer.finish()?;
    }
    Ok(last)
}
