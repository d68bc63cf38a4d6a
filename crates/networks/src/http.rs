//! Asking a server over HTTP, as a guest who trusts nobody: answers have a size and a time, and no
//! answer leads to another host.

mod events;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil::DateTime, fmt::rfc2822, tz::TimeZone};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER,
};
use reqwest::{Client, ClientBuilder, Url, redirect};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use crate::outward;
use crate::place::Secret;
pub(crate) use events::Events;

/// The largest answer that is read: 16 MiB. A page of 40 statuses has some 200 kB.
const LARGEST: usize = 16 << 20;
/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(10);
/// Redirects followed, within one host.
const REDIRECTS: usize = 5;

/// How we introduce ourselves; some servers refuse who does not.
pub(crate) const NAME: &str = concat!("chatkeep/", env!("CARGO_PKG_VERSION"));

/// Asks servers.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    client: Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// 200, 404 …
    pub(crate) status: u16,
    /// The text.
    pub(crate) body: String,
    /// What the server says of how often it may be asked.
    pub(crate) rate: Rate,
}

/// How often a server may be asked, as it says itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Rate {
    /// Questions left …
    pub(crate) left: Option<u64>,
    /// … until then …
    pub(crate) reset: Option<Timestamp>,
    /// … by its own clock, which is not ours.
    pub(crate) told_at: Option<Timestamp>,
    /// It wants to be left alone for so long.
    pub(crate) retry_after: Option<Duration>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// Nobody is there, or the connection broke.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// It took too long.
    #[error("it does not answer in time")]
    Late,
    /// It sent more than anybody asked for.
    #[error("its answer is larger than 16 MiB")]
    TooLarge,
    /// It sent us elsewhere.
    #[error("it redirects to another host")]
    Elsewhere,
    /// It sent us on and on.
    #[error("it redirects without end")]
    Endless,
    /// This computer lacks what an encrypted connection needs.
    #[error("no encrypted connection is possible: {0}")]
    Encryption(String),
}

/// How connections are encrypted, by the certificates that this computer trusts.
pub(crate) fn encryption() -> Result<Arc<ClientConfig>, AskError> {
    let failed = |error: rustls::Error| AskError::Encryption(error.to_string());
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(failed)?;
    let config = builder.with_platform_verifier().map_err(failed)?.with_no_client_auth();
    Ok(Arc::new(config))
}

impl Http {
    /// Asks with a token, where there is one. An answer may take so long in all, however steadily it
    /// drips, and be silent for a quarter of that.
    pub(crate) fn new(token: Option<&Secret>, patience: Duration) -> Result<Self, AskError> {
        Self::built(within(bare()?, patience).default_headers(signed(token)?))
    }

    /// Asks for answers that do not end, and may be silent for so long.
    fn endless(token: Option<&Secret>, silence: Duration) -> Result<Self, AskError> {
        Self::built(bare()?.read_timeout(silence).default_headers(signed(token)?))
    }

    /// Asks hosts that others told us of: nobody on this computer, or in the network around it.
    pub(crate) fn wary(patience: Duration) -> Result<Self, AskError> {
        Self::built(within(outward::client()?, patience).https_only(true))
    }

    fn built(builder: ClientBuilder) -> Result<Self, AskError> {
        let client = builder.build().map_err(|error| AskError::Encryption(error.to_string()))?;
        Ok(Self { client })
    }

    /// Gets what is at an address.
    pub(crate) async fn get(&self, url: Url) -> Result<Answer, AskError> {
        self.ask(self.client.get(url)).await
    }

    /// Asks with a JSON text, once: what costs something is not asked again by itself.
    pub(crate) async fn post(&self, url: Url, json: String) -> Result<Answer, AskError> {
        let kind = HeaderValue::from_static("application/json");
        answer(self.client.post(url).header(CONTENT_TYPE, kind).body(json)).await
    }

    /// Gets a post as ActivityPub tells it.
    pub(crate) async fn get_object(&self, url: Url) -> Result<Answer, AskError> {
        const OBJECT: &str = "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
        self.ask(self.client.get(url).header(ACCEPT, OBJECT)).await
    }

    /// Asks; and asks again at once where the connection broke, which may have been kept from before.
    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<Answer, AskError> {
        let again = request.try_clone();
        match (answer(request).await, again) {
            (Err(AskError::Unreachable(_)), Some(again)) => answer(again).await,
            (answer, _) => answer,
        }
    }
}

/// What goes with every question.
fn signed(token: Option<&Secret>) -> Result<HeaderMap, AskError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(token) = token {
        let bearer = HeaderValue::from_str(&format!("Bearer {}", token.reveal()));
        let mut bearer = bearer.map_err(|_| AskError::Encryption("the token is no text".into()))?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
    }
    Ok(headers)
}

/// With all limits.
fn within(builder: ClientBuilder, patience: Duration) -> ClientBuilder {
    builder.read_timeout(patience / 4).timeout(patience)
}

