//! The desk of a chat, and what is sent from it.

use anyhow::Context;
use axum::Form;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chat::ChatName;
use jiff::civil::DateTime;
use pages::host::Guest;
use serde::Deserialize;
use store::host::{Act, Deed, Host};

use super::{Answer, Signed, State, allowed, private, refused, signed};
use crate::clock;
use crate::views::Library;
use crate::web::error::Error;
use crate::web::live::chat_named;

/// The longest reason and title, in characters.
const LONGEST: usize = 300;

type Named = Path<(String, String)>;

fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such chat.\n").into_response()
}

async fn chat(state: &State, folder: String, day: String) -> Result<Option<ChatName>, Error> {
    Ok(chat_named(&state.live.source(), folder, day).await?)
}

/// Who sent a form of a chat's desk, if they may, and of which chat; else the answer to them.
async fn sent(
    state: &State,
    headers: &HeaderMap,
    token: &str,
    (folder, day): (String, String),
) -> Result<Result<(Signed, ChatName), Response>, Error> {
    Ok(match allowed(state, headers, token).await? {
        Ok(signed) => match chat(state, folder, day).await? {
            Some(name) => Ok((signed, name)),
            None => Err(nothing()),
        },
        Err(refused) => Err(refused),
    })
}

pub(in crate::web) async fn desk(
    Shared(state): Shared<State>,
    Path((folder, day)): Named,
    headers: HeaderMap,
) -> Answer {
    let Some(signed) = signed(&state, &headers).await? else {
        return Ok(refused("Only a host who is signed in may see that."));
    };
    let Some(name) = chat(&state, folder, day).await? else { return Ok(nothing()) };
    shown(&state, name, signed, None).await
}

/// The desk, with what went wrong.
async fn shown(state: &State, name: ChatName, signed: Signed, problem: Option<String>) -> Answer {
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let shelf = state.live.source().shelf;
    let html = shelf.read(move |archive, site| {
        let guest = Guest { name: &signed.session.name, token: &signed.token };
        Library::open(archive, site)?.desk(&name, guest, problem.as_deref(), clock::now())
    });
    Ok(html.await?.map_or_else(nothing, |html| (status, private(html)).into_response()))
}

pub(in crate::web) async fn post(
    Shared(state): Shared<State>,
    Path((folder, day, slug)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Answer {
    let Some(signed) = signed(&state, &headers).await? else {
        return Ok(refused("Only a host who is signed in may see that."));
    };
    let Some(name) = chat(&state, folder, day).await? else { return Ok(nothing()) };
    let shelf = state.live.source().shelf;
    let html = shelf.read(move |archive, site| {
        let guest = Guest { name: &signed.session.name, token: &signed.token };
        Library::open(archive, site)?.deeds(&name, &slug, guest)
    });
    Ok(html.await?.map_or_else(nothing, private))
}

/// What is decided; which of the fields are filled depends on the deed.
#[derive(Deserialize)]
pub(in crate::web) struct Decided {
    token: String,
    deed: String,
    #[serde(default)]
    target: String,
    #[serde(default)]
    post: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    server: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    reason: String,
    #[serde(default, rename = "where")]
    scope: String,
}

impl Decided {
    /// What was meant, or what is wrong with it.
    fn deed(&self) -> Result<Deed, &'static str> {
        const NONE: &str = "The form named nothing to decide about.";
        let filled = |field: &str| {
            let field = field.trim();
            if field.is_empty() || field.len() > 2_000 { Err(NONE) } else { Ok(field.to_owned()) }
        };
        Ok(match self.deed.as_str() {
            "hide post" => Deed::HidePost(filled(&self.post)?),
            "hide author" => Deed::HideAuthor(filled(&self.author)?),
            "hide server" => {
                let server = filled(&self.server)?.to_lowercase();
                let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':');
                if !server.chars().all(is_name) {
                    return Err("A server is named like lamp.example.");
                }
                Deed::HideServer(server)
            }
            "asks" => match self.number.trim().parse() {
                Ok(number @ 1..=50) => Deed::Asks(filled(&self.target)?, number),
                _ => return Err("A question has a number from 1 to 50."),
            },
            "pin" => Deed::Pin(filled(&self.target)?),
            "hold" => Deed::Hold,
            "word" => {
                let word = filled(&self.target)?.to_lowercase();
                if !(2..=60).contains(&word.chars().count()) {
                    return Err("A word of the list has 2 to 60 letters.");
                }
                Deed::Word(word)
            }
            "let in post" => Deed::LetInPost(filled(&self.post)?),
            "let in author" => Deed::LetInAuthor(filled(&self.author)?),
            _ => return Err("The form asked for something that is not known here."),
        })
    }
}

