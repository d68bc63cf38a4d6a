//! What a server of Mastodon's API tells by itself to who is signed in, and where it does not.

use networks::{Place, Secret};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::listener::Listener;
use crate::mastodon::{Timeline, instance, status};
use crate::peer::{Answer, Script, Server, Stream};

fn signed_in(address: &str) -> Place {
    let server = address.replace("ws://", "http://").parse().unwrap();
    Place::Mastodon { server, token: Some(Secret::new("s3cret")) }
}

fn edited() -> Value {
    let mut edited = status("s1", 5, "Hello, edited #lampchat");
    edited["edited_at"] = edited["created_at"].clone();
    edited
}

#[tokio::test]
async fn a_stream_tells_at_once_what_happens() {
    let event = |event: &str, payload: String| {
        Message::text(
            json!({ "event": event, "payload": payload, "stream": ["hashtag"] }).to_string(),
        )
    };
    let script = Script::Stay(vec![
        event("update", status("s1", 5, "Hello #lampchat").to_string()),
        event("status.update", edited().to_string()),
        event("filters_changed", String::new()),
        Message::text("{\"event\":"),
        event("delete", "s1".into()),
    ]);
    let server = Stream::beside(vec![script], |question| {
        instance(question).unwrap_or_else(|| match question.contains("/timelines/") {
            true => Answer::json(&"[]"),
            false => Answer::json(&edited()),
        })
    })
    .await;
    let told = Listener::follow(signed_in(&server.address), "lampchat", None).until("gone").await;
    assert!(told.contains(&"s1: Hello #lampchat".to_owned()), "{told:?}");
    assert!(told.contains(&"s1 (edited): Hello, edited #lampchat".to_owned()), "{told:?}");
    assert_eq!(
        server.asked(),
        ["/api/v1/streaming?stream=hashtag&tag=lampchat"],
        "without the token"
    );
}

#[tokio::test]
async fn where_no_web_socket_opens_events_are_read() {
    let server = Server::start(|question| {
        let event = |kind: &str, data: String| format!("event: {kind}\ndata: {data}\n\n");
        let body = [
            ":thump\n".to_owned(),
            event("update", status("s1", 5, "Hello #lampchat").to_string()),
            event("status.update", edited().to_string()),
            event("delete", "s1".into()),
        ];
        let head = "Content-Type: text/event-stream\r\n";
        instance(question).unwrap_or_else(|| match question {
            _ if question.contains("/timelines/") => Answer::json(&"[]"),
            "/api/v1/streaming/hashtag?tag=lampchat (signed in)" => {
                Answer(200, head, body.concat())
            }
            // A proxy that lets no web socket through.
            _ => Answer(404, "", String::new()),
        })
    })
    .await;
    let told = Listener::follow(signed_in(&server.address), "lampchat", None).until("gone").await;
    assert!(told.contains(&"s1: Hello #lampchat".to_owned()), "{told:?}");
    assert!(told.contains(&"s1 (edited): Hello, edited #lampchat".to_owned()), "{told:?}");
    let asked = server.asked();
    let first = |path: &str| asked.iter().position(|question| question.starts_with(path)).unwrap();
    assert!(first("/api/v1/streaming?stream=") < first("/api/v1/streaming/hashtag?"), "{asked:?}");
}

#[tokio::test]
async fn a_stream_that_says_nothing_is_polled_beside() {
    let timeline = Timeline::default();
    let shown = timeline.clone();
    let server = Stream::beside(vec![Script::Stay(Vec::new())], move |question| {
        instance(question).unwrap_or_else(|| shown.page(question))
    })
    .await;
    let mut listener = Listener::follow(signed_in(&server.address), "lampchat", None);
    listener.until("sees all").await;
    for name in ["one", "two", "three"] {
        timeline.put(status(name, 5, "Hello #lampchat"));
        assert_eq!(listener.until(name).await, [format!("{name}: Hello #lampchat")]);
    }
    assert_eq!(server.asked().len(), 1, "one stream, which stays open");
}
