//! An evening over real servers, with power cuts: at its end the archive is what the servers hold.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::asking::Question;
use crate::run::Archive;
use crate::servers::{Server, Skeeter, Tooter, pds, snac};

/// How long the archive may take to be what the servers hold: what is deleted at a server that tells
/// nothing by itself is noticed within half a minute.
const PATIENCE: Duration = Duration::from_secs(75);

/// A moment, another one each time.
fn moment(number: usize) {
    let chance = RandomState::new().hash_one(number) % 120;
    std::thread::sleep(Duration::from_millis(chance));
}

/// Follows both servers.
fn follow(archive: &Archive, pds: &Server, snac: &Server) -> Child {
    let firehose = format!("firehose:{}", pds.address);
    let mut command =
        archive.command(&["follow", "#lampchat", "--on", &snac.address, "--on", &firehose]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn cut_the_power(mut follower: Child) {
    follower.kill().unwrap();
    follower.wait().unwrap();
}

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

/// What the servers hold.
fn on_servers(skeeters: &[Skeeter], snac: &Server) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = skeeters.iter().flat_map(Skeeter::all).collect();
    all.retain(|_, text| text.contains("#lampchat") || text.starts_with("untagged"));
    let url = format!("{}/api/v1/timelines/tag/lampchat?limit=200", snac.address);
    for status in Question::get(&url).ask().json().as_array().unwrap() {
        let text = status["text"].as_str().unwrap().to_owned();
        all.insert(status["uri"].as_str().unwrap().to_owned(), text);
    }
    all
}

/// One act of the evening: both servers get posts, answers, an edit and a delete.
fn act(number: usize, skeeters: &[Skeeter], tooters: &[Tooter]) {
    let one = &skeeters[number % skeeters.len()];
    let other = &skeeters[(number + 1) % skeeters.len()];
    let root = one.skeet(&format!("Bluesky {number} #lampchat"), None);
    other.skeet(&format!("untagged answer {number}"), Some(&root));
    other.skeet("tea, and nothing else", None);
    let typo = one.skeet(&format!("tpyo {number} #lampchat"), None);
    let regret = other.skeet(&format!("regretted {number} #lampchat"), None);

    let (ada, bob) = (&tooters[number % tooters.len()], &tooters[(number + 1) % tooters.len()]);
    let toot = ada.toot(&format!("Fediverse {number} #lampchat"), None);
    bob.toot(&format!("answer {number} #lampchat"), toot["id"].as_str());
    let second = bob.toot(&format!("tpyo too {number} #lampchat"), None);
    let third = bob.toot(&format!("regretted too {number} #lampchat"), None);

    one.edit(typo["uri"].as_str().unwrap(), &format!("typo {number} #lampchat"));
    other.delete(regret["uri"].as_str().unwrap());
    bob.edit(second["id"].as_str().unwrap(), &format!("typo too {number} #lampchat"));
    bob.delete(third["uri"].as_str().unwrap());
}

#[test]
fn after_power_cuts_the_archive_is_what_the_servers_hold() {
    let (Some(pds), Some((snac, tooters))) = (pds(), snac(&["ada", "bob", "cleo", "dan", "eve"]))
    else {
        return;
    };
    let skeeters: Vec<Skeeter> =
        (0..12).map(|number| Skeeter::join(&pds, &format!("guest{number}"))).collect();
    let archive = Archive::empty();
    let mut follower = follow(&archive, &pds, &snac);
    for number in 0..40 {
        act(number, &skeeters, &tooters);
        if number % 2 == 1 {
            moment(number);
            cut_the_power(follower);
            // What happens while it is away counts too.
            if number % 8 == 1 {
                act(100 + number, &skeeters, &tooters);
            }
            follower = follow(&archive, &pds, &snac);
        }
    }
    let expected = on_servers(&skeeters, &snac);
    assert!(expected.len() > 250, "{} posts", expected.len());
    let began = Instant::now();
    while held(&archive) != expected {
        if began.elapsed() > PATIENCE {
            assert_eq!(held(&archive), expected);
        }
        std::thread::sleep(Duration::from_millis(250));
    }
    let pid = follower.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(follower.wait().unwrap().success());
    assert_eq!(held(&archive), expected);
    archive.done(&["doctor"]);
    let found = archive.json(&["search", "tpyo", "--json"]);
    assert_eq!(found["total"], 0, "edits are searched by what they say now: {found}");
    let found = archive.json(&["search", "regretted", "--json"]);
    assert_eq!(found["total"], 0);
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
