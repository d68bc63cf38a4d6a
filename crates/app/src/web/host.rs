//! For hosts alone: signing in, and what they decide.

mod desk;
mod door;
mod home;
mod origin;

pub(super) use desk::{act, desk, post, times, undo};
pub(crate) use door::{Door, invite};
pub(super) use home::{home, revoke, sign_in, sign_in_page, sign_out};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use store::host::{Session, form_token};

use super::State;
use super::error::Error;
use crate::clock;

type Answer = Result<Response, Error>;

/// The name of the cookie.
const COOKIE: &str = "chatkeep_host";

/// A host who is signed in, and what their forms carry.
pub(super) struct Signed {
    pub(super) session: Session,
    pub(super) token: String,
}

/// Who is signed in with this request, if anybody is.
pub(super) async fn signed(state: &State, headers: &HeaderMap) -> anyhow::Result<Option<Signed>> {
    let Some(secret) = cookie(headers) else { return Ok(None) };
    let token = form_token(&secret);
    let found =
        state.shelf.read(move |archive, _| Ok(archive.session(&secret, clock::now())?)).await?;
    Ok(found.map(|session| Signed { session, token }))
}

/// Who may do what this form asks for: signed in, and the form is one of this site's own.
async fn allowed(
    state: &State,
    headers: &HeaderMap,
    token: &str,
) -> Result<Result<Signed, Response>, Error> {
    if !origin::is_own(headers, state.door.address()) {
        return Ok(Err(refused("This came from another site, and nothing was done.")));
    }
    let Some(signed) = signed(state, headers).await? else {
        return Ok(Err(refused("Only a host who is signed in may do that.")));
    };
    // Both are of one length, and a guess of 256 bits is not made byte by byte over a network.
    if signed.token != token {
        return Ok(Err(refused("This form is too old: open the page again.")));
    }
    let dir = state.shelf.dir().to_owned();
    let id = signed.session.id;
    tokio::task::spawn_blocking(move || door::seen(&dir, id))
        .await
        .map_err(anyhow::Error::from)??;
    Ok(Ok(signed))
}

fn refused(why: &str) -> Response {
    (StatusCode::FORBIDDEN, format!("{why}\n")).into_response()
}

/// A page that is nobody else's, and is never kept.
fn private(html: String) -> Response {
    let mut answer = Html(html).into_response();
    keep_private(&mut answer);
    answer
}

/// What a host is shown is kept nowhere.
pub(super) fn keep_private(answer: &mut Response) {
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Forms tell where they come from, to this site alone.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut each =
        all.flat_map(|value| value.split(';')).filter_map(|one| one.trim().split_once('='));
    each.find(|(name, _)| *name == COOKIE).map(|(_, secret)| secret.to_owned())
}
