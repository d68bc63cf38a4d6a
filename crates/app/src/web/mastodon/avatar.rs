//! A sign for each account, so that a wall shows at a glance who speaks. It is drawn here: the picture
//! that an account chose lies on another server, which would learn who looks.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

pub(super) async fn avatar(Path(name): Path<String>) -> Response {
    let Some(number) = name.strip_suffix(".png").and_then(|number| number.parse::<u64>().ok())
    else {
        return (StatusCode::NOT_FOUND, "There is no such picture here.\n").into_response();
    };
    let sign = pictures::sign(blake3::hash(&number.to_le_bytes()).as_bytes());
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, sign).into_response()
}