pub(in crate::web) async fn act(
    Shared(state): Shared<State>,
    Path(named): Named,
    headers: HeaderMap,
    Form(decided): Form<Decided>,
) -> Answer {
    let (signed, name) = match sent(&state, &headers, &decided.token, named).await? {
        Ok(sent) => sent,
        Err(refused) => return Ok(refused),
    };
    let deed = match decided.deed() {
        Ok(deed) => deed,
        Err(problem) => return shown(&state, name, signed, Some(problem.to_owned())).await,
    };
    let reason: String = decided.reason.trim().chars().take(LONGEST).collect();
    let is_wide = decided.scope == "archive";
    let act = Act { chat: (!is_wide).then(|| name.clone()), deed, reason };
    let who = signed.session.name;
    write(&state, move |host| Ok(host.decide(&act, &who, clock::now()).map(drop)?)).await?;
    Ok(back_to_desk(&name))
}

/// What is undone.
#[derive(Deserialize)]
pub(in crate::web) struct Undone {
    token: String,
    id: i64,
}

pub(in crate::web) async fn undo(
    Shared(state): Shared<State>,
    Path(named): Named,
    headers: HeaderMap,
    Form(undone): Form<Undone>,
) -> Answer {
    let (signed, name) = match sent(&state, &headers, &undone.token, named).await? {
        Ok(sent) => sent,
        Err(refused) => return Ok(refused),
    };
    let who = signed.session.name;
    write(&state, move |host| Ok(host.undo(undone.id, &who, clock::now()).map(drop)?)).await?;
    Ok(back_to_desk(&name))
}

/// A chat's title and times, the times in its zone.
#[derive(Deserialize)]
pub(in crate::web) struct Times {
    token: String,
    title: String,
    starts: String,
    ends: String,
}

pub(in crate::web) async fn times(
    Shared(state): Shared<State>,
    Path(named): Named,
    headers: HeaderMap,
    Form(times): Form<Times>,
) -> Answer {
    let (signed, name) = match sent(&state, &headers, &times.token, named).await? {
        Ok(sent) => sent,
        Err(refused) => return Ok(refused),
    };
    let named = name.clone();
    let shelf = state.live.source().shelf;
    let set = shelf.read(move |archive, site| {
        let library = Library::open(archive, site)?;
        let chat = library.chat_of(&named).cloned().context("the chat")?;
        let series = library.series_of(&named.tag).context("its series")?;
        Ok(times.of(chat, &series.zone()))
    });
    match set.await? {
        Ok(chat) => {
            let who = signed.session.name;
            write(&state, move |host| Ok(host.set_chat(&chat, &who, clock::now())?)).await?;
            Ok(back_to_desk(&name))
        }
        Err(problem) => shown(&state, name, signed, Some(problem.to_owned())).await,
    }
}

impl Times {
    /// The chat as it is to be. Hours that stay as they were leave what is around them.
    fn of(
        &self,
        mut chat: chat::Chat,
        zone: &jiff::tz::TimeZone,
    ) -> Result<chat::Chat, &'static str> {
        let at = |text: &str| {
            let local: DateTime = text.trim().parse().ok()?;
            zone.to_timestamp(local).ok()
        };
        let (Some(starts_at), Some(ends_at)) = (at(&self.starts), at(&self.ends)) else {
            return Err("These are no times: write them like 2026-11-12T19:30.");
        };
        if ends_at < starts_at {
            return Err("The chat would end before it starts.");
        }
        if zone.to_datetime(starts_at).date() != chat.name.date {
            return Err("The chat would start on another day than its name says.");
        }
        let minute = |at: jiff::Timestamp| at.as_second().div_euclid(60);
        let (opens_at, closes_at) = chat.talk();
        let same = minute(opens_at) == minute(starts_at) && minute(closes_at) == minute(ends_at);
        if !same {
            (chat.starts_at, chat.ends_at) = (starts_at, ends_at);
            (chat.opens_at, chat.closes_at) = (None, None);
        }
        let title: String = self.title.trim().chars().take(LONGEST).collect();
        chat.title = Some(title).filter(|title| !title.is_empty());
        Ok(chat)
    }
}

/// Writes something down, and tells those who follow.
async fn write(
    state: &State,
    work: impl FnOnce(&mut Host) -> anyhow::Result<()> + Send + 'static,
) -> Result<(), Error> {
    let source = state.live.source();
    let dir = source.shelf.dir().to_owned();
    let written = tokio::task::spawn_blocking(move || {
        let mut host = Host::open(&dir)?;
        work(&mut host)?;
        anyhow::Ok(host.last_change()?)
    });
    source.announce(written.await.context("writing what was decided")??);
    Ok(())
}

fn back_to_desk(name: &ChatName) -> Response {
    let day = pages::Page::Host(pages::urls::HostPlace::Desk(name)).link();
    // Sent from three folders below the site.
    Redirect::to(&format!("../../../{day}")).into_response()
}
