//! An evening on two networks with a bridge between them: each post once, whichever side told it first,
//! and both sides kept.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::api::Server;
use crate::run::Archive;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);
const CHAT: &str = "lanternchat/2026-11-12";
const ADAS: &str = "https://lamp.example/users/ada/statuses/100";
const ITS_COPY: &str = "at://did:plc:adacopy/app.bsky.feed.post/3n257fx3722gt";
const BOBS: &str = "at://did:plc:bob/app.bsky.feed.post/3n257h23k722a";

fn status(id: &str, uri: &str, who: (&str, &str), content: &str, changes: &Value) -> Value {
    let (acct, actor) = who;
    let mut status = json!({
        "id": id, "uri": uri, "created_at": "2026-11-12T19:31:00.000Z", "visibility": "public",
        "content": format!("<p>{content}</p>"), "replies_count": 0,
        "account": { "id": acct, "acct": acct, "uri": actor, "url": actor },
    });
    for (name, value) in changes.as_object().unwrap() {
        status[name] = value.clone();
    }
    status
}

/// What a server of the fediverse shows: a post of its own, and Bob's as the bridge brought it.
fn statuses() -> Vec<Value> {
    let ada = ("ada@lamp.example", "https://lamp.example/users/ada");
    let bob = ("bob.quay.example@bsky.brid.gy", "https://bsky.brid.gy/ap/did:plc:bob");
    let page = json!({ "url": "https://lamp.example/@ada/100", "favourites_count": 3 });
    let bridged = format!("https://bsky.brid.gy/convert/ap/{BOBS}");
    let answer = json!({
        "url": "https://fed.brid.gy/r/https://bsky.app/profile/did:plc:bob/post/3n257h23k722a",
        "in_reply_to_id": "100", "in_reply_to_account_id": "ada@lamp.example",
    });
    vec![
        status("100", ADAS, ada, "Q1 What do you keep? #lanternchat", &page),
        status("101", &bridged, bob, "A1 Kettles #lanternchat", &answer),
    ]
}

/// What a Jetstream says: Ada's post as the bridge brought it, who she is there, Bob's own, and a copy
/// whose original was never seen.
fn events() -> String {
    let at = 1_794_512_000_000_000_u64;
    let identity = |did: &str, handle: &str| json!({ "did": did, "time_us": at, "kind": "identity", "identity": { "did": did, "handle": handle } });
    let commit = |did: &str, key: &str, mut record: Value| {
        record["$type"] = json!("app.bsky.feed.post");
        record["createdAt"] = json!("2026-11-12T19:31:05Z");
        json!({ "did": did, "time_us": at, "kind": "commit", "commit": { "rev": key,
            "operation": "create", "collection": "app.bsky.feed.post", "rkey": key, "record": record } })
    };
    let parent = json!({ "uri": ITS_COPY });
    let events = [
        identity("did:plc:adacopy", "ada.lamp.example.ap.brid.gy"),
        commit(
            "did:plc:adacopy",
            "3n257fx3722gt",
            json!({
            "text": "Q1 What do you keep? #lanternchat",
            "bridgyOriginalText": "<p>Q1 What do you keep? #lanternchat</p>",
            "bridgyOriginalUrl": "https://lamp.example/@ada/100" }),
        ),
        identity("did:plc:bob", "bob.quay.example"),
        commit(
            "did:plc:bob",
            "3n257h23k722a",
            json!({
            "text": "A1 Kettles #lanternchat", "reply": { "root": parent, "parent": parent } }),
        ),
        identity("did:plc:cycopy", "cy.reef.example.ap.brid.gy"),
        commit(
            "did:plc:cycopy",
            "3n257j7pz722c",
            json!({
            "text": "A1 Everything #lanternchat",
            "bridgyOriginalUrl": "https://reef.example/@cy/7" }),
        ),
    ];
    events.iter().map(|event| format!("{event}\n")).collect()
}

