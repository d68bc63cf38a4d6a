//! One thing that somebody follows: what changed is read and put into words once, for all who are there.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use ::pages::Site;
use anyhow::{Context, Result};
use axum::body::Bytes;
use store::Archive;
use store::live::{Bus, Listener};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::{Source, dir_of, said};
use crate::capture::watch::watch;

/// So much is kept for those who are slow, in bytes. Who falls behind it has to come again.
const KEPT: usize = 4 << 20;
/// So much is told together at most, in bytes: it is copied for each, and held until they have taken it.
const TOGETHER: usize = 32 << 10;
/// How often what stands above the chat (how long ago, how long yet) is told anew.
const PACE: Duration = Duration::from_secs(5);

/// What is told in a room, and in which words.
pub(in crate::web) trait Telling: Send + Sync + 'static {
    /// What changed after number `seen`, for one who was away; `None` when it is over.
    ///
    /// # Errors
    /// When the archive cannot be read.
    fn since(&self, archive: &Archive, site: &Site, seen: u64) -> Result<Option<Told>>;

    /// The same for those who are there. It is asked in order, each time from the number told before,
    /// so that what was read can be kept.
    ///
    /// # Errors
    /// When the archive cannot be read.
    fn more(&self, archive: &Archive, site: &Site, seen: u64) -> Result<Option<Told>> {
        self.since(archive, site, seen)
    }

    /// What is told first of all.
    fn opening(&self) -> &'static str {
        said::OPENING
    }

    /// What is told last, when it is over.
    fn over(&self) -> Bytes;

    /// A sign of life.
    fn still(&self) -> &'static str;
}

/// What is to be told.
#[derive(Default)]
pub(in crate::web) struct Told {
    /// The number of the last change that was looked at.
    pub(in crate::web) seen: u64,
    /// What changed, as events; nothing where nothing of it belongs here.
    pub(in crate::web) said: Option<Bytes>,
    /// How things stand besides; told where nothing changed, if it differs from what was told last.
    pub(in crate::web) standing: Option<Bytes>,
}

/// A room that somebody listens in. It closes when the last of them has gone.
pub(super) struct Room {
    source: Source,
    telling: Box<dyn Telling>,
    /// Keeps what is heard of the archive coming.
    _bus: Bus,
    frames: Mutex<Frames>,
    /// How many frames there were.
    told: watch::Sender<u64>,
}

/// What was told lately.
struct Frames {
    /// The number of the change before the first of them.
    after: u64,
    /// The place of the first of them among all there ever were.
    first: u64,
    kept: VecDeque<Frame>,
    bytes: usize,
    is_over: bool,
}

struct Frame {
    number: u64,
    /// It tells of changes, up to its number; another tells how things stand.
    is_said: bool,
    text: Bytes,
}

/// What somebody gets who asks for what comes next.
pub(super) enum Next {
    /// This, and where to ask from then.
    Told(Bytes, u64),
    /// Nothing yet.
    Wait,
    /// Nothing more: it is over, or they are too far behind.
    End,
}

impl Room {
    /// Opens a room that tells what changes from now on.
    pub(super) async fn open(
        source: Source,
        make: impl FnOnce(&Archive) -> Result<Box<dyn Telling>> + Send + 'static,
    ) -> Result<Arc<Self>> {
        // The number first: what comes between the two is told again, and changes nothing then.
        let begin = move |archive: &Archive, _: &Site| Ok((archive.last_change()?, make(archive)?));
        let (seen, telling) = source.shelf.read(begin).await?;
        let bus = if let Some(bus) = &source.bus {
            bus.clone()
        } else {
            let (dir, bus) = (dir_of(&source), Bus::default());
            let watched = bus.clone();
            let begun = tokio::task::spawn_blocking(move || watch(&dir, &watched));
            begun.await.context("watching the archive")??;
            bus
        };
        let mut news = bus.listen();
        // What was committed since `seen` was read was announced before we listened.
        let pending = bus.last() > seen;
        let frames =
            Frames { after: seen, first: 0, kept: VecDeque::new(), bytes: 0, is_over: false };
        let (frames, told) = (Mutex::new(frames), watch::Sender::new(0));
        let room = Arc::new(Self { source, telling, _bus: bus, frames, told });
        let weak = Arc::downgrade(&room);
        tokio::spawn(async move { run(&weak, &mut news, seen, pending).await });
        Ok(room)
    }

