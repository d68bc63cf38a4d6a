//! What is not here, and why: as a Mastodon server says it.

use axum::extract::Request;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::Error;

/// What belongs to somebody who is signed in.
const SOMEBODY_S: [&str; 26] = [
    "announcements",
    "apps/verify_credentials",
    "blocks",
    "bookmarks",
    "conversations",
    "domain_blocks",
    "endorsements",
    "favourites",
    "featured_tags",
    "filters",
    "follow_requests",
    "followed_tags",
    "lists",
    "markers",
    "mutes",
    "notifications",
    "preferences",
    "profile",
    "push",
    "scheduled_statuses",
    "streaming/direct",
    "streaming/list",
    "streaming/user",
    "suggestions",
    "timelines/home",
    "timelines/list",
];

/// What no route knows. With a `/` at the end it is the same as without, as in Mastodon.
pub(super) async fn nothing(uri: Uri) -> Response {
    if let Some(path) = uri.path().strip_suffix('/') {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        return Redirect::permanent(&format!("{path}{query}")).into_response();
    }
    let rest = uri.path().trim_start_matches("/api/v1/").trim_start_matches("/api/v2/");
    let is_of = |place: &str| {
        rest.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if SOMEBODY_S.iter().any(|place| is_of(place)) {
        return somebody_s().await.into_response();
    }
    let words = "This server only shows what it keeps: there is no such list";
    Error(StatusCode::NOT_FOUND, words.into()).into_response()
}

/// What belongs to somebody who is signed in, which nobody is here.
pub(super) async fn somebody_s() -> Error {
    let words = "This method requires an authenticated user; nobody can sign in here";
    Error(StatusCode::UNAUTHORIZED, words.into())
}

/// Nothing is taken: whatever is not asked with GET is refused before anybody looks at it.
pub(super) async fn only_reading(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let words = "This server only shows what it keeps: nothing can be written, nobody can sign in";
    Error(StatusCode::FORBIDDEN, words.into()).into_response()
}
