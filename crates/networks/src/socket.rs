//! A web socket, with limits.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::Url;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream};

use crate::http::{NAME, encryption};
use crate::place::Secret;

/// The largest message that is taken: 5 MiB. The protocol allows 2 MB of blocks in a commit.
const LARGEST: usize = 5 << 20;
/// How long a connection may take, with all that is said at its beginning.
const CONNECTING: Duration = Duration::from_secs(10);

/// An open stream.
pub(crate) struct Socket {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What it said.
pub(crate) enum Heard {
    /// A text.
    Text(String),
    /// A frame.
    Bytes(Bytes),
    /// It is there.
    Sign,
}

impl Socket {
    /// Opens a stream, or says why not. A token goes with the question, never into the address.
    pub(crate) async fn open(url: &Url, token: Option<&Secret>) -> Result<Self, String> {
        let address = url.as_str().replacen("http", "ws", 1);
        let mut request = address.into_client_request().map_err(|error| told(&error))?;
        request.headers_mut().insert("user-agent", HeaderValue::from_static(NAME));
        if let Some(token) = token {
            let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.reveal()))
                .map_err(|_| "the token is no text".to_owned())?;
            bearer.set_sensitive(true);
            request.headers_mut().insert("authorization", bearer);
        }
        let limits = WebSocketConfig::default()
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        let connector = match url.scheme() {
            "https" => Connector::Rustls(encryption().map_err(|error| error.to_string())?),
            _ => Connector::Plain,
        };
        let connecting = tokio_tungstenite::connect_async_tls_with_config(
            request,
            Some(limits),
            true,
            Some(connector),
        );
        match timeout(CONNECTING, connecting).await {
            Ok(Ok((socket, _))) => Ok(Self { socket }),
            Ok(Err(error)) => Err(told(&error)),
            Err(_) => Err("it does not answer in time".into()),
        }
    }

    /// Waits for what it says next; an error is why it is lost. May be given up at any moment without
    /// losing anything.
    pub(crate) async fn next(&mut self) -> Result<Heard, String> {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => Ok(Heard::Text(text.as_str().to_owned())),
            Some(Ok(Message::Binary(bytes))) => Ok(Heard::Bytes(bytes)),
            Some(Ok(Message::Close(Some(frame)))) => {
                Err(format!("it closed the stream ({} {})", frame.code, frame.reason))
            }
            Some(Ok(Message::Close(None))) | None => Err("it closed the stream".into()),
            Some(Ok(_)) => Ok(Heard::Sign),
            Some(Err(error)) => Err(told(&error)),
        }
    }

    /// Asks for a sign of life.
    pub(crate) async fn ping(&mut self) -> Result<(), String> {
        let sent = timeout(CONNECTING, self.socket.send(Message::Ping(Bytes::new()))).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(told(&error)),
            Err(_) => Err("it takes nothing any more".into()),
        }
    }
}

fn told(error: &Error) -> String {
    match error {
        Error::Http(answer) => format!("it answers {}", answer.status()),
        Error::ConnectionClosed | Error::AlreadyClosed => "the connection was closed".into(),
        Error::Io(error) => format!("it cannot be reached: {error}"),
        Error::Capacity(_) => "it sent more than 5 MiB at once".into(),
        other => format!("the connection broke: {other}"),
    }
}
