//! Chats while they happen: their pages, and their changes as Server-Sent Events.
//!
//! For each chat that somebody looks at there is one [`Room`], which hears what is committed, has it
//! rendered once, and keeps it for a while; each viewer takes it from there at their own pace.

mod finder;
mod listening;
mod page;
mod room;
mod said;
mod view;
mod viewer;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use ::chat::ChatName;
use ::pages::live::Playing;
use anyhow::Result;
use axum::Form;
use axum::body::Body;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::Archive;
use store::live::Bus;
use tokio::sync::{Semaphore, watch};

use super::error::Error;
use super::{Shelf, State, names};
use crate::stage::{Show, Stage};
use crate::views::Library;
use finder::Finder;
use listening::stream;
pub(super) use listening::told_last;
use page::PageTelling;
use room::Room;
pub(super) use room::{Telling, Told};
pub(super) use view::{View, page};

/// How many listen at once at most: each costs a connection and its buffers.
const SEATS: usize = 20_000;
/// How many are told at once what they missed.
const CATCHING_UP: usize = 4;

/// Where what happens is read from, and heard of.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) shelf: Arc<Shelf>,
    /// The bus of a capture within this program; without one, the archive is watched.
    bus: Option<Bus>,
    playing: Option<Playing>,
}

/// What happens now, and who looks at it.
pub(crate) struct Live {
    source: RwLock<Source>,
    rooms: Mutex<HashMap<String, Weak<Room>>>,
    finder: Finder,
    /// What is played for show.
    stage: Option<Stage>,
    /// Says when everybody is to leave.
    leaving: watch::Sender<bool>,
    /// How many may listen at once.
    seats: Arc<Semaphore>,
    /// How many may be told at once what they missed: it is read for each of them.
    catching_up: Semaphore,
}

impl Source {
    /// Something was committed beside the capture: those who look are to hear of it at once.
    pub(super) fn announce(&self, number: u64) {
        if let Some(bus) = &self.bus {
            bus.announce(number);
        }
    }
}

impl Live {
    /// What happens in an archive.
    pub(crate) fn of(shelf: &Arc<Shelf>) -> Self {
        Self::new(Source { shelf: Arc::clone(shelf), bus: None, playing: None }, None)
    }

    /// What a capture within this program brings, which announces it on this bus.
    pub(crate) fn hearing(shelf: &Arc<Shelf>, bus: Bus) -> Self {
        Self::new(Source { shelf: Arc::clone(shelf), bus: Some(bus), playing: None }, None)
    }

    /// What happens on a stage.
    pub(crate) fn on(stage: Stage, show: Show) -> Self {
        Self::new(source(show), Some(stage))
    }

    fn new(source: Source, stage: Option<Stage>) -> Self {
        let (rooms, leaving) = (Mutex::default(), watch::Sender::new(false));
        let (seats, catching_up) = (Arc::new(Semaphore::new(SEATS)), Semaphore::new(CATCHING_UP));
        let (source, finder) = (RwLock::new(source), Finder::default());
        Self { source, rooms, finder, stage, leaving, seats, catching_up }
    }

    /// Asks everybody to leave.
    pub(super) fn stop(&self) {
        let _ = self.leaving.send(true);
    }

    /// Ends what is played.
    pub(crate) fn close(&self) {
        if let Some(stage) = &self.stage {
            stage.close();
        }
    }

    pub(super) fn source(&self) -> Source {
        self.source.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Plays from another minute. Who looks is asked to look again.
    fn play(&self, minute: u32, speed: u32) -> Result<()> {
        let Some(stage) = &self.stage else { return Ok(()) };
        let show = stage.play(minute, speed)?;
        *self.source.write().unwrap_or_else(PoisonError::into_inner) = source(show);
        let rooms = std::mem::take(&mut *self.rooms.lock().unwrap_or_else(PoisonError::into_inner));
        for room in rooms.into_values().filter_map(|room| room.upgrade()) {
            room.end(said::again());
        }
        Ok(())
    }

    /// What is read now.
    pub(super) fn shelf(&self) -> Arc<Shelf> {
        self.source().shelf
    }

    /// The room where something is told; made for the first who comes.
    async fn room(
        &self,
        source: &Source,
        what: String,
        make: impl FnOnce(&Archive) -> Result<Box<dyn Telling>> + Send + 'static,
    ) -> Result<Arc<Room>> {
        let key = format!("{what} {}", source.playing.map_or(0, |playing| playing.take));
        let find = || {
            let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
            rooms.get(&key).and_then(Weak::upgrade).filter(|room| !room.is_over())
        };
        if let Some(room) = find() {
            return Ok(room);
        }
        let room = Room::open(source.clone(), make).await?;
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.retain(|_, room| room.strong_count() > 0);
        // Two came at once: one room is enough, the other closes by itself.
        if let Some(room) = rooms.get(&key).and_then(Weak::upgrade).filter(|room| !room.is_over()) {
            return Ok(room);
        }
        rooms.insert(key, Arc::downgrade(&room));
        Ok(room)
    }
}

fn source(show: Show) -> Source {
    let shelf = Arc::new(Shelf::new(&show.dir));
    Source { shelf, bus: Some(show.bus), playing: Some(show.playing) }
}

/// From where a reader goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    after: Option<u64>,
    take: u64,
}

/// What happens in a chat, as events.
pub(super) async fn events(
    Shared(state): Shared<State>,
    Path((folder, day)): Path<(String, String)>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let source = state.live.source();
    if source.playing.is_some_and(|playing| playing.take != from.take) {
        return Ok(stream(Body::from(said::again())));
    }
    let Some(name) = chat_named(&source, folder, day).await? else {
        return Ok((StatusCode::NOT_FOUND, "There is no such chat.\n").into_response());
    };
    let after = told_last(&headers).or(from.after);
    let what = format!("page {name}");
    let make = move |_: &Archive| Ok(Box::new(PageTelling::new(name)) as Box<dyn Telling>);
    Ok(state.live.follow(what, make, after).await?)
}

pub(super) async fn chat_named(
    source: &Source,
    folder: String,
    day: String,
) -> Result<Option<ChatName>> {
    let named = source.shelf.read(move |archive, site| {
        let library = Library::open(archive, site)?;
        let tag = names::series(&library, &folder);
        let name = tag.and_then(|tag| names::chat(&tag, &format!("{day}.html")));
        Ok(name.filter(|name| library.chat_of(name).is_some()))
    });
    named.await
}

/// What the demo is to play.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    minute: u32,
    speed: u32,
}

/// Plays the demo's evening from another minute, or at another speed.
pub(super) async fn play(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Error> {
    let Some(stage) = &state.live.stage else {
        return Ok((StatusCode::NOT_FOUND, "Nothing is played here.\n").into_response());
    };
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if !matches!(site, None | Some("same-origin" | "none")) {
        return Ok(
            (StatusCode::FORBIDDEN, "Only this site's own page may do that.\n").into_response()
        );
    }
    let page = format!("/{}", stage.page());
    let live = Arc::clone(&state.live);
    let played = tokio::task::spawn_blocking(move || live.play(wanted.minute, wanted.speed));
    played.await.map_err(anyhow::Error::from)??;
    Ok(Redirect::to(&page).into_response())
}

/// Where a source's archive is.
fn dir_of(source: &Source) -> PathBuf {
    source.shelf.dir().to_owned()
}
