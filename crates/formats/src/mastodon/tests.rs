//! Statuses of invented people, in every shape.

mod odd;

use serde_json::{Value, json};

use super::read;
use crate::Found;
use crate::shown::{brief, found, posts, whole, with};

fn ada() -> Value {
    json!({
        "id": "7", "username": "ada", "acct": "ada", "display_name": "Ada &amp; Tea",
        "uri": "https://lamp.example/users/ada", "url": "https://lamp.example/@ada",
        "note": "<p>I light lamps.</p>", "avatar": "https://lamp.example/ada.png",
        "followers_count": 12, "following_count": "3", "noindex": false,
        "indexable": true, "discoverable": true, "fields": [],
    })
}

fn bob() -> Value {
    json!({
        "id": "8", "acct": "bob@quay.example", "display_name": "",
        "uri": "https://quay.example/users/bob", "url": "https://quay.example/@bob",
    })
}

/// A status of Ada's, with changes.
fn status(changes: Value) -> Value {
    let plain = json!({
        "id": "100", "uri": "https://lamp.example/users/ada/statuses/100",
        "created_at": "2026-11-23T15:00:00.000Z", "visibility": "public",
        "content": "<p>Q1: who lights your lamp?</p>", "account": ada(),
    });
    with(plain, changes)
}

fn lines(values: &[Value]) -> String {
    values.iter().map(|v| format!("{v}\n")).collect()
}

