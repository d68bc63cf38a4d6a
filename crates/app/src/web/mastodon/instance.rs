//! What this server says of itself to a Mastodon client.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{Answer, domain};
use crate::web::State;

/// The version whose answers these are like; the rest says what it is.
fn version() -> String {
    format!("4.4.0 (compatible; chatkeep {})", env!("CARGO_PKG_VERSION"))
}

const ABOUT: &str = "An archive of a community's chats: everything can be read, nothing written.";

pub(super) async fn v2(headers: HeaderMap) -> Json<Value> {
    Json(json!({
        "domain": domain(&headers),
        "title": "chatkeep",
        "version": version(),
        "source_url": "",
        "description": ABOUT,
        "usage": {"users": {"active_month": 0}},
        "thumbnail": {"url": "", "blurhash": null, "versions": {}},
        "icon": [],
        "languages": [],
        "configuration": {
            "urls": {},
            "accounts": {"max_featured_tags": 0},
            "statuses": {
                "max_characters": 0, "max_media_attachments": 0, "characters_reserved_per_url": 23,
            },
            "media_attachments": {"supported_mime_types": []},
            "polls": {"max_options": 0, "max_characters_per_option": 0, "min_expiration": 0, "max_expiration": 0},
            "translation": {"enabled": false},
            "timelines_access": {
                "live_feeds": {"local": "disabled", "remote": "disabled"},
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
    let size = state.live.shelf().read(|archive, _| Ok(archive.size()?)).await?;
    Ok(Json(json!({
        "uri": domain(&headers),
        "title": "chatkeep",
        "short_description": ABOUT,
        "description": ABOUT,
        "email": "",
        "version": version(),
        "urls": {},
        "stats": {"user_count": size.1, "status_count": size.0, "domain_count": 0},
        "thumbnail": null,
        "languages": [],
        "registrations": false,
        "approval_required": false,
        "invites_enabled": false,
        "configuration": {
            "statuses": {"max_characters": 0, "max_media_attachments": 0, "characters_reserved_per_url": 23},
        },
        "contact_account": null,
        "rules": [],
    })))
}
