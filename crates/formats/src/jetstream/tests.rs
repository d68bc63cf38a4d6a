//! Events of invented people.

use chat::{Tag, Uri};
use serde_json::{Value, json};

use super::{Accounts, Glance, read, read_event};
use crate::shown::{brief, posts, whole};
use crate::{Options, Reading};

const AT: u64 = 1_795_446_189_701_000;

fn commit(operation: &str, collection: &str, record: &Value) -> String {
    let commit = json!({"rev": "3n2ygjtfqsk2c", "operation": operation, "collection": collection, "rkey": "3n2yfm7nhwc26", "record": record});
    json!({"did": "did:plc:ada", "time_us": AT, "kind": "commit", "commit": commit}).to_string()
}

fn post() -> Value {
    json!({"$type": "app.bsky.feed.post", "text": "A1 #chartership", "createdAt": "2026-11-23T15:03:00Z", "langs": ["en"],
        "facets": [{"index": {"byteStart": 3, "byteEnd": 15}, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "chartership"}]}]})
}

#[test]
fn a_post_with_what_was_told_of_its_author() {
    let events = [
        json!({"did": "did:plc:ada", "time_us": AT, "kind": "identity", "identity": {"did": "did:plc:ada", "handle": "ada.quay.example"}}).to_string(),
        commit("update", "app.bsky.actor.profile", &json!({"displayName": "Ada", "description": "I light lamps."})),
        commit("update", "app.bsky.feed.post", &post()),
    ];
    insta::assert_snapshot!(whole(read, &events.join("\n")), @r#"
    {
      "uri": "at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26",
      "url": "https://bsky.app/profile/ada.quay.example/post/3n2yfm7nhwc26",
      "network": "bluesky",
      "author": {
        "uri": "did:plc:ada",
        "network": "bluesky",
        "handle": "@ada.quay.example",
        "name": "Ada",
        "url": "https://bsky.app/profile/ada.quay.example",
        "bio": "I light lamps.",
        "as_of": "2026-11-23T15:03:09.701Z"
      },
      "created_at": "2026-11-23T15:03:00Z",
      "edited_at": "2026-11-23T15:19:43.498Z",
      "text": "A1 #chartership",
      "spans": [
        {
          "start": 3,
          "end": 15,
          "tag": "chartership"
        }
      ],
      "language": "en"
    }
    "#);
}

#[test]
fn a_record_of_the_bridge_says_what_it_is_a_copy_of() {
    let mut copy = post();
    copy["bridgyOriginalUrl"] = json!("https://lamp.example/@ada/100");
    copy["bridgyOriginalText"] = json!("<p>A1 #chartership</p>");
    let event = commit("create", "app.bsky.feed.post", &copy);
    let read_of = |event: &str| posts(read, event)[0].copy_of.clone();
    assert_eq!(read_of(&event), Some(Uri::new("https://lamp.example/@ada/100")));
    copy["bridgyOriginalUrl"] = json!("javascript:alert(1)");
    assert_eq!(read_of(&commit("create", "app.bsky.feed.post", &copy)), None);
}

#[test]
fn records_deletes_and_closed_accounts() {
    let account = |active: bool, status: &str| {
        json!({"did": "did:plc:bob", "time_us": AT, "kind": "account", "account": {"active": active, "status": status}}).to_string()
    };
    let subject = json!({"subject": {"uri": "at://did:plc:bob/app.bsky.feed.post/1"}, "createdAt": "2026-11-23T15:03:00Z"});
    let events = [
        commit("create", "app.bsky.feed.post", &post()),
        commit("create", "app.bsky.feed.repost", &subject),
        commit("create", "app.bsky.feed.like", &subject),
        commit("delete", "app.bsky.feed.post", &json!(null)),
        commit("delete", "app.bsky.feed.repost", &json!(null)),
        commit("delete", "app.bsky.feed.like", &json!(null)),
        account(true, ""),
        account(false, "deactivated"),
        account(false, "takendown"),
        account(false, "deleted"),
        commit("create", "app.bsky.feed.post", &json!("?")),
        commit("create", "app.bsky.feed.repost", &json!({"subject": 1})),
        json!({"time_us": AT, "commit": {"collection": "app.bsky.feed.post"}}).to_string(),
        commit("create", "app.bsky.feed.post", &post()).split_at(90).0.to_owned(),
        commit(
            "update",
            "app.bsky.actor.profile",
            &json!({"labels": {"values": [{"val": "!no-unauthenticated"}]}}),
        ),
        commit("create", "app.bsky.feed.post", &post()),
    ];
    insta::assert_snapshot!(brief(read, &events.join("\n")), @r#"
    post: at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26 Public ?: "A1 #chartership"
    repost: at://did:plc:ada/app.bsky.feed.repost/3n2yfm7nhwc26 of at://did:plc:bob/app.bsky.feed.post/1 by ? at 2026-11-23T15:03:00Z
    deleted: at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26 at Some(2026-11-23T15:03:09.701Z)
    deleted: at://did:plc:ada/app.bsky.feed.repost/3n2yfm7nhwc26 at Some(2026-11-23T15:03:09.701Z)
    author gone: did:plc:bob at Some(2026-11-23T15:03:09.701Z)
    author gone: did:plc:bob at Some(2026-11-23T15:03:09.701Z)
    skipped: line 11: it has no `record`
    skipped: line 12: it does not say what it passes on
    skipped: line 13: it has no `did`
    skipped: line 14: it is cut: the JSON ends in the middle
    Withheld
    "#);
}

#[test]
fn frames_of_the_second_version() {
    let frame = |payload: Value| json!({"$type": "message", "payload": payload}).to_string();
    let events = [
        frame(
            json!({"$type": "network.bsky.jetstream.subscribeEvents#identity", "seq": 1, "did": "did:plc:ada", "time": "2026-11-23T15:03:09.701Z",
            "identity": {"handle": "ada.quay.example"}}),
        ),
        frame(
            json!({"$type": "network.bsky.jetstream.subscribeEvents#commit", "seq": 2, "did": "did:plc:ada", "time": "2026-11-23T15:03:09.701Z",
            "rev": "3n2ygjtfqsk2c", "operation": "create", "collection": "app.bsky.feed.post", "rkey": "3n2yfm7nhwc26", "record": post()}),
        ),
        frame(
            json!({"$type": "network.bsky.jetstream.subscribeEvents#commit", "seq": 3, "did": "did:plc:ada", "time": "2026-11-23T15:03:10Z",
            "rev": "3n2ygjtfqsk2c", "operation": "delete", "collection": "app.bsky.feed.post", "rkey": "3n2yfm7nhwc26"}),
        ),
        frame(
            json!({"$type": "network.bsky.jetstream.subscribeEvents#info", "name": "OutdatedCursor"}),
        ),
    ];
    insta::assert_snapshot!(brief(read, &events.join("\n")), @r#"
    post: at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26 Public @ada.quay.example: "A1 #chartership"
    deleted: at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26 at Some(2026-11-23T15:03:10Z)
    "#);
}

#[test]
fn what_is_passed_over_is_what_nobody_wants() {
    let tags = [Tag::new("chartership").unwrap()];
    let mut other = post();
    other["text"] = json!("A1 #other");
    other["facets"] = json!([]);
    // Like it at a first look, and not at a second.
    let mut longer = post();
    longer["text"] = json!("A1 #charterships");
    longer["facets"] = json!([]);
    let mut odd = post();
    odd["text"] = json!("A1 #Chârtership \u{1f389}");
    odd["facets"] = json!("none");
    for (record, is_wanted) in [(post(), true), (other, false), (longer, false), (odd, true)] {
        let mut found = Vec::new();
        let mut take = |one| {
            found.push(one);
            true
        };
        let (options, mut accounts) = (Options::default(), Accounts::default());
        let mut reading = Reading::new(&options, &mut take);
        let event = commit("create", "app.bsky.feed.post", &record);
        let wanted = |glance: &Glance<'_>| glance.is_tagged(&tags);
        let at = read_event(&event, &mut accounts, &wanted, &mut reading).unwrap();
        assert_eq!(at.unwrap().as_microsecond(), i64::try_from(AT).unwrap());
        assert_eq!(found.len(), usize::from(is_wanted), "{record}");
    }
}
