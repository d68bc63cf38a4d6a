//! How often one address may ask: so that one who asks without end takes nothing from the others.
//!
//! Each address has as many turns as it may ask within a minute, and they come back one by one (the
//! generic cell rate algorithm): who pauses is served at once, who does not is served at the rate.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::State;
use super::api::problem;
use crate::clock;

pub(super) const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
pub(super) const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
pub(super) const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

const MINUTE: Duration = Duration::from_secs(60);
/// Addresses remembered at most of a kind: 10,000 take less than a megabyte.
const ADDRESSES: usize = 10_000;

/// How often an address may ask within a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Rates {
    /// For pages.
    pages: NonZeroU32,
    /// For answers to programs, and for streams.
    api: NonZeroU32,
    /// For searches, by people and programs.
    search: NonZeroU32,
    /// To sign in.
    sign_in: NonZeroU32,
}

impl Default for Rates {
    fn default() -> Self {
        let rate = |rate| NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN);
        Self { pages: rate(600), api: rate(300), search: rate(60), sign_in: rate(10) }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Api,
    Search,
    SignIn,
}

impl Kind {
    /// What a path asks for; `None` where nobody is counted: styles and pictures, of which one page
    /// has many, and what a browser asks before it asks.
    fn of(method: &Method, path: &str) -> Option<Self> {
        let is_in = |folder: &str| path.starts_with(folder);
        match path {
            _ if method == Method::OPTIONS => None,
            "/search.html" | "/api/chatkeep/v1/search" | "/api/v2/search" => Some(Self::Search),
            _ if is_in("/api/") => Some(Self::Api),
            _ if is_in("/host/sign-in/") && method == Method::POST => Some(Self::SignIn),
            _ if is_in("/assets/") || is_in("/media/") || is_in("/avatars/") => None,
            _ => Some(Self::Page),
        }
    }
}

/// Who asked how often lately.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    pages: Turns,
    api: Turns,
    search: Turns,
    sign_in: Turns,
    rates: Rates,
}

/// When each address has all its turns back.
type Turns = Mutex<HashMap<IpAddr, Instant>>;

/// How one who asks stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    limit: u32,
    remaining: u32,
    /// After so long all turns are back.
    full_in: Duration,
    /// So long they are to wait, where they have none.
    wait: Option<Duration>,
}

impl Limits {
    pub(crate) fn of(rates: Rates) -> Self {
        Self { rates, ..Self::default() }
    }

    fn ask(&self, kind: Kind, who: IpAddr, now: Instant) -> Standing {
        let (turns, limit) = match kind {
            Kind::Page => (&self.pages, self.rates.pages),
            Kind::Api => (&self.api, self.rates.api),
            Kind::Search => (&self.search, self.rates.search),
            Kind::SignIn => (&self.sign_in, self.rates.sign_in),
        };
        let every = MINUTE / limit.get();
        let mut known = turns.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= ADDRESSES {
            known.retain(|_, full_at| *full_at > now);
            // Of so many at once one cannot be told from another.
            if known.len() >= ADDRESSES {
                known.clear();
            }
        }
        let full_at = known.entry(network_of(who)).or_insert(now);
        let used = full_at.saturating_duration_since(now);
        let wait = (used + every).checked_sub(MINUTE).filter(|wait| !wait.is_zero());
        if wait.is_none() {
            *full_at = now + used + every;
        }
        let full_in = full_at.saturating_duration_since(now);
        let left = MINUTE.saturating_sub(full_in).as_nanos() / every.as_nanos().max(1);
        let remaining = if wait.is_some() { 0 } else { u32::try_from(left).unwrap_or(u32::MAX) };
        Standing { limit: limit.get(), remaining, full_in, wait }
    }
}

/// Whoever has one address of IPv6 has the 2^64 beside it too.
fn network_of(who: IpAddr) -> IpAddr {
    match who.to_canonical() {
        IpAddr::V6(v6) => IpAddr::from((v6.to_bits() >> 64 << 64).to_be_bytes()),
        v4 => v4,
    }
}

impl Standing {
    fn tell(&self, response: &mut Response, now: Timestamp) {
        let full_in = SignedDuration::try_from(self.full_in).unwrap_or(SignedDuration::ZERO);
        let reset = now.checked_add(full_in).unwrap_or(now);
        let reset = reset.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
        let headers = response.headers_mut();
        headers.insert(LIMIT, self.limit.into());
        headers.insert(REMAINING, self.remaining.into());
        headers.extend(HeaderValue::from_str(&reset).ok().map(|reset| (RESET, reset)));
        if let Some(wait) = self.wait {
            // Whole seconds, and not too few.
            headers.insert(header::RETRY_AFTER, (wait.as_secs() + 1).into());
        }
    }
}

/// Lets through who has turns left; tells programs how many, and everybody else when they have none.
/// Who asks from this machine is not counted: what runs here may do more than ask.
pub(super) async fn within(
    Shared(state): Shared<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let who = state.door.who(peer.ip(), request.headers());
    let Some(kind) = Kind::of(request.method(), &path).filter(|_| !who.is_loopback()) else {
        return next.run(request).await;
    };
    let standing = state.door.limits().ask(kind, who, Instant::now());
    let is_refused = standing.wait.is_some();
    let mut response = if is_refused { refusal(&path) } else { next.run(request).await };
    if is_refused || path.starts_with("/api/") {
        standing.tell(&mut response, clock::now());
    }
    response
}

/// In the words of what was asked.
fn refusal(path: &str) -> Response {
    const WORDS: &str = "Too many requests from your address: wait a moment.";
    let status = StatusCode::TOO_MANY_REQUESTS;
    if !path.starts_with("/api/") {
        return (status, format!("{WORDS}\n")).into_response();
    }
    let mut response = if path.starts_with("/api/chatkeep/") {
        problem::Problem::new(status, WORDS).into_response()
    } else {
        (status, Json(json!({ "error": WORDS }))).into_response()
    };
    let any = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}

#[cfg(test)]
mod tests;
