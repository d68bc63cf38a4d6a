//! One live chat that somebody looks at: what changed is rendered once, for all who are there.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use ::chat::ChatName;
use anyhow::{Context, Result};
use axum::body::Bytes;
use store::live::{Bus, Listener};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::{Source, dir_of, said};
use crate::capture::watch::watch;
use crate::clock;
use crate::views::{Library, Update};

/// So much is kept for those who are slow, in bytes. Who falls behind it has to come again.
const KEPT: usize = 4 << 20;
/// How often what stands above the chat (how long ago, how long yet) is told anew.
const PACE: Duration = Duration::from_secs(5);

/// A live chat that somebody looks at. It closes when the last of them has gone.
pub(super) struct Room {
    source: Source,
    name: ChatName,
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
    pub(super) async fn open(source: Source, name: ChatName) -> Result<Arc<Self>> {
        let seen = source.shelf.read(|archive, _| Ok(archive.last_change()?)).await?;
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
        let room = Arc::new(Self { source, name, _bus: bus, frames, told });
        let weak = Arc::downgrade(&room);
        tokio::spawn(async move { run(&weak, &mut news, seen, pending).await });
        Ok(room)
    }

    /// What is told after number `seen`, rendered for one who was away; and up to where.
    pub(super) async fn since(&self, seen: u64) -> Result<Option<(Bytes, u64)>> {
        let update = self.update(seen).await?;
        Ok(update.map(|update| (said::update(&update), update.seen)))
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
            (Some(frame), more) => {
                let mut text = frame.text.to_vec();
                new.for_each(|frame| text.extend_from_slice(&frame.text));
                Next::Told(text.into(), place + 1 + more as u64)
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

    async fn update(&self, seen: u64) -> Result<Option<Update>> {
        let name = self.name.clone();
        let read = self.source.shelf.read(move |archive, site| {
            let library = Library::open(archive, site)?;
            let Some(chat) = library.chat_of(&name) else { return Ok(None) };
            match library.moment(chat, clock::now())? {
                Some(now) => library.live_update(&name, now, seen),
                None => Ok(None),
            }
        });
        read.await
    }
}

/// Tells what changes, until nobody looks or the chat is over.
async fn run(room: &Weak<Room>, news: &mut Listener, mut seen: u64, mut pending: bool) {
    let mut told = None;
    loop {
        if !pending && let Ok(None) = timeout(PACE, news.next()).await {
            return;
        }
        pending = false;
        let Some(room) = room.upgrade() else { return };
        if room.is_over() {
            return;
        }
        match room.update(seen).await {
            Ok(Some(update)) => {
                seen = update.seen;
                if !update.items.is_empty() {
                    room.push(Some(update.seen), said::update(&update));
                } else if told.as_ref() != Some(&update.told) {
                    room.push(None, said::told(&update.told));
                }
                told = Some(update.told);
            }
            Ok(None) => return room.end(said::over()),
            Err(error) => {
                eprintln!("chatkeep: a live chat could not be read: {error:#}");
                sleep(PACE).await;
            }
        }
    }
}
