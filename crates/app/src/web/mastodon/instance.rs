//! What this server says of itself to a Mastodon client.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{Answer, address, tell};
use crate::web::State;

/// The version whose answers these are like; the rest says what it is.
fn version() -> String {
    format!("4.4.0 (compatible; chatkeep {})", env!("CARGO_PKG_VERSION"))
}

const ABOUT: &str = "An archive of a community's chats: everything can be read, nothing written.";

/// `https://chats.example/here` → `chats.example`.
fn domain(here: &str) -> &str {
    let rest = here.split_once("://").map_or(here, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// Where a WebSocket is opened: `wss://chats.example`.
fn streaming(here: &str) -> String {
    here.replacen("http", "ws", 1)
}

pub(super) async fn v2(Shared(state): Shared<State>, headers: HeaderMap) -> Json<Value> {
    let here = address(&state, &headers);
    let mark = format!("{here}/assets/mark.svg");
    Json(json!({
        "domain": domain(&here),
        "title": "chatkeep",
        "version": version(),
        "source_url": "",
        "description": ABOUT,
        "usage": {"users": {"active_month": 0}},
        "thumbnail": {"url": mark, "blurhash": null, "versions": {}},
        "icon": [],
        "languages": [],
        "configuration": {
            "urls": {"streaming": streaming(&here), "status": null, "about": here, "privacy_policy": null, "terms_of_service": null},
            "vapid": {"public_key": ""},
            "accounts": {"max_featured_tags": 0, "max_pinned_statuses": 0},
            "statuses": {
                "max_characters": 0, "max_media_attachments": 0, "characters_reserved_per_url": 23,
            },
            "media_attachments": {
                "supported_mime_types": [], "description_limit": 0, "image_size_limit": 0,
                "image_matrix_limit": 0, "video_size_limit": 0, "video_frame_rate_limit": 0,
                "video_matrix_limit": 0,
            },
            "polls": {"max_options": 0, "max_characters_per_option": 0, "min_expiration": 0, "max_expiration": 0},
            "translation": {"enabled": false},
            "timelines_access": {
                "live_feeds": {"local": "public", "remote": "public"},
                "hashtag_feeds": {"local": "public", "remote": "public"},
                "trending_link_feeds": {"local": "disabled", "remote": "disabled"},
            },
        },
        "registrations": {"enabled": false, "approval_required": false, "message": null, "url": null},
        "contact": {"email": "", "account": null},
        "rules": [],
        "api_versions": {"mastodon": 6},
    }))
}

pub(super) async fn v1(Shared(state): Shared<State>, headers: HeaderMap) -> Answer<Value> {
    tell(&state, &headers, |teller| {
        let size = teller.archive.size()?;
        Ok(Json(json!({
            "uri": domain(teller.here),
            "title": "chatkeep",
            "short_description": ABOUT,
            "description": ABOUT,
            "email": "",
            "version": version(),
            "urls": {"streaming_api": streaming(teller.here)},
            "stats": {"user_count": size.1, "status_count": size.0, "domain_count": 0},
            "thumbnail": null,
            "languages": [],
            "registrations": false,
            "approval_required": false,
            "invites_enabled": false,
            "configuration": {
                "statuses": {"max_characters": 0, "max_media_attachments": 0, "characters_reserved_per_url": 23},
                "media_attachments": {"supported_mime_types": []},
                "polls": {"max_options": 0, "max_characters_per_option": 0, "min_expiration": 0, "max_expiration": 0},
            },
            "contact_account": null,
            "rules": [],
        })))
    })
    .await
}

/// What there is to say at length: the same in one sentence.
pub(super) async fn described() -> Json<Value> {
    Json(json!({"updated_at": null, "content": format!("<p>{ABOUT}</p>")}))
}
