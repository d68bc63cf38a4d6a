//! Posts that a stream of Bluesky's names and does not tell are asked for at an application.

use std::sync::{Arc, Mutex};

use networks::{Directories, Place, Undone};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::listener::Listener;
use crate::peer::{Answer, Script, Server, Stream};

fn uri(did: &str, key: &str) -> String {
    format!("at://did:plc:{did}/app.bsky.feed.post/{key}")
}

fn record(text: &str, reply_to: Option<&str>) -> Value {
    let reply = reply_to.map(|uri| json!({ "root": { "uri": uri }, "parent": { "uri": uri } }));
    json!({ "$type": "app.bsky.feed.post", "createdAt": "2026-11-23T15:20:46Z", "text": text, "reply": reply })
}

/// A post as an application shows it.
fn view(did: &str, key: &str, text: &str, reply_to: Option<&str>, labels: &[&str]) -> Value {
    let author = format!("did:plc:{did}");
    let labels: Vec<Value> =
        labels.iter().map(|value| json!({ "src": author, "val": value })).collect();
    json!({ "uri": uri(did, key), "cid": "bafyinvented", "indexedAt": "2026-11-23T15:20:47Z",
        "author": { "did": author, "handle": format!("{did}.example"), "labels": labels },
        "record": record(text, reply_to), "likeCount": 1, "labels": [] })
}

/// A post as the stream tells it.
fn event(did: &str, key: &str, text: &str, reply_to: Option<&str>) -> Message {
    let commit = json!({ "rev": key, "operation": "create", "collection": "app.bsky.feed.post",
        "rkey": key, "record": record(text, reply_to) });
    Message::text(
        json!({ "did": format!("did:plc:{did}"), "time_us": 1_795_447_317_000_000_i64,
            "kind": "commit", "commit": commit })
        .to_string(),
    )
}

fn deleted(did: &str, key: &str) -> Message {
    let commit = json!({ "rev": key, "operation": "delete", "collection": "app.bsky.feed.post", "rkey": key });
    Message::text(
        json!({ "did": format!("did:plc:{did}"), "time_us": 1_795_447_317_000_000_i64,
            "kind": "commit", "commit": commit })
        .to_string(),
    )
}

/// The posts that a question names.
fn named(question: &str) -> Vec<String> {
    let (_, query) = question.split_once('?').unwrap();
    let values = query.split('&').filter_map(|pair| pair.split_once('='));
    let uris = values.filter(|(name, _)| *name == "uris" || *name == "uri");
    uris.map(|(_, uri)| uri.replace("%3A", ":").replace("%2F", "/")).collect()
}

/// Listens to a stream beside an application.
fn listen(stream: &Stream, application: &Server) -> Listener {
    let place: Place = format!("jetstream:{}", stream.address).parse().unwrap();
    let view = Some(application.address.parse().unwrap());
    let directories = Directories { view, accounts: None };
    let cursor = "1795447317000000";
    Listener::gone_on(place, "lampchat", cursor, Vec::new(), Undone::default(), directories)
}

/// An application that has these posts, and a thread under `root`; it is too busy for the first question.
async fn application(posts: Vec<Value>, root: String, thread: Value) -> Server {
    let is_busy = Mutex::new(true);
    Server::start(move |question| {
        let named = if question.contains('?') { named(question) } else { Vec::new() };
        if question.contains("getPosts?") {
            if std::mem::take(&mut *is_busy.lock().unwrap()) {
                return Answer(429, "Retry-After: 0\r\n", String::new());
            }
            let has = |post: &&Value| named.iter().any(|name| post["uri"] == name.as_str());
            let shown: Vec<&Value> = posts.iter().filter(has).collect();
            return Answer::json(&json!({ "posts": shown }));
        }
        match question.contains("getPostThread?") && named == [root.as_str()] {
            true => Answer::json(&json!({ "thread": thread })),
            false => Answer(400, "", json!({ "error": "NotFound" }).to_string()),
        }
    })
    .await
}