#[test]
fn the_name_of_a_bridged_status_says_what_it_is_a_copy_of() {
    let original = "at://did:plc:quay/app.bsky.feed.post/3n257fx3722gt";
    let bridged = format!("https://bsky.brid.gy/convert/ap/{original}");
    let copies = lines(&[status(json!({})), status(json!({ "uri": bridged }))]);
    let told: Vec<Option<chat::Uri>> =
        posts(read, &copies).into_iter().map(|post| post.copy_of).collect();
    assert_eq!(told, [None, Some(chat::Uri::new(original))]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one long snapshot")]
fn everything_that_a_status_says() {
    let full = status(json!({
        "url": "https://lamp.example/@ada/100", "edited_at": "2026-11-23T15:05:00.000Z",
        "language": "en", "spoiler_text": "lamps", "sensitive": true,
        "content": "<p>A1 <a href=\"https://lamp.example/tags/chartership\" class=\"mention hashtag\" rel=\"tag\">#<span>Chartership</span></a> with <span class=\"h-card\"><a href=\"https://quay.example/@bob\" class=\"u-url mention\">@<span>bob</span></a></span></p>",
        "tags": [{"name": "chartership"}, {"name": "lamps"}],
        "mentions": [{"id": "8", "acct": "bob@quay.example", "url": "https://quay.example/@bob"}],
        "media_attachments": [
            {"type": "image", "url": "https://cache.example/1.jpg", "remote_url": "https://lamp.example/1.jpg", "description": "A lamp"},
            {"type": "gifv", "url": "https://lamp.example/2.mp4", "remote_url": null, "description": null},
        ],
        "application": {"name": "Wick"}, "reblogs_count": 3, "favourites_count": "5",
        "in_reply_to_id": 99, "in_reply_to_account_id": "8",
    }));
    insta::assert_snapshot!(whole(read, &full.to_string()), @r#"
    {
      "uri": "https://lamp.example/users/ada/statuses/100",
      "url": "https://lamp.example/@ada/100",
      "network": "fediverse",
      "author": {
        "uri": "https://lamp.example/users/ada",
        "network": "fediverse",
        "handle": "@ada@lamp.example",
        "name": "Ada & Tea",
        "url": "https://lamp.example/@ada",
        "bio": "I light lamps.",
        "avatar": "https://lamp.example/ada.png",
        "followers": 12,
        "following": 3,
        "wishes": {
          "findable": true
        },
        "as_of": "2026-11-23T15:00:00Z"
      },
      "created_at": "2026-11-23T15:00:00Z",
      "edited_at": "2026-11-23T15:05:00Z",
      "text": "A1 #Chartership with @bob",
      "spans": [
        {
          "start": 3,
          "end": 15,
          "tag": "chartership"
        },
        {
          "start": 21,
          "end": 25,
          "mention": "@bob@quay.example"
        }
      ],
      "content_warning": "lamps",
      "language": "en",
      "media": [
        {
          "url": "https://lamp.example/1.jpg",
          "kind": "image",
          "alt": "A lamp"
        },
        {
          "url": "https://lamp.example/2.mp4",
          "kind": "video"
        }
      ],
      "more_tags": [
        "lamps"
      ],
      "reply_to_handle": "@bob@quay.example",
      "reposts": 3,
      "likes": 5,
      "application": "Wick"
    }
    "#);
}

#[test]
fn who_is_kept() {
    let mut nobot = ada();
    nobot["note"] =
        "<p>tea <a href=\"https://lamp.example/tags/NoBot\">#<span>NoBot</span></a></p>".into();
    let mut field = ada();
    field["fields"] = json!([{"name": "robots", "value": "#noarchive"}]);
    let mut noindex = ada();
    noindex["noindex"] = true.into();
    let all = [
        status(json!({"visibility": "unlisted", "content": "unlisted"})),
        status(json!({"uri": "https://lamp.example/0", "visibility": "private"})),
        status(json!({"uri": "https://lamp.example/1", "visibility": "direct"})),
        status(json!({"uri": "https://lamp.example/2", "visibility": null})),
        status(json!({"uri": "https://lamp.example/3", "visibility": "local"})),
        status(
            json!({"uri": "https://lamp.example/4", "visibility": "public", "local_only": true}),
        ),
        status(json!({"uri": "https://lamp.example/a", "account": noindex})),
        status(json!({"uri": "https://lamp.example/b", "account": nobot})),
        status(json!({"uri": "https://lamp.example/c", "account": field})),
        status(json!({"uri": "https://lamp.example/c", "account": field})),
    ];
    insta::assert_snapshot!(brief(read, &lines(&all)), @r#"
    post: https://lamp.example/users/ada/statuses/100 Unlisted @ada@lamp.example: "unlisted"
    Withheld
    Withheld
    Withheld
    Withheld
    Withheld
    Withheld
    Withheld
    Withheld
    StillWithheld
    "#);
}

#[test]
fn a_context_tells_who_answers_whom() {
    let root = status(json!({"id": "1", "uri": "https://lamp.example/1"}));
    let answer = json!({"id": "2", "uri": "https://quay.example/2", "account": bob(), "content": "A1",
        "in_reply_to_id": "1", "in_reply_to_account_id": "7"});
    let to_unknown = json!({"id": "3", "uri": "https://lamp.example/3", "content": "A2",
        "in_reply_to_id": "77", "in_reply_to_account_id": "8",
        "mentions": [{"id": "8", "acct": "bob@quay.example", "url": "https://quay.example/@bob"}]});
    let to_self = json!({"id": "4", "uri": "https://lamp.example/4", "content": "and",
        "in_reply_to_id": "78", "in_reply_to_account_id": "7"});
    let descendants = [answer, to_unknown, to_self].map(status);
    let context = json!({"ancestors": [root], "descendants": descendants});
    insta::assert_snapshot!(brief(read, &context.to_string()), @r#"
    post: https://lamp.example/1 Public @ada@lamp.example: "Q1: who lights your lamp?"
    post: https://quay.example/2 Public @bob@quay.example: "A1" to https://lamp.example/1
    post: https://lamp.example/3 Public @ada@lamp.example: "A2" to @bob@quay.example
    post: https://lamp.example/4 Public @ada@lamp.example: "and" to @ada@lamp.example
    "#);
}

#[test]
fn a_timeline_shows_the_answer_before_the_parent() {
    let answer = status(
        json!({"id": "2", "uri": "https://lamp.example/2", "in_reply_to_id": "1", "in_reply_to_account_id": "7"}),
    );
    // The id of another server's status says nothing here.
    let elsewhere = status(json!({"id": "1", "uri": "https://quay.example/9", "account": bob()}));
    let between = status(json!({"id": "5", "uri": "https://lamp.example/5"}));
    let parent = status(json!({"id": "1", "uri": "https://lamp.example/1"}));
    let list = json!([answer, elsewhere, between, parent]);
    insta::assert_snapshot!(brief(read, &list.to_string()), @r#"
    post: https://lamp.example/2 Public @ada@lamp.example: "Q1: who lights your lamp?" to https://lamp.example/1
    post: https://quay.example/9 Public @bob@quay.example: "Q1: who lights your lamp?"
    post: https://lamp.example/5 Public @ada@lamp.example: "Q1: who lights your lamp?"
    post: https://lamp.example/1 Public @ada@lamp.example: "Q1: who lights your lamp?"
    "#);
}

#[test]
fn reposts_and_quotes() {
    let mut shy = bob();
    shy["noindex"] = true.into();
    let inner = status(json!({"id": "1", "uri": "https://lamp.example/1"}));
    let by_shy = status(json!({"id": "3", "uri": "https://quay.example/3", "account": shy}));
    let repost = |uri: &str, of: &Value| {
        status(json!({"id": "2", "uri": uri, "account": bob(), "content": "", "reblog": of}))
    };
    let all = [
        repost("https://quay.example/r1", &inner),
        repost("https://quay.example/r2", &by_shy),
        with(repost("https://quay.example/r3", &inner), json!({"visibility": "private"})),
        with(repost("https://quay.example/r4", &inner), json!({"account": shy})),
        status(
            json!({"uri": "https://lamp.example/q1", "quote": {"state": "accepted", "quoted_status": inner}}),
        ),
        status(
            json!({"uri": "https://lamp.example/q2", "quote": {"state": "accepted", "quoted_status": by_shy}}),
        ),
        status(
            json!({"uri": "https://lamp.example/q3", "quote": {"state": "pending", "quoted_status": null}}),
        ),
        status(json!({"uri": "https://lamp.example/q4", "quote": inner})),
    ];
    insta::assert_snapshot!(brief(read, &lines(&all)), @r#"
    context: https://lamp.example/1 Public @ada@lamp.example: "Q1: who lights your lamp?"
    repost: https://quay.example/r1 of https://lamp.example/1 by @bob@quay.example at 2026-11-23T15:00:00Z
    repost: https://quay.example/r2 of ? by @bob@quay.example at 2026-11-23T15:00:00Z (no original)
    Withheld
    Withheld
    context: https://lamp.example/1 Public @ada@lamp.example: "Q1: who lights your lamp?"
    post: https://lamp.example/q1 Public @ada@lamp.example: "Q1: who lights your lamp?" quotes https://lamp.example/1
    post: https://lamp.example/q2 Public @ada@lamp.example: "Q1: who lights your lamp?" quotes https://quay.example/3 (no original)
    post: https://lamp.example/q3 Public @ada@lamp.example: "Q1: who lights your lamp?"
    post: https://lamp.example/q4 Public @ada@lamp.example: "Q1: who lights your lamp?" quotes https://lamp.example/1
    "#);
}

#[test]
fn a_stream_posts_edits_and_deletes() {
    let event = |event: &str, payload: String| json!({"stream": ["hashtag"], "event": event, "payload": payload});
    let edited = status(json!({"content": "<p>edited</p>", "edited_at": "2026-11-23T15:01:00Z"}));
    let all = [
        event("update", status(json!({})).to_string()),
        event("status.update", edited.to_string()),
        event("delete", "100".into()),
        event("delete", "never seen".into()),
        event("notification", status(json!({})).to_string()),
        event("update", "{\"id\":".into()),
    ];
    insta::assert_snapshot!(brief(read, &lines(&all)), @r#"
    post: https://lamp.example/users/ada/statuses/100 Public @ada@lamp.example: "Q1: who lights your lamp?"
    post: https://lamp.example/users/ada/statuses/100 Public @ada@lamp.example: "edited" edited 2026-11-23T15:01:00Z
    deleted: https://lamp.example/users/ada/statuses/100 at None
    skipped: line 6: its payload: it is cut: the JSON ends in the middle
    "#);

    let wire = format!(
        ":thump\n\nevent: update\ndata: {}\n\nevent: delete\ndata: 100\n",
        status(json!({}))
    );
    insta::assert_snapshot!(brief(read, &wire), @r#"
    post: https://lamp.example/users/ada/statuses/100 Public @ada@lamp.example: "Q1: who lights your lamp?"
    deleted: https://lamp.example/users/ada/statuses/100 at None
    "#);
}

#[test]
fn old_answers_are_known_by_what_they_have() {
    let mut old = ada();
    old.as_object_mut().unwrap().remove("uri");
    old["id"] = 7.into();
    let mut other = old.clone();
    other["url"] = "https://quitter.example/ada".into();
    let all = [
        status(json!({"id": 100, "account": old})),
        status(json!({"uri": "tag:lamp.example,2016-10-20:objectId=1", "account": old})),
        status(json!({"uri": "tag:quitter.example,2016-10-20:noticeId=2", "account": other})),
    ];
    let authors: Vec<String> = crate::shown::posts(read, &lines(&all))
        .into_iter()
        .map(|post| post.author.uri.to_string())
        .collect();
    assert_eq!(
        authors,
        [
            "https://lamp.example/users/ada",
            "https://lamp.example/users/ada",
            "https://quitter.example/ada"
        ]
    );
}

#[test]
fn the_original_is_the_slice_of_the_file() {
    let one = status(json!({})).to_string().replace(",\"", ",  \"");
    for file in [one.clone(), format!("[ {one} ,\n{one}]"), format!("{{\"descendants\": [{one}]}}")]
    {
        let Found::Record(record) = &found(read, &file)[0] else { panic!("a record in {file}") };
        assert_eq!(String::from_utf8_lossy(&record.raw), one);
    }
}