fn lines(archive: &Archive) -> [String; 2] {
    std::fs::write(archive.path("lamp.json"), Value::from(statuses()).to_string()).unwrap();
    std::fs::write(archive.path("bluesky.jsonl"), events()).unwrap();
    ["lamp.json", "bluesky.jsonl"].map(str::to_owned)
}

fn imported(order: [usize; 2]) -> Archive {
    let archive = Archive::empty();
    let files = lines(&archive);
    for index in order {
        archive.done(&["import", "--tag", "lanternchat", &files[index]]);
    }
    archive.done(&["chat", "set", CHAT, "--start", "19:00", "--end", "21:00"]);
    archive
}

fn uris(shown: &Value) -> Vec<&str> {
    shown["posts"].as_array().unwrap().iter().map(|post| post["uri"].as_str().unwrap()).collect()
}

const COPY_ALONE: &str = "at://did:plc:cycopy/app.bsky.feed.post/3n257j7pz722c";

#[test]
fn each_post_is_shown_counted_and_found_once() {
    let archive = imported([0, 1]);
    let shown = archive.json(&["show", CHAT, "--json"]);
    assert_eq!(uris(&shown), [ADAS, BOBS, COPY_ALONE]);
    assert_eq!(shown["posts"][1]["reply_to"], ADAS);
    assert_eq!(shown["posts"][0]["likes"], 3);
    let chats = archive.json(&["chats", "--json"]);
    assert_eq!((&chats[0]["posts"], &chats[0]["people"]), (&json!(3), &json!(3)));
    assert_eq!(archive.json(&["stats", "--json"])["posts"], 3);
    assert_eq!(archive.json(&["search", "keep", "--json"])["total"], 1);
    let seen = archive.json(&["coverage", CHAT, "--json"]);
    let by: Vec<&Value> = seen["seen_by"].as_array().unwrap().iter().collect();
    assert!(
        by.iter().any(|group| group["sources"] == json!(["bluesky.jsonl", "lamp.json"])
            && group["posts"] == 2),
        "{seen}"
    );
}

#[test]
fn the_order_of_the_files_does_not_matter_and_nothing_is_lost() {
    let (archive, other) = (imported([0, 1]), imported([1, 0]));
    for format in ["jsonl", "csv", "tags-csv", "activitystreams"] {
        let export = ["export", "--format", format];
        assert_eq!(archive.done(&export), other.done(&export), "{format}");
    }
    for what in [&[][..], &["lanternchat"], &[CHAT]] {
        let export = [&["export"], what, &["--format", "jsonl"]].concat();
        let exported = archive.done(&export);
        let posts = exported.lines().filter(|line| line.starts_with(r#"{"post":"#)).count();
        assert_eq!(posts, 5, "{what:?}: {exported}");
        let again = Archive::empty();
        std::fs::write(again.path("again.jsonl"), &exported).unwrap();
        again.done(&["import", "again.jsonl"]);
        assert_eq!(again.done(&export), exported, "{what:?}");
        assert_eq!(again.json(&["show", CHAT, "--json"]), archive.json(&["show", CHAT, "--json"]));
    }
    let rows = |format: &str| archive.done(&["export", CHAT, "--format", format]).lines().count();
    assert_eq!((rows("csv"), rows("tags-csv")), (4, 4));
    let collection = archive.json(&["export", CHAT, "--format", "activitystreams"]);
    assert_eq!(collection["totalItems"], 3);
}

#[test]
fn a_post_s_page_says_where_else_it_stands_and_the_copy_s_leads_to_it() {
    let archive = imported([1, 0]);
    archive.done(&["publish", "site"]);
    let pages = std::fs::read_dir(archive.path("site/posts")).unwrap();
    let pages: Vec<(String, String)> = pages
        .map(|page| page.unwrap().path())
        .map(|page| {
            (
                page.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(page).unwrap(),
            )
        })
        .collect();
    assert_eq!(pages.len(), 5);
    let named = |uri: &str| {
        let name = format!("<dt>Its name</dt><dd><bdi>{uri}</bdi></dd>");
        pages.iter().find(|(_, page)| page.contains(&name)).unwrap()
    };
    let ((ada, adas), (_, bobs)) = (named(ADAS), named(BOBS));
    let entry = |page: &str| page.split("<div class=\"posts\">").nth(1).unwrap().to_owned();
    assert!(entry(adas).contains("also on <a href=\"https://bsky.app/profile/ada"), "{adas}");
    assert!(entry(bobs).contains("also on <a href=\"https://bsky.brid.gy/convert"), "{bobs}");
    let is_copy = |page: &&(String, String)| page.1.contains("The same post on the other network");
    let copies: Vec<&(String, String)> = pages.iter().filter(is_copy).collect();
    assert_eq!(copies.len(), 2);
    assert!(copies.iter().any(|(_, page)| page.contains(&format!("url=../posts/{ada}"))));
    let transcript =
        std::fs::read_to_string(archive.path("site/chats/lanternchat/2026-11-12.html")).unwrap();
    assert!(transcript.contains(ada.as_str()));
    assert!(!copies.iter().any(|(name, _)| transcript.contains(name.as_str())));

    let served = Server::start(&archive, &["serve"]);
    for (name, page) in copies {
        let answer = served.get(&format!("/posts/{name}"));
        assert_eq!(String::from_utf8_lossy(&answer.body), page.as_str());
    }
}

/// A server of Mastodon's API that shows these statuses. Returns its address.
fn server(statuses: Vec<Value>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            answer(stream, &statuses);
        }
    });
    address
}

