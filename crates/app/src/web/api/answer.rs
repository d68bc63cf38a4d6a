//! How every answer leaves: made once for many, with an `ETag`, and what went wrong as a problem.

use std::sync::Arc;
use std::time::Instant;

use aide::openapi::OpenApi;
use anyhow::Result;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State as Shared};
use axum::http::response::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use store::Archive;

use super::kept;
use super::problem::{MEDIA_TYPE, Problem};
use crate::clock;
use crate::web::State;

/// What a handler answers.
pub(super) type Answer<T> = Result<Json<T>, Problem>;

/// Reads an answer from the archive: of what is played, where something is.
pub(super) async fn read<T: Send + 'static>(
    state: &State,
    work: impl FnOnce(&Archive) -> Result<T> + Send + 'static,
) -> Answer<T> {
    Ok(Json(state.live.shelf().read(move |archive, _| work(archive)).await?))
}

/// The API, described by itself.
pub(super) async fn description(Extension(api): Extension<Arc<OpenApi>>) -> Json<OpenApi> {
    Json(OpenApi::clone(&api))
}

/// What was made a moment ago is told again as long as nothing changed, and is sent again only to who does
/// not have it. What the router or an extractor said in plain words becomes a problem.
pub(super) async fn finish(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let may_know = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    // Before anything is read: what is written meanwhile makes it another.
    let stands = kept::State::of(state.live.shelf().dir(), clock::now());
    let began = Instant::now();
    if let Some(body) = state.kept.find(&path, stands.as_ref(), began).filter(|_| may_know) {
        return told(Json(()).into_response().into_parts().0, body, known.as_ref());
    }
    let response = next.run(request).await;
    let (head, body) = response.into_parts();
    let kind = head.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if head.status.is_success() && kind != Some(b"application/json") || head.status.is_redirection()
    {
        return Response::from_parts(head, body);
    }
    let kind = kind.map(<[u8]>::to_owned);
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The answer broke off.")
            .into_response();
    };
    if !head.status.is_success() {
        if kind.as_deref() == Some(MEDIA_TYPE.as_bytes()) {
            return Response::from_parts(head, Body::from(bytes));
        }
        let words = String::from_utf8_lossy(&bytes);
        let words = if words.is_empty() { "Only GET is answered here.".into() } else { words };
        return Problem::new(head.status, words).into_response();
    }
    if may_know {
        state.kept.keep(path, stands, bytes.clone(), began);
        return told(head, bytes, known.as_ref());
    }
    Response::from_parts(head, Body::from(bytes))
}

/// Gives answers in JSON an `ETag`, and sends none again to who has it.
pub(in crate::web) async fn once(request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let (head, body) = next.run(request).await.into_parts();
    let kind = head.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if head.status != StatusCode::OK || kind != Some(b"application/json") {
        return Response::from_parts(head, body);
    }
    match to_bytes(body, usize::MAX).await {
        Ok(bytes) => told(head, bytes, known.as_ref()),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// An answer with its `ETag`, or that it is known.
fn told(mut head: Parts, bytes: Bytes, known: Option<&HeaderValue>) -> Response {
    // Weak: it may be sent compressed.
    let tag = format!("W/\"{}\"", &blake3::hash(&bytes).to_hex()[..22]);
    let is_known = known.is_some_and(|known| {
        let known = known.to_str().unwrap_or_default();
        known.split(',').any(|known| known.trim() == tag || known.trim() == "*")
    });
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.headers.insert(header::ETAG, tag);
    }
    head.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    head.headers.remove(header::CONTENT_LENGTH);
    if is_known {
        head.status = StatusCode::NOT_MODIFIED;
        head.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(head, Body::empty());
    }
    Response::from_parts(head, Body::from(bytes))
}
