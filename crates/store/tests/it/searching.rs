//! Finding posts again.

use chat::{Change, Tombstone};
use store::{Archive, Entry, Order, Search};

use crate::make::{apply, post, posted};

fn library() -> (tempfile::TempDir, Archive) {
    let dir = tempfile::tempdir().unwrap();
    let entries = [
        ("1", "2026-11-12T19:30:00Z", "ada", "A good mentor asks; a good mentor waits. #chat"),
        ("2", "2026-11-12T19:31:00Z", "bob", "My café mentor was late #chat #coffee"),
        ("3", "2026-11-12T19:32:00Z", "ada", "The good list and the mentor list #other"),
        ("4", "2026-11-13T09:00:00Z", "eve", "図書館が好き #chat"),
    ];
    let entries =
        entries.iter().map(|(l, at, by, words)| posted(post(l, at, by, words), "a")).collect();
    apply(dir.path(), entries);
    let archive = Archive::open(dir.path()).unwrap();
    (dir, archive)
}

fn found(archive: &Archive, search: Search) -> String {
    let search = Search { limit: search.limit.max(10), ..search };
    let hits = archive.search(&search).unwrap();
    let labels: Vec<&str> =
        hits.posts.iter().map(|k| k.post.uri.as_str().rsplit('/').next().unwrap()).collect();
    format!("{} of {}", labels.join(" "), hits.total)
}

fn words(query: &str) -> Search {
    Search { query: query.into(), order: Order::Newest, ..Search::default() }
}

#[test]
fn words_phrases_and_filters() {
    let (_dir, archive) = library();
    assert_eq!(found(&archive, words("MENTOR")), "3 2 1 of 3");
    assert_eq!(found(&archive, words("mentor good")), "3 1 of 2");
    assert_eq!(found(&archive, words("\"good mentor\"")), "1 of 1");
    assert_eq!(found(&archive, words("mentor -cafe")), "3 1 of 2");
    assert_eq!(found(&archive, words("図書館")), "4 of 1");
    assert_eq!(found(&archive, words("館書")), " of 0");
    assert_eq!(found(&archive, words("")), "4 3 2 1 of 4");
    let tag = |tag: &str| chat::Tag::new(tag);
    assert_eq!(found(&archive, Search { tag: tag("#Chat"), ..words("mentor") }), "2 1 of 2");
    assert_eq!(found(&archive, Search { tag: tag("#nowhere"), ..words("mentor") }), " of 0");
    assert_eq!(
        found(&archive, Search { author: Some("ADA@lamp.example".into()), ..words("") }),
        "3 1 of 2"
    );
    assert_eq!(found(&archive, Search { author: Some("@nobody".into()), ..words("") }), " of 0");
    let at = |text: &str| text.parse().ok();
    assert_eq!(
        found(
            &archive,
            Search {
                since: at("2026-11-12T19:31:00Z"),
                until: at("2026-11-13T00:00:00Z"),
                ..words("")
            }
        ),
        "3 2 of 2"
    );
    assert_eq!(
        found(&archive, Search { query: "mentor good".into(), ..Search::default() }),
        "1 3 of 2"
    );
}

#[test]
fn a_query_that_cannot_be_meant_says_so() {
    let (_dir, archive) = library();
    for (query, why) in [("-only", "at least one word"), ("\"open", "not closed")] {
        let error = archive.search(&words(query)).err().unwrap().to_string();
        assert!(error.contains(why), "{error}");
    }
}

/// Words of one to six letters, so that some neighbours are indexed as pairs and some are not.
const VOCABULARY: [&str; 8] = ["a", "of", "the", "mentor", "list", "of", "a", "book"];

/// A text of some words; the same for the same number.
fn said(number: usize) -> String {
    let mut state = number as u64 + 1;
    let mut words = Vec::new();
    for _ in 0..4 + number % 5 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words.push(VOCABULARY[(state >> 61) as usize]);
    }
    words.join(" ")
}

/// Whether a text holds these words one after the other.
fn holds(text: &str, phrase: &[&str]) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(phrase.len()).any(|window| window == phrase)
}

#[test]
fn what_is_found_is_what_a_look_at_every_post_finds() {
    let dir = tempfile::tempdir().unwrap();
    // More than one block of one segment, in no order of time, and part of it taken back.
    let numbers: Vec<usize> = (0..3_000).map(|n| n * 1_009 % 3_000).collect();
    let at = |n: usize| format!("2026-11-12T{:02}:{:02}:{:02}Z", n / 3_600, n / 60 % 60, n % 60);
    let entry = |&n: &usize| posted(post(&n.to_string(), &at(n), "ada", &said(n)), "a");
    for part in numbers.chunks(1_700) {
        apply(dir.path(), part.iter().map(entry).collect());
    }
    let gone = |n: usize| n.is_multiple_of(7);
    let taken_back = numbers.iter().filter(|&&n| gone(n)).map(|&n| {
        let uri = post(&n.to_string(), &at(n), "ada", "").uri;
        Entry { change: Change::Deleted(Tombstone::new(uri, None)), ..entry(&n) }
    });
    apply(dir.path(), taken_back.collect());

    let archive = Archive::open(dir.path()).unwrap();
    for (query, phrases) in [
        ("the mentor", vec![vec!["the"], vec!["mentor"]]),
        ("\"of the\"", vec![vec!["of", "the"]]),
        ("\"the mentor\"", vec![vec!["the", "mentor"]]),
        ("\"of the mentor\"", vec![vec!["of", "the", "mentor"]]),
        ("\"list of a book\" the", vec![vec!["list", "of", "a", "book"], vec!["the"]]),
    ] {
        let matches =
            |n: &usize| !gone(*n) && phrases.iter().all(|phrase| holds(&said(*n), phrase));
        let wanted: Vec<usize> = (0..3_000).rev().filter(|n| matches(n)).collect();
        for (offset, limit) in [(0, 5), (3, 40), (0, 10_000)] {
            let search = Search { offset, limit, ..words(query) };
            let hits = archive.search(&search).unwrap();
            let number =
                |uri: &chat::Uri| uri.as_str().rsplit('/').next().unwrap().parse().unwrap();
            let found: Vec<usize> = hits.posts.iter().map(|kept| number(&kept.post.uri)).collect();
            let page: Vec<usize> = wanted.iter().copied().skip(offset).take(limit).collect();
            assert_eq!((hits.total, found), (wanted.len(), page), "{query}, newest, from {offset}");
            let best = archive.search(&Search { order: Order::Best, ..search }).unwrap();
            assert_eq!((best.total, best.posts.len()), (hits.total, hits.posts.len()), "{query}");
        }
    }
}
