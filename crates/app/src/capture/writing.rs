//! The writer's loop: takes what is there, commits it, and goes on; between times, the chats. A full
//! disk is waited for.

use std::time::Duration;

use anyhow::{Context, Result};
use jiff::Timestamp;
use networks::Told;
use store::StoreError;
use store::live::Live;
use tokio::runtime::Handle;
use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::Watcher;
use super::chats::Chats;
use super::intake::Intake;
use super::set_clock::SetClock;
use crate::clock;

/// How long the writer waits for news before it looks after the rest: chats, and the live status.
const QUIET: Duration = Duration::from_millis(250);
/// How soon a full disk is tried again, at first and at last: who makes room is not to wait.
const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(4);

/// What sources tell, until they are to end. What they told by then still comes.
pub(super) struct News {
    pub(super) told: Receiver<Told>,
    /// The sources have ended, by themselves or not.
    pub(super) end: Option<oneshot::Receiver<()>>,
    /// Somebody asked for the end.
    pub(super) stopped: oneshot::Receiver<()>,
}

impl News {
    async fn next(&mut self) -> Option<Told> {
        if let Some(end) = &mut self.end {
            tokio::select! {
                told = self.told.recv() => return told,
                _ = end => self.told.close(),
            }
            self.end = None;
        }
        self.told.recv().await
    }
}

/// Who writes, and what waits to be written.
pub(super) struct Writing {
    live: Live,
    intake: Intake,
    chats: Chats,
    clock: SetClock,
    watcher: Box<dyn Watcher>,
}

impl Writing {
    pub(super) fn new(live: Live, intake: Intake, chats: Chats, watcher: Box<dyn Watcher>) -> Self {
        let clock = SetClock::begin(clock::now(), clock::running());
        Self { live, intake, chats, clock, watcher }
    }

    /// Writes until nothing more is told; then all of it is searchable. Returns which sources could
    /// not be followed at all, and why.
    pub(super) fn run(mut self, mut news: News, runtime: &Handle) -> Result<Vec<String>> {
        loop {
            let first = runtime.block_on(async { timeout(QUIET, news.next()).await });
            let open = !matches!(first, Ok(None));
            if let Some(by) = self.clock.look(clock::now(), clock::running()) {
                self.intake.clock_set(clock::now(), by);
            }
            if let Ok(Some(told)) = first {
                self.take(told);
                while self.intake.has_room() {
                    let Ok(told) = news.told.try_recv() else { break };
                    self.take(told);
                }
            }
            if news.told.is_empty() {
                self.intake.caught_up(clock::now());
            }
            if self.commit(&mut news, runtime)? {
                self.chats.changed();
                self.watcher.committed()?;
            }
            self.watcher.tick();
            if !open {
                break;
            }
            if self.chats.are_due() {
                match self.chats.recount(&mut self.live) {
                    // The next commit waits for room.
                    Err(error) if is_full(&error) => {}
                    done => done?,
                }
            }
        }
        self.intake.end(clock::now());
        self.commit(&mut news, runtime)?;
        self.chats.recount(&mut self.live)?;
        self.live.finish().context("making it all searchable")?;
        self.watcher.committed()?;
        self.watcher.tick();
        Ok(self.intake.refused().to_vec())
    }

    fn take(&mut self, told: Told) {
        self.watcher.heard(&told);
        self.intake.take(told);
    }

    /// Commits what waits. While the disk is full nothing more is taken, so that the sources wait, and
    /// no cursor moves: what is not committed by the end is told again at the next beginning.
    fn commit(&mut self, news: &mut News, runtime: &Handle) -> Result<bool> {
        let mut since: Option<Timestamp> = None;
        let mut wait = FIRST;
        loop {
            match self.intake.commit(&mut self.live) {
                Err(error) if is_full(&error) => {
                    if since.is_none() {
                        since = Some(clock::now());
                        self.watcher
                            .told("the disk is full: nothing can be kept until there is room");
                    }
                    let stopped = &mut news.stopped;
                    let is_over = runtime.block_on(async {
                        tokio::select! {
                            () = sleep(wait) => false,
                            _ = stopped => true,
                        }
                    });
                    if is_over {
                        return Err(error).context("the end was asked for, and not all is kept");
                    }
                    self.watcher.tick();
                    wait = (wait * 2).min(LONGEST);
                }
                Err(error) => return Err(error),
                Ok(any) => {
                    if let Some(since) = since {
                        self.watcher.told("there is room again on the disk: it goes on");
                        self.intake.was_blind(since, "the disk was full");
                    }
                    return Ok(any);
                }
            }
        }
    }
}

fn is_full(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<StoreError>(), Some(StoreError::DiskFull))
}
