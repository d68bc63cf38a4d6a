//! From files into the archive: one thread reads and understands, this one stores, the index has
//! its own. They meet in batches over a short queue, so memory stays bounded.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::{Context, Result};
use chat::{Change, Series, Tag};
use formats::open::Source;
use formats::{Found, Options, ReadError};
use store::{Batch, Entry, Outcome, Role, Writer};

use crate::answers::{ImportedFile, Noted};

/// Records that are committed together.
const BATCH: usize = 2_500;
/// Bytes of originals that are committed together at most: 16 MiB.
const BATCH_BYTES: usize = 16 << 20;
/// Batches that may wait to be stored.
const WAITING: usize = 2;

/// An import under way.
pub(crate) struct Import<'a> {
    pub(crate) writer: &'a mut Writer,
    pub(crate) options: Options,
    /// The zone of the series that files name.
    pub(crate) timezone: Option<String>,
    /// The tags that files named.
    pub(crate) named: BTreeSet<Tag>,
    /// Of what is wrong in a file, so many are remembered; all are counted.
    pub(crate) listed: usize,
    /// Records read so far in the file under way, for whoever shows progress.
    pub(crate) progress: Arc<AtomicU64>,
}

/// What the reading thread found since it last said so.
#[derive(Default)]
struct Load {
    batch: Batch,
    /// Which entries are records to be counted.
    counted: Vec<bool>,
    bytes: usize,
    withheld: u64,
    /// Withheld things that the file told once more.
    repeated: u64,
    skipped: Vec<Noted>,
    repaired: Vec<Noted>,
    named: Vec<Tag>,
    series: Vec<Series>,
    chats: Vec<chat::Chat>,
    sources: Vec<chat::Source>,
}

impl Import<'_> {
    /// Reads what is at a path, file by file. One bad file does not stop the others.
    ///
    /// # Errors
    /// Only when the archive cannot be written to.
    pub(crate) fn path(&mut self, path: &Path) -> Result<Vec<ImportedFile>> {
        let failed = |error: String| {
            let path = path.display().to_string();
            vec![ImportedFile { path, error: Some(error), ..ImportedFile::default() }]
        };
        match formats::open::open(path) {
            Ok(sources) if sources.is_empty() => {
                Ok(failed("there is nothing to read in it".into()))
            }
            Ok(sources) => {
                let named =
                    matches!(&sources[..], [only] if only.path == path.display().to_string());
                let files = sources.iter().map(|source| self.source(source, named));
                let mut files = files.collect::<Result<Vec<_>>>()?;
                // Where nothing at all was understood, something else was meant.
                if files.iter().all(|file| file.left_alone) {
                    files.iter_mut().for_each(|file| file.left_alone = false);
                }
                Ok(files)
            }
            Err(error) => Ok(failed(why(&error))),
        }
    }

    fn source(&mut self, source: &Source, named: bool) -> Result<ImportedFile> {
        let mut file = ImportedFile { path: source.path.clone(), ..ImportedFile::default() };
        self.progress.store(0, Ordering::Relaxed);
        let (send, receive) = sync_channel(WAITING);
        let options = self.options.clone();
        let progress = Arc::clone(&self.progress);
        let read = std::thread::scope(|scope| {
            let reader = std::thread::Builder::new()
                .name("reader".into())
                .spawn_scoped(scope, move || read(source, &options, &send, &progress))?;
            let stored = self.store(&receive, &mut file);
            // A reader that waits to hand something over learns that nobody takes it any more.
            drop(receive);
            let read = reader.join().unwrap_or_else(|_| {
                Err(ReadError::NotUnderstood(
                    "its reader stopped unexpectedly: please report this file".into(),
                ))
            });
            stored.map(|()| read)
        })
        .with_context(|| format!("storing what is in {}", source.path))?;
        match read {
            Ok(format) => {
                if file.records > 0 && file.noted.skipped == file.records {
                    file.error = Some(format!("nothing of it could be understood as {format}"));
                }
                file.format = Some(format.to_string());
            }
            Err(error) => {
                let unknown = matches!(error, ReadError::NotUnderstood(_)) && file.records == 0;
                file.left_alone = unknown && !named;
                file.error = Some(why(&error));
            }
        }
        Ok(file)
    }

    fn store(&mut self, receive: &Receiver<Load>, file: &mut ImportedFile) -> Result<()> {
        for load in receive {
            let counted = load.counted;
            for (outcome, counted) in self.writer.apply(load.batch)?.into_iter().zip(counted) {
                if counted {
                    file.records += 1;
                    match outcome {
                        Outcome::Added => file.added += 1,
                        Outcome::Merged => file.merged += 1,
                        Outcome::Unchanged => file.unchanged += 1,
                    }
                }
            }
            file.records += load.withheld + load.repeated + load.skipped.len() as u64;
            file.unchanged += load.repeated;
            file.withheld += load.withheld;
            file.noted.skipped += load.skipped.len() as u64;
            file.noted.repaired += load.repaired.len() as u64;
            let room = |list: &[Noted]| self.listed.saturating_sub(list.len());
            file.skipped.extend(load.skipped.into_iter().take(room(&file.skipped)));
            file.repaired.extend(load.repaired.into_iter().take(room(&file.repaired)));
            for tag in load.named {
                self.named.insert(tag.clone());
                self.writer
                    .add_series(&Series { timezone: self.timezone.clone(), ..Series::new(tag) })?;
            }
            for series in load.series {
                self.named.insert(series.tag.clone());
                self.writer.add_series(&series)?;
            }
            for chat in load.chats {
                self.writer.set_chat(&chat)?;
            }
            for source in load.sources {
                self.writer.add_source(&source)?;
            }
        }
        Ok(())
    }
}

