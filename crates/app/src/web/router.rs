//! The contents of the site: one line a kind of page.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;

use super::{State, api, host, limits, live, mastodon, media, pages};

pub(super) fn router(state: State) -> Router {
    Router::new()
        .route("/", get(pages::home))
        .route("/index.html", get(pages::home))
        .route("/search.html", get(pages::search))
        .route("/chats/{tag}/", get(pages::series))
        .route("/chats/{tag}/{page}", get(pages::chat))
        .route("/live/{tag}/{chat}", get(live::events))
        .route("/play", post(live::play))
        .route("/posts/{page}", get(pages::post))
        .route("/people/{page}", get(pages::author))
        .route("/host/", get(host::home))
        .route("/host/sign-in/{secret}", get(host::sign_in_page).post(host::sign_in))
        .route("/host/sign-out", post(host::sign_out))
        .route("/host/revoke", post(host::revoke))
        .route("/host/desk/{tag}/{chat}", get(host::desk))
        .route("/host/post/{tag}/{chat}/{post}", get(host::post))
        .route("/host/act/{tag}/{chat}", post(host::act))
        .route("/host/undo/{tag}/{chat}", post(host::undo))
        .route("/host/times/{tag}/{chat}", post(host::times))
        .route("/media/{name}", get(media::picture))
        .route("/assets/{name}", get(pages::asset))
        .merge(api::router(&state))
        .merge(mastodon::router())
        .fallback(pages::nothing)
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), limits::within))
        .layer(middleware::from_fn(guard))
        .with_state(state)
}

/// What every answer carries, unless it says otherwise itself: nothing runs that did not come from here, nothing is loaded from
/// elsewhere, and no other site may frame a page.
async fn guard(request: Request, next: Next) -> Response {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
        connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
