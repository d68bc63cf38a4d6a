//! Signing in and out, and where a host begins.

use anyhow::Context;
use axum::Form;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use chat::{Chat, Series};
use pages::host::{Guest, HostsPage, SessionLine, SignInPage};
use serde::Deserialize;
use store::host::Host;

use super::{Answer, State, allowed, door, origin, private, refused, signed};
use crate::clock;
use crate::views::Library;

/// What the link leads to: a button, and nothing is used up.
pub(in crate::web) async fn sign_in_page(
    Shared(state): Shared<State>,
    Path(secret): Path<String>,
) -> Answer {
    let html = state.shelf.read(move |archive, site| {
        let is_open = archive.link_is_open(&secret, clock::now())?;
        Ok(SignInPage { site, secret: &secret, is_open }.render())
    });
    Ok(private(html.await?))
}

/// Uses a link up.
pub(in crate::web) async fn sign_in(
    Shared(state): Shared<State>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Answer {
    if !origin::is_own(&headers, state.door.address()) {
        return Ok(refused("This came from another site, and nothing was done."));
    }
    let (dir, session) = (state.shelf.dir().to_owned(), door::secret()?);
    let secret = session.clone();
    let signed_in = tokio::task::spawn_blocking(move || {
        anyhow::Ok(Host::open(&dir)?.sign_in(&link, &secret, clock::now())?)
    });
    match signed_in.await.context("signing in")?? {
        Some(_) => Ok(going_home(&state.door.cookie(&session))),
        None => Ok(refused("This link has been used, or is older than an hour.")),
    }
}

fn going_home(cookie: &str) -> Response {
    ([(header::SET_COOKIE, cookie.to_owned())], Redirect::to("../")).into_response()
}

/// The chats, and who is signed in.
pub(in crate::web) async fn home(Shared(state): Shared<State>, headers: HeaderMap) -> Answer {
    let Some(signed) = signed(&state, &headers).await? else {
        let how =
            "Only hosts come here. Whoever runs this archive makes a link: chatkeep host link";
        return Ok(refused(how));
    };
    let html = state.shelf.read(move |archive, site| {
        let library = Library::open(archive, site)?;
        let chats: Vec<(&Series, &Chat)> = library
            .chats
            .iter()
            .rev()
            .filter_map(|summary| Some((library.series_of(&summary.chat.name.tag)?, &summary.chat)))
            .collect();
        let sessions = archive.sessions(clock::now())?.into_iter().map(|one| SessionLine {
            is_own: one.id == signed.session.id,
            id: one.id,
            name: one.name,
            seen_at: one.seen_at,
        });
        let sessions: Vec<SessionLine> = sessions.collect();
        let guest = Guest { name: &signed.session.name, token: &signed.token };
        Ok(HostsPage { site, guest, chats: &chats, sessions: &sessions }.render())
    });
    Ok(private(html.await?))
}

/// A form about a session.
#[derive(Deserialize)]
pub(in crate::web) struct OfSession {
    token: String,
    id: i64,
}

pub(in crate::web) async fn sign_out(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    Form(form): Form<OfSession>,
) -> Answer {
    let signed = match allowed(&state, &headers, &form.token).await? {
        Ok(signed) => signed,
        Err(refused) => return Ok(refused),
    };
    end(&state, signed.session.id).await?;
    Ok(([(header::SET_COOKIE, state.door.cookie(""))], Redirect::to("../")).into_response())
}

/// Ends another's session.
pub(in crate::web) async fn revoke(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    Form(form): Form<OfSession>,
) -> Answer {
    if let Err(refused) = allowed(&state, &headers, &form.token).await? {
        return Ok(refused);
    }
    end(&state, form.id).await?;
    Ok(Redirect::to("./").into_response())
}

async fn end(state: &State, id: i64) -> anyhow::Result<()> {
    let dir = state.shelf.dir().to_owned();
    let ended = tokio::task::spawn_blocking(move || anyhow::Ok(Host::open(&dir)?.revoke(id)?));
    ended.await.context("ending a session")??;
    Ok(())
}
