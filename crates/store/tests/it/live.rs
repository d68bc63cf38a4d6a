//! Written while it happens: committed with its cursor, announced by number, findable soon.

use std::time::{Duration, Instant};

use chat::{Change, Tombstone};
use jiff::{SignedDuration, Timestamp};
use store::live::{Bus, Changed, Live, MadeGood, Note, Noted, RankAnswer, State};
use store::{Archive, Batch, Entry, Search};

use crate::make::{entry, post, posted, uri};

fn at(seconds: i64) -> Timestamp {
    "2026-11-12T19:30:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

fn batch(entries: Vec<Entry>) -> Batch {
    Batch { entries, authors: Vec::new() }
}

fn hello(label: &str) -> Entry {
    posted(post(label, "2026-11-12T19:30:00Z", "ada", &format!("Hello {label} #chat")), "reef")
}

fn names(archive: &Archive, seen: u64) -> Vec<(u64, Vec<String>)> {
    let batches = archive.changes_since(seen, 100).unwrap();
    let name = |changed: &Changed| {
        let gone = if matches!(changed, Changed::Gone(_)) { "gone " } else { "" };
        format!("{gone}{}", changed.uri().as_str().rsplit('/').next().unwrap())
    };
    batches.into_iter().map(|b| (b.number, b.records.iter().map(name).collect())).collect()
}

#[test]
fn what_is_announced_is_there_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let bus = Bus::default();
    let mut live = Live::open(dir.path(), "test", bus.clone()).unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!((bus.last(), archive.last_change().unwrap()), (0, 0));

    live.commit(batch(vec![hello("1"), hello("2")]), &[]).unwrap();
    let first = bus.last();
    assert_eq!(names(&archive, 0), [(first, vec!["1".into(), "2".into()])]);

    live.commit(batch(vec![hello("1")]), &[]).unwrap();
    assert_eq!(bus.last(), first, "the same told again is no news");

    let gone = Change::Deleted(Tombstone::new(uri("1"), None));
    live.commit(batch(vec![hello("3"), entry(gone, "reef")]), &[]).unwrap();
    let news = names(&archive, first);
    assert_eq!(news, [(bus.last(), vec!["3".into(), "gone 1".into()])]);
    assert_eq!(names(&archive, bus.last()), []);
    live.finish().unwrap();
}

#[test]
fn a_cursor_is_kept_with_what_it_belongs_to_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let reef =
        live.writer().follow("reef", "chat", "https://reef.example", at(0)).unwrap().following;
    assert_eq!(reef.cursor, None);
    let note = |noted| Note { following: reef.id, at: at(1), noted };
    live.commit(batch(vec![hello("1")]), &[note(Noted::Posted), note(Noted::Cursor("17".into()))])
        .unwrap();
    // Killed: nothing is finished.
    drop(live);

    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let again =
        live.writer().follow("reef", "chat", "https://reef.example", at(60)).unwrap().following;
    assert_eq!((again.id, again.cursor.as_deref()), (reef.id, Some("17")));
    assert_eq!(again.state, State::Connecting);
    let other =
        live.writer().follow("reef", "othertag", "https://reef.example", at(60)).unwrap().following;
    assert_eq!(other.cursor, None, "it was read for other tags");
    live.finish().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.stats().unwrap().posts, 1);
    assert_eq!(archive.followings().unwrap().len(), 2);
}

