//! Listening to what is told, as an answer that does not end.

use std::convert::Infallible;
use std::sync::Arc;

use anyhow::Result;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use store::Archive;
use tokio::sync::OwnedSemaphorePermit;

use super::viewer::Viewer;
use super::{Live, Telling};

impl Live {
    /// A place among those who listen, as long as it is held; `None` where all are taken.
    pub(in crate::web) fn seat(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.seats).try_acquire_owned().ok()
    }

    /// What is told from now on, or after a number, as an answer that does not end.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub(in crate::web) async fn follow(
        &self,
        what: String,
        make: impl FnOnce(&Archive) -> Result<Box<dyn Telling>> + Send + 'static,
        after: Option<u64>,
    ) -> Result<Response> {
        if let Some(told) = self.listen(what, make, after).await? {
            return Ok(stream(Body::from_stream(told)));
        }
        let words = "As many listen as this server takes. Try again in a minute.\n";
        let later = [(header::RETRY_AFTER, "60"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
        Ok((StatusCode::SERVICE_UNAVAILABLE, later, words).into_response())
    }

    /// The same as it comes; `None` where as many listen as this server takes.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub(in crate::web) async fn listen<M>(
        &self,
        what: String,
        make: M,
        after: Option<u64>,
    ) -> Result<Option<impl Stream<Item = Result<Bytes, Infallible>> + Send + use<M>>>
    where
        M: FnOnce(&Archive) -> Result<Box<dyn Telling>> + Send + 'static,
    {
        let Some(seat) = self.seat() else { return Ok(None) };
        let room = self.room(&self.source(), what, make).await?;
        let leaving = self.leaving.subscribe();
        let viewer = Viewer::new(room, leaving, after, &self.catching_up, seat).await?;
        Ok(Some(viewer.stream()))
    }
}

/// The number of the event that somebody had last, before they lost the connection.
pub(in crate::web) fn told_last(headers: &HeaderMap) -> Option<u64> {
    headers.get("last-event-id").and_then(|id| id.to_str().ok()?.trim().parse().ok())
}

pub(super) fn stream(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, body).into_response()
}
