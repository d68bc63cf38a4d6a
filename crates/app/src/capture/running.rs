//! A capture on a thread of its own, beside whatever else the program does.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;

use anyhow::{Context, Result, anyhow};
use networks::Told;
use store::live::Bus;
use tokio::sync::oneshot;

use super::complaints::Complaints;
use super::{Capture, Watcher, run};
use crate::terminal::plain;
use crate::web::asked_to_stop;

/// A capture under way.
pub(crate) struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<Result<()>>,
}

impl Running {
    /// Starts a capture, and waits until its archive is open. It ends when the program is asked to.
    ///
    /// # Errors
    /// When the archive cannot be written to.
    pub(crate) fn start(dir: &Path, capture: Capture, bus: Bus) -> Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (begun, beginning) = mpsc::channel();
        let dir = dir.to_owned();
        let thread = std::thread::Builder::new().name("capture".into()).spawn(move || {
            let stop = async move {
                tokio::select! {
                    () = asked_to_stop() => {}
                    _ = stopped => {}
                }
            };
            let mut has_begun = false;
            let watcher = |names: &[Arc<str>]| -> Result<Box<dyn Watcher>> {
                has_begun = true;
                let _ = begun.send(());
                Ok(Box::new(Aloud { complaints: Complaints::of(names) }))
            };
            let ran = run(&dir, &capture, bus, watcher, stop);
            match &ran {
                Ok(refused) => refused.iter().for_each(|reason| say("not followed", reason)),
                // Now, and not only when the program ends, which may be in a month.
                Err(error) if has_begun => say("following has ended", &format!("{error:#}")),
                Err(_) => {}
            }
            ran.map(drop)
        })?;
        let running = Self { stop, thread };
        match beginning.recv() {
            Ok(()) => Ok(running),
            // It ended before it began, and says why.
            Err(_) => Err(running.end().err().unwrap_or_else(|| anyhow!("it does not begin"))),
        }
    }

    /// Ends it, and waits until all of it is committed and searchable.
    ///
    /// # Errors
    /// Why it ended early, if it did.
    pub(crate) fn end(self) -> Result<()> {
        // It may have ended by itself.
        let _ = self.stop.send(());
        let ended = self.thread.join();
        ended
            .unwrap_or_else(|_| Err(anyhow!("its thread stopped unexpectedly")))
            .context("following")
    }
}

/// Watched by those alone who read the pages; what goes wrong stands on stderr.
struct Aloud {
    complaints: Complaints,
}

fn say(of: &str, what: &str) {
    eprintln!("chatkeep: {}: {}", plain(of), plain(what));
}

impl Watcher for Aloud {
    fn heard(&mut self, told: &Told) {
        self.complaints.heard(told);
    }

    fn committed(&mut self) -> Result<()> {
        Ok(())
    }

    fn tick(&mut self) {}
}
