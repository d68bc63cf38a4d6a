//! What a server tells by itself to who is signed in: a web socket for each tag.
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
use crate::json;
use crate::place::Secret;
use crate::retry::Backoff;
use crate::socket::{Heard, Socket};

/// Events that may wait.
const WAITING: usize = 256;
/// How long a stream may say nothing before it is pinged.
const PING: Duration = Duration::from_secs(20);

/// An event, and the number of the tag under which it came.
pub(super) struct Event {
    tag: usize,
    text: String,
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
        let address = server.about.streaming(&server.address);
        for (number, tag) in server.following.topic.tags().iter().enumerate() {
            let mut url = address.clone();
            url.set_path("/api/v1/streaming");
            url.query_pairs_mut().extend_pairs([("stream", "hashtag"), ("tag", tag.as_str())]);
            tokio::spawn(listen(url, token.clone(), number, tell.clone()));
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

/// Listens to one stream, and opens it again when it is lost. The timeline is read besides, so that
/// nothing depends on it.
async fn listen(url: Url, token: Secret, tag: usize, tell: mpsc::Sender<Event>) {
    let mut backoff = Backoff::default();
    while !tell.is_closed() {
        if let Ok(mut socket) = Socket::open(&url, Some(&token)).await {
            loop {
                match timeout(PING, socket.next()).await {
                    Ok(Ok(Heard::Text(text))) => {
                        backoff.reset();
                        if tell.send(Event { tag, text }).await.is_err() {
                            return;
                        }
                    }
                    Ok(Ok(_)) => {}
                    Ok(Err(_)) => break,
                    Err(_) if socket.ping().await.is_err() => break,
                    Err(_) => {}
                }
            }
        }
        tokio::select! {
            () = sleep(backoff.next()) => {}
            () = tell.closed() => return,
        }
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
    let Ok(told) = serde_json::from_str::<Told>(&event.text) else { return Ok(()) };
    let payload = told.payload.as_str();
    match told.event.as_str() {
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
