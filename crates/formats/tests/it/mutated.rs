//! No reader ever panics, whatever the bytes: good files, cut, torn and stuffed with oddities.

use formats::{activitystreams, bluesky, jetstream, mastodon};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::data::{Read, read_with};

const READERS: [Read; 4] = [mastodon::read, activitystreams::read, bluesky::read, jetstream::read];

fn samples() -> Vec<String> {
    let account = json!({"id": "7", "acct": "ada", "uri": "https://lamp.example/users/ada", "url": "https://lamp.example/@ada", "note": "<p>tea</p>", "fields": [{"name": "a", "value": "b"}]});
    let status = json!({"id": 1, "uri": "https://lamp.example/1", "created_at": "2026-11-23T15:00:00Z", "visibility": "public", "account": account,
        "content": "<p>Q1 <a href=\"https://lamp.example/tags/x\" class=\"hashtag\">#<span>x</span></a></p>", "in_reply_to_id": "0", "tags": [{"name": "x"}], "media_attachments": [{"type": "image", "url": "https://lamp.example/1.jpg"}]});
    let repost = json!({"id": "2", "uri": "https://lamp.example/2", "created_at": "2026-11-23T15:00:00Z", "visibility": "public", "account": account, "reblog": status, "quote": {"quoted_status": status}});
    let event = json!({"event": "update", "payload": status.to_string()});
    let note = json!({"id": "https://lamp.example/3", "type": "Note", "published": "2026-11-23T15:00:00Z", "attributedTo": {"id": "https://lamp.example/users/ada"}, "to": "as:Public", "cc": [],
        "contentMap": {"en": "<p>Q1</p>"}, "tag": [{"type": "Hashtag", "name": "#x"}], "attachment": {"type": "Document", "url": [{"href": "https://lamp.example/1.jpg"}]}});
    let create = json!({"type": "Create", "id": "https://lamp.example/4", "actor": "https://lamp.example/users/ada", "object": note, "to": ["as:Public"]});
    let announce = json!({"type": "Announce", "id": "https://lamp.example/5", "actor": "https://lamp.example/users/ada", "published": "2026-11-23T15:00:00Z", "object": note, "to": ["as:Public"]});
    let author =
        json!({"did": "did:plc:ada", "handle": "ada.quay.example", "labels": [{"val": "x"}]});
    let record = json!({"$type": "app.bsky.feed.post", "text": "🎉 #x @ada", "createdAt": "2026-11-23T15:00:00Z", "facets": [{"index": {"byteStart": 5, "byteEnd": 7}, "features": [{"$type": "a#tag", "tag": "x"}]}],
        "embed": {"record": {"uri": "at://did:plc:ada/app.bsky.feed.post/0"}, "media": {"images": [{"image": {"ref": {"$link": "bafy"}}}]}}});
    let view = json!({"uri": "at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26", "cid": "c", "author": author, "record": record, "indexedAt": "2026-11-23T15:00:00Z", "embed": {"record": {"uri": "at://did:plc:ada/app.bsky.feed.post/0", "author": author, "value": record}}});
    let reason =
        json!({"$type": "x#reasonRepost", "by": author, "indexedAt": "2026-11-23T15:00:00Z"});
    let commit = json!({"did": "did:plc:ada", "time_us": 1_795_446_189_701_000_u64, "kind": "commit", "commit": {"rev": "3n2ygjtfqsk2c", "operation": "update", "collection": "app.bsky.feed.post", "rkey": "3n2yfm7nhwc26", "record": record}});
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    vec![
        format!("{status}\n{repost}\n{event}\n"),
        json!([status, repost]).to_string(),
        pretty(&json!({"ancestors": [status], "descendants": [repost]})),
        format!("event: update\ndata: {status}\n\nevent: delete\ndata: 1\n"),
        pretty(&json!({"type": "OrderedCollection", "orderedItems": [create, announce]})),
        json!([create, announce, note]).to_string(),
        json!({"posts": [view, view]}).to_string(),
        pretty(
            &json!({"feed": [{"post": view, "reason": reason, "reply": {"root": view, "parent": view}}]}),
        ),
        json!({"thread": {"post": view, "parent": {"post": view}, "replies": [{"post": view}]}})
            .to_string(),
        format!("{commit}\n{}\n", json!({"$type": "message", "payload": commit})),
    ]
}

/// What is put in where it does not belong.
const ODD: [&[u8]; 16] = [
    b"",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"-1",
    b"1e999",
    b"\\ud800",
    b"\xff\xfe",
    b"\n",
    "é🎉".as_bytes(),
];

#[derive(Debug, Clone)]
enum Tear {
    Cut(f64),
    Replace(f64, usize, usize),
    Repeat(f64, usize),
}

fn tear() -> impl Strategy<Value = Tear> {
    let at = || 0.0..1.0_f64;
    prop_oneof![
        1 => at().prop_map(Tear::Cut),
        6 => (at(), 0..12_usize, 0..ODD.len()).prop_map(|(at, len, odd)| Tear::Replace(at, len, odd)),
        2 => (at(), 1..200_usize).prop_map(|(at, len)| Tear::Repeat(at, len)),
    ]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a short text, anywhere"
)]
fn place(at: f64, len: usize) -> usize {
    (at * len as f64) as usize
}

fn torn(sample: &str, tears: &[Tear]) -> Vec<u8> {
    let mut bytes = sample.as_bytes().to_vec();
    for tear in tears {
        match *tear {
            Tear::Cut(at) => bytes.truncate(place(at, bytes.len())),
            Tear::Replace(at, len, odd) => {
                let start = place(at, bytes.len());
                let end = (start + len).min(bytes.len());
                bytes.splice(start..end, ODD[odd].iter().copied());
            }
            Tear::Repeat(at, len) => {
                let start = place(at, bytes.len());
                let end = (start + len).min(bytes.len());
                let again = bytes[start..end].to_vec();
                bytes.splice(start..start, again);
            }
        }
    }
    bytes
}

#[test]
fn samples_are_understood() {
    for sample in samples() {
        let most = READERS
            .iter()
            .map(|read| crate::data::count(&read_with(*read, sample.as_bytes())))
            .max_by_key(|counts| counts.added);
        let counts = most.unwrap_or_default();
        assert!(counts.added > 0, "{counts:?} in {sample}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_reader_panics(sample in 0..samples().len(), tears in prop::collection::vec(tear(), 1..5)) {
        let bytes = torn(&samples()[sample], &tears);
        for read in READERS {
            let _ = read_with(read, &bytes);
        }
    }

    #[test]
    fn no_reader_panics_at_anything(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for read in READERS {
            let _ = read_with(read, &bytes);
        }
    }
}
