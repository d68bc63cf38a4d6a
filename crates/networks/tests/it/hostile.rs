//! Peers that mean harm, or are broken beyond words: refused, told once, and gone on from.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use networks::{Place, Renewal, Secret};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::ring};

use crate::listener::{Given, Listener};
use crate::mastodon::{instance, status};
use crate::peer::{Answer, Script, Server, Stream};

/// How a peer answers for a tag's timeline.
enum Manner {
    /// So many bytes at once, said to be an answer.
    Bytes(Vec<u8>),
    /// The head of an answer, and then a byte now and then, for ever.
    Drip,
    /// Nothing, with the line open.
    Silence,
}

fn head(length: usize) -> Vec<u8> {
    format!("HTTP/1.1 200 Said\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
        .into_bytes()
}

fn ok(body: &str) -> Manner {
    let mut bytes = head(body.len());
    bytes.extend_from_slice(body.as_bytes());
    Manner::Bytes(bytes)
}

/// A server of Mastodon's API that answers in other manners, one after the other; then well.
struct Peer {
    address: String,
    task: JoinHandle<()>,
}

impl Peer {
    async fn start(manners: Vec<Manner>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let manners = Arc::new(Mutex::new(manners.into_iter()));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let manners = Arc::clone(&manners);
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    let mut first = String::new();
                    let mut line = String::new();
                    let _ = stream.read_line(&mut first).await;
                    while stream.read_line(&mut line).await.is_ok_and(|read| read > 2) {
                        line.clear();
                    }
                    let question = first.split(' ').nth(1).unwrap_or_default();
                    let manner = match instance(question) {
                        Some(Answer(_, _, body)) => ok(&body),
                        None => manners.lock().unwrap().next().unwrap_or_else(well),
                    };
                    // Who has heard enough goes away.
                    let _ = behave(&mut stream, manner).await;
                });
            }
        });
        Self { address, task }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn well() -> Manner {
    ok(&json!([status("x9", 30, "Hello #lampchat")]).to_string())
}

