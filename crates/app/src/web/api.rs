//! The archive for other programs: JSON under `/api/chatkeep/v1`, described by itself.
//!
//! Each route is told once, here: the handler's own types make its part of the description.

mod answer;
mod chats;
mod cursor;
mod describe;
mod events;
mod kept;
pub(super) mod problem;
mod search;
mod whole;

use std::sync::Arc;

use aide::axum::ApiRouter;
use aide::axum::routing::get_with as get;
use aide::openapi::{Info, License, OpenApi, Server};
use aide::transform::TransformOperation;
use axum::extract::Path;
use axum::http::{HeaderName, Method, header};
use axum::middleware;
use axum::routing;
use axum::{Extension, Router};
use tower_http::cors::{Any, CorsLayer};

pub(super) use answer::once;
pub(super) use kept::Kept;

use super::{State, limits};

const ABOUT: &str = "Chats, and what was said in them. Everything is read with GET; nothing can be \
    written. Answers carry an `ETag`: send it back as `If-None-Match`, and an answer that is still the \
    same costs nothing. Where an answer has `next`, ask again with `cursor` set to it for what \
    follows. What goes wrong is told as `application/problem+json` (RFC 9457).";

/// All routes of the API.
pub(super) fn router(state: &State) -> Router<State> {
    let mut description = OpenApi {
        info: Info {
            title: "chatkeep".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            description: Some(ABOUT.into()),
            license: Some(License {
                name: "AGPL-3.0-or-later".into(),
                identifier: Some("AGPL-3.0-or-later".into()),
                ..License::default()
            }),
            ..Info::default()
        },
        // Wherever this answers.
        servers: vec![Server { url: "/".into(), ..Server::default() }],
        ..OpenApi::default()
    };
    let described = ApiRouter::new().nest("/api/chatkeep/v1", of_archive());
    let router: Router<State> = described.finish_api(&mut description);
    describe::complete(&mut description);
    router
        .route("/api/chatkeep/v1/openapi.json", routing::get(answer::description))
        .route("/api/chatkeep/{*rest}", routing::any(nothing))
        .layer(Extension(Arc::new(description)))
        .layer(middleware::from_fn_with_state(state.clone(), answer::finish))
        .layer(open_for_reading())
}

fn of_archive() -> ApiRouter<State> {
    let chat = |part: &str| format!("/chats/{{tag}}/{{day}}{part}");
    ApiRouter::new()
        .api_route("/chats", get(whole::chats, say("chats", "All chats, by their start")))
        .api_route(&chat(""), get(chats::chat, say("chat", "A chat with all that was said in it")))
        .api_route(&chat("/posts"), get(chats::posts, say("chatPosts", "A chat's posts, by time")))
        .api_route(
            &chat("/questions"),
            get(chats::questions, say("chatQuestions", "Questions and answers")),
        )
        .api_route(&chat("/topics"), get(chats::topics, say("chatTopics", "What it was about")))
        .api_route(
            &chat("/summary"),
            get(chats::summary, say("chatSummary", "A draft of a summary")),
        )
        .api_route(&chat("/threads"), get(chats::threads, say("chatThreads", "Conversations")))
        .api_route(&chat("/people"), get(chats::people, say("chatPeople", "Who took part")))
        .api_route(&chat("/stats"), get(chats::stats, say("chatStats", "Counts of a chat")))
        .api_route(&chat("/events"), get(events::events, say("chatEvents", events::ABOUT)))
        .api_route("/posts", get(whole::post, say("post", "A post, by its world-wide name")))
        .api_route("/search", get(search::search, say("search", "Posts, by their words")))
        .api_route("/stats", get(whole::stats, say("stats", "Counts of the whole archive")))
}

/// Names a route for those who make clients of the description, and says what it answers.
fn say(
    id: &'static str,
    summary: &'static str,
) -> impl FnOnce(TransformOperation<'_>) -> TransformOperation<'_> {
    move |operation| operation.id(id).summary(summary)
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
