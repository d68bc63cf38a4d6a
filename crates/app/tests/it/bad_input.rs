//! Bad input: nothing is lost, and the message says what and where.

use crate::run::{Archive, evening};

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let archive = Archive::empty();
    std::fs::write(archive.path("empty.json"), "").unwrap();
    std::fs::write(archive.path("noise.bin"), [0, 159, 146, 150, 0]).unwrap();
    std::fs::write(archive.path("other.json"), r#"{"recipe":"soup"}"#).unwrap();
    std::fs::write(archive.path("broken.zip"), b"PK\x03\x04 and nothing more").unwrap();
    let good = evening();
    let files = [
        "empty.json",
        "noise.bin",
        "missing.csv",
        "other.json",
        "broken.zip",
        good.to_str().unwrap(),
    ];
    let args: Vec<&str> = ["import", "--json"].into_iter().chain(files).collect();
    let output = archive.run(&args);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for (file, why) in [
        ("empty.json", "the file is empty"),
        ("noise.bin", "binary"),
        ("missing.csv", "no such file"),
        ("other.json", "not of a kind that chatkeep knows"),
        ("broken.zip", "damaged"),
    ] {
        let line = said.lines().find(|line| line.contains(file)).unwrap_or_default();
        assert!(line.contains(why), "{file}: {said}");
    }
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["files"].as_array().unwrap().len(), 6);
    assert_eq!(answer["files"][5]["added"], 654);
}

#[test]
fn a_damaged_file_gives_what_can_be_read_and_says_what_not() {
    let archive = Archive::empty();
    let text = std::fs::read_to_string(evening()).unwrap();
    let cut = &text[..text.len() / 2];
    std::fs::write(archive.path("cut.jsonl"), cut).unwrap();
    let answer = archive.json(&["import", "cut.jsonl", "--json"]);
    let file = &answer["files"][0];
    let whole =
        cut.lines().filter(|l| l.starts_with("{\"post\"") || l.starts_with("{\"repost\"")).count();
    assert_eq!(file["added"], whole - 1);
    assert_eq!(file["skipped"].as_array().unwrap().len(), 1);
    let at = file["skipped"][0]["at"].as_str().unwrap();
    assert_eq!(at, format!("line {}", cut.lines().count()));
    // The whole file later completes it.
    let again = archive.json(&["import", evening().to_str().unwrap(), "--json"]);
    assert_eq!(again["files"][0]["added"], 654 - (whole - 1));
}

#[test]
fn of_a_damaged_archive_doctor_says_what_to_do() {
    for damage in ["its middle", "its end", "its beginning"] {
        let archive = Archive::of_the_evening();
        let file = archive.path("archive/chatkeep.db");
        let mut bytes = std::fs::read(&file).unwrap();
        let half = bytes.len() / 2;
        match damage {
            "its middle" => bytes[half..half + 20_000].fill(0xff),
            "its end" => bytes.truncate(half),
            _ => bytes[100..8_000].fill(0xff),
        }
        std::fs::write(&file, bytes).unwrap();
        let output = archive.run(&["doctor"]);
        assert_eq!(output.status.code(), Some(1), "{damage}");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            said.contains("damaged") && said.contains("Restore chatkeep.db"),
            "{damage}: {said}"
        );
    }
}

#[test]
fn hostile_words_are_kept_and_harmless() {
    let archive = Archive::empty();
    let name =
        "\u{202e}gnp.exe<script>alert(1)</script>\u{1b}[31m".to_owned() + &"x".repeat(100_000);
    let status = serde_json::json!({
        "id": "1", "uri": "https://lamp.example/1", "url": "javascript:alert(1)", "visibility": "public",
        "created_at": "2026-11-12T19:30:00Z", "content": "<p><img src=x onerror=alert(1)>\"><script>alert(2)</script> #chat</p>",
        "account": {"id": "2", "acct": "eve", "username": "eve", "url": "https://lamp.example/@eve", "display_name": name, "note": ""},
        "media_attachments": [], "mentions": [], "tags": [],
    });
    std::fs::write(archive.path("hostile.json"), format!("[{status}]")).unwrap();
    archive.done(&["import", "hostile.json", "--tag", "chat"]);
    archive.done(&["chat", "set", "chat/2026-11-12", "--start", "19:00", "--end", "20:00"]);
    let shown = archive.done(&["show", "chat/2026-11-12"]);
    assert!(!shown.contains(['\u{1b}', '\u{202e}']));
    archive.done(&["publish", "site"]);
    let mut pages = 0;
    for entry in walk(&archive.path("site")) {
        if entry.extension().is_some_and(|e| e == "html") {
            let html = std::fs::read_to_string(&entry).unwrap();
            assert!(
                !html.contains("<script>alert")
                    && !html.contains("=\"javascript:")
                    && !html.contains("onerror=alert(1)>"),
                "{}",
                entry.display()
            );
            pages += 1;
        }
    }
    assert!(pages >= 5, "{pages} pages");
}

fn walk(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_tag_without_posts_and_an_archive_without_a_tag_say_what_to_do() {
    let archive = Archive::empty();
    assert!(archive.fails(1, &["chats"]).contains("chatkeep import"));
    let line = r#"{"post":{"uri":"https://lamp.example/1","network":"fediverse","author":{"uri":"https://lamp.example/u","network":"fediverse"},"created_at":"2026-11-12T19:30:00Z","text":"Hello #chat","spans":[{"start":6,"end":11,"tag":"chat"}]}}"#;
    std::fs::write(archive.path("one.jsonl"), format!("{{\"chatkeep\":1}}\n{line}\n")).unwrap();
    archive.done(&["import", "one.jsonl"]);
    let output = archive.run(&["chats", "--json"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "[]");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("--tag") && said.contains("#chat (1)"), "{said}");
    let answer = archive.done(&["import", "one.jsonl", "--tag", "nobody"]);
    assert!(
        answer.contains("No chat was found under #chat")
            || answer.contains("No chat was found under #nobody"),
        "{answer}"
    );
}

#[test]
fn the_archive_is_not_for_two_writers_or_for_an_older_program() {
    let archive = Archive::of_the_evening();
    let lock = std::fs::OpenOptions::new()
        .write(true)
        .open(archive.path("archive/chatkeep.lock"))
        .unwrap();
    lock.try_lock().unwrap();
    let said = archive.fails(1, &["import", evening().to_str().unwrap()]);
    assert!(said.contains("is being written by"), "{said}");
    // Readers are not disturbed.
    assert!(archive.done(&["chats"]).contains("lanternchat/2026-11-12"));
}