fn answer(stream: TcpStream, statuses: &[Value]) {
    let mut stream = BufReader::new(stream);
    let (mut first, mut line) = (String::new(), String::new());
    stream.read_line(&mut first).unwrap();
    while stream.read_line(&mut line).unwrap() > 2 {
        line.clear();
    }
    let question = first.split(' ').nth(1).unwrap_or_default();
    let one = question.strip_prefix("/api/v1/statuses/");
    let body = match question {
        path if path.starts_with("/api/v2/instance") => json!({ "version": "4.5.0" }),
        path if path.contains("/timelines/tag/") && !path.contains("_id=") => {
            statuses.iter().rev().cloned().collect()
        }
        _ => match one.and_then(|id| statuses.iter().find(|status| status["id"] == id)) {
            Some(status) => status.clone(),
            None => json!([]),
        },
    };
    let body = body.to_string();
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // Who wants no more goes away.
    let _ = stream.into_inner().write_all((head + &body).as_bytes());
}

/// A `follow` that is ended with the test.
struct Follower(Child);

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_is_followed_on_both_sides_is_one_stream() {
    let archive = Archive::empty();
    lines(&archive);
    let address = server(statuses());
    let args = [
        "follow",
        "#lanternchat",
        "--on",
        &address,
        "--on",
        "replay:bluesky.jsonl",
        "--speed",
        "max",
    ];
    let mut follow = archive.command(&args);
    let follower = Follower(follow.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let began = Instant::now();
    let both = |archive: &Archive| {
        let output = archive.run(&["export", "--format", "jsonl"]);
        String::from_utf8_lossy(&output.stdout).matches(r#"{"post":"#).count() == 5
    };
    while !both(&archive) {
        assert!(began.elapsed() < PATIENCE, "not all of it comes");
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(follower);
    archive.done(&["chat", "set", CHAT, "--start", "19:00", "--end", "21:00"]);
    let shown = archive.json(&["show", CHAT, "--json"]);
    assert_eq!(uris(&shown), [ADAS, BOBS, COPY_ALONE]);
    assert_eq!(archive.json(&["search", "keep", "--json"])["total"], 1);
}
