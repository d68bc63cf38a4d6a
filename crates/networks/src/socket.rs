//! A web socket, with limits.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::Url;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::http::header::{
    AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL, USER_AGENT,
};
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderValue, StatusCode};
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

/// Why a stream does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Closed {
    /// The server answers, and opens none.
    #[error("it answers {0}")]
    Refused(StatusCode),
    /// It opens one, and speaks another protocol.
    #[error("it speaks another protocol")]
    OtherProtocol,
    /// It does not get so far.
    #[error("{0}")]
    Broken(String),
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
    pub(crate) async fn open(url: &Url, token: Option<&Secret>) -> Result<Self, Closed> {
        let mut headers = HeaderMap::new();
        if let Some(token) = token {
            let bearer = HeaderValue::from_str(&format!("Bearer {}", token.reveal()));
            let mut bearer = bearer.map_err(|_| Closed::Broken("the token is no text".into()))?;
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        Self::open_with(url, headers).await
    }

    /// Opens a stream that speaks a protocol.
    pub(crate) async fn speaking(url: &Url, protocol: &'static str) -> Result<Self, Closed> {
        let protocol = (SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(protocol));
        Self::open_with(url, HeaderMap::from_iter([protocol])).await
    }

    async fn open_with(url: &Url, headers: HeaderMap) -> Result<Self, Closed> {
        let address = url.as_str().replacen("http", "ws", 1);
        let mut request = address.into_client_request().map_err(|error| closed(&error))?;
        request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(NAME));
        request.headers_mut().extend(headers);
        let limits = WebSocketConfig::default()
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        let connector = match url.scheme() {
            "https" => {
                Connector::Rustls(encryption().map_err(|error| Closed::Broken(error.to_string()))?)
            }
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
            Ok(Err(error)) => Err(closed(&error)),
            Err(_) => Err(Closed::Broken("it does not answer in time".into())),
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

fn closed(error: &Error) -> Closed {
    match error {
        Error::Http(answer) => Closed::Refused(answer.status()),
        Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(_)) => Closed::OtherProtocol,
        error => Closed::Broken(told(error)),
    }
}

fn told(error: &Error) -> String {
    match error {
        Error::ConnectionClosed | Error::AlreadyClosed => "the connection was closed".into(),
        Error::Io(error) => format!("it cannot be reached: {error}"),
        Error::Capacity(_) => "it sent more than 5 MiB at once".into(),
        other => format!("the connection broke: {other}"),
    }
}
