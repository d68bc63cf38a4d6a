//! What a stream of Bluesky's lost is read afterwards from the hosts that hold the accounts.

use std::sync::{Arc, Mutex};

use chat::Uri;
use data_encoding::BASE64_NOPAD;
use jiff::{SignedDuration, Timestamp};
use networks::{Directories, Place, Recent, Undone};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::listener::{Listener, now};
use crate::peer::{Answer, Script, Stream};

const FUTURE: &str = include_str!("../recorded/future_cursor.base64");

/// The key of a record that was made some seconds ago, in base 32 that sorts.
fn key(ago: i64) -> String {
    const DIGITS: &[u8] = b"234567abcdefghijklmnopqrstuvwxyz";
    let value = (now() - SignedDuration::from_secs(ago)).as_microsecond() << 10;
    (0..13).rev().map(|n| char::from(DIGITS[(value >> (5 * n)) as usize & 31])).collect()
}

fn uri(did: &str, key: &str) -> String {
    format!("at://{did}/app.bsky.feed.post/{key}")
}

fn record(did: &str, key: &str, text: &str, reply_to: Option<&str>) -> Value {
    let reply = reply_to.map(|uri| json!({ "root": { "uri": uri }, "parent": { "uri": uri } }));
    json!({ "uri": uri(did, key), "cid": "bafyinvented", "value": { "$type": "app.bsky.feed.post",
        "createdAt": now().to_string(), "text": text, "reply": reply } })
}

/// The posts of a few accounts, as a host lists them: newest first, two on a page.
#[derive(Clone, Default)]
struct Host(Arc<Mutex<Vec<Value>>>);

impl Host {
    fn holds(&self, mut records: Vec<Value>) {
        records.sort_by_key(|record| std::cmp::Reverse(record["uri"].to_string()));
        *self.0.lock().unwrap() = records;
    }

