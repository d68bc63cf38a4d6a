//! What a server tells by itself to who is signed in: a stream for each tag.
//!
//! Some servers open the stream of a tag and never say anything on it. So a stream makes looks at the
//! timeline rarer only for as long as they find nothing that it did not tell.

use std::time::Duration;

use reqwest::Url;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::answer::Trouble;
use super::seen::{self, Place};
use super::server::Server;
use super::verify;
use crate::http::Events;
use crate::json;
use crate::place::Secret;
use crate::retry::Backoff;
use crate::socket::{Heard, Socket};

/// Events that may wait.
const WAITING: usize = 256;
/// How long a stream may say nothing before it is pinged.
const PING: Duration = Duration::from_secs(20);
/// How long a stream that cannot be pinged may say nothing: Mastodon says that it is there every 15 s.
const SILENCE: Duration = Duration::from_secs(60);

/// An event, and the number of the tag under which it came.
pub(super) struct Event {
    tag: usize,
    told: Told,
}

/// Streams of all tags.
pub(super) struct Streams {
    events: mpsc::Receiver<Event>,
    /// Whether it told everything so far that was found in the timeline.
    pub(super) tells: bool,
}

impl Streams {
    /// Opens the streams, each on a task of its own that ends with the receiver.
    pub(super) fn open(server: &Server, token: &Secret) -> Self {
        let (tell, events) = mpsc::channel(WAITING);
        for (number, tag) in server.following.topic.tags().iter().enumerate() {
            let (socket, events) = addresses(server, tag.as_str());
            let (token, tell) = (token.clone(), tell.clone());
            tokio::spawn(listen(Line { socket, events, token, tag: number, tell }));
        }
        Self { events, tells: false }
    }

    /// The next event; for ever, where no stream is left.
    pub(super) async fn next(&mut self) -> Event {
        match self.events.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }
}

/// Where a tag's stream is to be had: over a web socket, and as events.
pub(super) fn addresses(server: &Server, tag: &str) -> (Url, Url) {
    let mut socket = server.about.streaming(&server.address);
    let mut events = socket.clone();
    socket.set_path("/api/v1/streaming");
    socket.query_pairs_mut().extend_pairs([("stream", "hashtag"), ("tag", tag)]);
    events.set_path("/api/v1/streaming/hashtag");
    events.query_pairs_mut().append_pair("tag", tag);
    (socket, events)
}

/// Listens to one stream, and opens it again when it is lost: over a web socket, and where that is
/// refused, over an answer that does not end. The timeline is read besides, so that nothing depends
/// on it.
async fn listen(line: Line) {
    let mut backoff = Backoff::default();
    while !line.tell.is_closed() {
        let heard = match Socket::open(&line.socket, Some(&line.token)).await {
            Ok(socket) => line.listen_to_socket(socket).await,
            Err(_) => match Events::open(line.events.clone(), Some(&line.token), SILENCE).await {
                Ok(events) => line.listen_to_events(events).await,
                Err(_) => false,
            },
        };
        if heard {
            backoff.reset();
        }
        tokio::select! {
            () = sleep(backoff.next()) => {}
            () = line.tell.closed() => return,
        }
    }
}

/// The stream of one tag.
struct Line {
    socket: Url,
    events: Url,
    token: Secret,
    tag: usize,
    tell: mpsc::Sender<Event>,
}

impl Line {
    /// Listens until the stream is lost; says whether anything was heard.
    async fn listen_to_socket(&self, mut socket: Socket) -> bool {
        let mut heard = false;
        loop {
            match timeout(PING, socket.next()).await {
                Ok(Ok(Heard::Text(text))) => {
                    heard = true;
                    let Ok(told) = serde_json::from_str::<Told>(&text) else { continue };
                    if !self.tell(told).await {
                        return heard;
                    }
                }
                Ok(Ok(_)) => {}
                Ok(Err(_)) => return heard,
                Err(_) if socket.ping().await.is_err() => return heard,
                Err(_) => {}
            }
        }
    }

    /// The same of events.
    async fn listen_to_events(&self, mut events: Events) -> bool {
        let mut heard = false;
        while let Ok(event) = events.next().await {
            heard = true;
            if !self.tell(Told { event: event.kind, payload: event.data }).await {
                break;
            }
        }
        heard
    }

    /// Hands on what was told; says whether anybody listens.
    async fn tell(&self, told: Told) -> bool {
        self.tell.send(Event { tag: self.tag, told }).await.is_ok()
    }
}

/// An event, as it is written.
#[derive(serde::Deserialize)]
struct Told {
    event: String,
    /// JSON within the JSON, or an id.
    #[serde(default)]
    payload: String,
}

/// Takes in what a stream told.
pub(super) async fn take(server: &mut Server, event: Event) -> Result<(), Trouble> {
    let payload = event.told.payload.as_str();
    match event.told.event.as_str() {
        "update" | "status.update" => {
            let status = json::value(payload).unwrap_or_default();
            let Some((uri, seen)) = seen::look(&status, Place::Timeline(event.tag)) else {
                return Ok(());
            };
            server.statuses.note(uri, seen);
            server.read(&[payload.to_owned()]).await
        }
        "delete" => {
            let known = server.statuses.0.iter().find(|(_, seen)| seen.id == payload);
            match known.map(|(uri, _)| uri.clone()) {
                Some(uri) => verify::gone(server, &uri).await,
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}