#[tokio::test]
async fn what_is_answered_is_asked_for_and_its_thread_where_it_belongs() {
    let question = uri("ada", "3n2yglp62622c");
    let (outside, private) = (uri("eve", "3n2yglp7h3k2c"), uri("fay", "3n2yglpahcs2c"));
    let (above, lost) = (uri("gil", "3n2yglpbijc2c"), uri("hal", "3n2yglpcduc2c"));
    let root = view("ada", "3n2yglp62622c", "Q1, before anybody listened #lampchat", None, &[]);
    let reply = view("bob", "3n2yglp6rm22c", "an answer without it", Some(&question), &[]);
    let other = view("ivy", "3n2ygjtdaq22c", "one without a wish", Some(&question), &[]);
    let hidden =
        view("fay", "3n2ygjtelp22c", "not for all", Some(&question), &["!no-unauthenticated"]);
    let thread = json!({ "post": root.clone(), "replies": [
        { "post": reply, "replies": [{ "post": hidden }] }, { "post": other },
        { "$type": "app.bsky.feed.defs#blockedPost", "uri": lost, "blocked": true }] });
    let posts = vec![
        root,
        view("eve", "3n2yglp7h3k2c", "elsewhere", Some(&above), &[]),
        view("gil", "3n2yglpbijc2c", "further up", None, &[]),
        view("fay", "3n2yglpahcs2c", "not for all", None, &["!no-unauthenticated"]),
    ];
    let application = application(posts, question.clone(), thread).await;
    let stream = Stream::start(vec![Script::Stay(vec![
        event("cleo", "3n2ygjtdmh22c", "and one to that #lampchat", Some(&question)),
        event("cleo", "3n2ygjteuic2c", "about this #lampchat", Some(&outside)),
        event("cleo", "3n2ygjte6ys2c", "about that #lampchat", Some(&private)),
        event("cleo", "3n2ygcpyti22c", "about nothing #lampchat", Some(&lost)),
        event("ken", "3n2ygcpygrs2c", "not of the chat", Some(&outside)),
    ])])
    .await;
    let mut listener = listen(&stream, &application);
    let mut told: Vec<String> = Vec::new();
    let is_told = |told: &[String], words: &str| told.iter().any(|line| line.contains(words));
    while !is_told(&told, "one without a wish") || !is_told(&told, "3n2yglpbijc2c: rides along") {
        told.extend(listener.next().await);
    }
    told.retain(|line| !line.starts_with("sees") && !line.starts_with("author"));
    told.sort();
    insta::assert_snapshot!(told.join("\n"), @r"
    3n2ygcpyti22c to 3n2yglpcduc2c: about nothing #lampchat
    3n2ygjtdaq22c to 3n2yglp62622c: one without a wish
    3n2ygjtdmh22c to 3n2yglp62622c: and one to that #lampchat
    3n2ygjte6ys2c to 3n2yglpahcs2c: about that #lampchat
    3n2ygjteuic2c to 3n2yglp7h3k2c: about this #lampchat
    3n2yglp62622c: Q1, before anybody listened #lampchat
    3n2yglp62622c: Q1, before anybody listened #lampchat
    3n2yglp6rm22c to 3n2yglp62622c: an answer without it
    3n2yglp7h3k2c: rides along
    3n2yglpbijc2c: rides along
    ");
    let asked = application.asked();
    let threads = asked.iter().filter(|question| question.contains("getPostThread")).count();
    assert_eq!(threads, 1, "{asked:?}");
}

#[tokio::test]
async fn what_rides_along_is_taken_back_and_an_endless_chain_ends() {
    let steps = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&steps);
    let application = Server::start(move |question| {
        if !question.contains("getPosts?") {
            return Answer(404, "", String::new());
        }
        let mut steps = counted.lock().unwrap();
        *steps += 1;
        // Each answers one more.
        let posts = named(question).into_iter().map(|name| {
            let did = name.split('/').nth(2).unwrap().trim_start_matches("did:plc:").to_owned();
            let parent = uri("eve", &format!("3n2ygcpxij2{:02}", *steps));
            view(&did, name.rsplit('/').next().unwrap(), "on and on", Some(&parent), &[])
        });
        Answer::json(&json!({ "posts": Value::from_iter(posts) }))
    })
    .await;
    let first = uri("eve", "3n2ygcpxij200");
    let stream = Stream::start(vec![
        Script::Mute(vec![event("cleo", "3n2ygjteuic2c", "about this #lampchat", Some(&first))]),
        Script::Stay(vec![
            event("ken", "3n2ygcpygrs2c", "one more to that, not of the chat", Some(&first)),
            deleted("eve", "3n2ygcpxij200"),
        ]),
    ])
    .await;
    let mut listener = listen(&stream, &application);
    let mut told = listener.until("rides along").await;
    told.extend(listener.until("3n2ygcpxij200: gone").await);
    let mut ridden = told.iter().filter(|line| line.contains("rides along")).count();
    while ridden < 11 {
        ridden += listener.next().await.iter().filter(|line| line.contains("rides along")).count();
    }
    assert!(!told.iter().any(|line| line.contains("not of the chat")), "{told:?}");
    // Longer than between two questions; that none comes cannot be waited for.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(*steps.lock().unwrap(), 11, "ten steps up");
}
