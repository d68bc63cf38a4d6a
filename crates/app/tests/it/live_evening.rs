//! A real server that goes away and comes back. The whole evening is in `whole_evening.rs`.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::run::Archive;
use crate::servers::snac;

/// How long something may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(75);

/// What the archive holds: each post's text by its name.
fn held(archive: &Archive) -> BTreeMap<String, String> {
    let lines = archive.done(&["export", "--format", "jsonl"]);
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let posts = lines.filter_map(|line| {
        let post = line.get("post").filter(|post| post.get("context").is_none())?;
        Some((post["uri"].as_str()?.to_owned(), post["text"].as_str()?.to_owned()))
    });
    posts.collect()
}

/// Waits until something is so.
fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_server_that_was_away_leaves_a_gap_that_is_made_good() {
    let Some((mut snac, tooters)) = snac(&["ada", "bob"]) else { return };
    let archive = Archive::empty();
    let mut command = archive.command(&["follow", "#lampchat", "--on", &snac.address]);
    let mut follower = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    tooters[0].toot("One #lampchat", None);
    let source = |member: &str| {
        let sources = archive.run(&["sources", "--json"]).stdout;
        let sources: Value = serde_json::from_slice(&sources).unwrap_or_default();
        sources[0][member].clone()
    };
    wait_for("the first post", || source("last_post_at").is_string());
    assert_eq!(source("state"), "seeing");

    snac.stop();
    wait_for("it is blind", || source("state") == "blind");
    assert!(source("reason").as_str().unwrap().contains("cannot be reached"));
    snac.start_again();
    let back = Instant::now();
    tooters[1].toot("Two #lampchat", None);
    wait_for("it sees again", || source("state") == "seeing");
    assert!(back.elapsed() < Duration::from_secs(8), "{:?}", back.elapsed());
    wait_for("the second post", || held(&archive).len() == 2);

    let gaps = source("gaps");
    let gaps = gaps.as_array().unwrap();
    assert!(gaps.iter().all(|gap| gap["repaired"] == true), "{gaps:?}");
    let last = gaps.last().unwrap();
    let time = |name: &str| last[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert!(time("to").duration_since(time("from")).as_secs() < 75, "{last}");
    follower.kill().unwrap();
    follower.wait().unwrap();
}
