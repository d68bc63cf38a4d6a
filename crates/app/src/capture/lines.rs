//! What was captured, as chatkeep JSON lines on stdout: each record once it is committed, as its sources
//! told it.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use formats::chatkeep_jsonl::JsonlWriter;
use networks::Told;
use store::{Archive, Exported};
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

    fn print(&mut self, told: Exported) -> Result<()> {
        match told {
            Exported::Post { post, context, seen } => self.out.post(*post, context, &seen)?,
            Exported::Repost { repost, seen } => self.out.repost(*repost, &seen)?,
            Exported::Gone(tombstone) => self.out.gone(tombstone)?,
        }
        Ok(())
    }

    fn print_new(&mut self) -> Result<()> {
        loop {
            let (last, changed) = self.archive.at_once(|| self.changed())?;
            if last == self.seen {
                return Ok(io::stdout().flush()?);
            }
            self.seen = last;
            for told in changed {
                self.print(told)?;
            }
        }
    }

    /// The number of the last batch of some, and what they changed.
    fn changed(&self) -> Result<(u64, Vec<Exported>)> {
        let batches = self.archive.changes_since(self.seen, BATCHES)?;
        let last = batches.last().map_or(self.seen, |batch| batch.number);
        let changed = batches.into_iter().flat_map(|batch| batch.records);
        let told = changed.filter_map(|changed| self.archive.told(changed.uri()).transpose());
        Ok((last, told.collect::<Result<_, _>>()?))
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
