//! What is told to the page of a live chat: its entries, as `pages` renders them.

use ::chat::ChatName;
use ::pages::Site;
use anyhow::Result;
use axum::body::Bytes;
use store::Archive;

use super::room::{Telling, Told};
use super::said;
use crate::clock;
use crate::views::Library;

/// A live chat, for its page.
pub(super) struct PageTelling {
    pub(super) name: ChatName,
}

impl Telling for PageTelling {
    fn since(&self, archive: &Archive, site: &Site, seen: u64) -> Result<Option<Told>> {
        let library = Library::open(archive, site)?;
        let Some(chat) = library.chat_of(&self.name) else { return Ok(None) };
        let Some(now) = library.moment(chat, clock::now())? else { return Ok(None) };
        let update = library.live_update(&self.name, now, seen)?;
        Ok(update.map(|update| Told {
            seen: update.seen,
            said: (!update.items.is_empty()).then(|| said::update(&update)),
            standing: Some(said::told(&update.told)),
        }))
    }

    fn over(&self) -> Bytes {
        said::over()
    }

    fn still(&self) -> &'static str {
        ": still here\nevent: still\ndata: {}\n\n"
    }
}
