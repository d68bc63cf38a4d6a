//! Who follows the events over a restart of `serve` misses nothing, whatever came in meanwhile.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::api::{Server, events};
use crate::run::{Archive, evening};

const CHAT: &str = "/api/chatkeep/v1/chats/lanternchat/2026-11-12";

/// The evening in three files: each has the series, the chat and its people, and a third of the posts.
fn thirds(archive: &Archive) -> [&'static str; 3] {
    let text = std::fs::read_to_string(evening()).unwrap();
    let is_post = |line: &&str| line.starts_with("{\"post\"");
    let said: Vec<&str> = text.lines().filter(is_post).collect();
    let head = text.lines().filter(|line| !is_post(line) && !line.starts_with("{\"repost\""));
    let head: String = head.fold(String::new(), |mut all, line| {
        writeln!(all, "{line}").unwrap();
        all
    });
    let names = ["first.jsonl", "second.jsonl", "third.jsonl"];
    for (name, posts) in names.iter().zip(said.chunks(said.len().div_ceil(3))) {
        std::fs::write(archive.path(name), format!("{head}{}\n", posts.join("\n"))).unwrap();
    }
    names
}

fn uris(list: &Value) -> impl Iterator<Item = String> {
    list.as_array().unwrap().iter().map(|post| post["uri"].as_str().unwrap().to_owned())
}

/// Reads events until as many posts are known; returns the number of the last.
fn hear(server: &Server, after: &str, known: &mut BTreeSet<String>, wanted: usize) -> u64 {
    let floor = after.trim().rsplit(' ').next().unwrap().parse().unwrap();
    let mut last = 0;
    for event in events(server.lines(&format!("{CHAT}/events?after=0"), after)) {
        last = event["number"].as_u64().unwrap();
        assert!(last > floor, "told before: {last} after {floor}");
        known.extend(uris(&event["posts"]));
        if known.len() >= wanted {
            break;
        }
    }
    last
}

#[test]
fn a_restart_loses_nobody() {
    let archive = Archive::empty();
    let [first, second, third] = thirds(&archive);
    archive.done(&["import", first]);
    let server = Server::start(&archive, &["serve"]);
    let shown =
        |server: &Server| -> BTreeSet<String> { uris(&server.get(CHAT).json()["posts"]).collect() };
    let mut known = BTreeSet::new();
    let last = hear(&server, "Last-Event-ID: 0\r\n", &mut known, shown(&server).len());
    assert_eq!(known, shown(&server));
    drop(server);
    // While nobody answers, somebody imports; and more comes in while they listen again.
    archive.done(&["import", second]);
    let server = Server::start(&archive, &["serve"]);
    let wanted = shown(&server).len();
    assert!(wanted > known.len() + 50);
    let last = hear(&server, &format!("Last-Event-ID: {last}\r\n"), &mut known, wanted);
    assert_eq!(known, shown(&server));
    let from = format!("Last-Event-ID: {last}\r\n");
    let path = format!("{CHAT}/events");
    let mut listening = events(server.lines(&path, &from));
    archive.done(&["import", third]);
    let wanted = shown(&server);
    while known.len() < wanted.len() {
        let event = listening.next().expect("the stream goes on");
        assert!(event["number"].as_u64().unwrap() > last);
        known.extend(uris(&event["posts"]));
    }
    assert_eq!(known, wanted);
}
