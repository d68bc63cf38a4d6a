//! What the archive holds beside what the servers hold.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Evening, PATIENCE};
use crate::run::Archive;

/// After so long at the end chatkeep begins again.
const AGAIN: Duration = Duration::from_secs(20);
/// Between two looks.
const MOMENT: Duration = Duration::from_millis(700);
/// So many looks in a row must find the archive and the servers alike.
const STILL: u32 = 4;

/// What the archive holds: each post's text by its name, none twice.
pub(super) fn held(archive: &Archive) -> BTreeMap<String, String> {
    let lines = archive.done(&["export", "--format", "jsonl"]);
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut held = BTreeMap::new();
    for line in lines {
        let Some(post) = line.get("post").filter(|post| post.get("context").is_none()) else {
            continue;
        };
        let text = |name: &str| post[name].as_str().unwrap().to_owned();
        let before = held.insert(text("uri"), text("text"));
        assert_eq!(before, None, "{} is there twice", text("uri"));
    }
    held
}

/// Waits until the archive is what the servers hold, and stays so: a busy server works off what it was
/// told to delete for a while. Returns what the servers lost themselves: of that the archive may have less.
///
/// Answers without the tag that were taken back are looked for every five minutes, and when chatkeep
/// begins again: so it does, now and then.
pub(super) fn all_is_kept(evening: &mut Evening) -> BTreeSet<String> {
    let (began, mut begun_again, mut same) = (Instant::now(), Instant::now(), 0);
    loop {
        let (on_servers, held) = (evening.stage.held(), held(&evening.archive));
        assert!(on_servers.len() > 400, "{} posts", on_servers.len());
        let lost = evening.stage.lost_by_servers(&on_servers);
        assert!(lost.len() < 6, "{lost:?}");
        let (expected, held) = (without(on_servers, &lost), without(held, &lost));
        same = if held == expected { same + 1 } else { 0 };
        if same == STILL {
            return lost;
        }
        if same == 0 && begun_again.elapsed() > AGAIN {
            evening.cut_the_power();
            evening.light();
            begun_again = Instant::now();
        }
        if began.elapsed() > PATIENCE {
            tell_apart(evening, &held, &expected);
        }
        std::thread::sleep(MOMENT);
    }
}

/// The archive, which nobody writes any more, is what the servers hold; they may be asked again, for snac
/// denies a post for a moment while it works on it.
pub(super) fn still_the_same(evening: &Evening, lost: &BTreeSet<String>) {
    let archived = without(held(&evening.archive), lost);
    let began = Instant::now();
    loop {
        let expected = without(evening.stage.held(), lost);
        if archived == expected {
            return;
        }
        if began.elapsed() > AGAIN {
            tell_apart(evening, &archived, &expected);
        }
        std::thread::sleep(MOMENT);
    }
}

fn without(
    mut posts: BTreeMap<String, String>,
    lost: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    posts.retain(|uri, _| !lost.contains(uri));
    posts
}

/// Fails with what is missing, too much, or otherwise worded.
fn tell_apart(
    evening: &Evening,
    held: &BTreeMap<String, String>,
    expected: &BTreeMap<String, String>,
) {
    let lines = evening.archive.done(&["export", "--format", "jsonl"]);
    let missing: Vec<_> = expected.iter().filter(|(uri, _)| !held.contains_key(*uri)).collect();
    let excess: Vec<_> = held.iter().filter(|(uri, _)| !expected.contains_key(*uri)).collect();
    let other: Vec<_> =
        expected.iter().filter(|(uri, text)| held.get(*uri).is_some_and(|h| h != *text)).collect();
    let named = |line: &&str| missing.iter().any(|(uri, _)| line.contains(uri.as_str()));
    lines.lines().filter(named).for_each(|line| eprintln!("the archive knows: {line}"));
    panic!("missing: {missing:#?}\ntoo much: {excess:#?}\nnot as it is now: {other:#?}");
}
