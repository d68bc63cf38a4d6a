//! Scripted sources: a Jetstream that says what it is told to, and servers of Mastodon's API on which
//! nothing is said.

use anyhow::{Context, Result};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio::sync::watch;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// A Jetstream.
pub(super) struct Jetstream {
    /// Where it is, after `--on`.
    pub(super) place: String,
    events: Sender<String>,
    listening: watch::Receiver<bool>,
}

impl Jetstream {
    pub(super) fn start(runtime: &Runtime) -> Result<Self> {
        let (events, _) = broadcast::channel(1 << 16);
        let (listening, heard) = watch::channel(false);
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let says = events.clone();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // As servers do: what is small is not held back until more comes.
                if stream.set_nodelay(true).is_err() {
                    continue;
                }
                if let Ok(socket) = tokio_tungstenite::accept_async(stream).await {
                    tokio::spawn(tell(socket, says.subscribe()));
                    listening.send_replace(true);
                }
            }
        });
        Ok(Self { place: format!("jetstream:http://{address}"), events, listening: heard })
    }

    /// Waits until somebody listens.
    pub(super) fn wait(&mut self, runtime: &Runtime) -> Result<()> {
        let heard = self.listening.wait_for(|heard| *heard);
        runtime.block_on(heard).map(drop).context("nobody listens")
    }

    /// Waits until a second one listens too.
    pub(super) fn wait_for_both(&self, runtime: &Runtime) -> Result<()> {
        runtime.block_on(async {
            while self.events.receiver_count() < 2 {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        });
        Ok(())
    }

    /// Says an event to who listens.
    pub(super) fn say(&self, event: String) -> Result<()> {
        self.events.send(event).map(drop).context("nobody listens any more")
    }
}

async fn tell(mut socket: WebSocketStream<TcpStream>, mut events: Receiver<String>) {
    loop {
        let told = tokio::select! {
            event = events.recv() => match event {
                Ok(event) => socket.send(Message::text(event)).await,
                Err(_) => return,
            },
            // Pings are answered on the side, while the socket is read.
            heard = socket.next() => match heard {
                Some(Ok(_)) => Ok(()),
                _ => return,
            },
        };
        if told.is_err() {
            return;
        }
    }
}

/// A server of Mastodon's API on which nobody says anything; returns where it is.
pub(super) fn quiet_server(runtime: &Runtime) -> Result<String> {
    let instance = || async {
        Json(json!({ "domain": "reef.example", "version": "4.5.0", "configuration": {
            "timelines_access": { "hashtag_feeds": { "local": "public", "remote": "public" } } } }))
    };
    let nothing = || async { Json(Value::Array(Vec::new())) };
    let router = Router::new()
        .route("/api/v2/instance", get(instance))
        .route("/api/v1/timelines/tag/{tag}", get(nothing));
    Ok(format!("http://{}", serve(runtime, router)?))
}

fn serve(runtime: &Runtime, router: Router) -> Result<std::net::SocketAddr> {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    runtime.spawn(async { axum::serve(listener, router).await });
    Ok(address)
}
