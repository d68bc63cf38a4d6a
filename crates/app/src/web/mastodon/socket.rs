//! The same streams over a WebSocket, several on one line: what is told for Server-Sent Events is taken
//! apart and told again, so that a post is put into words once for all who listen in whichever way.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Result;
use axum::body::{Body, Bytes};
use axum::extract::{Query, Request, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::Response;
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};

use super::stream::Topic;
use super::{Error, address};
use crate::web::State;

/// What a client sends has a few words.
const LONGEST: usize = 4_096;
/// So many streams may one line carry.
const STREAMS: usize = 8;
/// For how long somebody may say nothing and listen to nothing.
const IDLE: Duration = Duration::from_secs(60);
/// How often a sign of life is given.
const STILL: Duration = Duration::from_secs(25);

/// What a client asks for: in the address, or in a message later.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    #[serde(rename = "type")]
    kind: String,
    stream: String,
    tag: String,
}

type Socket = WebSocketStream<TokioIo<Upgraded>>;

pub(super) async fn open(
    Shared(state): Shared<State>,
    Query(asked): Query<Asked>,
    mut request: Request,
) -> Result<Response, Error> {
    let first = match asked.stream.as_str() {
        "" => None,
        stream => Some((Topic::named(stream, &asked.tag)?, names(&asked))),
    };
    let coming = hyper::upgrade::on(&mut request);
    let request = request.map(|_| ());
    let mut answer = create_response_with_body(&request, Body::empty).map_err(|error| {
        Error(StatusCode::BAD_REQUEST, format!("This is asked for as a WebSocket: {error}"))
    })?;
    // Clients put their token where the protocol is named, and want it back; there is none to check.
    let told = request.headers().get(header::SEC_WEBSOCKET_PROTOCOL);
    let first_of = told.and_then(|told| told.to_str().ok()?.split(',').next()?.trim().parse().ok());
    if let Some(protocol) = first_of {
        answer.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    let here = address(&state, request.headers());
    // Whoever says nothing takes a place too.
    let Some(seat) = state.live.seat() else {
        let words = "As many listen as this server takes: try again in a minute";
        return Err(Error(StatusCode::SERVICE_UNAVAILABLE, words.into()));
    };
    tokio::spawn(async move {
        let _seat = seat;
        if let Err(error) = serve(state, here, coming, first).await {
            eprintln!("chatkeep: a stream could not be told: {error:#}");
        }
    });
    Ok(answer)
}

async fn serve(
    state: State,
    here: String,
    coming: OnUpgrade,
    first: Option<(Topic, Vec<String>)>,
) -> Result<()> {
    // Who breaks off before it begins is no trouble.
    let Ok(connection) = coming.await else { return Ok(()) };
    let limits =
        WebSocketConfig::default().max_message_size(Some(LONGEST)).max_frame_size(Some(LONGEST));
    let connection = TokioIo::new(connection);
    let socket = WebSocketStream::from_raw_socket(connection, Role::Server, Some(limits)).await;
    let (tell, told) = mpsc::channel(1);
    let mut line = Line { state, here, tell, heard: HashMap::new(), tasks: JoinSet::new() };
    if let Some((topic, names)) = first {
        line.listen(topic, names).await?;
    }
    line.run(socket, told).await;
    Ok(())
}

/// A stream's names, as they stand beside each thing that is told: `["hashtag", "lanternchat"]`.
fn names(asked: &Asked) -> Vec<String> {
    let mut names = vec![asked.stream.clone()];
    names.extend(Some(asked.tag.to_lowercase()).filter(|tag| !tag.is_empty()));
    names
}

/// One client's line.
struct Line {
    state: State,
    here: String,
    tell: mpsc::Sender<Vec<Message>>,
    heard: HashMap<Vec<String>, AbortHandle>,
    tasks: JoinSet<()>,
}

impl Line {
    async fn run(mut self, mut socket: Socket, mut told: mpsc::Receiver<Vec<Message>>) {
        loop {
            let quiet = if self.heard.is_empty() { IDLE } else { STILL };
            let messages = tokio::select! {
                heard = socket.next() => match heard {
                    Some(Ok(Message::Text(words))) => match self.heard(&words).await {
                        Ok(()) => Vec::new(),
                        Err(Error(status, words)) => {
                            let said = json!({"error": words, "status": status.as_u16()});
                            vec![Message::text(said.to_string())]
                        }
                    },
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => Vec::new(),
                },
                Some(messages) = told.recv() => messages,
                // A stream ended: of a demo that plays from elsewhere, of who was too slow, or at the
                // end of the program. Clients come back by themselves.
                Some(_) = self.tasks.join_next() => return,
                () = tokio::time::sleep(quiet) => {
                    if self.heard.is_empty() {
                        return;
                    }
                    vec![Message::Ping(Bytes::new())]
                }
            };
            for message in messages {
                if socket.send(message).await.is_err() {
                    return;
                }
            }
        }
    }

    /// Begins or ends a stream, as a client asks.
    async fn heard(&mut self, words: &str) -> Result<(), Error> {
        let asked = serde_json::from_str::<Asked>(words).unwrap_or_default();
        let names = names(&asked);
        match asked.kind.as_str() {
            "subscribe" => {
                let topic = Topic::named(&asked.stream, &asked.tag)?;
                Ok(self.listen(topic, names).await?)
            }
            "unsubscribe" => {
                if let Some(task) = self.heard.remove(&names) {
                    task.abort();
                    // Its end is not the line's.
                    while self.tasks.try_join_next().is_some() {}
                }
                Ok(())
            }
            _ => Err(Error(
                StatusCode::BAD_REQUEST,
                "Send {\"type\":\"subscribe\",\"stream\":\"hashtag\",\"tag\":\"…\"}".into(),
            )),
        }
    }

    async fn listen(&mut self, topic: Topic, names: Vec<String>) -> Result<()> {
        if self.heard.contains_key(&names) || self.heard.len() >= STREAMS {
            return Ok(());
        }
        let (room, telling) = (topic.room(&self.here), topic.telling(self.here.clone()));
        let Some(told) = self.state.live.listen(room, telling, None).await? else {
            anyhow::bail!("as many listen as this server takes");
        };
        let (tell, stream) = (self.tell.clone(), names.clone());
        let task = async move {
            let mut told = std::pin::pin!(told);
            while let Some(Ok(bytes)) = told.next().await {
                let messages = messages(&bytes, &stream);
                if !messages.is_empty() && tell.send(messages).await.is_err() {
                    return;
                }
            }
        };
        self.heard.insert(names, self.tasks.spawn(task));
        Ok(())
    }
}

/// Server-Sent Events as messages: `{"stream": […], "event": "update", "payload": "…"}`.
fn messages(events: &[u8], stream: &[String]) -> Vec<Message> {
    let events = String::from_utf8_lossy(events);
    let mut messages = Vec::new();
    for event in events.split("\n\n") {
        let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
        if let (Some(event), Some(payload)) = (field("event: "), field("data: ")) {
            let said = json!({"stream": stream, "event": event, "payload": payload});
            messages.push(Message::text(said.to_string()));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_become_messages() {
        let told = b"retry: 1000\n\n:thump\n\nevent: update\ndata: {\"id\":\"1\"}\n\nid: 7\nevent: delete\ndata: 12\n\n";
        let stream = ["hashtag".to_owned(), "lanternchat".to_owned()];
        let said =
            messages(told, &stream).into_iter().map(|said| said.into_text().unwrap().to_string());
        insta::assert_snapshot!(said.collect::<Vec<_>>().join("\n"), @r#"
        {"event":"update","payload":"{\"id\":\"1\"}","stream":["hashtag","lanternchat"]}
        {"event":"delete","payload":"12","stream":["hashtag","lanternchat"]}
        "#);
    }
}
