//! The archive as a Mastodon server that can only be read: existing walls and clients are pointed at it
//! and show the chat of all networks in one.
//!
//! Ids are the numbers of posts and accounts in this archive. What such a server would have besides is
//! not here, and that is said as Mastodon says it.

mod account;
mod accounts;
mod asked;
mod attached;
mod avatar;
mod instance;
mod nodeinfo;
mod refused;
mod search;
mod socket;
mod stream;
mod tags;
mod teller;
mod thread;
mod timeline;

use anyhow::Result;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::State;
use super::api::{once, open_for_reading};
use teller::Teller;

/// All that is answered as by a Mastodon server.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/api/v1/timelines/tag/{tag}", get(timeline::tag))
        .route("/api/v1/timelines/public", get(timeline::public))
        .route("/api/v1/accounts", get(accounts::several))
        .route("/api/v1/accounts/lookup", get(accounts::lookup))
        .route("/api/v1/accounts/search", get(search::accounts))
        .route("/api/v1/accounts/verify_credentials", get(refused::somebody_s))
        .route("/api/v1/accounts/relationships", get(refused::somebody_s))
        .route("/api/v1/accounts/familiar_followers", get(refused::somebody_s))
        .route("/api/v1/accounts/{id}", get(accounts::account))
        .route("/api/v1/accounts/{id}/statuses", get(accounts::statuses))
        .route("/api/v1/accounts/{id}/followers", get(nobody))
        .route("/api/v1/accounts/{id}/following", get(nobody))
        .route("/api/v1/accounts/{id}/featured_tags", get(nobody))
        .route("/api/v1/statuses/{id}", get(thread::status))
        .route("/api/v1/statuses/{id}/context", get(thread::context))
        .route("/api/v1/statuses/{id}/history", get(thread::history))
        .route("/api/v1/statuses/{id}/reblogged_by", get(thread::reblogged_by))
        .route("/api/v1/statuses/{id}/favourited_by", get(thread::favourited_by))
        .route("/api/v1/tags/{tag}", get(tags::tag))
        .route("/api/v1/trends", get(tags::trending))
        .route("/api/v1/trends/tags", get(tags::trending))
        .route("/api/v1/trends/statuses", get(nobody))
        .route("/api/v1/trends/links", get(nobody))
        .route("/api/v1/custom_emojis", get(nobody))
        .route("/api/v1/directory", get(nobody))
        .route("/api/v2/search", get(search::search))
        .route("/api/v1/instance", get(instance::v1))
        .route("/api/v2/instance", get(instance::v2))
        .route("/api/v1/instance/extended_description", get(instance::described))
        .route("/api/v1/instance/rules", get(nobody))
        .route("/api/v1/instance/peers", get(nobody))
        .route("/api/v1/instance/activity", get(nobody))
        .route("/api/v1/streaming", get(socket::open))
        .route("/api/v1/streaming/", get(socket::open))
        .route("/api/v1/streaming/health", get(async || "OK"))
        .route("/api/v1/streaming/hashtag", get(stream::hashtag))
        .route("/api/v1/streaming/public", get(stream::public))
        .route("/api/v1/{*rest}", any(refused::nothing))
        .route("/api/v2/{*rest}", any(refused::nothing))
        .route("/.well-known/nodeinfo", get(nodeinfo::links))
        .route("/nodeinfo/{version}", get(nodeinfo::document))
        .layer(middleware::from_fn(once))
        .layer(middleware::from_fn(refused::only_reading))
        .layer(open_for_reading())
        .route("/avatars/{name}", get(avatar::avatar))
}

/// Reads an answer from the archive: of what is played, where something is; all of it as it stands at
/// one moment.
async fn tell<T: Send + 'static>(
    state: &State,
    headers: &HeaderMap,
    work: impl FnOnce(&Teller<'_>) -> Result<T> + Send + 'static,
) -> Result<T, Error> {
    let here = address(state, headers);
    let read = move |archive: &store::Archive, _: &::pages::Site| {
        archive.at_once(|| work(&Teller::new(archive, &here)?))
    };
    Ok(state.live.shelf().read(read).await?)
}

/// A list in which there is never anything here.
async fn nobody() -> Json<Value> {
    Json(json!([]))
}

/// What could not be answered, as Mastodon says it.
#[derive(Debug, thiserror::Error)]
#[error("{1}")]
struct Error(StatusCode, String);

impl Error {
    fn not_found() -> Self {
        Self(StatusCode::NOT_FOUND, "Record not found".into())
    }

    fn gone() -> Self {
        Self(StatusCode::GONE, "Record was taken back".into())
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(told) => told,
            Err(error) => {
                eprintln!("chatkeep: an answer could not be made: {error:#}");
                let words = "Something went wrong: try again";
                Self(StatusCode::INTERNAL_SERVER_ERROR, words.into())
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

type Answer<T> = Result<Json<T>, Error>;

/// The address of this server, without a `/` at the end: the one that it was told, else the one that
/// the asker used. Whoever asks without a port came through a server that speaks https for us.
fn address(state: &State, headers: &HeaderMap) -> String {
    if let Some(told) = state.door.address() {
        return told.to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let host = host.filter(|host| !host.is_empty() && host.chars().all(fits));
    let host = host.unwrap_or("localhost");
    let scheme = if host.contains(':') { "http" } else { "https" };
    format!("{scheme}://{host}")
}
