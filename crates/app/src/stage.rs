//! A recorded evening, played as if it happened now: through the same capture as a live one, into an
//! archive of its own, as often and from wherever one likes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use chat::Chat;
use jiff::{SignedDuration, Timestamp};
use networks::{Place, Speed, Told};
use pages::live::Playing;
use serde_json::Value;
use store::Writer;
use store::live::Bus;
use tokio::sync::oneshot;

use crate::capture::{self, Capture, Watcher};
use crate::import::Import;
use crate::recount::recount;

/// How long a playing may take to begin.
const PATIENCE: Duration = Duration::from_secs(20);

/// A recorded evening, and where it is played.
pub(crate) struct Stage {
    /// A folder for the archives that it is played into.
    dir: PathBuf,
    recording: &'static str,
    chat: Chat,
    runs: Mutex<Runs>,
}

#[derive(Default)]
struct Runs {
    takes: u64,
    running: Option<Run>,
}

/// A playing under way.
struct Run {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// What is played: where it can be read, and heard of.
pub(crate) struct Show {
    pub(crate) dir: PathBuf,
    pub(crate) bus: Bus,
    pub(crate) playing: Playing,
}

impl Stage {
    /// A stage in a folder for a recording of our own lines, in which this chat is held.
    pub(crate) fn new(dir: &Path, recording: &'static str, chat: Chat) -> Self {
        Self { dir: dir.to_owned(), recording, chat, runs: Mutex::default() }
    }

    /// The link to the chat's page.
    pub(crate) fn page(&self) -> String {
        pages::Page::Chat(&self.chat.name).link()
    }

    /// Plays from a minute of the chat on, at once with all that was said before; what was played
    /// until now ends.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub(crate) fn play(&self, minute: u32, speed: u32) -> Result<Show> {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(run) = runs.running.take() {
            // It removes what it wrote by itself.
            let _ = run.stop.send(());
        }
        runs.takes += 1;
        let take = runs.takes;
        let dir = self.dir.join(format!("take-{take}"));
        std::fs::create_dir_all(&dir).context("making a folder for the evening")?;
        let (opens_at, closes_at) = self.chat.talk();
        let minutes = (closes_at.as_second() - opens_at.as_second()) / 60;
        let minute = i64::from(minute).min(minutes);
        let (before, after) = cut(self.recording, opens_at + SignedDuration::from_mins(minute))?;
        let (past, future) = (dir.join("before.jsonl"), dir.join("evening.jsonl"));
        std::fs::write(&past, before)?;
        std::fs::write(&future, after)?;
        let archive = dir.join("archive");
        bring_in(&archive, &past)?;
        let bus = Bus::default();
        let place = Place::Replay { file: future, speed: Speed::Times(f64::from(speed.max(1))) };
        let capture = Capture::of(vec![self.chat.name.tag.clone()], vec![place]);
        runs.running = Some(begin(dir, &archive, capture, bus.clone())?);
        Ok(Show { dir: archive, bus, playing: Playing { take, minutes, speed } })
    }

    /// Ends what is played, and waits for it.
    pub(crate) fn close(&self) {
        let run = self.runs.lock().unwrap_or_else(PoisonError::into_inner).running.take();
        if let Some(run) = run {
            let _ = run.stop.send(());
            let _ = run.thread.join();
        }
    }
}

/// Starts the capture on a thread of its own, and waits until its source is followed.
fn begin(dir: PathBuf, archive: &Path, capture: Capture, bus: Bus) -> Result<Run> {
    let (stop, stopped) = oneshot::channel::<()>();
    let (begun, beginning) = mpsc::channel();
    let archive = archive.to_owned();
    let thread = std::thread::Builder::new().name("stage".into()).spawn(move || {
        // An evening that has ended stays to be read; one that was stopped makes room.
        let (kept, is_stopped) = mpsc::channel();
        let stop = async move {
            if stopped.await.is_ok() {
                let _ = kept.send(());
            } else {
                std::future::pending::<()>().await;
            }
        };
        let watcher = |_: &[Arc<str>]| -> Result<Box<dyn Watcher>> {
            let _ = begun.send(());
            Ok(Box::new(Unwatched))
        };
        if let Err(error) = capture::run(&archive, &capture, bus, watcher, stop) {
            eprintln!("chatkeep: the evening cannot be played: {error:#}");
        }
        if is_stopped.try_recv().is_ok() {
            let _ = std::fs::remove_dir_all(dir);
        }
    })?;
    beginning.recv_timeout(PATIENCE).context("the evening does not begin")?;
    Ok(Run { stop, thread })
}

/// Nobody watches but those who read the page.
struct Unwatched;

impl Watcher for Unwatched {
    fn heard(&mut self, _: &Told) {}

    fn committed(&mut self) -> Result<()> {
        Ok(())
    }

    fn tick(&mut self) {}
}

/// Cuts a recording of our own lines in two: what was known until a time, and what came then.
fn cut(recording: &str, at: Timestamp) -> Result<(String, String)> {
    let (mut before, mut after) = (String::new(), String::new());
    for (number, line) in recording.lines().enumerate() {
        let value: Value = serde_json::from_str(line).context("a line of the recording")?;
        let time =
            ["/post/created_at", "/repost/created_at", "/gone/at"].iter().find_map(|field| {
                value.pointer(field).and_then(Value::as_str)?.parse::<Timestamp>().ok()
            });
        let part = if time.is_some_and(|time| time > at) { &mut after } else { &mut before };
        part.push_str(line);
        part.push('\n');
        if number == 0 {
            // The first line says what the file is.
            after.push_str(line);
            after.push('\n');
        }
    }
    Ok((before, after))
}

/// Brings a file into an archive as a whole.
///
/// # Errors
/// When the archive cannot be written to, or the file is not understood.
pub(crate) fn bring_in(dir: &Path, file: &Path) -> Result<()> {
    let mut writer = Writer::open(dir, "demo")?;
    let mut import = Import {
        writer: &mut writer,
        options: formats::Options::default(),
        timezone: None,
        named: BTreeSet::new(),
        listed: 1,
        progress: Arc::default(),
    };
    for read in import.path(file)? {
        if let Some(error) = read.error {
            bail!("the sample evening: {error}");
        }
    }
    recount(&mut writer)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_cut_at_a_time() {
        let recording = "{\"chatkeep\":1}\n{\"series\":{}}\n\
            {\"post\":{\"created_at\":\"2026-11-12T19:30:00Z\"}}\n\
            {\"repost\":{\"created_at\":\"2026-11-12T19:40:00Z\"}}\n\
            {\"gone\":{\"created_at\":\"2026-11-12T19:30:00Z\",\"at\":\"2026-11-12T19:41:00Z\"}}\n";
        let (before, after) = cut(recording, "2026-11-12T19:39:59Z".parse().unwrap()).unwrap();
        assert_eq!(before.lines().count(), 3);
        assert!(before.contains("19:30") && !before.contains("19:4"));
        assert!(after.starts_with("{\"chatkeep\":1}\n{\"repost\"") && after.contains("gone"));
    }
}
