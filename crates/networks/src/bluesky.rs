//! Bluesky and whatever else speaks the AT protocol: Jetstreams, and the raw stream of a PDS or relay.
//!
//! Either way an event ends as a line of Jetstream's, and is understood by `formats::jetstream`. A
//! stream is followed from a cursor; what it tells twice is folded by its name and revision.

mod abreast;
mod aside;
mod car;
mod cbor;
mod frame;
mod hosts;
mod listing;
mod named;
mod profiles;
mod repair;
mod session;
mod thread;
mod trial;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use tokio::time::{Instant, sleep, timeout};

use crate::retry::Backoff;
use crate::socket::{Closed, Heard, Socket};
use crate::{Following, News, Place, Stopped};
use abreast::Abreast;
use frame::Frame;
pub use hosts::Directories;
use hosts::Hosts;
use session::Session;
pub(crate) use trial::try_out;

/// How long it says nothing before it is pinged, and before it counts as caught up with.
const PING: Duration = Duration::from_secs(2);
/// How far back a Jetstream goes. A cursor that is older is moved up without a word.
const LOOKBACK: SignedDuration = SignedDuration::from_hours(36);
/// How far a Jetstream is wound back on reconnecting: order holds within an account only.
const REWIND_US: i64 = 5_000_000;

/// Which of the two kinds of stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    /// JSON, by time.
    Jetstream,
    /// CBOR frames with CARs, by sequence number.
    Firehose,
}

/// Follows a stream until nobody listens any more.
pub(crate) async fn follow(place: &Place, wire: Wire, following: Following) -> Result<(), Stopped> {
    let streams = place.streams();
    let hosts = Hosts::of(place, &following.directories, following.pace.patience);
    let since = following.since;
    let mut session = Session::new(wire, following, hosts.clone());
    if let (Wire::Firehose, None, Some(hosts)) = (wire, session.cursor(), &hosts)
        && hosts.accounts_at_followed().await.is_some()
    {
        // All that it still has, which is a day of one community; a relay has the world's.
        session.begin_at("0");
    }
    if let (Wire::Jetstream, None, Some(since)) = (wire, session.cursor(), since) {
        session.begin_at(&since.as_microsecond().to_string());
    }
    let mut backoff = Backoff::default();
    let mut heard_at = session.following.now();
    for stream in streams.iter().cycle() {
        let connected = connect(stream, &mut session).await;
        let reason = match connected {
            Ok(socket) => listen(socket, &mut session, &mut heard_at, &mut backoff).await?,
            Err(reason) => reason,
        };
        // Which one, where there are several.
        let reason = match streams.len() {
            1 => reason,
            _ => format!("{}: {reason}", crate::place::host(stream)),
        };
        session.following.tell(News::Blind { since: heard_at, reason }).await?;
        wait(&session, backoff.next()).await?;
    }
    session.following.tell(News::Ended).await
}

/// Waits, unless nobody listens any more.
async fn wait(session: &Session, long: Duration) -> Result<(), Stopped> {
    tokio::select! {
        () = sleep(long) => Ok(()),
        () = session.following.out.closed() => Err(Stopped),
    }
}

/// Opens a stream: a Jetstream's newer one, which goes back further, and where that is not offered, or
/// not from our cursor on, the older one.
async fn connect(stream: &Url, session: &mut Session) -> Result<Socket, String> {
    if let Some(newer) = session.newer_address(stream) {
        match Socket::speaking(&newer, session::PROTOCOL).await {
            Ok(socket) => return Ok(socket),
            Err(Closed::Refused(status)) if !is_for_now(status.as_u16()) => {
                session.only_older(stream);
            }
            Err(Closed::OtherProtocol) => session.only_older(stream),
            Err(reason) => return Err(reason.to_string()),
        }
    }
    Socket::open(&session.address(stream), None).await.map_err(|reason| reason.to_string())
}

/// Whether an answer means that it may be another one soon.
fn is_for_now(status: u16) -> bool {
    status == 429 || status >= 500
}

/// Listens until the stream is lost; returns why.
async fn listen(
    mut socket: Socket,
    session: &mut Session,
    heard_at: &mut Timestamp,
    backoff: &mut Backoff,
) -> Result<String, Stopped> {
    let connected_at = session.following.now();
    session.connected(connected_at);
    let mut abreast = Abreast::since(connected_at);
    let began = Instant::now();
    let mut last = began;
    loop {
        let news = tokio::select! {
            heard = timeout(PING, socket.next()) => heard,
            found = session.aside.next() => {
                session.take_aside(found).await?;
                continue;
            }
            () = session.following.out.closed() => return Err(Stopped),
        };
        let mut now_at = None;
        match news {
            Ok(Ok(Heard::Text(event))) => now_at = session.event(&event).await?,
            Ok(Ok(Heard::Bytes(bytes))) => match frame::decode(&bytes) {
                Ok(Frame::Events { cursor, at, lines }) => {
                    session.events(&lines, cursor).await?;
                    now_at = at;
                }
                Ok(Frame::Outdated) => session.tells_from(connected_at),
                Ok(Frame::Refused { name, message }) => {
                    session.refused(&name);
                    return Ok(format!("it refuses: {name} {message}"));
                }
                Ok(Frame::Other) => {}
                Err(error) => session.damaged(&error.to_string()).await?,
            },
            Ok(Ok(Heard::Sign)) => session.alive().await?,
            Ok(Err(reason)) => return Ok(reason),
            // It does not even answer a ping.
            Err(_) if last.elapsed() > session.following.pace.patience / 2 => {
                return Ok("it fell silent".into());
            }
            Err(_) => {
                if let Err(reason) = socket.ping().await {
                    return Ok(reason);
                }
                session.rest().await?;
                session.caught_up().await?;
                continue;
            }
        }
        last = Instant::now();
        *heard_at = session.following.now();
        if now_at.is_some_and(|at| abreast.is_so(at, last.duration_since(began))) {
            session.caught_up().await?;
        }
        if session.is_caught_up(*heard_at) {
            backoff.reset();
        }
    }
}

#[cfg(test)]
mod tests;
