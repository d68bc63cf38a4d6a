//! Fetching a file that a stranger named: from public addresses alone, so large and so long at most.

use std::time::Duration;

use anyhow::Result;
use networks::outward::{self, NotPublic};
use pictures::LARGEST;
use reqwest::header::{ACCEPT, LOCATION};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use store::Miss;

use super::address::Named;

/// How long a connection, or silence on one, may last.
const SILENCE: Duration = Duration::from_secs(5);
/// How long all of it may take.
const ALL: Duration = Duration::from_secs(20);
/// Redirects followed; each is looked at as the first address was.
const REDIRECTS: usize = 3;

/// Fetches files, and tells nobody who asked for them.
#[derive(Debug)]
pub(super) struct Fetch {
    client: Client,
}

/// Why a file was not had.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// It lies where we do not look.
    #[error("it lies at no public address")]
    NotPublic,
    /// Sent round in circles.
    #[error("it redirects more than three times")]
    Redirects,
    /// It is too large, as it says or as it turns out.
    #[error("it is larger than 10 MB")]
    TooLarge,
    /// The server says no.
    #[error("its server answers {0}")]
    Refused(StatusCode),
    /// Nobody answers, or not in time.
    #[error("its server cannot be reached, or does not answer in time")]
    Unreachable,
}

impl FetchError {
    /// Whether to ask another time.
    pub(super) fn miss(&self) -> Miss {
        match self {
            Self::Refused(status) if status.is_server_error() => Miss::ForNow,
            Self::Refused(StatusCode::TOO_MANY_REQUESTS) | Self::Unreachable => Miss::ForNow,
            _ => Miss::ForGood,
        }
    }
}

impl Fetch {
    pub(super) fn new() -> Result<Self> {
        let client = outward::client()?
            .pool_max_idle_per_host(0)
            .connect_timeout(SILENCE)
            .read_timeout(SILENCE)
            .redirect(redirect::Policy::none())
            .build()?;
        Ok(Self { client })
    }

    /// The bytes at an address, or at where it redirects to.
    pub(super) async fn fetch(&self, url: &str, named: &Named) -> Result<Vec<u8>, FetchError> {
        let followed = tokio::time::timeout(ALL, self.follow(url, named)).await;
        followed.unwrap_or(Err(FetchError::Unreachable))
    }

    async fn follow(&self, url: &str, named: &Named) -> Result<Vec<u8>, FetchError> {
        let mut url = Url::parse(url).map_err(|_| FetchError::NotPublic)?;
        for _ in 0..=REDIRECTS {
            if !named.allows(&url) {
                return Err(FetchError::NotPublic);
            }
            let request = self.client.get(url.clone());
            let request = request.header(ACCEPT, "image/jpeg,image/png,image/webp,image/gif");
            let response = request.send().await.map_err(|error| why(&error))?;
            let status = response.status();
            if !status.is_redirection() {
                return if status.is_success() {
                    body(response).await
                } else {
                    Err(FetchError::Refused(status))
                };
            }
            let next = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            let next = next.and_then(|to| url.join(to).ok()).ok_or(FetchError::Refused(status))?;
            if url.scheme() == "https" && next.scheme() != "https" {
                return Err(FetchError::Refused(status));
            }
            url = next;
        }
        Err(FetchError::Redirects)
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, FetchError> {
    if response.content_length().is_some_and(|length| length > LARGEST as u64) {
        return Err(FetchError::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| why(&error))? {
        if bytes.len() + chunk.len() > LARGEST {
            return Err(FetchError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn why(error: &reqwest::Error) -> FetchError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<NotPublic>() {
            return FetchError::NotPublic;
        }
        cause = inner.source();
    }
    FetchError::Unreachable
}