/// The reading thread.
fn read(
    source: &Source,
    options: &Options,
    send: &SyncSender<Load>,
    progress: &AtomicU64,
) -> Result<formats::Format, ReadError> {
    let name: Arc<str> = source.name().into();
    let mut load = Load::default();
    let mut hand_over = |found: Found| {
        load.take(found, &name, progress);
        let noted = load.skipped.len() + load.repaired.len();
        let full = load.batch.entries.len() + noted >= BATCH || load.bytes >= BATCH_BYTES;
        !full || send.send(std::mem::replace(&mut load, Load::with_room())).is_ok()
    };
    let read = formats::read(source, options, &mut hand_over);
    let _ = send.send(load);
    read
}

impl Load {
    /// One that need not grow on its way to a full batch.
    fn with_room() -> Self {
        let mut load = Self::default();
        load.batch.entries.reserve(BATCH + BATCH / 2);
        load.counted.reserve(BATCH + BATCH / 2);
        load
    }

    fn take(&mut self, found: Found, name: &Arc<str>, progress: &AtomicU64) {
        match found {
            Found::Record(record) => {
                progress.fetch_add(1, Ordering::Relaxed);
                self.bytes += record.raw.len();
                self.push(
                    true,
                    Entry {
                        change: record.change,
                        role: Role::Record,
                        source: Arc::clone(name),
                        seen_at: record.seen_at,
                        original: record.raw,
                        sightings: record.sightings,
                    },
                );
            }
            Found::Context(post) => self.push(false, entry(Change::Posted(post), name)),
            Found::Gone(change) => self.push(false, entry(change, name)),
            Found::Withheld => self.withheld += 1,
            Found::StillWithheld => self.repeated += 1,
            Found::Skipped { at, reason } => self.skipped.push(Noted { at, reason }),
            Found::Repaired { at, reason } => self.repaired.push(Noted { at, reason }),
            Found::Named(tag) => self.named.push(tag),
            Found::Series(series) => self.series.push(series),
            Found::Chat(chat) => self.chats.push(chat),
            Found::Source(source) => self.sources.push(source),
            Found::Author(author) => self.batch.authors.push(*author),
        }
    }

    fn push(&mut self, counted: bool, entry: Entry) {
        self.counted.push(counted);
        self.batch.entries.push(entry);
    }
}

/// Something that is not a record of the file's own.
fn entry(change: Change, name: &Arc<str>) -> Entry {
    Entry {
        change,
        role: Role::Context,
        source: Arc::clone(name),
        seen_at: None,
        original: Vec::new(),
        sightings: None,
    }
}

/// What went wrong with a file, as a sentence for people.
fn why(error: &ReadError) -> String {
    match error {
        ReadError::Io(io) => match io.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".into(),
            std::io::ErrorKind::PermissionDenied => {
                "it may not be read: check its permissions".into()
            }
            _ => io.to_string(),
        },
        other => other.to_string(),
    }
}