pub(crate) fn bare() -> Result<ClientBuilder, AskError> {
    Ok(Client::builder()
        .tls_backend_preconfigured((*encryption()?).clone())
        .user_agent(NAME)
        // A small server has few threads, and some hold one for each open connection.
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECTING)
        .redirect(redirect::Policy::custom(stay)))
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Answer, AskError> {
    let mut response = request.send().await.map_err(|error| why(&error))?;
    let rate = Rate::of(response.headers());
    // What a server says of the length spares reading it, and moving it about while it grows.
    let length = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if length > LARGEST {
        return Err(AskError::TooLarge);
    }
    let mut body = Vec::with_capacity(length);
    while let Some(chunk) = response.chunk().await.map_err(|error| why(&error))? {
        if body.len() + chunk.len() > LARGEST {
            return Err(AskError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    let status = response.status().as_u16();
    let lossy =
        |wrong: std::string::FromUtf8Error| String::from_utf8_lossy(wrong.as_bytes()).into_owned();
    Ok(Answer { status, body: String::from_utf8(body).unwrap_or_else(lossy), rate })
}

/// A redirect is followed within the host that was asked, and not from https to http.
fn stay(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let asked = attempt.previous().first();
    let stays = asked.is_some_and(|asked| {
        asked.host_str() == attempt.url().host_str()
            && asked.port_or_known_default() == attempt.url().port_or_known_default()
            && asked.scheme() == attempt.url().scheme()
    });
    if !stays {
        return attempt.error(AskError::Elsewhere);
    }
    if attempt.previous().len() > REDIRECTS {
        return attempt.error(AskError::Endless);
    }
    attempt.follow()
}

fn why(error: &reqwest::Error) -> AskError {
    if error.is_timeout() {
        return AskError::Late;
    }
    // The address is known already, and the innermost cause says most.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if let Some(ours) = cause.downcast_ref::<AskError>() {
        return ours.clone();
    }
    AskError::Unreachable(cause.to_string())
}

impl Rate {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        // Mastodon's name for it, and Bluesky's.
        let either = |name: &str| text(&format!("x-{name}")).or_else(|| text(name));
        let seconds = |text: &str| text.trim().parse::<u64>().ok();
        Self {
            left: either("ratelimit-remaining").and_then(seconds),
            reset: either("ratelimit-reset").and_then(time),
            told_at: text(DATE.as_str())
                .and_then(|date| Some(rfc2822::parse(date).ok()?.timestamp())),
            // As a date it is seldom seen, and then a minute is as good.
            retry_after: text(RETRY_AFTER.as_str())
                .map(|text| Duration::from_secs(seconds(text).unwrap_or(60).min(3_600))),
        }
    }

    /// How long to wait so that the questions that are left last until there are new ones, just after it
    /// was told.
    pub(crate) fn pause(&self, now: Timestamp) -> Option<Duration> {
        let (left, reset) = (self.left?, self.reset?);
        let until = reset.duration_since(self.told_at.unwrap_or(now)).max(SignedDuration::ZERO);
        let until = Duration::try_from(until).ok()?.min(Duration::from_secs(900));
        // A fifth is left for what is asked besides.
        (left < 60).then(|| until.div_f64((left as f64 * 0.8).max(1.0)))
    }
}

/// RFC 3339 (Mastodon), or seconds since 1970 (others).
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Timestamp::from_second(seconds).ok();
    }
    let local = || TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    text.parse().ok().or_else(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_lasts_until_there_is_more() {
        let now: Timestamp = "2026-11-12T19:30:00Z".parse().unwrap();
        let rate = |left, seconds| Rate {
            left: Some(left),
            reset: Some(now + SignedDuration::from_secs(seconds)),
            retry_after: None,
            told_at: None,
        };
        assert_eq!(rate(250, 300).pause(now), None);
        assert_eq!(rate(10, 80).pause(now), Some(Duration::from_secs(10)));
        assert_eq!(rate(0, 120).pause(now), Some(Duration::from_secs(120)));
        assert_eq!(rate(0, -5).pause(now), Some(Duration::ZERO));
        // Our clock is an hour slow, or theirs an hour fast.
        let skewed = Rate { told_at: Some(now), ..rate(10, 80) };
        let behind = now - SignedDuration::from_hours(1);
        assert_eq!(skewed.pause(behind), Some(Duration::from_secs(10)));
    }

    #[test]
    fn limits_are_read_as_they_are_written() {
        let mut headers = HeaderMap::new();
        headers.insert("x-ratelimit-remaining", HeaderValue::from_static("299"));
        headers
            .insert("x-ratelimit-reset", HeaderValue::from_static("2026-11-12T19:35:00.123456Z"));
        headers.insert("retry-after", HeaderValue::from_static("7"));
        let rate = Rate::of(&headers);
        assert_eq!((rate.left, rate.retry_after), (Some(299), Some(Duration::from_secs(7))));
        assert!(rate.reset.is_some());
        headers.insert("x-ratelimit-reset", HeaderValue::from_static("1795447317"));
        assert_eq!(Rate::of(&headers).reset, Timestamp::from_second(1_795_447_317).ok());
        headers.insert("date", HeaderValue::from_static("Thu, 12 Nov 2026 19:30:00 GMT"));
        assert_eq!(Rate::of(&headers).told_at, "2026-11-12T19:30:00Z".parse().ok());
        assert_eq!(Rate::of(&HeaderMap::new()), Rate::default());
    }
}
