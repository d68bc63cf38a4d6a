//! What this server says of itself to whoever asks which software it is (`NodeInfo` 2.0 and 2.1).

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{Answer, Error, address, tell};
use crate::web::State;

const SCHEMA: &str = "http://nodeinfo.diaspora.software/ns/schema";

pub(super) async fn links(Shared(state): Shared<State>, headers: HeaderMap) -> Json<Value> {
    let here = address(&state, &headers);
    let link = |version: &str| json!({"rel": format!("{SCHEMA}/{version}"), "href": format!("{here}/nodeinfo/{version}")});
    Json(json!({"links": [link("2.0"), link("2.1")]}))
}

pub(super) async fn document(
    Shared(state): Shared<State>,
    Path(version): Path<String>,
    headers: HeaderMap,
) -> Answer<Value> {
    if !matches!(version.as_str(), "2.0" | "2.1") {
        return Err(Error::not_found());
    }
    tell(&state, &headers, move |teller| {
        let (posts, _) = teller.archive.size()?;
        Ok(Json(json!({
            "version": version,
            "software": {"name": "chatkeep", "version": env!("CARGO_PKG_VERSION")},
            // It can be read by clients, and federates with nobody.
            "protocols": [],
            "services": {"inbound": [], "outbound": []},
            "openRegistrations": false,
            // Nobody has an account here: those who spoke have theirs elsewhere.
            "usage": {"users": {"total": 0}, "localPosts": 0},
            "metadata": {"keptPosts": posts},
        })))
    })
    .await
}
