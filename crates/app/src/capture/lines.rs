//! What was captured, as chatkeep JSON lines on stdout: each record once it is committed.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use chat::{Sighting, Uri};
use formats::chatkeep_jsonl::JsonlWriter;
use networks::Told;
use store::live::Changed;
use store::{Archive, Standing};
use tokio::sync::mpsc;

use super::Watcher;
use super::complaints::Complaints;

/// Batches read at a time.
const BATCHES: usize = 64;

/// Prints what is committed.
pub(crate) struct Lines {
    archive: Archive,
    /// The number of the last batch printed.
    seen: u64,
    out: JsonlWriter<io::Stdout>,
    /// Dropped when nobody reads any more, which ends the capture.
    reader: Option<mpsc::Sender<()>>,
    complaints: Complaints,
}

impl Lines {
    /// Begins with what is committed from now on. `reader` is dropped when nobody reads any more.
    ///
    /// # Errors
    /// When the archive cannot be read, or stdout cannot be written to.
    pub(crate) fn new(
        dir: &Path,
        names: &[std::sync::Arc<str>],
        reader: mpsc::Sender<()>,
    ) -> Result<Self> {
        let archive = Archive::open(dir)?;
        let seen = archive.last_change()?;
        let out = JsonlWriter::new(io::stdout())?;
        Ok(Self { archive, seen, out, reader: Some(reader), complaints: Complaints::of(names) })
    }

    fn print(&mut self, changed: Changed) -> Result<()> {
        match changed {
            Changed::Post(kept) => {
                let seen = self.sightings(&kept.post.uri)?;
                let context = kept.standing == Standing::Context;
                self.out.post(kept.post, context, &seen)?;
            }
            Changed::Repost(repost) => {
                let seen = self.sightings(&repost.uri)?;
                self.out.repost(*repost, &seen)?;
            }
            Changed::Gone(tombstone) => self.out.gone(tombstone)?,
            // What is captured is told as it is kept.
            Changed::Hidden(_) => {}
        }
        Ok(())
    }

    fn sightings(&self, uri: &Uri) -> Result<Vec<Sighting>> {
        Ok(self.archive.sightings(uri)?)
    }

    fn print_new(&mut self) -> Result<()> {
        loop {
            let batches = self.archive.changes_since(self.seen, BATCHES)?;
            let Some(last) = batches.last() else { return Ok(io::stdout().flush()?) };
            self.seen = last.number;
            for changed in batches.into_iter().flat_map(|batch| batch.records) {
                self.print(changed)?;
            }
        }
    }
}

impl Watcher for Lines {
    fn heard(&mut self, told: &Told) {
        self.complaints.heard(told);
    }

    fn committed(&mut self) -> Result<()> {
        if self.reader.is_none() {
            return Ok(());
        }
        match self.print_new() {
            Err(error) if is_broken_pipe(&error) => {
                self.reader = None;
                Ok(())
            }
            printed => printed.context("printing what was captured"),
        }
    }

    fn tick(&mut self) {}
}

/// Whether whoever read us has gone away (`| head`).
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(io)
}