async fn behave(stream: &mut (impl AsyncWrite + Unpin), manner: Manner) -> std::io::Result<()> {
    match manner {
        Manner::Bytes(bytes) => stream.write_all(&bytes).await?,
        Manner::Drip => {
            stream.write_all(&head(1_000_000)).await?;
            loop {
                stream.write_all(b"[").await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Manner::Silence => std::future::pending().await,
    }
    stream.shutdown().await
}

#[tokio::test]
async fn what_drips_or_says_nothing_is_given_up() {
    let mut half = head(1_000);
    half.extend_from_slice(b"[{\"id\":");
    // What breaks is asked for once more at once, and then counts.
    let manners =
        vec![Manner::Drip, Manner::Silence, Manner::Bytes(half.clone()), Manner::Bytes(half)];
    let peer = Peer::start(manners).await;
    let told = Listener::start(&peer.address, "lampchat", None).until("sees all").await;
    insta::assert_snapshot!(told.join("\n"), @r"
    blind: it does not answer in time
    blind: it does not answer in time
    blind: it cannot be reached: end of file before message length reached
    x9: Hello #lampchat
    sees all
    ");
}

#[tokio::test]
async fn a_status_of_fifty_megabytes_is_refused() {
    let mut large = status("x1", 30, "Hello #lampchat");
    large["content"] = Value::from("x".repeat(50 << 20));
    let peer = Peer::start(vec![ok(&json!([large]).to_string())]).await;
    let told = Listener::start(&peer.address, "lampchat", None).until("sees all").await;
    insta::assert_snapshot!(told.join("\n"), @r"
    blind: its answer is larger than 16 MiB
    x9: Hello #lampchat
    sees all
    ");
}

#[tokio::test]
async fn nobody_is_led_elsewhere() {
    let elsewhere = Server::start(|_| Answer::json(&json!([]))).await;
    let (there, number) = (elsewhere.address.clone(), Mutex::new(0));
    let server = Server::start(move |question| {
        let mut number = number.lock().unwrap();
        *number += 1;
        let told = |status, header: String| {
            Answer(status, Box::leak(header.into_boxed_str()), "[]".to_owned())
        };
        if let Some(answer) = instance(question) {
            return answer;
        }
        match *number {
            2 => told(302, format!("Location: {there}/api/v1/timelines/tag/lampchat\r\n")),
            4 => told(302, "Location: http://169.254.169.254/latest\r\n".into()),
            // Round and round.
            6..=11 => told(307, "Location: /api/v1/timelines/tag/lampchat?round\r\n".into()),
            _ => told(200, format!("Link: <{there}/next>; rel=\"next\"\r\n")),
        }
    })
    .await;
    let told = Listener::start(&server.address, "lampchat", None).until("sees all").await;
    insta::assert_snapshot!(told.join("\n"), @r"
    blind: it redirects to another host
    blind: it redirects to another host
    blind: it redirects without end
    sees all
    ");
    assert!(elsewhere.asked().is_empty(), "{:?}", elsewhere.asked());
}

#[tokio::test]
async fn a_token_that_is_revoked_is_put_away() {
    let revoked = Arc::new(Mutex::new(false));
    let is_revoked = Arc::clone(&revoked);
    let server = Stream::beside(vec![Script::Stay(Vec::new())], move |question| {
        let signed_in = question.ends_with(" (signed in)");
        if signed_in && *is_revoked.lock().unwrap() {
            return Answer(401, "", "{\"error\":\"The access token was revoked\"}".into());
        }
        let more = if *is_revoked.lock().unwrap() { 5 } else { 30 };
        let shown = json!([status(&format!("x{more}"), more, "Hello #lampchat")]);
        instance(question).unwrap_or_else(|| Answer::json(&shown))
    })
    .await;
    let address = server.address.replace("ws://", "http://").parse().unwrap();
    let place = Place::Mastodon { server: address, token: Some(Secret::new("s3cret")) };
    let mut listener = Listener::follow(place, "lampchat", None);
    listener.until("sees all").await;
    *revoked.lock().unwrap() = true;
    let told = listener.until("sees").await;
    insta::assert_snapshot!(told.join("\n"), @r"
    blind: it does not take the token (it answers 401): it is read on as a stranger would
    x5: Hello #lampchat
    sees from now on
    ");
}

#[tokio::test]
async fn a_token_is_tried_again_and_another_taken_at_once() {
    // Which token is taken, and which one is kept in its place.
    let taken = Arc::new(Mutex::new("first"));
    let kept = Arc::new(Mutex::new("first"));
    let (does_take, kept_there) = (Arc::clone(&taken), Arc::clone(&kept));
    let server = Server::start(move |question| {
        if let Some(answer) = instance(question) {
            return answer;
        }
        match question.split_once(" (signed in as ") {
            Some((_, token)) if token.trim_end_matches(')') == *does_take.lock().unwrap() => {
                Answer::json(&json!([status("x9", 30, "Hello #lampchat")]))
            }
            _ => Answer(401, "", "{\"error\":\"no\"}".into()),
        }
    })
    .await;
    let place = Place::Mastodon {
        server: server.address.parse().unwrap(),
        token: Some(Secret::new("first")),
    };
    let renewal = Some(Renewal::new(move || Some(Secret::new(*kept_there.lock().unwrap()))));
    let given = Given { renewal, ..Given::default() };
    let mut listener = Listener::listen(place, "lampchat", given);
    listener.until("sees all").await;
    // Revoked, and let in again: somebody at the server thought better of it.
    *taken.lock().unwrap() = "none";
    let told = listener.until("only to those who are signed in").await;
    assert!(told[0].contains("does not take the token"), "{told:?}");
    *taken.lock().unwrap() = "first";
    listener.until("sees").await;
    // Revoked, and another one made.
    *taken.lock().unwrap() = "second";
    listener.until("only to those who are signed in").await;
    *kept.lock().unwrap() = "second";
    listener.until("sees").await;
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let certificate = include_bytes!("../recorded/nobody.crt.pem");
    let key = include_bytes!("../recorded/nobody.key.pem");
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate).unwrap()],
            PrivateKeyDer::from_pem_slice(key).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let mut heard = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            // Who does not trust us goes away before a word is said.
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream.read_to_end(&mut heard).await;
            }
            assert!(heard.is_empty(), "something was said over a line that is not to be trusted");
        }
    });
    for place in [
        format!("https://localhost:{}", address.port()),
        format!("jetstream:wss://localhost:{}", address.port()),
    ] {
        let told = Listener::start(&place, "lampchat", None).until("blind").await;
        assert!(told[0].contains("certificate"), "{told:?}");
    }
    assert!(!server.is_finished());
    server.abort();
}

/// A post of a Jetstream's.
fn event(key: &str, text: &str) -> String {
    let record =
        json!({ "$type": "app.bsky.feed.post", "createdAt": "2026-11-23T15:20:46Z", "text": text });
    let commit = json!({ "rev": key, "operation": "create", "collection": "app.bsky.feed.post", "rkey": key, "record": record });
    json!({ "did": "did:plc:ada", "time_us": 1_795_447_317_000_000_i64, "kind": "commit", "commit": commit }).to_string()
}

#[tokio::test]
async fn a_stream_that_is_cut_within_a_frame_is_opened_again() {
    use tokio_tungstenite::tungstenite::Message;
    let good = |key: &str, text: &str| Message::text(event(key, text));
    let scripts = vec![
        Script::Torn(
            vec![good("3n2yglp62622c", "One #lampchat")],
            event("3n2yglp6rm22c", "torn #lampchat"),
        ),
        Script::Mute(vec![good("3n2yglp62622c", "One #lampchat")]),
        Script::Drip(Vec::new(), event("3n2yglp6rm22c", "dripped #lampchat")),
        Script::Stay(vec![good("3n2yglpbijc2c", "Two #lampchat")]),
    ];
    let stream = Stream::start(scripts).await;
    let place = format!("jetstream:{}", stream.address);
    let told = Listener::start(&place, "lampchat", None).until("Two").await;
    let blind: Vec<_> = told.iter().filter(|line| line.starts_with("blind")).collect();
    assert_eq!(blind.len(), 3, "{told:?}");
    assert!(blind[1..].iter().all(|line| line.contains("it fell silent")), "{told:?}");
    let is_broken = |line: &String| line.contains("torn") || line.contains("dripped");
    assert!(!told.iter().any(is_broken), "{told:?}");
}
