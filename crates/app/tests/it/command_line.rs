//! The command line: help, exit codes, messages.

use crate::run::{Archive, evening};

#[test]
fn help_is_worth_reading() {
    let archive = Archive::empty();
    insta::assert_snapshot!("help", archive.done(&["--help"]));
    insta::assert_snapshot!("help_import", archive.done(&["import", "--help"]));
    insta::assert_snapshot!("help_follow", archive.done(&["follow", "--help"]));
    insta::assert_snapshot!("help_search", archive.done(&["search", "--help"]));
}

#[test]
fn wrong_usage_is_told_from_failure() {
    let archive = Archive::of_the_evening();
    for wrong in [
        &["import"][..],
        &["nonsense"],
        &["import", "x", "--timezone", "Mars/Olympus"],
        &["import", "x", "--tag", "#"],
        &["import", "x", "--tag", "not a tag!"],
        &["import", "x", "--format", "papyrus"],
        &["show", "not-a-chat"],
        &["search", "x", "--limit", "many"],
        &["search", "x", "--since", "soon"],
        &["search", "-only"],
        &["search", "\"open"],
        &["search", "🎉"],
        &["chat", "set", "lanternchat/2026-11-12"],
        &["serve", "--bind", "127.0.0.1"],
        &["export", "--format", "stone"],
        &["publish", "site", "--url", "not an address"],
    ] {
        archive.fails(2, wrong);
    }
    assert!(
        archive
            .fails(1, &["show", "lanternchat/2026-11-13"])
            .contains("near it: lanternchat/2026-11-12")
    );
    assert!(archive.fails(1, &["show", "elsewhere/2026-11-13"]).contains("none under #elsewhere"));
    assert!(archive.fails(2, &["search", "-only"]).contains("at least one word"));
    assert!(
        archive
            .fails(1, &["chat", "set", "lanternchat/2026-11-12", "--end", "18:00"])
            .contains("before it starts")
    );
}

#[test]
fn a_dry_run_changes_nothing() {
    let archive = Archive::empty();
    let path = evening();
    let args = ["import", path.to_str().unwrap(), "--dry-run", "--json"];
    assert_eq!(archive.json(&args)["files"][0]["added"], 654);
    assert!(!archive.path("archive").join("chatkeep.db").exists());
    let archive = Archive::of_the_evening();
    assert_eq!(archive.json(&args)["files"][0]["unchanged"], 654);
    std::fs::write(
        archive.path("more.jsonl"),
        std::fs::read_to_string(&path)
            .unwrap()
            .replace("lamp.example/users/", "lamp.example/others/"),
    )
    .unwrap();
    let before = archive.done(&["export", "--format", "jsonl"]);
    assert_ne!(
        archive.json(&["import", "more.jsonl", "--dry-run", "--json"])["files"][0]["added"],
        0
    );
    assert_eq!(archive.done(&["export", "--format", "jsonl"]), before);
}

#[test]
fn completions_and_the_manual_come_from_the_grammar() {
    let archive = Archive::empty();
    assert!(archive.done(&["completions", "bash"]).contains("chatkeep"));
    assert!(archive.done(&["man"]).contains(".TH chatkeep"));
}

/// What lies beside posts stops nothing; where nothing else lies, something else was meant.
#[test]
fn a_folder_without_posts_is_an_error() {
    let archive = Archive::empty();
    std::fs::create_dir(archive.path("in")).unwrap();
    std::fs::write(archive.path("in/notes.txt"), "buy lamp oil").unwrap();
    assert!(archive.fails(1, &["import", "in"]).contains("in/notes.txt: this is text"));
    std::fs::copy(evening(), archive.path("in/evening.jsonl")).unwrap();
    archive.done(&["import", "in"]);
}
