//! Finding posts again.

use store::{Archive, Order, Search};

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
