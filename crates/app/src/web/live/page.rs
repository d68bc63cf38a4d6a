//! What is told to the page of a live chat: its entries, as `pages` renders them.

use std::sync::{Mutex, PoisonError};

use ::chat::ChatName;
use ::pages::Site;
use anyhow::Result;
use axum::body::Bytes;
use store::Archive;

use super::room::{Telling, Told};
use super::said;
use crate::clock;
use crate::views::{Library, SoFar};

/// A live chat, for its page.
pub(super) struct PageTelling {
    name: ChatName,
    /// The chat as it was read for those who are there.
    so_far: Mutex<Option<SoFar>>,
}

impl PageTelling {
    pub(super) fn new(name: ChatName) -> Self {
        Self { name, so_far: Mutex::default() }
    }

    fn told(
        &self,
        archive: &Archive,
        site: &Site,
        seen: u64,
        so_far: &mut Option<SoFar>,
    ) -> Result<Option<Told>> {
        let library = Library::open(archive, site)?;
        let Some(chat) = library.chat_of(&self.name) else { return Ok(None) };
        let Some(now) = library.moment(chat, clock::now())? else { return Ok(None) };
        let update = library.live_more(&self.name, now, seen, so_far)?;
        Ok(update.map(|update| Told {
            seen: update.seen,
            said: (!update.items.is_empty()).then(|| said::update(&update)),
            standing: Some(said::told(&update.told)),
        }))
    }
}

impl Telling for PageTelling {
    fn since(&self, archive: &Archive, site: &Site, seen: u64) -> Result<Option<Told>> {
        self.told(archive, site, seen, &mut None)
    }

    fn more(&self, archive: &Archive, site: &Site, seen: u64) -> Result<Option<Told>> {
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        self.told(archive, site, seen, &mut so_far)
    }

    fn over(&self) -> Bytes {
        said::over()
    }

    fn still(&self) -> &'static str {
        ": still here\nevent: still\ndata: {}\n\n"
    }
}
