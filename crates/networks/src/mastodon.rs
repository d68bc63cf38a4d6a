//! Mastodon and everything that speaks its API.
//!
//! No server is like another: ids may be no numbers and in no order, `Link` headers are missing,
//! replies are not in the tag's timeline, a closed timeline is empty. So the newest posts are asked for
//! often, by `min_id`; the last quarter of an hour is read again every half minute, whatever its ids
//! say, and the whole evening every few minutes. What is not there any more is asked for by name.

mod access;
mod answer;
mod late;
mod probe;
mod seen;
mod server;
mod stream;
mod threads;
mod timeline;
mod trial;
mod verify;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use tokio::time::{Instant, sleep, sleep_until};

use crate::http::Http;
use crate::place::Secret;
use crate::retry::Backoff;
use crate::{Following, News, Stopped};
use access::Access;
pub use access::Renewal;
use answer::Trouble;
use server::Server;
use stream::Streams;
pub(crate) use trial::try_out;

/// How often a server is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The shortest wait between two looks at the newest posts …
    pub busy: Duration,
    /// … and the longest.
    pub quiet: Duration,
    /// How often what was said lately is read again: posts from elsewhere arrive late, and stand where
    /// their time puts them.
    pub again: Duration,
    /// How often the whole evening is read again, for edits, deletes and counts.
    pub whole: Duration,
    /// How old a post is when it is counted for the last time: how often it was liked and passed on is
    /// settled by then.
    pub late: Duration,
    /// How long an answer may take in all; a quarter of it nothing may come, and a stream may be silent
    /// for half of it.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let [busy, quiet, again, whole, patience] = [2, 60, 30, 300, 60].map(Duration::from_secs);
        let late = Duration::from_hours(18);
        Self { busy, quiet, again, whole, late, patience }
    }
}

/// How far back "lately" goes.
const LATELY: SignedDuration = SignedDuration::from_mins(15);
/// How long an evening is.
pub(crate) const EVENING: SignedDuration = SignedDuration::from_hours(6);
/// How long a server that shows nothing to us is left alone.
const CLOSED: Duration = Duration::from_secs(300);
/// Threads that are walked between two looks at the newest posts.
const THREADS: usize = 5;

/// What is said when a token was revoked, or never was one.
const SIGNED_OUT: &str =
    "it does not take the token (it answers 401): it is read on as a stranger would";

/// Follows a server until nobody listens any more.
pub(crate) async fn follow(
    address: &Url,
    token: Option<&Secret>,
    following: Following,
) -> Result<(), Stopped> {
    let http = match Http::new(token, following.pace.patience) {
        Ok(http) => http,
        Err(reason) => {
            let since = following.now();
            following.tell(News::Blind { since, reason: reason.to_string() }).await?;
            return following.tell(News::Ended).await;
        }
    };
    let mut following = following;
    let mut access = Access::new(token, following.renewal.take());
    let mut server = Server::new(address, http, token.is_some(), following);
    let mut backoff = Backoff::default();
    loop {
        let trouble = match round(&mut server, &mut access, &mut backoff).await {
            Ok(Trouble::Stopped) | Err(Stopped) => return Err(Stopped),
            Ok(Trouble::LetIn) => continue,
            Ok(trouble) => trouble,
        };
        let since = server.heard_at;
        if trouble == Trouble::SignedOut && access.refuse() {
            server.sign_out();
            server.following.tell(News::Blind { since, reason: SIGNED_OUT.into() }).await?;
            continue;
        }
        let long = match &trouble {
            Trouble::Closed(_) | Trouble::SignedOut => CLOSED,
            Trouble::Wait(_, long) => *long,
            _ => backoff.next(),
        };
        server.following.tell(News::Blind { since, reason: trouble.to_string() }).await?;
        pause(&mut server, &mut access, long).await?;
    }
}

/// Waits, unless nobody listens any more, or a token opens what is closed.
async fn pause(server: &mut Server, access: &mut Access, long: Duration) -> Result<(), Stopped> {
    let until = Instant::now() + long;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() || access.renew(server).await {
            return Ok(());
        }
        tokio::select! {
            () = sleep(left.min(server.following.pace.again)) => {}
            () = server.following.out.closed() => return Err(Stopped),
        }
    }
}

/// Polls until something goes wrong; returns what.
async fn round(
    server: &mut Server,
    access: &mut Access,
    backoff: &mut Backoff,
) -> Result<Trouble, Stopped> {
    match poll(server, access, backoff).await {
        Err(trouble) => Ok(trouble),
        Ok(never) => match never {},
    }
}

/// Nothing: polling ends in trouble alone.
enum Never {}

async fn poll(
    server: &mut Server,
    access: &mut Access,
    backoff: &mut Backoff,
) -> Result<Never, Trouble> {
    server.probe().await?;
    let mut streams = access.token().map(|token| Streams::open(server, token));
    // What was missed, and what may have changed since.
    let floor = server.complete().map(|at| (at - LATELY).min(server.following.now() - EVENING));
    let floor = floor.or(server.following.since).unwrap_or(Timestamp::MIN);
    let reached = timeline::read_again(server, floor).await?;
    // Of what was said before, an earlier run knows whether it was read.
    server.following.tell(News::Seeing { since: reached.max(floor) }).await?;
    backoff.reset();
    let pace = server.following.pace;
    let (mut again, mut whole) = (Instant::now() + pace.again, Instant::now() + pace.whole);
    let mut interval = pace.busy;
    let mut looks = late::Looks::begin(server);
    loop {
        let new = timeline::read_new(server).await?;
        if let Some(streams) = &mut streams {
            // What a look finds, the stream did not tell.
            streams.tells &= !new;
        }
        interval = match new {
            true => pace.busy.max(interval / 2),
            false => pace.quiet.min(interval.mul_f64(1.25)),
        };
        threads::walk(server, THREADS).await?;
        threads::ask_again(server, THREADS).await?;
        if Instant::now() >= whole {
            timeline::read_again(server, looks.floor(server)).await?;
            threads::walk_again(server);
            (again, whole) = (Instant::now() + pace.again, Instant::now() + pace.whole);
        } else if Instant::now() >= again {
            let floor = server.following.now() - LATELY;
            timeline::read_again(server, floor).await?;
            again = Instant::now() + pace.again;
        }
        server.alive().await?;
        if access.renew(server).await {
            return Err(Trouble::LetIn);
        }
        let left = again.saturating_duration_since(Instant::now());
        let told = streams.as_ref().is_some_and(|streams| streams.tells);
        let wait = if told { left } else { interval.min(left) };
        let until = Instant::now() + wait.max(server.polite(interval));
        while let Some(event) = next_event(server, streams.as_mut(), until).await? {
            stream::take(server, event).await?;
        }
    }
}

/// Waits until a time; what a stream tells meanwhile comes first.
async fn next_event(
    server: &Server,
    streams: Option<&mut Streams>,
    until: Instant,
) -> Result<Option<stream::Event>, Stopped> {
    let told = async {
        match streams {
            Some(streams) => {
                let event = streams.next().await;
                streams.tells = true;
                event
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        event = told => Ok(Some(event)),
        () = sleep_until(until) => Ok(None),
        () = server.following.out.closed() => Err(Stopped),
    }
}
