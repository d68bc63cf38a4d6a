//! When a page cannot be had: the reader gets a sentence, the log the reason.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// Anything that went wrong while making a page.
pub(super) struct Error(anyhow::Error);

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        eprintln!("chatkeep: a page could not be made: {:#}", self.0);
        let page = "<!DOCTYPE html><html lang=\"en\"><title>Not now</title>\
            <h1>This page cannot be made just now</h1><p>Try again in a moment. If it stays so, \
            whoever runs this archive will find the reason where chatkeep was started.</p></html>";
        (StatusCode::INTERNAL_SERVER_ERROR, Html(page)).into_response()
    }
}
