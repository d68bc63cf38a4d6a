//! A Jetstream, as it was recorded, and as it behaves on a bad evening.

use chat::Uri;
use networks::{Directories, Place, Recent, Undone};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::listener::{Given, Listener};
use crate::peer::{Answer, Script, Stream};

const RECORDED: &str = include_str!("../recorded/jetstream.jsonl");

fn recorded() -> Vec<Message> {
    RECORDED.lines().map(Message::text).collect()
}

/// A post of an account, said at a time (in microseconds), perhaps an answer.
fn post(did: &str, key: &str, at: i64, text: &str, reply_to: Option<&str>) -> Message {
    let reply = reply_to.map(|uri| json!({ "root": { "uri": uri }, "parent": { "uri": uri } }));
    let record = json!({ "$type": "app.bsky.feed.post", "createdAt": "2026-11-23T15:20:46Z",
        "text": text, "reply": reply });
    commit(did, key, at, "create", &record)
}

fn commit(did: &str, key: &str, at: i64, operation: &str, record: &Value) -> Message {
    let commit = json!({ "rev": key, "operation": operation, "collection": "app.bsky.feed.post",
        "rkey": key, "record": record });
    Message::text(
        json!({ "did": did, "time_us": at, "kind": "commit", "commit": commit }).to_string(),
    )
}