#[test]
fn gaps_are_written_down_and_made_good() {
    let dir = tempfile::tempdir().unwrap();
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let reef =
        live.writer().follow("reef", "chat", "https://reef.example", at(0)).unwrap().following;
    let mut heard = |seconds, noted| {
        let note = Note { following: reef.id, at: at(seconds), noted };
        live.commit(Batch::default(), &[note]).unwrap();
    };
    heard(1, Noted::Seeing(at(1)));
    heard(30, Noted::Alive);
    heard(40, Noted::Blind(at(30), "it answers 502".into()));
    heard(50, Noted::Blind(at(30), "it answers 502".into()));
    heard(60, Noted::Blind(at(30), "it cannot be reached".into()));
    heard(90, Noted::Seeing(at(50)));
    drop(live);
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    live.writer().follow("reef", "chat", "https://reef.example", at(300)).unwrap();
    live.finish().unwrap();

    let archive = Archive::open(dir.path()).unwrap();
    let told = archive.gaps().unwrap().into_iter().map(|gap| {
        let second = |at: Timestamp| at.duration_since(self::at(0)).as_secs();
        let to = gap.to.map_or("still".into(), |to| second(to).to_string());
        let repaired = if gap.is_repaired() { ", repaired" } else { "" };
        format!("{} to {to}: {}{repaired}", second(gap.from), gap.reason)
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r"
    30 to 50: it answers 502
    50 to 60: it answers 502, repaired
    60 to 90: it cannot be reached, repaired
    90 to still: chatkeep was not running
    ");
}

#[test]
fn a_clock_that_is_set_makes_no_gap_and_none_ends_before_it_begins() {
    let (dir, hour) = (tempfile::tempdir().unwrap(), SignedDuration::from_hours(1));
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let follow = |live: &mut Live, now| live.writer().follow("reef", "x", "reef", now).unwrap();
    let following = follow(&mut live, at(0)).following.id;
    let mut heard = |second, noted| {
        let note = Note { following, at: at(second), noted };
        live.commit(Batch::default(), &[note]).unwrap();
    };
    heard(10, Noted::Seeing(at(0)));
    heard(20, Noted::Blind(at(10), "it answers 502".into()));
    heard(3_625, Noted::ClockSet(hour));
    heard(3_630, Noted::Seeing(at(3_605)));
    heard(31, Noted::ClockSet(-hour));
    // A word from before the clock was set back, that comes after it.
    heard(40, Noted::Blind(at(3_630), "it cannot be reached".into()));
    heard(35, Noted::Seeing(at(0)));
    heard(7_200, Noted::Alive);
    let left = follow(&mut live, at(60));
    assert_eq!(left.following.heard_at, Some(at(60)));
    let archive = Archive::open(dir.path()).unwrap();
    let seconds = |time: Timestamp| time.duration_since(at(0)).as_secs();
    let gaps = archive.gaps().unwrap().into_iter();
    let told: Vec<_> = gaps.map(|gap| (seconds(gap.from), gap.to.map(seconds))).collect();
    assert_eq!(told, [(40, Some(40)), (60, None), (3_610, Some(3_630))]);
}

#[test]
fn what_is_committed_is_found_soon_without_closing() {
    let dir = tempfile::tempdir().unwrap();
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let found = |query: &str| {
        // Opened anew, for a reader keeps the index as it was.
        let archive = Archive::open(dir.path()).unwrap();
        let search = Search { query: query.into(), limit: 10, ..Search::default() };
        archive.search(&search).map_or(0, |hits| hits.total)
    };
    let wait = |query: &str, total: usize| {
        let began = Instant::now();
        while found(query) != total {
            assert!(began.elapsed() < Duration::from_secs(10), "{query} is not {total}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    for label in ["one", "two", "three"] {
        live.commit(batch(vec![hello(label)]), &[]).unwrap();
    }
    wait("hello", 3);
    let gone = Change::Deleted(Tombstone::new(uri("two"), None));
    live.commit(batch(vec![entry(gone, "reef")]), &[]).unwrap();
    wait("two", 0);
    live.finish().unwrap();
    assert_eq!(found("hello"), 2);
}

#[test]
fn the_next_writer_finds_what_a_killed_one_had_not_indexed() {
    let dir = tempfile::tempdir().unwrap();
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    live.commit(batch(vec![hello("1")]), &[]).unwrap();
    live.commit(batch(vec![hello("2")]), &[]).unwrap();
    drop(live);
    let live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    live.finish().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    let search = Search { query: "hello".into(), limit: 10, ..Search::default() };
    assert_eq!(archive.search(&search).unwrap().total, 2);
}

#[test]
fn ranks_are_kept_with_their_proof() {
    let dir = tempfile::tempdir().unwrap();
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let reef = live.writer().follow("reef", "chat", "https://reef.example", at(0)).unwrap();
    let tag = |name: &str| chat::Tag::new(name).unwrap();
    for (seconds, rank) in [(60, None), (360, Some(4)), (660, Some(2))] {
        let ranks = vec![(tag("chat"), rank), (tag("other"), None)];
        let proof = format!("[\"{seconds}\"]");
        let noted = Noted::Ranked(RankAnswer { list: "reef.example".into(), ranks, proof });
        let note = Note { following: reef.following.id, at: at(seconds), noted };
        live.commit(Batch::default(), &[note]).unwrap();
    }
    live.finish().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    let ranks = |name: &str, from, to| -> Vec<Option<u32>> {
        archive.ranks(&tag(name), at(from), at(to)).unwrap().iter().map(|row| row.rank).collect()
    };
    assert_eq!(ranks("chat", 0, 1_000), [None, Some(4), Some(2)]);
    assert_eq!(ranks("chat", 360, 659), [Some(4)]);
    assert_eq!(ranks("other", 0, 400), [None, None]);
    assert_eq!(ranks("nothing", 0, 1_000), []);
    let proofs = archive.rank_proofs(&tag("chat"), at(0), at(1_000)).unwrap();
    assert_eq!((proofs[2].0.rank, proofs[2].1.as_str()), (Some(2), "[\"660\"]"));
    let reef = &archive.followings().unwrap()[0];
    assert_eq!(reef.heard_at, None, "a list of trends shows no posts");
}

#[test]
fn what_a_repair_brought_back_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let reef = live.writer().follow("reef", "chat", "https://reef.example", at(0)).unwrap();
    assert_eq!((reef.unseen_since, reef.gap_since), (None, None));
    let note = |seconds, noted| Note { following: reef.following.id, at: at(seconds), noted };
    let commit = |live: &mut Live, notes: &[Note]| {
        live.commit(Batch::default(), notes).unwrap();
    };
    commit(&mut live, &[note(1, Noted::Seeing(at(1))), note(30, Noted::Alive)]);
    commit(&mut live, &[note(40, Noted::Blind(at(30), "cut".into()))]);
    commit(&mut live, &[note(50, Noted::Blind(at(30), "it answers 502".into()))]);
    drop(live);
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let again = live.writer().follow("reef", "chat", "https://reef.example", at(60)).unwrap();
    assert_eq!(again.unseen_since, Some(at(30)), "over all reasons");
    commit(&mut live, &[note(70, Noted::Seeing(at(65)))]);
    drop(live);
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let again = live.writer().follow("reef", "chat", "https://reef.example", at(80)).unwrap();
    assert_eq!((again.unseen_since, again.gap_since), (Some(at(70)), Some(at(30))));
    commit(&mut live, &[note(81, Noted::Seeing(at(70)))]);
    let ledger = || {
        let gaps = Archive::open(dir.path()).unwrap().gaps().unwrap();
        gaps.into_iter().map(|gap| gap.made_good).collect::<Vec<_>>()
    };
    let (not, partly, wholly) = (MadeGood::Not, MadeGood::Partly, MadeGood::Wholly);
    assert_eq!(ledger(), [not, not, not, wholly, wholly]);
    commit(&mut live, &[note(90, Noted::MadeGood(at(30), at(65), partly))]);
    assert_eq!(ledger(), [partly, partly, partly, wholly, wholly]);
    commit(&mut live, &[note(95, Noted::MadeGood(at(30), at(65), wholly))]);
    assert_eq!(ledger(), [wholly; 5]);
}
