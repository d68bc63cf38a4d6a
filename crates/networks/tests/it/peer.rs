//! Peers that say what a test tells them to, on this computer alone.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;

/// A server of HTTP.
pub(crate) struct Server {
    /// Where it answers.
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

/// What a server answers: status, header lines, body.
pub(crate) struct Answer(pub(crate) u16, pub(crate) &'static str, pub(crate) String);

impl Answer {
    pub(crate) fn json(body: &impl ToString) -> Self {
        Self(200, "", body.to_string())
    }
}

impl Server {
    /// Answers each question (path and query) as told.
    pub(crate) async fn start(answer: impl FnMut(&str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (noted, answer) = (Arc::clone(&asked), Arc::new(Mutex::new(answer)));
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (noted, answer) = (Arc::clone(&noted), Arc::clone(&answer));
                tokio::spawn(async move {
                    serve(stream, |question| {
                        noted.lock().unwrap().push(question.to_owned());
                        (answer.lock().unwrap())(question)
                    })
                    .await;
                });
            }
        });
        Self { address, asked, task }
    }

    /// The questions so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers one question, and closes.
async fn serve(stream: TcpStream, mut answer: impl FnMut(&str) -> Answer) {
    let mut stream = BufReader::new(stream);
    let mut first = String::new();
    stream.read_line(&mut first).await.unwrap();
    let mut line = String::new();
    let mut question = first.split(' ').nth(1).unwrap_or_default().to_owned();
    while stream.read_line(&mut line).await.unwrap() > 2 {
        if line.to_lowercase().starts_with("authorization:") {
            question += &match line.trim_end().rsplit(' ').next() {
                Some("s3cret") | None => " (signed in)".to_owned(),
                Some(other) => format!(" (signed in as {other})"),
            };
        }
        line.clear();
    }
    let Answer(status, headers, body) = answer(&question);
    let head = format!(
        "HTTP/1.1 {status} Said\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    // Who does not want all of it goes away.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// A server of web sockets.
pub(crate) struct Stream {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

/// What happens to one connection.
pub(crate) enum Script {
    /// It says this, and then the line is cut.
    Cut(Vec<Message>),
    /// It says this, and nothing more.
    Stay(Vec<Message>),
    /// It says this, and then half of a text.
    Torn(Vec<Message>, String),
    /// It says this, and then a text of which a byte comes now and then.
    Drip(Vec<Message>, String),
    /// It says this, and then does not even answer pings.
    Mute(Vec<Message>),
}

impl Stream {
    /// Plays one script a connection, in their order; the last one stays. Other questions it does not
    /// know: it is no PDS, say.
    pub(crate) async fn start(scripts: Vec<Script>) -> Self {
        Self::beside(scripts, |_| Answer(404, "", String::new())).await
    }

    /// The same of a Jetstream that offers the newer protocol.
    pub(crate) async fn newer(scripts: Vec<Script>) -> Self {
        Self::playing(scripts, |_| Answer(404, "", String::new()), true).await
    }

    /// The same, beside a server that answers questions.
    pub(crate) async fn beside(
        scripts: Vec<Script>,
        answer: impl FnMut(&str) -> Answer + Send + 'static,
    ) -> Self {
        Self::playing(scripts, answer, false).await
    }

    async fn playing(
        scripts: Vec<Script>,
        mut answer: impl FnMut(&str) -> Answer + Send + 'static,
        offers_newer: bool,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("ws://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            let mut scripts = scripts.into_iter();
            let mut open = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                let mut first = [0; 4096];
                let peeked = stream.peek(&mut first).await.unwrap();
                let first = String::from_utf8_lossy(&first[..peeked]).into_owned();
                let is_newer = first.contains("/network.bsky.jetstream.");
                if !first.to_lowercase().contains("upgrade: websocket") || is_newer && !offers_newer
                {
                    serve(stream, &mut answer).await;
                    continue;
                }
                let Some(script) = scripts.next() else { return std::future::pending().await };
                open.extend(play(stream, script, &noted).await);
            }
        });
        Self { address, asked, task }
    }

    /// Where each connection was asked to go on.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Plays a script; a connection that stays answers pings.
async fn play(
    stream: TcpStream,
    script: Script,
    noted: &Mutex<Vec<String>>,
) -> Option<JoinHandle<()>> {
    #[expect(clippy::result_large_err, reason = "the type that the library asks for")]
    let note = |request: &Request, mut response: Response| {
        noted.lock().unwrap().push(request.uri().to_string());
        let protocol = request.headers().get("sec-websocket-protocol").cloned();
        response.headers_mut().extend(protocol.map(|name| (SEC_WEBSOCKET_PROTOCOL, name)));
        Ok(response)
    };
    let mut socket = tokio_tungstenite::accept_hdr_async(stream, note).await.unwrap();
    let (messages, end) = match script {
        Script::Cut(messages) => (messages, End::Cut),
        Script::Stay(messages) => (messages, End::Stay),
        Script::Torn(messages, text) => (messages, End::Torn(text)),
        Script::Drip(messages, text) => (messages, End::Drip(text)),
        Script::Mute(messages) => (messages, End::Mute),
    };
    for message in messages {
        // Who is told too much goes away.
        let _ = socket.send(message).await;
    }
    match end {
        End::Cut => None,
        End::Stay => {
            Some(tokio::spawn(async move { while let Some(Ok(_)) = socket.next().await {} }))
        }
        End::Mute => Some(tokio::spawn(async move {
            let _open = socket;
            std::future::pending::<()>().await;
        })),
        End::Torn(text) => {
            let frame = frame(&text);
            let _ = socket.get_mut().write_all(&frame[..frame.len() / 2]).await;
            None
        }
        End::Drip(text) => Some(tokio::spawn(async move {
            for byte in frame(&text) {
                let _ = socket.get_mut().write_all(&[byte]).await;
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        })),
    }
}

/// A text of some length, as a frame (RFC 6455 §5.2).
fn frame(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap().to_be_bytes();
    [&[0x81, 126], &length[..], text.as_bytes()].concat()
}

/// What happens after the last message.
enum End {
    Cut,
    Stay,
    Torn(String),
    Drip(String),
    Mute,
}
