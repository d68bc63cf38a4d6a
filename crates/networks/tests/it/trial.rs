//! Trying places out: what is said of servers that are open, closed, closed politely, and away.

use std::sync::Arc;

use networks::{Place, Secret, Timeline, Trial, Verdict, try_out};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::peer::{Answer, Script, Server, Stream};

#[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

async fn tried(place: &str) -> Trial {
    try_out(&place.parse().unwrap(), &chat::Tag::new("lampchat").unwrap(), Arc::new(now)).await
}

/// A server that says this of who may see a tag, and shows this list for every tag.
async fn server(access: &'static str, shown: Value) -> Server {
    let feeds = json!({ "local": access, "remote": access });
    let about = json!({ "version": "4.5.0", "configuration": { "timelines_access": { "hashtag_feeds": feeds } } });
    Server::start(move |question| match question {
        "/api/v2/instance" => Answer::json(&about),
        "/api/v1/trends/tags" => Answer::json(&json!([{ "name": "books" }])),
        "/api/v1/statuses/7/context" => Answer(401, "", String::new()),
        _ if question.starts_with("/api/v1/timelines/tag/") => {
            let rate = "X-RateLimit-Remaining: 298\r\nX-RateLimit-Reset: 2026-12-03T19:35:00Z\r\n";
            Answer(200, rate, shown.to_string())
        }
        // Another host's word for where to look is taken for its path alone.
        "/.well-known/nodeinfo" => {
            Answer::json(&json!({ "links": [{ "href": "https://10.0.0.1/nodeinfo/2.0" }] }))
        }
        "/nodeinfo/2.0" => {
            Answer::json(&json!({ "software": { "name": "mastodon", "version": "4.5.1" } }))
        }
        _ => Answer(404, "", String::new()),
    })
    .await
}

#[tokio::test]
async fn an_open_server_says_what_it_gives_and_what_not() {
    let status = json!([{ "id": "7", "created_at": "2026-12-03T19:30:00Z" }]);
    let open = server("public", status).await;
    let trial = tried(&open.address).await;
    assert_eq!(trial.tag_timeline, Some(Timeline::Open));
    assert_eq!((trial.verdict, trial.threads), (Verdict::Partly, Some(false)));
    insta::assert_snapshot!(trial.says.join("\n"), @"
    mastodon 4.5.1
    it shows #lampchat: 1 on the first page, the last of 2026-12-03T19:30:00Z
    it does not show the answers that leave the tag out (401)
    without a token there is no stream: it is asked every 2 to 60 s
    ");
    let empty = tried(&server("public", json!([])).await.address).await;
    assert_eq!((empty.tag_timeline, empty.verdict), (Some(Timeline::Empty), Verdict::Good));
    assert_eq!(empty.questions_left, Some(298));
    assert!(empty.says.last().unwrap().starts_with("it answers 298 more questions"), "{empty:?}");
}

#[tokio::test]
async fn an_empty_list_that_means_no_is_told_from_one_that_does_not() {
    for (access, why) in [("authenticated", "it says itself"), ("", "it calls #books popular")] {
        let trial = tried(&server(access, json!([])).await.address).await;
        assert_eq!(trial.tag_timeline, Some(Timeline::ClosedPolitely), "{access}");
        assert_eq!(trial.verdict, Verdict::Nothing);
        assert!(trial.says.iter().any(|says| says.contains(why)), "{trial:?}");
    }
    let closed = Server::start(|question| match question.split(' ').next() {
        Some("/api/v2/instance") => Answer::json(&json!({ "version": "4.5.0" })),
        _ => Answer(401, "", String::new()),
    })
    .await;
    let place = Place::Mastodon {
        server: closed.address.parse().unwrap(),
        token: Some(Secret::new("s3cret")),
    };
    let trial = try_out(&place, &chat::Tag::new("lampchat").unwrap(), Arc::new(now)).await;
    assert_eq!((trial.tag_timeline, trial.verdict), (Some(Timeline::Closed), Verdict::Nothing));
    assert!(!format!("{trial:?}").contains("s3cret"));
    // Nobody is there.
    let away = tried("http://127.0.0.1:1").await;
    assert_eq!(away.verdict, Verdict::Nothing);
    assert!(away.says[0].contains("cannot be reached"), "{away:?}");
}

#[tokio::test]
async fn a_stream_says_how_late_it_is() {
    let us = now().as_microsecond() - 3_000_000;
    let event = json!({ "did": "did:plc:ada", "time_us": us, "kind": "identity" }).to_string();
    let stream = Stream::start(vec![Script::Stay(vec![Message::text(event)])]).await;
    let trial = tried(&format!("jetstream:{}", stream.address)).await;
    assert_eq!((trial.verdict, trial.streaming), (Verdict::Good, true));
    let lag = trial.lag_ms.unwrap();
    assert!((3_000..10_000).contains(&lag), "{lag}");
    assert_eq!(tried("firehose:http://127.0.0.1:1").await.verdict, Verdict::Nothing);
}
