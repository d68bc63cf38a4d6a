//! Gaps that are made good: what a real server's stream holds no longer, and more than a page of a
//! timeline.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::run::Archive;
use crate::servers::{Skeeter, forgetful_pds, snac};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

fn wait_for(what: &str, archive: &Archive, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what}: {}, {:?}", source(archive), texts(archive));
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn follow(archive: &Archive, place: &str) -> Child {
    let mut command = archive.command(&["follow", "#lampchat", "--on", place]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn end(mut follower: Child) {
    let pid = follower.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(follower.wait().unwrap().success());
}

fn source(archive: &Archive) -> Value {
    let sources = archive.run(&["sources", "--json"]).stdout;
    let sources: Value = serde_json::from_slice(&sources).unwrap_or_default();
    sources[0].clone()
}

/// What posts say.
fn texts(archive: &Archive) -> Vec<String> {
    let lines = archive.done(&["export", "--format", "jsonl"]);
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut texts: Vec<String> =
        lines.filter_map(|line| Some(line["post"]["text"].as_str()?.to_owned())).collect();
    texts.sort();
    texts
}

fn gap_of(archive: &Archive, reason: &str) -> Option<Value> {
    let gaps = source(archive)["gaps"].as_array()?.clone();
    gaps.into_iter().find(|gap| gap["reason"] == reason && gap["repaired"] == true)
}

#[test]
fn what_a_stream_forgot_is_read_from_the_accounts() {
    let Some(pds) = forgetful_pds() else { return };
    let [ada, bob, cleo] = ["ada", "bob", "cleo"].map(|name| Skeeter::join(&pds, name));
    let archive = Archive::empty();
    let place = format!("firehose:{}", pds.address);
    let follower = follow(&archive, &place);
    wait_for("it sees", &archive, || source(&archive)["state"] == "seeing");
    let root = ada.skeet("Q1 #lampchat", None);
    let typo = bob.skeet("tpyo #lampchat", None);
    let regret = bob.skeet("regretted #lampchat", None);
    wait_for("three posts", &archive, || texts(&archive).len() == 3);
    end(follower);

    cleo.skeet("an answer of somebody new, without it", Some(&root));
    ada.skeet("tea, and nothing else", None);
    for number in 0..120 {
        ada.skeet(&format!("Q{number} #lampchat"), None);
    }
    bob.edit(typo["uri"].as_str().unwrap(), "typo #lampchat");
    bob.delete(regret["uri"].as_str().unwrap());
    let follower = follow(&archive, &place);
    wait_for("the gap is made good", &archive, || {
        gap_of(&archive, "chatkeep was not running").is_some_and(|gap| gap["brought_back"] == 121)
    });
    let held = texts(&archive);
    assert_eq!(held.len(), 123, "{held:?}");
    assert!(
        held.contains(&"typo #lampchat".to_owned()) && !held.contains(&"tpyo #lampchat".into())
    );
    assert!(!held.contains(&"regretted #lampchat".into()));
    assert!(held.contains(&"an answer of somebody new, without it".into()));
    ada.skeet("live again #lampchat", None);
    wait_for("it goes on", &archive, || texts(&archive).contains(&"live again #lampchat".into()));
    end(follower);
    let said = archive.done(&["sources"]);
    assert!(said.contains("read afterwards: 121 posts"), "{said}");
}

#[test]
fn more_than_a_page_of_a_timeline_is_caught_up_with() {
    let Some((snac, tooters)) = snac(&["ada", "bob"]) else { return };
    let archive = Archive::empty();
    let follower = follow(&archive, &snac.address);
    wait_for("it sees", &archive, || source(&archive)["state"] == "seeing");
    tooters[0].toot("Q1 #lampchat", None);
    wait_for("the first post", &archive, || source(&archive)["last_post_at"].is_string());
    end(follower);
    for number in 0..95 {
        tooters[number % 2].toot(&format!("A{number} #lampchat"), None);
    }
    let follower = follow(&archive, &snac.address);
    wait_for("the gap is made good", &archive, || {
        gap_of(&archive, "chatkeep was not running").is_some_and(|gap| gap["brought_back"] == 95)
    });
    assert_eq!(texts(&archive).len(), 96);
    end(follower);
}

#[test]
fn what_was_said_before_anybody_followed_is_read() {
    let Some((snac, tooters)) = snac(&["ada", "bob"]) else { return };
    for number in 0..95 {
        tooters[number % 2].toot(&format!("A{number} #lampchat"), None);
    }
    let archive = Archive::empty();
    let follower = follow(&archive, &snac.address);
    wait_for("it sees", &archive, || source(&archive)["state"] == "seeing");
    tooters[0].toot("and on #lampchat", None);
    wait_for("all of it", &archive, || texts(&archive).len() == 96);
    end(follower);
    assert_eq!(source(&archive)["gaps"].as_array().map(Vec::len), Some(0));
}
