//! What is broken, and what is odd.

use super::*;

#[test]
fn what_is_broken_is_skipped_and_the_rest_goes_on() {
    let whole = status(json!({}));
    let mut cut = whole.to_string();
    cut.truncate(150);
    let all = [
        status(json!({"uri": null})).to_string(),
        status(json!({"uri": "u1", "created_at": "yesterday"})).to_string(),
        status(json!({"uri": "u2", "account": "ada"})).to_string(),
        r#"{"error":"Record not found"}"#.into(),
        "<html>".into(),
        whole.to_string(),
        cut.clone(),
    ];
    insta::assert_snapshot!(brief(read, &all.join("\n")), @r#"
    skipped: line 1: it has no `uri`
    skipped: line 2: its `created_at` "yesterday" is no time
    skipped: line 3: it has no `account`
    skipped: line 5: it is not JSON: expected value at line 1 column 1
    post: https://lamp.example/users/ada/statuses/100 Public @ada@lamp.example: "Q1: who lights your lamp?"
    skipped: line 7: it is cut: the JSON ends in the middle
    "#);
    let document = format!("{{\"ancestors\":[],\"descendants\":[{whole},{cut}");
    insta::assert_snapshot!(brief(read, &document), @r#"
    post: https://lamp.example/users/ada/statuses/100 Public @ada@lamp.example: "Q1: who lights your lamp?"
    skipped: item 2: it is cut: the JSON ends in the middle
    "#);
}

#[test]
fn one_odd_field_never_costs_the_post() {
    let odd = [
        json!(null),
        json!(1),
        json!(-1.5),
        json!("x"),
        json!([1, {}]),
        json!({"a": [1]}),
        json!(true),
    ];
    let fields = [
        "id",
        "url",
        "edited_at",
        "content",
        "spoiler_text",
        "language",
        "reblog",
        "quote",
        "media_attachments",
        "tags",
        "mentions",
        "in_reply_to_id",
        "in_reply_to_account_id",
        "application",
        "reblogs_count",
        "favourites_count",
    ];
    for field in fields {
        for value in &odd {
            // A `reblog` that is an object claims to be a post.
            if field == "reblog" && value.is_object() {
                continue;
            }
            let text = status(json!({field: value})).to_string();
            let found = found(read, &text);
            assert!(matches!(found[..], [Found::Record(_)]), "{text}: {found:?}");
        }
    }
}