    fn answer(&self, question: &str) -> Answer {
        let member = |name: &str| {
            let (_, rest) = question.split_once(&format!("{name}="))?;
            Some(rest.split('&').next().unwrap().replace("%3A", ":"))
        };
        let method = question.split('?').next().unwrap();
        match method.trim_start_matches("/xrpc/") {
            "com.atproto.server.describeServer" => Answer::json(&json!({})),
            "com.atproto.sync.listRepos" => {
                let repo =
                    |did: &str, ago: i64| json!({ "did": did, "rev": key(ago), "active": true });
                let gone = json!({ "did": "did:plc:gone", "active": false, "status": "takendown" });
                Answer::json(&json!({ "repos": [repo("did:plc:ada", 1), repo("did:plc:bob", 1),
                    repo("did:plc:idle", 90_000), gone] }))
            }
            "com.atproto.sync.getLatestCommit" => Answer::json(&json!({ "rev": key(1) })),
            "com.atproto.repo.listRecords" if question.contains("feed.repost") => {
                Answer::json(&json!({ "records": [] }))
            }
            "com.atproto.repo.listRecords" => {
                let did = member("repo").unwrap();
                let records = self.0.lock().unwrap();
                let mine = records
                    .iter()
                    .filter(|record| record["uri"].as_str().unwrap().contains(&format!("{did}/")));
                let before = member("cursor").unwrap_or_else(|| "zzz".into());
                let key = |record: &Value| {
                    record["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
                };
                let page: Vec<&Value> =
                    mine.filter(|record| key(record) < before).take(2).collect();
                let cursor = page.last().map(|record| key(record));
                Answer::json(&json!({ "records": page, "cursor": cursor }))
            }
            _ => Answer(404, "", String::new()),
        }
    }
}

fn ago(seconds: i64) -> Timestamp {
    now() - SignedDuration::from_secs(seconds)
}

fn recent(uri: String, seconds: i64, words: &str) -> Recent {
    Recent { uri: Uri::new(uri), created_at: ago(seconds), tags: Vec::new(), words: words.into() }
}

#[tokio::test]
async fn a_host_that_was_set_up_anew_is_read_from_its_accounts() {
    let (old, kept, regretted, first, second, third) =
        (key(90_000), key(1_000), key(990), key(300), key(200), key(100));
    let (ada, bob) = ("did:plc:ada", "did:plc:bob");
    let host = Host::default();
    // Keys that are no times stand anywhere, and first of all here: a page of them, said to be old.
    let [aside, apart] = ["zy", "zx"].map(|key| {
        let mut record = record(ada, key, "under a key of its own #lampchat", None);
        record["value"]["createdAt"] = json!(ago(90_000).to_string());
        record
    });
    host.holds(vec![
        aside,
        apart,
        record(ada, &old, "long ago #lampchat", None),
        record(ada, &kept, "edited meanwhile #lampchat", None),
        record(ada, &first, "Q1 #lampchat", None),
        record(ada, &second, "elsewhere", None),
        record(bob, &third, "an answer without it", Some(&uri(ada, &first))),
    ]);
    let frames =
        FUTURE.lines().map(|line| Message::binary(BASE64_NOPAD.decode(line.as_bytes()).unwrap()));
    let scripts = vec![Script::Cut(frames.collect()), Script::Stay(Vec::new())];
    let stream = Stream::beside(scripts, move |question| host.answer(question)).await;
    let place: Place = format!("firehose:{}", stream.address).parse().unwrap();
    let undone = Undone { unseen_since: Some(ago(600)), ..Undone::default() };
    let known = vec![
        recent(uri(ada, &kept), 1_000, "before the edit #lampchat"),
        recent(uri(bob, &regretted), 990, "regretted #lampchat"),
        // That it is not listed tells nothing.
        recent(uri(bob, "self-made"), 980, "under a key of its own #lampchat"),
    ];
    let mut listener =
        Listener::gone_on(place, "lampchat", "4711", known, undone, Directories::default());
    let mut told = listener.until("read afterwards").await;
    let names = [
        (old, "old"),
        (kept, "kept"),
        (regretted, "regretted"),
        (first, "first"),
        (third, "third"),
    ];
    for line in &mut told {
        names.iter().for_each(|(key, name)| *line = line.replace(key.as_str(), name));
    }
    told.retain(|line| !line.starts_with("author") && !line.starts_with("blind"));
    told.sort();
    insta::assert_snapshot!(told.join("\n"), @r"
    first: Q1 #lampchat
    kept (edited): edited meanwhile #lampchat
    read afterwards: Whole
    regretted: gone
    sees from now on
    third to first: an answer without it
    ");
}

#[tokio::test]
async fn who_takes_part_is_found_by_the_directory_and_by_threads() {
    let (asked, answer, aside) = (key(300), key(200), key(100));
    let (ada, bob) = ("did:plc:ada", "did:plc:bob");
    let host = Host::default();
    host.holds(vec![
        record(ada, &asked, "Q1 #lampchat", None),
        record(bob, &answer, "an answer", Some(&uri(ada, &asked))),
        record(bob, &aside, "and one more #lampchat", None),
    ]);
    let address = Arc::new(Mutex::new(String::new()));
    let (home, root, reply) = (Arc::clone(&address), uri(ada, &asked), uri(bob, &answer));
    let stream = Stream::beside(vec![Script::Stay(Vec::new())], move |question| {
        let service = |endpoint: &str| {
            Answer::json(&json!({ "service": [{ "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer", "serviceEndpoint": endpoint }] }))
        };
        match question {
            // Nobody is led to where only this computer is.
            "/did:plc:eve" => service("https://127.0.0.1:1"),
            _ if question.starts_with("/did:plc:") => service(&home.lock().unwrap()),
            _ if question.contains("getPostThread") => Answer::json(&json!({ "thread": {
                "post": { "uri": root, "record": record(ada, "x", "Q1 #lampchat", None)["value"] },
                "replies": [{ "post": { "uri": reply,
                    "record": record(bob, "x", "an answer", Some(&root))["value"] } }] } })),
            _ if question.contains("describeServer") => Answer(404, "", String::new()),
            _ => host.answer(question),
        }
    })
    .await;
    let http = stream.address.replace("ws://", "http://");
    address.lock().unwrap().clone_from(&http);
    let place: Place = format!("jetstream:{}", stream.address).parse().unwrap();
    let named = Some(http.parse().unwrap());
    let directories = Directories { view: named.clone(), accounts: named };
    let undone = Undone {
        unseen_since: Some(ago(200_000)),
        people: vec![Uri::new(ada), Uri::new("did:plc:eve")],
        ..Undone::default()
    };
    let known = vec![recent(uri(ada, &asked), 300, "Q1 #lampchat")];
    // A cursor of two days ago: a Jetstream moves it up without a word.
    let cursor = ago(200_000).as_microsecond().to_string();
    let mut listener = Listener::gone_on(place, "lampchat", &cursor, known, undone, directories);
    let told = listener.until("read afterwards").await;
    assert!(told.contains(&format!("{answer} to {asked}: an answer")), "{told:?}");
    assert!(told.contains(&format!("{aside}: and one more #lampchat")), "{told:?}");
    assert!(told.contains(&"sees from now on".to_owned()), "{told:?}");
    assert_eq!(told.last().unwrap(), "read afterwards: Part", "eve could not be asked");
}
