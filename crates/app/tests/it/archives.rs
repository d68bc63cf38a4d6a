//! Real archives: the counts that each must answer, and the same archive in whatever order.

use std::collections::BTreeMap;

use crate::run::{Archive, data};

/// Its count supposes that `!no-unauthenticated` is not obeyed (docs/decisions/0005).
const OBEYED: &str = "bluesky/bskyr_f_search.json";

#[test]
fn every_archive_answers_its_counts() {
    let Some(data) = data() else { return };
    let text = std::fs::read_to_string(data.join("counts.json")).unwrap();
    let all: BTreeMap<String, BTreeMap<String, u64>> = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for (path, mut expected) in all {
        if path == OBEYED {
            expected.extend([("added".to_owned(), 21), ("withheld".to_owned(), 4)]);
        }
        let answer =
            Archive::empty().json(&["import", data.join(&path).to_str().unwrap(), "--json"]);
        let file = &answer["files"][0];
        let count = |name: &str| file[name].as_u64().unwrap();
        let skipped = file["skipped"].as_array().unwrap().len() as u64;
        let told = BTreeMap::from([
            ("records".to_owned(), count("records")),
            ("added".to_owned(), count("added")),
            ("repeated".to_owned(), count("merged") + count("unchanged")),
            ("withheld".to_owned(), count("withheld")),
            ("skipped".to_owned(), skipped),
        ]);
        if told != expected || answer["files"].as_array().unwrap().len() != 1 {
            wrong.push(format!("{path}: {told:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files that overlap, within and between each other.
const OVERLAPPING: [&[&str]; 5] = [
    &[
        "pstweetchat/pstweetchat_2020-01-03.csv",
        "pstweetchat/pstweetchat_2021-01-08.csv",
        "pstweetchat/pstweetchat_2021-02-05.csv",
    ],
    &[
        "radtech14/radtech-2014-04-03.csv",
        "radtech14/radtech-2014-04-03b.csv",
        "radtech14/radtech-2014-04-04.csv",
    ],
    &["tags/tags_v5.csv", "tags/tags_v5_rounded_ids.csv", "tags/tags_v6.xlsx"],
    &[
        "twarc_v2/2sets.jsonl",
        "twarc_v2/flat.jsonl",
        "twarc_v2/noflat.jsonl",
        "twitter_search/twitter_search_v1.json",
    ],
    &["mastodon_api", "mastodon_streaming", "bluesky"],
];

fn export_of(files: &[&std::path::Path]) -> String {
    let archive = Archive::empty();
    for file in files {
        archive.done(&["import", file.to_str().unwrap(), "--tag", "#test"]);
    }
    archive.done(&["export", "--format", "jsonl"])
}

#[test]
fn files_in_any_order_give_the_same_archive() {
    let Some(data) = data() else { return };
    for files in OVERLAPPING {
        let paths: Vec<_> = files.iter().map(|file| data.join(file)).collect();
        let mut paths: Vec<_> = paths.iter().map(std::path::PathBuf::as_path).collect();
        let once = export_of(&paths);
        paths.reverse();
        paths.push(paths[0]);
        assert!(export_of(&paths) == once, "{files:?} backwards, one of them twice");
        paths.rotate_left(1);
        assert!(export_of(&paths) == once, "{files:?} rotated");
    }
}

#[test]
fn what_is_exported_and_imported_is_exported_again_to_the_byte() {
    let Some(data) = data() else { return };
    let mut paths: Vec<_> = OVERLAPPING.concat().iter().map(|file| data.join(file)).collect();
    paths.push(data.join("activitypub/outbox.json"));
    paths.push(data.join("twitter_account_archive/twitter_archive_old.zip"));
    let paths: Vec<_> = paths.iter().map(std::path::PathBuf::as_path).collect();
    let first = export_of(&paths);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.jsonl");
    std::fs::write(&file, &first).unwrap();
    let second = export_of(&[&file]);
    for (first, second) in first.lines().zip(second.lines()) {
        assert_eq!(first, second);
    }
    assert_eq!(first.len(), second.len());
}

#[test]
fn nothing_withheld_is_anywhere_in_the_archive() {
    let Some(data) = data() else { return };
    let outbox = data.join("activitypub/outbox.json");
    let text = std::fs::read_to_string(&outbox).unwrap();
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    let archive = Archive::empty();
    archive.done(&["import", outbox.to_str().unwrap()]);
    let exported = archive.done(&["export", "--format", "jsonl"]);
    let is_public = |note: &serde_json::Value| {
        let named = format!("{}{}", note["to"], note["cc"]);
        named.contains("#Public") || named.contains("as:Public")
    };
    let items = all["orderedItems"].as_array().unwrap();
    let closed: Vec<&str> = items
        .iter()
        .filter(|item| !is_public(item))
        .filter_map(|item| item["object"]["id"].as_str())
        .collect();
    assert_eq!(closed.len(), 75);
    for id in closed {
        assert!(!exported.contains(&format!("\"uri\":\"{id}\"")), "{id}");
    }
}

#[test]
fn the_monthly_chats_are_found() {
    let Some(data) = data() else { return };
    let archive = Archive::empty();
    archive.done(&[
        "import",
        data.join("pstweetchat").to_str().unwrap(),
        "--timezone",
        "America/New_York",
    ]);
    let chats = archive.json(&["chats", "--json"]);
    let names: Vec<&str> =
        chats.as_array().unwrap().iter().map(|c| c["chat"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 24);
    assert_eq!((names[0], names[23]), ("pstweetchat/2019-03-01", "pstweetchat/2021-02-05"));
}

/// An answer without the tag belongs to the chat, also when what it answers was taken back, whichever was
/// heard first, and in an archive made of an export.
#[test]
fn an_answer_to_what_is_gone_stays_in_its_chat() {
    let said = r##"{"chatkeep":1}
{"series":{"tag":"lampchat"}}
{"chat":{"chat":"lampchat/2026-11-12","starts_at":"2026-11-12T19:00:00Z","ends_at":"2026-11-12T20:00:00Z"}}
{"post":{"uri":"https://lamp.example/1","network":"fediverse","author":{"uri":"https://lamp.example/ada","network":"fediverse"},"created_at":"2026-11-12T19:10:00Z","text":"Who keeps a lamp? #lampchat #secret","spans":[{"start":18,"end":27,"tag":"lampchat"},{"start":28,"end":35,"tag":"secret"}]}}
{"post":{"uri":"https://lamp.example/2","network":"fediverse","author":{"uri":"https://lamp.example/bob","network":"fediverse"},"created_at":"2026-11-12T19:11:00Z","text":"I do.","reply_to":"https://lamp.example/1"}}
"##;
    let gone = r##"{"chatkeep":1}
{"gone":{"uri":"https://lamp.example/1","at":"2026-11-12T19:20:00Z"}}
"##;
    let told = |archive: &Archive| {
        let chats = archive.json(&["chats", "--json"]);
        (archive.done(&["export", "--format", "jsonl"]), chats)
    };
    let mut all = Vec::new();
    for order in [["said.jsonl", "gone.jsonl"], ["gone.jsonl", "said.jsonl"]] {
        let archive = Archive::empty();
        std::fs::write(archive.path("said.jsonl"), said).unwrap();
        std::fs::write(archive.path("gone.jsonl"), gone).unwrap();
        archive.done(&["import", order[0]]);
        archive.done(&["import", order[1]]);
        let again = Archive::empty();
        std::fs::write(again.path("all.jsonl"), told(&archive).0).unwrap();
        again.done(&["import", "all.jsonl"]);
        all.extend([told(&archive), told(&again)]);
    }
    let (export, chats) = &all[0];
    assert!(all.iter().all(|one| one == &all[0]), "{all:#?}");
    assert_eq!(chats[0]["posts"], 1, "{chats}");
    assert!(export.contains(r#""tags":["lampchat"]"#) && !export.contains("secret"), "{export}");
}
