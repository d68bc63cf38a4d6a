//! Trying streams out: each is opened, and asked how late it is.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;
use tokio::time::{Instant, timeout_at};

use super::frame::{self, Frame};
use super::hosts::Hosts;
use super::session::Session;
use super::{Wire, connect};
use crate::http::Http;
use crate::json;
use crate::place::host;
use crate::socket::{Heard, Socket};
use crate::trial::{Trial, Verdict};
use crate::{Following, Place};

/// How long a stream may say nothing while it is tried out. All of Bluesky is never silent so long;
/// a community may be.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tries the streams of a place out.
pub(crate) async fn try_out(trial: &mut Trial, place: &Place, wire: Wire, following: Following) {
    let streams = place.streams();
    let hosts = Hosts::of(place, &following.directories, following.pace.patience);
    let mut session = Session::new(wire, following, hosts.clone());
    if let (Wire::Firehose, Some(stream)) = (wire, streams.first()) {
        name(trial, hosts.as_ref(), stream).await;
    }
    let mut open = 0;
    for stream in &streams {
        let named = host(stream);
        let socket = match connect(stream, &mut session).await {
            Ok(socket) => socket,
            Err(reason) => {
                trial.says(format!("{named}: {reason}"));
                continue;
            }
        };
        open += 1;
        let Some(at) = first_event(socket).await else {
            trial.says(format!("{named}: it is open, and says nothing at the moment"));
            continue;
        };
        let lag = session.following.now().duration_since(at).as_millis();
        let lag = i64::try_from(lag).unwrap_or(i64::MAX);
        trial.lag_ms = Some(trial.lag_ms.map_or(lag, |least| least.min(lag)));
        let whole = lag / 1_000;
        trial.says(format!("{named}: it is open, and {whole} s behind"));
    }
    trial.streaming = open > 0;
    trial.verdict = match open {
        0 => Verdict::Nothing,
        _ if open < streams.len() => Verdict::Partly,
        _ => Verdict::Good,
    };
}

/// What a host of accounts says of itself; a relay has none.
async fn name(trial: &mut Trial, hosts: Option<&Hosts>, stream: &Url) {
    let is_pds = match hosts {
        Some(hosts) => hosts.accounts_at_followed().await.is_some(),
        None => false,
    };
    trial.software = is_pds.then(|| "atproto PDS".to_owned());
    let mut url = stream.clone();
    url.set_path("/xrpc/_health");
    if let Ok(http) = Http::new(None, PATIENCE)
        && let Ok(answer) = http.get(url).await
    {
        let health = json::value(&answer.body).unwrap_or_default();
        trial.version = health["version"].as_str().map(str::to_owned);
    }
    let version = trial.version.as_deref().unwrap_or("of an unknown version");
    trial.says(match is_pds {
        true => format!("a PDS, {version}: the posts of those who have their account there"),
        false => format!("a relay, {version}"),
    });
}

/// When the first event happened that a stream tells.
async fn first_event(mut socket: Socket) -> Option<Timestamp> {
    let until = Instant::now() + PATIENCE;
    loop {
        match timeout_at(until, socket.next()).await.ok()?.ok()? {
            Heard::Text(event) => {
                let event = json::value(&event).unwrap_or_default();
                if let Some(us) = event["time_us"].as_i64() {
                    return Timestamp::from_microsecond(us).ok();
                }
                if let Some(time) = event["payload"]["time"].as_str() {
                    return time.parse().ok();
                }
            }
            Heard::Bytes(bytes) => {
                if let Ok(Frame::Events { at: Some(at), .. }) = frame::decode(&bytes) {
                    return Some(at);
                }
            }
            Heard::Sign => {}
        }
    }
}
