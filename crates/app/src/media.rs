//! Pictures that people posted: fetched once by this program, checked, made small, and shown from here,
//! so that no reader's address is shown to other servers.

mod address;
mod fetch;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use ::chat::Uri;
use anyhow::{Context, Result};
use futures_util::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use store::{Archive, Miss, Picture, Pictures};
use tokio::sync::{OnceCell, Semaphore};

use crate::views::pictures as pictures_of;
pub(crate) use address::Named;
use fetch::Fetch;

/// How many are fetched at once …
const AT_ONCE: usize = 4;
/// … and how many wait for it; who comes then is told to come back.
const WAITING: usize = 64;
/// How much is kept of all pictures together: 8 GiB.
const MOST_BYTES: u64 = 8 << 30;

/// A picture that somebody waits for; filled when it is there, or cannot be had.
type Coming = OnceCell<()>;

/// Fetches pictures into an archive, each once however many ask for it.
pub(crate) struct Gatherer {
    dir: PathBuf,
    fetch: Fetch,
    coming: Mutex<HashMap<(Uri, String), Weak<Coming>>>,
    waiting: Semaphore,
    fetching: Semaphore,
    /// A picture takes 100 MB while it is decoded: one at a time.
    decoding: Arc<Semaphore>,
}

/// What became of fetching a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gathered {
    /// Whatever could be had is there now.
    Done,
    /// Too many wait already.
    TooMany,
}

/// Fetches all pictures of posts that readers are shown, and that are not here yet.
///
/// # Errors
/// When they cannot be kept. One that cannot be had is no error: its description stands in its place.
pub(crate) fn gather_all(archive: &Archive) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let gatherer = Gatherer::new(archive.dir())?;
    let named = Named::in_archive(archive)?;
    let mut wanted: Vec<(Uri, String)> = Vec::new();
    archive.each_post::<anyhow::Error>(|post| {
        for media in pictures_of(&post).filter(|media| named.allow(&media.url)) {
            if archive.picture(&post.uri, &media.url)? == Picture::Wanted {
                wanted.push((post.uri.clone(), media.url.clone()));
            }
        }
        Ok(())
    })?;
    let progress = progress(wanted.len() as u64);
    runtime.block_on(async {
        let gathered = stream::iter(&wanted).map(|(post, url)| gatherer.gather(post, url));
        let mut gathered = gathered.buffer_unordered(AT_ONCE);
        while let Some(done) = gathered.next().await {
            done?;
            progress.inc(1);
        }
        Ok(())
    })
}

/// Shown on a terminal, silent in a pipe.
fn progress(pictures: u64) -> ProgressBar {
    const LOOK: &str = "Fetching pictures {wide_bar} {pos} of {len}";
    let style = ProgressStyle::with_template(LOOK);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(pictures).with_style(style)
}

impl Gatherer {
    pub(crate) fn new(dir: &Path) -> Result<Self> {
        Ok(Self {
            dir: dir.to_owned(),
            fetch: Fetch::new().context("preparing to fetch pictures")?,
            coming: Mutex::default(),
            waiting: Semaphore::new(WAITING),
            fetching: Semaphore::new(AT_ONCE),
            decoding: Arc::new(Semaphore::new(1)),
        })
    }

    /// Fetches a picture of a post, unless that was done; returns when it is there, or cannot be had.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub(crate) async fn gather(&self, post: &Uri, url: &str) -> Result<Gathered> {
        let Ok(_place) = self.waiting.try_acquire() else { return Ok(Gathered::TooMany) };
        let cell = {
            let mut coming = self.coming.lock().unwrap_or_else(PoisonError::into_inner);
            coming.retain(|_, cell| cell.strong_count() > 0);
            let key = (post.clone(), url.to_owned());
            match coming.get(&key).and_then(Weak::upgrade) {
                Some(cell) => cell,
                None => {
                    let cell = Arc::new(OnceCell::new());
                    coming.insert(key, Arc::downgrade(&cell));
                    cell
                }
            }
        };
        cell.get_or_try_init(|| self.fetched(post, url)).await?;
        Ok(Gathered::Done)
    }

    async fn fetched(&self, post: &Uri, url: &str) -> Result<()> {
        let _turn = self.fetching.acquire().await?;
        let (dir, of, at) = (self.dir.clone(), post.clone(), url.to_owned());
        let asked = move || -> Result<Option<Named>> {
            let archive = Archive::open(&dir)?;
            let is_full = Pictures::open(&dir)?.bytes()? >= MOST_BYTES;
            if is_full || archive.picture(&of, &at)? != Picture::Wanted {
                return Ok(None);
            }
            Named::in_archive(&archive).map(Some)
        };
        let Some(named) = tokio::task::spawn_blocking(asked).await?? else { return Ok(()) };
        let file = self.fetch.fetch(url, &named).await;
        let _turn = Arc::clone(&self.decoding).acquire_owned().await?;
        let (dir, of, at) = (self.dir.clone(), post.clone(), url.to_owned());
        let keep = move || -> Result<()> {
            let small = match &file {
                Ok(file) => pictures::small(file).map_err(|why| (why.to_string(), Miss::ForGood)),
                Err(why) => Err((why.to_string(), why.miss())),
            };
            let mut kept = Pictures::open(&dir)?;
            match small {
                Ok(small) => {
                    kept.keep(&of, &at, (small.width, small.height), &small.jpeg)?;
                }
                Err((why, miss)) => kept.miss(&of, &at, &why, miss)?,
            }
            Ok(())
        };
        tokio::task::spawn_blocking(keep).await?
    }
}
