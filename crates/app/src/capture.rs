//! Live sources into the archive: what they tell goes over one channel, is committed at once in
//! batches, and is announced when it is committed.
//!
//! There is no timer between a post and its commit: whoever writes takes what is there, and what came
//! meanwhile goes together into the next batch.

mod chats;
mod complaints;
mod intake;
mod lines;
mod plan;
mod running;
mod set_clock;
mod status;
pub(crate) mod until;
pub(crate) mod watch;
mod writing;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use chat::{Network, Tag};
use jiff::{SignedDuration, Timestamp};
use networks::News::Ended;
use networks::{Asking, Following, Known, Place, Recent, Told, Topic, Undone};
use store::live::{Bus, Live};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use chats::Chats;
use intake::{Intake, Origin};
pub(crate) use lines::Lines;
pub(crate) use plan::{Capture, Part};
pub(crate) use running::Running;
pub(crate) use status::Status;
use writing::{News, Writing};

/// How much may wait for the writer before sources have to.
const WAITING: usize = 1_024;

/// How far back before its last sign of life a source is told what it showed in an earlier run.
const LATELY: SignedDuration = SignedDuration::from_hours(6);
/// People a source is told of who took part.
const PEOPLE: usize = 1_000;

/// A source that is about to be followed.
struct Source {
    place: Place,
    following: Following,
    until: Option<Timestamp>,
}

/// What somebody watching a capture is shown.
pub(crate) trait Watcher: Send {
    /// A source told something.
    fn heard(&mut self, told: &Told);
    /// Something was committed; what it is, the archive says.
    fn committed(&mut self) -> Result<()>;
    /// Something else is to be known.
    fn told(&mut self, words: &str) {
        eprintln!("chatkeep: {words}");
    }
    /// A moment went by.
    fn tick(&mut self);
}

/// Captures until all sources have ended, the time of each is over, or `stop` says so. All of it is committed
/// and searchable then. Returns which sources could not be followed at all, and why.
///
/// # Errors
/// When the archive cannot be written to.
pub(crate) fn run(
    dir: &Path,
    capture: &Capture,
    bus: Bus,
    watcher: impl FnOnce(&[Arc<str>]) -> Result<Box<dyn Watcher>>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<Vec<String>> {
    let mut live = Live::open(dir, "follow", bus)?;
    let (told, news) = mpsc::channel(WAITING);
    let (sources, origins) = begin(dir, &mut live, capture, &told)?;
    drop(told);
    let names: Vec<Arc<str>> = origins.iter().map(|origin| Arc::clone(&origin.name)).collect();
    let watcher = watcher(&names)?;
    let intake = Intake::new(origins);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("starting the sources")?;
    let ((ended, end), (asked, stopped)) = (oneshot::channel(), oneshot::channel());
    runtime.spawn(async move {
        let mut tasks = JoinSet::new();
        for source in sources {
            tasks.spawn(source.follow());
        }
        let mut stop = std::pin::pin!(stop);
        let is_asked = tokio::select! {
            () = async { while tasks.join_next().await.is_some() {} } => false,
            () = &mut stop => true,
        };
        drop(tasks);
        let _ = ended.send(());
        if !is_asked {
            // What they told may still wait for room on the disk.
            stop.await;
        }
        let _ = asked.send(());
    });
    let news = News { told: news, end: Some(end), stopped };
    let chats = Chats::new(capture.tags());
    let writing = Writing::new(live, intake, chats, watcher);
    let writing = writing.run(news, runtime.handle());
    // A source that waits for the disk or the network holds nobody up.
    runtime.shutdown_timeout(Duration::from_secs(1));
    writing
}

impl Source {
    /// Follows it to its end, or to the time at which it is to be left.
    async fn follow(self) {
        let Self { place, following, until } = self;
        let (number, out) = (following.number, following.out.clone());
        let is_over = tokio::select! {
            () = networks::follow(&place, following) => false,
            () = until::it_is(until) => true,
        };
        if is_over {
            let ended = Told { source: number, at: crate::clock::now(), news: Ended };
            // Nobody listens any more: then it is over anyway.
            let _ = out.send(ended).await;
        }
    }
}

/// Prepares each source with where it was left, and the series that posts go into.
fn begin(
    dir: &Path,
    live: &mut Live,
    capture: &Capture,
    out: &mpsc::Sender<Told>,
) -> Result<(Vec<Source>, Vec<Origin>)> {
    let writer = live.writer();
    for tag in capture.tags() {
        writer.add_series(&chat::Series::new(tag))?;
    }
    let known = Known::default();
    let asking = Asking::new(&capture.tags());
    let archive = store::Archive::open(dir)?;
    archive.each_name(|uri| known.note(&uri))?;
    archive.each_name_beside(|uri| known.note_beside(&uri))?;
    let lists = writer.lists()?;
    let (mut sources, mut origins) = (Vec::new(), Vec::new());
    for part in &capture.parts {
        let mut names: Vec<&str> = part.tags.iter().map(Tag::as_str).collect();
        names.sort_unstable();
        for place in &part.places {
            let name: Arc<str> = place.name().into();
            let now = crate::clock::now();
            let left = writer.follow(&name, &names.join(" "), &place.to_string(), now)?;
            let recent = recent(&archive, &name, left.following.heard_at.unwrap_or(now))?;
            let people = match place {
                Place::Mastodon { .. } | Place::Replay { .. } => Vec::new(),
                _ => archive.people_of(&part.tags, Network::Bluesky, PEOPLE)?,
            };
            let (unseen_since, gap_since) = (left.unseen_since, left.gap_since);
            let following = Following {
                number: origins.len(),
                name: Arc::clone(&name),
                topic: Topic::new(&part.tags, known.clone()),
                lists: lists.clone(),
                cursor: left.following.cursor,
                since: capture.since,
                recent,
                undone: Undone { unseen_since, gap_since, people },
                directories: capture.directories.clone(),
                renewal: capture.renewals.get(&*name).cloned(),
                pace: capture.pace,
                asking: asking.clone(),
                clock: Arc::new(crate::clock::now),
                out: out.clone(),
            };
            origins.push(Origin { id: left.following.id, name, until: part.until });
            sources.push(Source { place: place.clone(), following, until: part.until });
        }
    }
    Ok((sources, origins))
}

/// What a source showed until it was left, and some hours before.
fn recent(archive: &store::Archive, source: &str, left: Timestamp) -> Result<Vec<Recent>> {
    let shown = archive.shown_since(source, left - LATELY)?;
    let recent = shown.into_iter().map(|post| Recent {
        tags: post.tags(),
        created_at: post.created_at.at(),
        words: post.body.text.plain,
        uri: post.uri,
    });
    Ok(recent.collect())
}
