//! What is found out of the sample evening.

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

#[test]
fn topics_cover_every_post_once() {
    let archive = Archive::of_the_evening();
    let found = archive.json(&["topics", CHAT, "--json"]);
    let mut seen: BTreeSet<String> = uris(&found["none"]).into_iter().map(str::to_owned).collect();
    for topic in found["topics"].as_array().unwrap() {
        assert!(!topic["label"].as_str().unwrap().is_empty());
        let posts = uris(&topic["posts"]);
        assert!(uris(&topic["representative"]).iter().all(|uri| posts.contains(uri)));
        for uri in posts {
            assert!(seen.insert(uri.to_owned()), "{uri} is in two topics");
        }
    }
    assert_eq!(seen, shown(&archive));
    assert!(archive.done(&["topics", CHAT]).contains("Of no topic: "));
}

#[test]
fn every_line_of_a_summary_names_its_posts() {
    let archive = Archive::of_the_evening();
    let draft = archive.json(&["summary", CHAT, "--json"]);
    let shown = archive.json(&["show", CHAT, "--json"]);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = |uri: &str| {
        let posts = shown["posts"].as_array().unwrap();
        words(posts.iter().find(|post| post["uri"] == uri).unwrap()["text"].as_str().unwrap())
    };
    let sections = draft["sections"].as_array().unwrap();
    let last = sections.last().unwrap();
    assert_eq!(
        (sections.len(), &last["heading"]),
        (7, &"Also said".into()),
        "six questions, and besides"
    );
    for line in sections.iter().flat_map(|section| section["lines"].as_array().unwrap()) {
        let posts = uris(&line["posts"]);
        assert!(said(posts[0]).contains(&words(line["text"].as_str().unwrap())), "{line}");
    }
    let mut questions = sections.iter().filter(|section| section["question"].is_u64());
    assert!(questions.all(|section| section["lines"].as_array().unwrap().len() >= 3));
    assert_eq!(draft["numbers"]["posts"], shown["posts"].as_array().unwrap().len());
    let markdown = archive.done(&["summary", CHAT, "--markdown"]);
    assert_eq!(markdown.matches("\n## Q").count(), 6);
    archive.fails(2, &["summary", CHAT, "--markdown", "--json"]);
}

#[test]
fn people_of_a_chat_stand_beside_the_lists() {
    let archive = Archive::of_the_evening();
    let found = archive.json(&["people", CHAT, "--json"]);
    let people = found["people"].as_array().unwrap();
    let writers = people.iter().filter(|person| person["posts"].as_u64().unwrap() > 0);
    assert_eq!(writers.count(), 93);
    assert!(people.iter().filter(|person| person["host"] == true).count() >= 2);
    assert!(people.iter().all(|person| person["newcomer"].is_null()), "it is the first chat here");
    assert!(archive.done(&["people", CHAT]).contains("93 people wrote"));
    assert!(archive.done(&["people", "list"]).contains("Nobody is on a list"));
    archive.fails(2, &["people"]);
    archive.fails(2, &["people", "no-chat"]);
}

#[test]
fn bursts_and_graphs_are_written() {
    let archive = Archive::of_the_evening();
    let bursts = archive.json(&["bursts", CHAT, "--json"]);
    for burst in bursts.as_array().unwrap() {
        assert!(burst["from"].as_str() < burst["until"].as_str());
        assert!(!uris(&burst["posts"]).is_empty());
    }
    let ties = archive.done(&["graph", CHAT, "--format", "csv"]).lines().count() - 1;
    assert!(ties > 100);
    for (format, edge) in [("gexf", "<edge id="), ("graphml", "<edge source="), ("dot", " -> ")] {
        let graph = archive.done(&["graph", CHAT, "--format", format]);
        assert_eq!(graph.matches(edge).count(), ties, "{format}");
    }
    archive.done(&["graph", CHAT, "--format", "gexf", "--out", "evening.gexf"]);
    let written = std::fs::read_to_string(archive.path("evening.gexf")).unwrap();
    assert!(written.starts_with("<?xml") && written.trim_end().ends_with("</gexf>"));
    archive.fails(2, &["graph", CHAT, "--format", "stone"]);
}

#[test]
fn a_rise_is_told_with_its_sum() {
    let archive = Archive::of_the_evening();
    let first = archive.json(&["trend", CHAT, "--json"]);
    assert_eq!(first["rise"]["verdict"], "too-early");
    assert!(first["rise"]["people"].as_u64().unwrap() > 50);
    assert!(archive.done(&["trend", CHAT]).contains("first chat of its series"));
    archive.fails(1, &["trend", "lanternchat/1999-01-01"]);
}
