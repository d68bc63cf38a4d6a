//! The page of a live chat, in the view that a reader chose.

use std::sync::Arc;

use ::pages::Lane;
use anyhow::Result;
use serde::Deserialize;

use crate::clock;
use crate::views::Library;
use crate::web::{State, names};

/// Which view of a live chat.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct View {
    lane: String,
    /// The view alone is wanted, without the page around it.
    part: String,
    /// The record so far is wanted, and not what happens.
    pub(in crate::web) kept: String,
}

/// The page of a chat, if it happens now; or of its view alone, where it is one that is found out.
pub(in crate::web) async fn page(
    state: &State,
    folder: &str,
    file: &str,
    view: &View,
    host: Option<String>,
) -> Result<Option<String>> {
    let source = state.live.source();
    let (folder, file) = (folder.to_owned(), file.to_owned());
    let lane = Lane::named(&view.lane).unwrap_or(Lane::Now);
    let is_part = !view.part.is_empty();
    let live = Arc::clone(&state.live);
    source
        .shelf
        .read(move |archive, site| {
            let library = Library::open(archive, site)?;
            let tag = names::series(&library, &folder);
            let Some(name) = tag.and_then(|tag| names::chat(&tag, &file)) else { return Ok(None) };
            let Some(chat) = library.chat_of(&name) else { return Ok(None) };
            let Some(now) = library.moment(chat, clock::now())? else { return Ok(None) };
            let take = source.playing.map_or(0, |playing| playing.take);
            let made = lane.is_found_out().then(|| live.finder.look(&library, &name, now, take));
            let made = made.transpose()?.flatten();
            match made.as_deref() {
                Some(made) if is_part => Ok(Some(made.part(lane))),
                made => library.live_page(&name, lane, now, made, source.playing, host.as_deref()),
            }
        })
        .await
}
