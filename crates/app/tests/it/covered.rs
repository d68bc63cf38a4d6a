//! How a chat was seen: in every export, back again, and on its page.

use serde_json::{Value, json};

use crate::run::Archive;

/// An evening of forty posts as two sources saw it, one of which was away for a while, as lines of an
/// export.
fn lines() -> String {
    let mut lines = vec![
        json!({ "chatkeep": 1 }),
        json!({ "series": { "tag": "lampchat" } }),
        json!({ "source": { "name": "lamp.example", "tags": ["lampchat"], "gaps": [
            { "from": "2026-11-12T19:12:30Z", "to": "2026-11-12T19:15:30Z", "reason": "it cannot be reached", "repaired": true },
            { "from": "2026-11-12T19:48:00Z", "reason": "it fell silent" },
            { "from": "2026-11-12T19:40:00Z", "to": "2026-11-12T19:41:00Z", "reason": "too old a cursor", "partly": true },
        ] } }),
        json!({ "source": { "name": "reef.example", "tags": ["lampchat"] } }),
    ];
    for n in 0..40 {
        let seen: &[&str] = match n {
            0..10 => &["lamp.example"],
            10..33 => &["lamp.example", "reef.example"],
            _ => &["reef.example"],
        };
        let seen: Vec<Value> = seen.iter().map(|source| json!({ "source": source })).collect();
        let author = format!("https://reef.example/users/guest{}", n % 7);
        lines.push(json!({ "post": {
            "uri": format!("https://reef.example/{n:02}"), "network": "fediverse",
            "author": { "uri": author, "network": "fediverse" },
            "created_at": format!("2026-11-12T19:{:02}:00Z", 10 + n),
            "text": format!("{n} #lampchat"), "spans": [{ "start": n.to_string().len() + 1, "end": n.to_string().len() + 10, "tag": "lampchat" }],
            "seen": seen,
        } }));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn seen() -> Archive {
    let archive = Archive::empty();
    std::fs::write(archive.path("lines.jsonl"), lines()).unwrap();
    archive.done(&["import", "lines.jsonl"]);
    archive
}

#[test]
fn it_is_in_every_export_and_comes_back() {
    let archive = seen();
    let answer = archive.json(&["coverage", "lampchat/2026-11-12", "--json"]);
    insta::assert_snapshot!(answer["sources"][0]["gaps"][0]["brought_back"], @"3");
    assert_eq!(answer["estimate"]["method"], "Chapman");

    for what in [&[][..], &["lampchat"], &["lampchat/2026-11-12"]] {
        let export = [&["export"], what, &["--format", "jsonl"]].concat();
        let exported = archive.done(&export);
        let coverage = exported.lines().find(|line| line.starts_with(r#"{"coverage":"#)).unwrap();
        assert_eq!(serde_json::from_str::<Value>(coverage).unwrap()["coverage"], answer);
        let again = Archive::empty();
        std::fs::write(again.path("again.jsonl"), &exported).unwrap();
        let imported = again.json(&["import", "again.jsonl", "--json"]);
        assert_eq!(imported["files"][0]["skipped"], json!([]));
        again.done(&["import", "again.jsonl"]);
        assert_eq!(again.done(&export), exported);
    }

    let export = ["export", "lampchat", "--format", "activitystreams"];
    let collection = archive.json(&export);
    assert_eq!(collection["coverage"], json!([answer]));
    assert_eq!(collection["@context"][1]["coverage"]["@type"], "@json");
    archive.done(&["export", "--format", "tags-csv", "--coverage", "seen.json"]);
    let beside = std::fs::read_to_string(archive.path("seen.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&beside).unwrap(), json!([answer]));
}

#[test]
fn it_is_on_the_chat_s_page_and_beside_it() {
    let archive = seen();
    archive.done(&["publish", "site"]);
    let file = |name: &str| std::fs::read_to_string(archive.path(name)).unwrap();
    let page = file("site/chats/lampchat/2026-11-12.html");
    for said in ["Who saw what", "lamp.example and reef.example", "it fell silent", "as data"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let answer = archive.json(&["coverage", "lampchat/2026-11-12", "--json"]);
    let data = file("site/chats/lampchat/2026-11-12.coverage.json");
    assert_eq!(serde_json::from_str::<Value>(&data).unwrap(), answer);
}

#[test]
fn what_came_from_files_alone_has_none() {
    let archive = Archive::of_the_evening();
    assert!(!archive.done(&["export", "--format", "jsonl"]).contains(r#"{"coverage""#));
    let collection = archive.json(&["export", "--format", "activitystreams"]);
    assert!(collection.get("coverage").is_none());
    archive.done(&["publish", "site"]);
    assert!(!archive.path("site/chats/lanternchat/2026-11-12.coverage.json").exists());
}
