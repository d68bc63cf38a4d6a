//! Views of invented people.

use serde_json::{Value, json};

use super::read;
use super::record::{Record, may_carry};
use crate::shown::{brief, whole, with};

fn author(name: &str, labels: &[&str]) -> Value {
    let labels: Vec<Value> = labels.iter().map(|val| json!({"val": val})).collect();
    json!({"did": format!("did:plc:{name}"), "handle": format!("{name}.quay.example"), "displayName": name, "labels": labels})
}

fn uri(name: &str, key: &str) -> String {
    format!("at://did:plc:{name}/app.bsky.feed.post/{key}")
}

fn view(name: &str, key: &str, text: &str, changes: Value) -> Value {
    let plain = json!({
        "uri": uri(name, key), "cid": "c", "author": author(name, &[]),
        "record": {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-23T15:00:00.123456+00:00"},
        "indexedAt": "2026-11-23T15:00:01Z",
    });
    with(plain, changes)
}

#[test]
#[expect(clippy::too_many_lines, reason = "one long snapshot")]
fn everything_that_a_post_says() {
    let text = "👋 Q1 #Chartership and lamp.example cc @bob.quay.example #written";
    let at = |part: &str| {
        let start = text.find(part).unwrap();
        json!({"byteStart": start, "byteEnd": start + part.len()})
    };
    let record = json!({
        "$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-23T15:00:00.123456+00:00",
        "langs": ["en", "de"], "tags": ["lamps", "chartership"],
        "labels": {"values": [{"val": "graphic-media"}]},
        "facets": [
            {"index": at("#Chartership"), "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Chartership"}]},
            {"index": at("lamp.example"), "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://lamp.example/"}]},
            {"index": at("@bob.quay.example"), "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:bob"}]},
            {"index": {"byteStart": 1, "byteEnd": 900}, "features": []},
        ],
        "reply": {"root": {"uri": uri("bob", "1")}, "parent": {"uri": uri("bob", "2")}},
        "embed": {"$type": "app.bsky.embed.recordWithMedia",
            "record": {"record": {"uri": uri("bob", "3"), "cid": "c"}},
            "media": {"images": [{"alt": "", "image": {"ref": {"$link": "bafy"}}}]}},
    });
    let embed = json!({"$type": "app.bsky.embed.recordWithMedia#view",
        "record": {"record": {"$type": "app.bsky.embed.record#viewNotFound", "uri": uri("bob", "3"), "notFound": true}},
        "media": {"images": [{"fullsize": "https://cdn.example/1.jpg", "alt": "A lamp"}]}});
    let full = view(
        "ada",
        "3n2yfm7nhwc26",
        "",
        json!({"record": record, "embed": embed, "likeCount": 5, "repostCount": 3}),
    );
    insta::assert_snapshot!(whole(read, &full.to_string()), @r#"
    {
      "uri": "at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26",
      "url": "https://bsky.app/profile/ada.quay.example/post/3n2yfm7nhwc26",
      "network": "bluesky",
      "author": {
        "uri": "did:plc:ada",
        "network": "bluesky",
        "handle": "@ada.quay.example",
        "name": "ada",
        "url": "https://bsky.app/profile/ada.quay.example",
        "as_of": "2026-11-23T15:00:00.123Z"
      },
      "created_at": "2026-11-23T15:00:00.123Z",
      "text": "👋 Q1 #Chartership and lamp.example cc @bob.quay.example #written",
      "spans": [
        {
          "start": 8,
          "end": 20,
          "tag": "chartership"
        },
        {
          "start": 25,
          "end": 37,
          "link": "https://lamp.example/"
        },
        {
          "start": 41,
          "end": 58,
          "mention": "@bob.quay.example"
        },
        {
          "start": 59,
          "end": 67,
          "tag": "written"
        }
      ],
      "content_warning": "graphic-media",
      "language": "en",
      "media": [
        {
          "url": "https://cdn.example/1.jpg",
          "kind": "image",
          "alt": "A lamp"
        }
      ],
      "more_tags": [
        "lamps"
      ],
      "reply_to": "at://did:plc:bob/app.bsky.feed.post/2",
      "quote_of": "at://did:plc:bob/app.bsky.feed.post/3",
      "reposts": 3,
      "likes": 5
    }
    "#);
}

