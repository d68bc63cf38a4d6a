//! What went wrong, in words and as `application/problem+json` (RFC 9457).

use std::fmt::Display;

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{Operation, Response as Described};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::describe;

pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::web) struct Problem {
    /// Always `about:blank`: the status says which kind it is.
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    status: u16,
    /// What happened, and what to do.
    detail: String,
}

impl Problem {
    pub(in crate::web) fn new(status: StatusCode, detail: impl Display) -> Self {
        let title = status.canonical_reason().unwrap_or("Error").to_owned();
        Self { kind: "about:blank", title, status: status.as_u16(), detail: detail.to_string() }
    }

    pub(super) fn not_found(detail: impl Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// What was asked makes no sense.
    pub(super) fn asked(detail: impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }
}

/// What failed here is told to whoever runs the archive, and not to the asker.
impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(problem) => problem,
            Err(error) => {
                eprintln!("chatkeep: an answer could not be made: {error:#}");
                let words = "The answer cannot be made just now: try again in a moment.";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, words)
            }
        }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        response
    }
}

impl OperationOutput for Problem {
    type Inner = Self;

    fn operation_response(context: &mut GenContext, _: &mut Operation) -> Option<Described> {
        Some(describe::body::<Self>(context, MEDIA_TYPE, "What went wrong, and what to do"))
    }

    fn inferred_responses(
        context: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, Described)> {
        let problem = Self::operation_response(context, operation);
        problem.into_iter().map(|problem| (None, problem)).collect()
    }
}