#[tokio::test]
async fn posts_edits_and_deletes_of_a_tag_are_told() {
    let stream = Stream::start(vec![Script::Stay(recorded())]).await;
    let mut listener = Listener::start(&format!("jetstream:{}", stream.address), "rustchat", None);
    let told = listener.until("sees").await;
    insta::assert_snapshot!(told.join("\n"), @r#"
    3n2ygcpygrs2c to 3n2ygcpxz4c2c: nice! (edited to add) #rustchat
    3n2ygcpyti22c: Out-of-text tag only
    3n2ygcpxij22c: Welcome to the chat 👋 #rustchat Q1: what are you building?
    3n2ygcpxz4c2c to 3n2ygcpxij22c: A1: a tide clock. #rustchat
    3n2ygcpz7722c: Case and emoji: #RustChat 🦀 #日本語タグ
    3n2ygjtdmh22c to 3n2ygjtdaq22c: A1: a tide clock. #rustchat
    3n2ygjteuic2c: Case and emoji: #RustChat 🦀 #日本語タグ
    3n2ygjtdaq22c: Welcome to the chat 👋 #rustchat Q1: what are you building?
    3n2ygjte6ys2c to 3n2ygjtdmh22c: nice! (edited to add) #rustchat
    3n2ygjtelp22c: Out-of-text tag only
    3n2yglp62622c: Welcome to the chat 👋 #rustchat Q1: what are you building?
    3n2yglp6rm22c to 3n2yglp62622c: A1: a tide clock. #rustchat
    3n2yglpbijc2c: Case and emoji: #RustChat 🦀 #日本語タグ
    3n2yglpcduc2c: typo, deleting #rustchat
    3n2yglp7h3k2c to 3n2yglp6rm22c: nice! (no tag here)
    3n2yglpcduc2c: gone
    3n2yglpahcs2c: Out-of-text tag only
    3n2yglp7h3k2c to 3n2yglp6rm22c (edited): nice! (edited to add) #rustchat
    sees from now on
    "#);
}

#[tokio::test]
async fn an_answer_may_come_before_what_it_answers() {
    let root = "at://did:plc:ada/app.bsky.feed.post/3n2yglp62622c";
    let stream = Stream::start(vec![Script::Stay(vec![
        post(
            "did:plc:cleo",
            "3n2yglp7h3k2c",
            3,
            "and one to that",
            Some("at://did:plc:bob/app.bsky.feed.post/3n2yglp6rm22c"),
        ),
        post(
            "did:plc:eve",
            "3n2yglpcduc2c",
            4,
            "elsewhere",
            Some("at://did:plc:eve/app.bsky.feed.post/3n2yglpbijc2c"),
        ),
        post("did:plc:bob", "3n2yglp6rm22c", 2, "an answer", Some(root)),
        post("did:plc:ada", "3n2yglp62622c", 1, "Hello #lampchat", None),
    ])])
    .await;
    let mut listener = Listener::start(&format!("jetstream:{}", stream.address), "lampchat", None);
    let told = listener.until("sees").await;
    insta::assert_snapshot!(told.join("\n"), @r#"
    3n2yglp62622c: Hello #lampchat
    3n2yglp6rm22c to 3n2yglp62622c: an answer
    3n2yglp7h3k2c to 3n2yglp6rm22c: and one to that
    sees from now on
    "#);
}

#[tokio::test]
async fn a_cut_stream_goes_on_a_little_before_its_end() {
    let at = 1_795_447_317_000_000;
    let one = || post("did:plc:ada", "3n2yglp62622c", at, "One #lampchat", None);
    let two = post("did:plc:ada", "3n2yglpbijc2c", at + 7, "Two #lampchat", None);
    let stream =
        Stream::start(vec![Script::Cut(vec![one()]), Script::Stay(vec![one(), two])]).await;
    let mut listener = Listener::start(&format!("jetstream:{}", stream.address), "lampchat", None);
    let told = listener.until("Two").await;
    assert!(told.iter().any(|line| line.starts_with("blind: ")), "{told:?}");
    let asked = stream.asked();
    assert!(!asked[0].contains("cursor="), "{asked:?}");
    assert!(asked[1].ends_with(&format!("&cursor={}", at - 5_000_000)), "{asked:?}");
    assert_eq!(listener.cursor.as_deref(), Some("1795447317000007"));
}

#[tokio::test]
async fn who_begins_late_has_a_stream_wound_back() {
    let since = Some("2026-11-23T15:20:00Z".parse().unwrap());
    let stream = Stream::start(vec![Script::Stay(recorded())]).await;
    let place = format!("jetstream:{}", stream.address).parse().unwrap();
    let mut listener = Listener::listen(place, "rustchat", Given { since, ..Given::default() });
    listener.until("Welcome").await;
    assert!(stream.asked()[0].ends_with("&cursor=1795447195000000"), "{:?}", stream.asked());
}

#[tokio::test]
async fn nonsense_is_passed_over_and_too_much_refused() {
    let good = post("did:plc:ada", "3n2yglp62622c", 1, "Hello #lampchat", None);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nonsense = [Message::text("{\"did\":"), Message::text(deep), Message::text("null")];
    let large = Message::text(" ".repeat(6 << 20));
    let first = Script::Cut(nonsense.into_iter().chain([good.clone(), large]).collect());
    let stream = Stream::start(vec![first, Script::Stay(vec![good])]).await;
    let mut listener = Listener::start(&format!("jetstream:{}", stream.address), "lampchat", None);
    let told = listener.until("blind").await;
    assert!(told.iter().any(|line| line.ends_with("Hello #lampchat")), "{told:?}");
    assert!(told.last().unwrap().contains("more than 5 MiB"), "{told:?}");
    listener.until("Hello #lampchat").await;
}

#[tokio::test]
async fn the_newer_protocol_is_spoken_where_it_is_offered() {
    let event = |kind: &str, seq: i64, rest: Value| {
        let mut payload = json!({ "$type": format!("network.bsky.jetstream.subscribeEvents#{kind}"),
            "seq": seq, "did": "did:plc:ada", "time": format!("2026-11-23T15:03:{seq:02}Z") });
        payload.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        Message::text(json!({ "$type": "message", "payload": payload }).to_string())
    };
    let record = |text: &str| {
        json!({ "$type": "app.bsky.feed.post",
        "createdAt": "2026-11-23T15:03:09Z", "text": text })
    };
    let commit = |seq, operation: &str, text: &str| {
        event(
            "commit",
            seq,
            json!({ "rev": "3n2ygjtfqsk2c", "operation": operation,
            "collection": "app.bsky.feed.post", "rkey": "3n2yfm7nhwc26", "record": record(text) }),
        )
    };
    let first = Script::Cut(vec![commit(9, "create", "Hello #lampchat")]);
    let second = Script::Stay(vec![
        commit(9, "create", "Hello #lampchat"),
        event("sync", 10, json!({ "rev": "3n2ygjtfqsk2c" })),
        commit(11, "update", "Hello again #lampchat"),
        event("account", 12, json!({ "account": { "active": false, "status": "deleted" } })),
    ]);
    let stream = Stream::newer(vec![first, second]).await;
    let mut listener = Listener::start(&format!("jetstream:{}", stream.address), "lampchat", None);
    let mut told = listener.until("did:plc:ada: gone").await;
    told.retain(|line| !line.starts_with("blind"));
    assert_eq!(
        told,
        [
            "3n2yfm7nhwc26: Hello #lampchat",
            "3n2yfm7nhwc26: Hello #lampchat",
            "3n2yfm7nhwc26 (edited): Hello again #lampchat",
            "did:plc:ada: gone"
        ]
    );
    let asked = stream.asked();
    let path = "/xrpc/network.bsky.jetstream.subscribeEvents?collections=app.bsky.feed.post";
    assert!(asked[0].starts_with(path) && !asked[0].contains("cursor"), "{asked:?}");
    let at: jiff::Timestamp = "2026-11-23T15:03:04Z".parse().unwrap();
    assert!(asked[1].ends_with(&format!("&cursor={}", at.as_microsecond())), "{asked:?}");
}

#[tokio::test]
async fn a_wish_learnt_late_takes_back_what_came_meanwhile_and_no_more() {
    let said = post("did:plc:ada", "3n2yfm7nhwc26", 1_795_446_189_000_000, "Hello #lampchat", None);
    let script = Script::Stay(vec![said]);
    let stream = Stream::beside(vec![script], |question| match question {
        _ if question.contains("getProfile") => Answer::json(&json!({ "did": "did:plc:ada",
            "handle": "ada.quay.example", "description": "Please #nobot" })),
        _ => Answer(404, "", String::new()),
    })
    .await;
    let named = stream.address.replace("ws://", "http://").parse().ok();
    let directories = Directories { view: named.clone(), accounts: named };
    let earlier = Recent {
        uri: Uri::new("at://did:plc:ada/app.bsky.feed.post/3n2yaaaaaaa26"),
        created_at: "2026-11-23T13:03:09Z".parse().unwrap(),
        tags: Vec::new(),
        words: "Kept before #lampchat".into(),
    };
    let place: Place = format!("jetstream:{}", stream.address).parse().unwrap();
    let (known, undone) = (vec![earlier], Undone::default());
    let mut listener =
        Listener::gone_on(place, "lampchat", "1795446000000000", known, undone, directories);
    let mut told = listener.until("gone").await;
    told.retain(|line| line.contains("3n2y") || line.contains("gone") || line.contains("quay"));
    assert_eq!(told, ["3n2yfm7nhwc26: Hello #lampchat", "3n2yfm7nhwc26: gone"]);
}
