//! What is found out of the sample evening: conversations, questions.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::run::Archive;

const CHAT: &str = "lanternchat/2026-11-12";

/// The uris of a list of posts, or of objects with a `uri`.
fn uris(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|post| post.as_str().or_else(|| post["uri"].as_str()).unwrap()).collect()
}

/// The uris of all posts that `show` has.
fn shown(archive: &Archive) -> BTreeSet<String> {
    let shown = archive.json(&["show", CHAT, "--json"]);
    uris(&shown["posts"]).into_iter().map(str::to_owned).collect()
}

#[test]
fn every_post_is_in_one_conversation() {
    let archive = Archive::of_the_evening();
    let threads = archive.json(&["threads", CHAT, "--json"]);
    let mut seen = BTreeSet::new();
    for thread in threads.as_array().unwrap() {
        let posts = thread["posts"].as_array().unwrap();
        assert_eq!(thread["root"], posts[0]["uri"]);
        assert!(posts[0]["parent"].is_null());
        for post in &posts[1..] {
            let parent = post["parent"].as_str().unwrap();
            assert!(seen.contains(parent) || posts.iter().any(|p| p["uri"] == parent));
            assert!(post["inferred"].is_boolean() && post["by"].is_string());
        }
        for uri in uris(&thread["posts"]) {
            assert!(seen.insert(uri.to_owned()), "{uri} twice");
        }
    }
    assert!(shown(&archive).is_subset(&seen));
    assert!(archive.done(&["threads", CHAT]).contains("(inferred: named)"));
}

#[test]
fn questions_have_their_answers_and_the_rest_is_outside() {
    let archive = Archive::of_the_evening();
    let found = archive.json(&["questions", CHAT, "--json"]);
    let questions = found["questions"].as_array().unwrap();
    let numbers: Vec<_> = questions.iter().map(|q| q["n"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    let mut seen: BTreeSet<String> =
        uris(&found["outside"]).into_iter().map(str::to_owned).collect();
    for question in questions {
        assert!(question["text"].as_str().unwrap().starts_with(&format!("Q{}", question["n"])));
        assert!(question["answers"].as_array().unwrap().len() > 20);
        for answer in question["answers"].as_array().unwrap() {
            let confidence = answer["confidence"].as_f64().unwrap();
            assert!((0.5..=1.0).contains(&confidence));
            assert!(["mark", "reply", "quote", "clock"].contains(&answer["by"].as_str().unwrap()));
        }
        let asks = question["post"].as_str().into_iter();
        for uri in uris(&question["answers"]).into_iter().chain(uris(&question["also"])).chain(asks)
        {
            assert!(seen.insert(uri.to_owned()), "{uri} is in two places");
        }
    }
    assert_eq!(seen, shown(&archive));
    assert!(archive.done(&["questions", CHAT]).contains("Outside of the questions: "));
    archive.fails(1, &["questions", "lanternchat/2026-11-13"]);
}
