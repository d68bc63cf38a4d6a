//! The archive as a Mastodon server that can only be read: existing walls and clients are pointed at it
//! and show the chat of all networks in one.
//!
//! Ids are the numbers of posts and accounts in this archive. What such a server would have besides is
//! not here, and that is said as Mastodon says it.

mod instance;
mod status;
mod stream;
mod thread;
mod timeline;

use anyhow::Result;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};

use super::State;
use super::api::open_for_reading;

/// All that is answered as by a Mastodon server.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/api/v1/timelines/tag/{tag}", get(timeline::tag))
        .route("/api/v1/statuses/{id}", get(thread::status))
        .route("/api/v1/statuses/{id}/context", get(thread::context))
        .route("/api/v1/instance", get(instance::v1))
        .route("/api/v2/instance", get(instance::v2))
        .route("/api/v1/streaming/health", get(async || "OK"))
        .route("/api/v1/streaming/hashtag", get(stream::hashtag))
        .route("/api/v1/{*rest}", any(nothing))
        .route("/api/v2/{*rest}", any(nothing))
        .layer(open_for_reading())
}

/// What could not be answered, as Mastodon says it.
struct Error(StatusCode, String);

impl Error {
    fn not_found() -> Self {
        Self(StatusCode::NOT_FOUND, "Record not found".into())
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        eprintln!("chatkeep: an answer could not be made: {error:#}");
        Self(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong: try again".into())
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        (self.0, Json(serde_json::json!({ "error": self.1 }))).into_response()
    }
}

type Answer<T> = Result<Json<T>, Error>;

async fn nothing() -> Error {
    Error(
        StatusCode::NOT_FOUND,
        "This server only shows what it keeps: there is no such list".into(),
    )
}

/// The address that the asker used. Whoever asks without a port came through a server that speaks
/// https for us.
fn base(headers: &HeaderMap) -> String {
    let host = domain(headers);
    let scheme = if host.contains(':') { "http" } else { "https" };
    format!("{scheme}://{host}")
}

/// The name by which the asker knows this server.
fn domain(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let host = host.filter(|host| !host.is_empty() && host.chars().all(fits));
    host.unwrap_or("localhost").to_owned()
}
