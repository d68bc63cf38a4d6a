//! The archive over HTTP. The pages are those that `publish` writes, byte for byte.

mod api;
mod error;
mod host;
mod lifecycle;
mod limits;
mod live;
mod mastodon;
mod media;
mod names;
mod pages;
mod router;

pub(crate) use host::{Door, invite};
pub(crate) use lifecycle::asked_to_stop;
pub(crate) use limits::{Limits, Rates};
pub(crate) use live::Live;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ::pages::{Pictures, Site};
use anyhow::{Context, Result};
use store::Archive;
use tokio::sync::Semaphore;

use crate::media::Gatherer;

/// What every handler shares.
#[derive(Clone)]
struct State {
    shelf: Arc<Shelf>,
    live: Arc<Live>,
    door: Arc<Door>,
    gatherer: Arc<Gatherer>,
    /// Answers to programs, as they were made last.
    kept: Arc<api::Kept>,
}

/// An archive to read from, and the site that is made of it.
pub(crate) struct Shelf {
    dir: PathBuf,
    site: Site,
    /// Archives open for reading and not in use; a handler takes one and puts it back.
    idle: Mutex<Vec<Archive>>,
    /// How many may read at once: each has an archive open, which takes some megabytes.
    reading: Semaphore,
}

/// How many read from an archive at once; others wait for their turn. Each costs some 25 MB in a debug build.
const READING: usize = 6;

/// Answers until it is told to stop (Ctrl-C, SIGTERM). `ready` learns the address.
///
/// # Errors
/// When the address cannot be had.
pub(crate) fn serve(
    shelf: Arc<Shelf>,
    live: Arc<Live>,
    door: Door,
    bind: SocketAddr,
    ready: impl FnOnce(SocketAddr) -> Result<()>,
) -> Result<()> {
    let gatherer = Arc::new(Gatherer::new(shelf.dir())?);
    let state = State { shelf, live, door: Arc::new(door), gatherer, kept: Arc::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let taken = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                anyhow::anyhow!("{bind} is taken by another program: choose another with --bind, such as --bind 127.0.0.1:0")
            }
            _ => anyhow::Error::new(error).context(format!("answering at {bind}")),
        };
        let listener = tokio::net::TcpListener::bind(bind).await.map_err(taken)?;
        ready(listener.local_addr()?)?;
        let live = Arc::clone(&state.live);
        let service = router::router(state).into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service);
        lifecycle::run(server, move || live.stop()).await.context("serving")
    })
}

impl Shelf {
    pub(crate) fn new(dir: &Path) -> Self {
        let site = Site { pictures: Pictures::Fetched, ..Site::default() };
        let (idle, reading) = (Mutex::default(), Semaphore::new(READING));
        Self { dir: dir.to_owned(), site, idle, reading }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Runs `work` on an open archive, which shows what readers are to see, on a thread that may wait for the disk.
    async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Archive, &Site) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let shelf = Arc::clone(self);
        let turn = self.reading.acquire().await;
        let done = tokio::task::spawn_blocking(move || {
            let idle = shelf.idle.lock().ok().and_then(|mut idle| idle.pop());
            let archive = match idle {
                Some(archive) => archive,
                None => Archive::open(&shelf.dir)?,
            };
            let done = archive.as_readers_see().map_err(anyhow::Error::from);
            let done = done.and_then(|()| work(&archive, &shelf.site));
            if let Ok(mut idle) = shelf.idle.lock() {
                idle.push(archive);
            }
            done
        });
        let done = done.await.context("a page's thread stopped unexpectedly");
        drop(turn);
        done?
    }
}