#[test]
fn embeds_without_a_view() {
    let post = |embed: Value| {
        let record = json!({"text": "see https://lamp.example/told", "createdAt": "2026-11-23T15:00:00Z", "embed": embed});
        let entry = json!({"uri": uri("ada", "3n2yfm7nhwc26"), "cid": "c", "value": record});
        let post = &crate::shown::posts(read, &entry.to_string())[0];
        let media: Vec<String> =
            post.body.media.iter().map(|m| format!("{:?} {} {:?}", m.kind, m.url, m.alt)).collect();
        format!("{media:?} {:?}", post.quote_of)
    };
    insta::assert_snapshot!(post(json!({"images": [{"alt": "A lamp", "image": {"ref": {"$link": "bafy"}}}, {"image": {"cid": "old"}}]})), @r#"["Image https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ada/bafy@jpeg Some(\"A lamp\")", "Image https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ada/old@jpeg None"] None"#);
    insta::assert_snapshot!(post(json!({"video": {"ref": {"$link": "bafy"}}, "alt": "A film"})), @r#"["Video https://video.bsky.app/watch/did:plc:ada/bafy/playlist.m3u8 Some(\"A film\")"] None"#);
    insta::assert_snapshot!(post(json!({"external": {"uri": "https://lamp.example/card", "title": "Lamps"}})), @r#"["Other https://lamp.example/card Some(\"Lamps\")"] None"#);
    insta::assert_snapshot!(post(json!({"external": {"uri": "https://lamp.example/told", "title": "Lamps"}})), @"[] None");
    insta::assert_snapshot!(post(json!({"record": {"uri": uri("bob", "3"), "cid": "c"}})), @r#"[] Some(Uri("at://did:plc:bob/app.bsky.feed.post/3"))"#);
    insta::assert_snapshot!(post(json!({"record": {"uri": "at://did:plc:bob/app.bsky.graph.list/3"}})), @"[] None");
}

#[test]
fn a_feed_holds_posts_reposts_and_what_stands_above() {
    let post = view("ada", "1", "A1", json!({}));
    let shy = view("eve", "2", "shy", json!({"author": author("eve", &["!no-unauthenticated"])}));
    let parent = view("bob", "3", "Q1", json!({}));
    let by = |reason: Value| {
        with(
            json!({"$type": "app.bsky.feed.defs#reasonRepost", "by": author("bob", &[]), "indexedAt": "2026-11-23T16:00:00Z"}),
            reason,
        )
    };
    let quote = |of: &Value| {
        json!({"record": {
        "$type": "app.bsky.embed.record#viewRecord", "uri": of["uri"], "author": of["author"], "value": of["record"]}})
    };
    let quoting = |key: &str, of: &Value| {
        let record = json!({"text": "look", "createdAt": "2026-11-23T15:00:00Z", "embed": {"record": {"uri": of["uri"]}}});
        json!({"post": view("ada", key, "", json!({"record": record, "embed": quote(of)}))})
    };
    let feed = json!({"feed": [
        {"post": post, "reply": {"root": parent, "parent": parent}},
        {"post": post, "reply": {"root": {"notFound": true, "uri": uri("bob", "4")}, "parent": {"blocked": true, "uri": uri("bob", "5")}}},
        {"post": post, "reason": {"$type": "app.bsky.feed.defs#reasonPin"}},
        {"post": post, "reason": by(json!({}))},
        {"post": post, "reason": by(json!({"uri": "at://did:plc:bob/app.bsky.feed.repost/3n2yfm7nhwc26"}))},
        {"post": post, "reply": {"parent": shy}, "reason": by(json!({}))},
        {"post": shy},
        {"post": shy, "reason": by(json!({}))},
        {"post": post, "reason": by(json!({"by": author("eve", &["!no-unauthenticated"])}))},
        quoting("6", &parent),
        quoting("7", &shy),
        {"post": {"uri": uri("ada", "8")}},
    ]});
    insta::assert_snapshot!(brief(read, &feed.to_string()), @r#"
    context: at://did:plc:bob/app.bsky.feed.post/3 Public @bob.quay.example: "Q1"
    post: at://did:plc:ada/app.bsky.feed.post/1 Public @ada.quay.example: "A1"
    post: at://did:plc:ada/app.bsky.feed.post/1 Public @ada.quay.example: "A1"
    post: at://did:plc:ada/app.bsky.feed.post/1 Public @ada.quay.example: "A1"
    context: at://did:plc:ada/app.bsky.feed.post/1 Public @ada.quay.example: "A1"
    repost: at://did:plc:bob/app.bsky.feed.repost?subject=1 of at://did:plc:ada/app.bsky.feed.post/1 by @bob.quay.example at 2026-11-23T16:00:00Z
    context: at://did:plc:ada/app.bsky.feed.post/1 Public @ada.quay.example: "A1"
    repost: at://did:plc:bob/app.bsky.feed.repost/3n2yfm7nhwc26 of at://did:plc:ada/app.bsky.feed.post/1 by @bob.quay.example at 2026-11-23T16:00:00Z
    context: at://did:plc:ada/app.bsky.feed.post/1 Public @ada.quay.example: "A1"
    repost: at://did:plc:bob/app.bsky.feed.repost?subject=1 of at://did:plc:ada/app.bsky.feed.post/1 by @bob.quay.example at 2026-11-23T16:00:00Z (no original)
    Withheld
    repost: at://did:plc:bob/app.bsky.feed.repost?subject=2 of ? by @bob.quay.example at 2026-11-23T16:00:00Z (no original)
    Withheld
    context: at://did:plc:bob/app.bsky.feed.post/3 Public @bob.quay.example: "Q1"
    post: at://did:plc:ada/app.bsky.feed.post/6 Public @ada.quay.example: "look" quotes at://did:plc:bob/app.bsky.feed.post/3
    post: at://did:plc:ada/app.bsky.feed.post/7 Public @ada.quay.example: "look" quotes at://did:plc:eve/app.bsky.feed.post/2 (no original)
    skipped: line 1, feed, item 12: it has no `record`
    "#);
}

#[test]
fn a_thread_goes_up_and_down() {
    let node = |post: Value, more: Value| {
        with(json!({"$type": "app.bsky.feed.defs#threadViewPost", "post": post}), more)
    };
    let top = node(
        view("bob", "1", "Q1", json!({})),
        json!({"parent": {"notFound": true, "uri": uri("bob", "0")}}),
    );
    let below = node(
        view("eve", "3", "A1 too", json!({})),
        json!({"replies": [node(view("bob", "4", "thanks", json!({})), json!({}))]}),
    );
    let blocked =
        json!({"$type": "app.bsky.feed.defs#blockedPost", "uri": uri("eve", "5"), "blocked": true});
    let last = node(view("eve", "6", "last", json!({})), json!({}));
    let thread = json!({"thread": node(view("ada", "2", "A1", json!({})), json!({"parent": top, "replies": [below, blocked, last]}))});
    insta::assert_snapshot!(brief(read, &thread.to_string()), @r#"
    context: at://did:plc:bob/app.bsky.feed.post/1 Public @bob.quay.example: "Q1"
    post: at://did:plc:ada/app.bsky.feed.post/2 Public @ada.quay.example: "A1"
    post: at://did:plc:eve/app.bsky.feed.post/3 Public @eve.quay.example: "A1 too"
    post: at://did:plc:bob/app.bsky.feed.post/4 Public @bob.quay.example: "thanks"
    post: at://did:plc:eve/app.bsky.feed.post/6 Public @eve.quay.example: "last"
    "#);
}

#[test]
fn a_thread_may_be_deep() {
    let mut node = json!({"post": view("ada", "1", "deep", json!({}))}).to_string();
    for _ in 0..400 {
        node = format!("{{\"post\":{},\"replies\":[{node}]}}", view("ada", "1", "deep", json!({})));
    }
    let lines = brief(read, &format!("{{\"thread\":{node}}}"));
    assert_eq!(lines.lines().count(), 401);
}

#[test]
fn other_shapes() {
    let record = |collection: &str, value: Value| json!({"uri": format!("at://did:plc:ada/{collection}/3n2yfm7nhwc26"), "cid": "c", "value": value});
    let post =
        record("app.bsky.feed.post", json!({"text": "hi", "createdAt": "2026-11-23T15:00:00Z"}));
    let records = json!({"records": [
        post,
        record("app.bsky.feed.repost", json!({"subject": {"uri": uri("bob", "1")}, "createdAt": "2026-11-23T15:00:00Z"})),
        record("app.bsky.feed.like", json!({"subject": {"uri": uri("bob", "1")}, "createdAt": "2026-11-23T15:00:00Z"})),
        record("app.bsky.feed.repost", json!({"createdAt": "2026-11-23T15:00:00Z"})),
        {"uri": "https://quay.example/1", "value": {"text": "?"}},
        {"cid": "c"},
    ], "cursor": "x"});
    insta::assert_snapshot!(brief(read, &records.to_string()), @r#"
    post: at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26 Public ?: "hi"
    repost: at://did:plc:ada/app.bsky.feed.repost/3n2yfm7nhwc26 of at://did:plc:bob/app.bsky.feed.post/1 by ? at 2026-11-23T15:00:00Z
    skipped: line 1, records, item 4: it does not say what it passes on
    skipped: line 1, records, item 5: its `uri` "https://quay.example/1" is no at:// address
    skipped: line 1, records, item 6: it has no `post` and no `record`
    "#);

    let cut = format!("{{\"posts\":[{},{{\"uri\":", view("ada", "1", "whole", json!({})));
    let lines = [
        view("ada", "1", "one a line", json!({})).to_string(),
        post.to_string(),
        json!({"uri": "at://x/y/z", "cid": "c", "commit": {}}).to_string(),
        json!({"error": "NotFound"}).to_string(),
        "{".into(),
    ];
    insta::assert_snapshot!(brief(read, &lines.join("\n")), @r#"
    post: at://did:plc:ada/app.bsky.feed.post/1 Public @ada.quay.example: "one a line"
    post: at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26 Public ?: "hi"
    skipped: line 5: it is cut: the JSON ends in the middle
    "#);
    insta::assert_snapshot!(brief(read, &cut), @r#"
    post: at://did:plc:ada/app.bsky.feed.post/1 Public @ada.quay.example: "whole"
    skipped: item 2: it is cut: the JSON ends in the middle
    "#);
}

#[test]
fn bios_and_handles() {
    let nobot = with(author("eve", &[]), json!({"description": "tea #nobot"}));
    let unknown = with(author("eve", &[]), json!({"handle": "handle.invalid"}));
    let unlabelled =
        with(author("eve", &[]), json!({"labels": [{"val": "!no-unauthenticated", "neg": true}]}));
    let posts =
        [nobot, unknown, unlabelled].map(|by| view("eve", "1", "hi", json!({"author": by})));
    insta::assert_snapshot!(brief(read, &json!({"posts": posts}).to_string()), @r#"
    Withheld
    post: at://did:plc:eve/app.bsky.feed.post/1 Public ?: "hi"
    post: at://did:plc:eve/app.bsky.feed.post/1 Public @eve.quay.example: "hi"
    "#);
}

proptest::proptest! {
    /// What is passed over unread because it carries none of the tags carries none of them.
    #[test]
    fn no_tag_is_passed_over(
        text in "([#＃]?[a-zA-Z0-9éÅßﬁ·_'’.,!/\u{301}\u{200c}図 \n-]{0,6}){0,6}",
        feature in "[#a-zA-Zé_ \u{301}]{0,8}",
        beside in "[#a-zA-Zé_ \u{301}]{0,8}",
    ) {
        let facet = json!({"index": {"byteStart": 0, "byteEnd": text.len()},
            "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": feature}]});
        let record = json!({"text": text, "facets": [facet], "tags": [beside]}).to_string();
        let record: Record<'_> = serde_json::from_str(&record).unwrap();
        for tag in record.tags() {
            proptest::prop_assert!(may_carry(&text, [&feature, &beside].into_iter().map(String::as_str), std::slice::from_ref(&tag)), "{tag}");
        }
    }
}
