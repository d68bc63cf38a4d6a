//! Outboxes of invented people.

use serde_json::{Value, json};

use super::read;
use crate::shown::{brief, whole, with};

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const FOLLOWERS: &str = "https://lamp.example/users/ada/followers";

fn note(changes: Value) -> Value {
    let plain = json!({
        "id": "https://lamp.example/users/ada/statuses/1", "type": "Note",
        "published": "2026-11-23T15:00:00Z", "attributedTo": "https://lamp.example/users/ada",
        "to": [PUBLIC], "cc": [FOLLOWERS], "content": "<p>Q1: who lights your lamp?</p>",
    });
    with(plain, changes)
}

fn create(object: &Value) -> Value {
    activity("Create", object)
}

fn activity(kind: &str, object: &Value) -> Value {
    json!({
        "id": "https://lamp.example/users/ada/statuses/1/activity", "type": kind,
        "actor": "https://lamp.example/users/ada", "published": "2026-11-23T15:00:00Z",
        "to": [PUBLIC], "cc": [FOLLOWERS], "object": object,
    })
}

#[test]
fn everything_that_a_note_says() {
    let full = note(json!({
        "url": [{"type": "Link", "href": "https://lamp.example/1.json", "mediaType": "application/json"},
                {"type": "Link", "href": "https://lamp.example/@ada/1", "mediaType": "text/html"}],
        "updated": "2026-11-23T15:05:00Z", "summary": "lamps", "sensitive": true,
        "contentMap": {"en": "<p>Q1: who lights your lamp?</p>"},
        "inReplyTo": {"type": "Note", "id": "https://quay.example/notes/9"},
        "quote": "https://quay.example/notes/8",
        "tag": [{"type": "Hashtag", "name": "#Chartership"}, {"type": "Mention", "name": "@bob@quay.example"}],
        "attachment": [
            {"type": "Document", "mediaType": "image/png", "url": "/media/1.png", "name": "A lamp"},
            {"type": "Video", "url": [{"type": "Link", "href": "https://lamp.example/2.mp4", "mediaType": "video/mp4"}]},
        ],
    }));
    insta::assert_snapshot!(whole(read, &create(&full).to_string()), @r#"
    {
      "uri": "https://lamp.example/users/ada/statuses/1",
      "url": "https://lamp.example/@ada/1",
      "network": "fediverse",
      "author": {
        "uri": "https://lamp.example/users/ada",
        "network": "fediverse",
        "handle": "@ada@lamp.example"
      },
      "created_at": "2026-11-23T15:00:00Z",
      "edited_at": "2026-11-23T15:05:00Z",
      "text": "Q1: who lights your lamp?",
      "content_warning": "lamps",
      "language": "en",
      "media": [
        {
          "url": "/media/1.png",
          "kind": "image",
          "alt": "A lamp"
        },
        {
          "url": "https://lamp.example/2.mp4",
          "kind": "video"
        }
      ],
      "more_tags": [
        "chartership"
      ],
      "reply_to": "https://quay.example/notes/9",
      "quote_of": "https://quay.example/notes/8"
    }
    "#);
}

#[test]
fn who_is_kept() {
    let bob = "https://quay.example/users/bob";
    let to = |id: u8, to: Value, cc: Value| {
        let object = note(json!({"id": format!("https://lamp.example/{id}"), "to": to, "cc": cc}));
        with(create(&object), json!({"to": to, "cc": cc}))
    };
    let items = [
        to(1, json!([PUBLIC]), json!([])),
        to(2, json!("as:Public"), json!(null)),
        to(3, json!([FOLLOWERS]), json!(["Public"])),
        to(4, json!([FOLLOWERS]), json!([])),
        to(5, json!([bob]), json!([])),
        to(6, json!(null), json!(null)),
        // The activity is public, the note is not; and the other way round.
        create(&note(json!({"id": "https://lamp.example/7", "to": [bob], "cc": []}))),
        with(
            create(&note(json!({"id": "https://lamp.example/8"}))),
            json!({"to": [bob], "cc": []}),
        ),
        // The activity alone tells.
        create(&note(json!({"id": "https://lamp.example/9", "to": null, "cc": null}))),
        create(&note(json!({"id": "https://lamp.example/10", "directMessage": true}))),
    ];
    let outbox = json!({"type": "OrderedCollection", "totalItems": 3, "orderedItems": items});
    insta::assert_snapshot!(brief(read, &outbox.to_string()), @r#"
    post: https://lamp.example/1 Public @ada@lamp.example: "Q1: who lights your lamp?"
    post: https://lamp.example/2 Public @ada@lamp.example: "Q1: who lights your lamp?"
    post: https://lamp.example/3 Unlisted @ada@lamp.example: "Q1: who lights your lamp?"
    Withheld
    Withheld
    Withheld
    Withheld
    Withheld
    post: https://lamp.example/9 Public @ada@lamp.example: "Q1: who lights your lamp?"
    Withheld
    "#);
}

#[test]
fn reposts_edits_and_deletes() {
    let announce = |object: Value| activity("Announce", &object);
    let tombstone = json!({"type": "Tombstone", "id": "https://lamp.example/2"});
    let edited = note(json!({"content": "<p>edited</p>", "updated": "2026-11-23T15:05:00Z"}));
    let items = json!([
        announce(json!("https://quay.example/notes/9")),
        announce(note(json!({"id": "https://quay.example/notes/8"}))),
        announce(note(json!({"id": "https://quay.example/notes/7", "to": [FOLLOWERS], "cc": []}))),
        with(announce(json!("https://quay.example/notes/6")), json!({"to": [FOLLOWERS], "cc": []})),
        announce(json!(null)),
        activity("Update", &edited),
        activity("Update", &json!({"type": "Person", "id": "https://lamp.example/users/ada"})),
        activity("Delete", &tombstone),
        activity("Delete", &json!("https://lamp.example/3")),
        activity("Delete", &json!("https://lamp.example/users/ada")),
        tombstone,
        activity("Undo", &announce(json!("https://quay.example/notes/9"))),
        activity("Undo", &activity("Like", &json!("https://quay.example/notes/9"))),
        activity("Like", &json!("https://quay.example/notes/9")),
        activity("Create", &json!("https://lamp.example/4")),
    ]);
    insta::assert_snapshot!(brief(read, &items.to_string()), @r#"
    repost: https://lamp.example/users/ada/statuses/1/activity of https://quay.example/notes/9 by @ada@lamp.example at 2026-11-23T15:00:00Z
    context: https://quay.example/notes/8 Public @ada@lamp.example: "Q1: who lights your lamp?"
    repost: https://lamp.example/users/ada/statuses/1/activity of https://quay.example/notes/8 by @ada@lamp.example at 2026-11-23T15:00:00Z
    repost: https://lamp.example/users/ada/statuses/1/activity of ? by @ada@lamp.example at 2026-11-23T15:00:00Z (no original)
    Withheld
    skipped: line 1, item 5: it does not say what it passes on
    post: https://lamp.example/users/ada/statuses/1 Public @ada@lamp.example: "edited" edited 2026-11-23T15:05:00Z
    deleted: https://lamp.example/2 at Some(2026-11-23T15:00:00Z)
    deleted: https://lamp.example/3 at Some(2026-11-23T15:00:00Z)
    author gone: https://lamp.example/users/ada at Some(2026-11-23T15:00:00Z)
    deleted: https://lamp.example/2 at None
    deleted: https://lamp.example/users/ada/statuses/1/activity at Some(2026-11-23T15:00:00Z)
    skipped: line 1, item 15: it holds only the address of a post, not the post
    "#);
}

#[test]
fn other_shapes() {
    let article = note(
        json!({"type": "Article", "name": "Lamps < suns", "summary": "In short", "content": "<p>A light.</p>"}),
    );
    let peer = json!({"id": "https://quay.example/actors/8", "type": "Person", "preferredUsername": "bob", "name": "Bob", "summary": "tea #nobot"});
    let all = [
        article,
        note(
            json!({"attributedTo": {"id": "https://quay.example/actors/9", "preferredUsername": "eve"}}),
        ),
        note(
            json!({"attributedTo": "https://quay.example/ap/users/9", "url": "https://quay.example/@eve/1"}),
        ),
        note(json!({"attributedTo": [peer]})),
        note(json!({"content": null, "contentMap": {"de": "Guten Abend", "en": "Good evening"}})),
        note(json!({"id": null})),
        note(json!({"published": "soon"})),
        note(json!({"attributedTo": null})),
    ];
    let lines: String = all.iter().map(|v| format!("{v}\n")).collect();
    insta::assert_snapshot!(brief(read, &lines), @r#"
    post: https://lamp.example/users/ada/statuses/1 Public @ada@lamp.example: "Lamps < suns\n\nA light."
    post: https://lamp.example/users/ada/statuses/1 Public @eve@quay.example: "Q1: who lights your lamp?"
    post: https://lamp.example/users/ada/statuses/1 Public @eve@quay.example: "Q1: who lights your lamp?"
    Withheld
    post: https://lamp.example/users/ada/statuses/1 Public @ada@lamp.example: "Guten Abend"
    skipped: line 6: it has no `id`
    skipped: line 7: its `published` "soon" is no time
    skipped: line 8: it has neither `attributedTo` nor an actor
    "#);

    let cut = format!(
        "{{\n \"type\": \"OrderedCollection\",\n \"orderedItems\": [\n{},\n{{\"id\":",
        create(&note(json!({})))
    );
    insta::assert_snapshot!(brief(read, &cut), @r#"
    post: https://lamp.example/users/ada/statuses/1 Public @ada@lamp.example: "Q1: who lights your lamp?"
    skipped: item 2: it is cut: the JSON ends in the middle
    "#);
}

#[test]
fn a_page_stands_in_its_collection() {
    let page = json!({"type": "OrderedCollectionPage", "orderedItems": [create(&note(json!({})))]});
    let outbox = json!({"type": "OrderedCollection", "first": page});
    insta::assert_snapshot!(brief(read, &outbox.to_string()), @r#"post: https://lamp.example/users/ada/statuses/1 Public @ada@lamp.example: "Q1: who lights your lamp?""#);
    let elsewhere =
        json!({"type": "OrderedCollection", "first": "https://lamp.example/outbox?page=1"});
    assert_eq!(brief(read, &elsewhere.to_string()), "");
}

#[test]
fn collections_in_collections_end() {
    let depth = 50_000;
    let open = "{\"type\":\"OrderedCollection\",\"first\":".repeat(depth);
    let file = format!("{open}{{}}{}", "}".repeat(depth));
    assert_eq!(brief(read, &file), "");
}