    /// What is told after number `seen` to one who was away; `None` when it is over.
    pub(super) async fn since(self: &Arc<Self>, seen: u64) -> Result<Option<Told>> {
        let room = Arc::clone(self);
        let read = move |archive: &Archive, site: &Site| room.telling.since(archive, site, seen);
        self.source.shelf.read(read).await
    }

    async fn more(self: &Arc<Self>, seen: u64) -> Result<Option<Told>> {
        let room = Arc::clone(self);
        let read = move |archive: &Archive, site: &Site| room.telling.more(archive, site, seen);
        self.source.shelf.read(read).await
    }

    pub(super) fn telling(&self) -> &dyn Telling {
        &*self.telling
    }

    /// Where among all that was told a newcomer begins who has dealt with number `seen`; `None` if
    /// that is no longer kept.
    pub(super) fn place_after(&self, seen: u64) -> Option<u64> {
        let frames = self.frames();
        if frames.after > seen {
            return None;
        }
        let dealt_with = frames.kept.iter().take_while(|frame| frame.number <= seen).count();
        Some(frames.first + dealt_with as u64)
    }

    /// Where one begins who wants nothing of what was told before.
    pub(super) fn place_now(&self) -> u64 {
        let frames = self.frames();
        frames.first + frames.kept.len() as u64
    }

    /// What is told from a place on to one who has dealt with number `seen`: a frame of no higher
    /// number may have been on its way when they came.
    pub(super) fn next(&self, mut place: u64, seen: u64) -> Next {
        let frames = self.frames();
        let Some(skipped) = place.checked_sub(frames.first) else { return Next::End };
        let from = frames.kept.iter().skip(usize::try_from(skipped).unwrap_or(usize::MAX));
        place += from.take_while(|frame| frame.is_said && frame.number <= seen).count() as u64;
        let skipped = place - frames.first;
        let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
        let mut new = frames.kept.iter().skip(skipped);
        match (new.next(), new.len()) {
            (None, _) if frames.is_over => Next::End,
            (None, _) => Next::Wait,
            (Some(frame), 0) => Next::Told(frame.text.clone(), place + 1),
            (Some(frame), _) => {
                let (mut text, mut place) = (frame.text.to_vec(), place + 1);
                for Frame { text: more, .. } in new {
                    if text.len() + more.len() > TOGETHER {
                        break;
                    }
                    text.extend_from_slice(more);
                    place += 1;
                }
                Next::Told(text.into(), place)
            }
        }
    }

    /// Listens for there being more.
    pub(super) fn listen(&self) -> watch::Receiver<u64> {
        self.told.subscribe()
    }

    /// Tells something last, and ends.
    pub(super) fn end(&self, text: Bytes) {
        self.push(None, text);
        self.frames().is_over = true;
        self.told.send_modify(|told| *told += 1);
    }

    pub(super) fn is_over(&self) -> bool {
        self.frames().is_over
    }

    fn push(&self, number: Option<u64>, text: Bytes) {
        let mut frames = self.frames();
        let is_said = number.is_some();
        let number =
            number.or(frames.kept.back().map(|frame| frame.number)).unwrap_or(frames.after);
        frames.bytes += text.len();
        frames.kept.push_back(Frame { number, is_said, text });
        while frames.bytes > KEPT && frames.kept.len() > 1 {
            let Some(gone) = frames.kept.pop_front() else { break };
            frames.bytes -= gone.text.len();
            frames.after = gone.number;
            frames.first += 1;
        }
        drop(frames);
        self.told.send_modify(|told| *told += 1);
    }

    fn frames(&self) -> MutexGuard<'_, Frames> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells what changes, until nobody looks or the chat is over.
async fn run(room: &Weak<Room>, news: &mut Listener, mut seen: u64, mut pending: bool) {
    let mut standing = None;
    loop {
        if !pending && let Ok(None) = timeout(PACE, news.next()).await {
            return;
        }
        pending = false;
        let Some(room) = room.upgrade() else { return };
        if room.is_over() {
            return;
        }
        match room.more(seen).await {
            Ok(Some(update)) => {
                seen = update.seen;
                match update.said {
                    Some(said) => room.push(Some(seen), said),
                    None if update.standing != standing => {
                        room.push(None, update.standing.clone().unwrap_or_default());
                    }
                    None => {}
                }
                standing = update.standing;
            }
            Ok(None) => return room.end(room.telling.over()),
            Err(error) => {
                eprintln!("chatkeep: a live chat could not be read: {error:#}");
                sleep(PACE).await;
            }
        }
    }
}
