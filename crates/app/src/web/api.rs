//! The archive for other programs: JSON under `/api/chatkeep/v1`, described by itself.
//!
//! Each route is told once, here: the handler's own types make its part of the description.

mod answer;
mod chats;
mod cursor;
mod describe;
mod events;
pub(super) mod problem;
mod search;
mod whole;

use std::sync::Arc;

use aide::axum::ApiRouter;
use aide::axum::routing::get_with as get;
use aide::openapi::{Info, OpenApi};
use aide::transform::TransformOperation;
use axum::extract::Path;
use axum::http::{HeaderName, Method, header};
use axum::middleware;
use axum::routing;
use axum::{Extension, Router};
use tower_http::cors::{Any, CorsLayer};

use super::{State, limits};

const ABOUT: &str = "Chats, and what was said in them. Everything is read with GET; nothing can be \
    written. Answers carry an `ETag`: send it back as `If-None-Match`, and an answer that is still the \
    same costs nothing. Where an answer has `next`, ask again with `cursor` set to it for what \
    follows. What goes wrong is told as `application/problem+json` (RFC 9457).";

/// All routes of the API.
pub(super) fn router() -> Router<State> {
    let mut description = OpenApi {
        info: Info {
            title: "chatkeep".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            description: Some(ABOUT.into()),
            ..Info::default()
        },
        ..OpenApi::default()
    };
    let described = ApiRouter::new().nest("/api/chatkeep/v1", of_archive());
    let router: Router<State> = described.finish_api(&mut description);
    router
        .route("/api/chatkeep/v1/openapi.json", routing::get(answer::description))
        .route("/api/chatkeep/{*rest}", routing::any(nothing))
        .layer(Extension(Arc::new(description)))
        .layer(middleware::from_fn(answer::finish))
        .layer(open_for_reading())
}

fn of_archive() -> ApiRouter<State> {
    ApiRouter::new()
        .api_route("/chats", get(whole::chats, say("All chats, by their start")))
        .api_route(
            "/chats/{tag}/{day}",
            get(chats::chat, say("A chat with all that was said in it")),
        )
        .api_route("/chats/{tag}/{day}/posts", get(chats::posts, say("A chat's posts, by time")))
        .api_route(
            "/chats/{tag}/{day}/questions",
            get(chats::questions, say("Questions and answers")),
        )
        .api_route("/chats/{tag}/{day}/topics", get(chats::topics, say("What it was about")))
        .api_route("/chats/{tag}/{day}/summary", get(chats::summary, say("A draft of a summary")))
        .api_route("/chats/{tag}/{day}/threads", get(chats::threads, say("Conversations")))
        .api_route("/chats/{tag}/{day}/people", get(chats::people, say("Who took part")))
        .api_route("/chats/{tag}/{day}/stats", get(chats::stats, say("Counts of a chat")))
        .api_route("/chats/{tag}/{day}/events", get(events::events, say(events::ABOUT)))
        .api_route("/posts", get(whole::post, say("A post, by its world-wide name")))
        .api_route("/search", get(search::search, say("Posts, by their words")))
        .api_route("/stats", get(whole::stats, say("Counts of the whole archive")))
}

fn say(summary: &'static str) -> impl FnOnce(TransformOperation<'_>) -> TransformOperation<'_> {
    move |operation| operation.summary(summary)
}

/// What a page of another site may read of an answer besides its body.
const TOLD: [HeaderName; 7] = [
    header::DATE,
    header::ETAG,
    header::LINK,
    header::RETRY_AFTER,
    limits::LIMIT,
    limits::REMAINING,
    limits::RESET,
];

/// Any page may read: what is here is public.
pub(super) fn open_for_reading() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers(Any)
        .expose_headers(TOLD)
}

async fn nothing(Path(rest): Path<String>) -> problem::Problem {
    problem::Problem::not_found(format!(
        "There is nothing at /api/chatkeep/{rest}; /api/chatkeep/v1/openapi.json tells what there is."
    ))
}
