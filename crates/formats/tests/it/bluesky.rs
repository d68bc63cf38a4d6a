//! Bluesky: real searches, feeds and threads, and the answers of a real server to our own posts.

use formats::bluesky;

use crate::data;

/// Four of its authors label their accounts `!no-unauthenticated`: they are withheld, although
/// `counts.json` counts their posts as added.
const WITH_WITHHELD: &str = "bluesky/bskyr_f_search.json";

#[test]
fn archives() {
    data::check_except("bluesky", &[WITH_WITHHELD]);
}

#[test]
fn answers_that_are_not_counted() {
    let Some(folder) = data::folder() else { return };
    for (file, added, withheld) in [
        (WITH_WITHHELD, 21, 4),
        ("bluesky/atrrr_app.bsky.feed.searchPosts_0e3ec.json", 99, 1),
        ("bluesky/bskyr_f_autfeed.json", 50, 0),
        ("bluesky/bskyr_f_postthread.json", 1, 0),
        ("bluesky/atrrr_app.bsky.feed.getPostThread_aa665.json", 2, 0),
    ] {
        let counts = data::count(&data::read(&folder.join(file)));
        let found = (counts.added, counts.withheld);
        assert_eq!(found, (added, withheld), "{file}: {counts:?}");
        assert!(counts.skipped.is_empty(), "{file}: {counts:?}");
    }
}

#[test]
fn answers_of_a_real_server() {
    let posts = [
        ("getAuthorFeed", 2),
        ("getPostThread", 3),
        ("getPosts", 1),
        ("getRecord", 1),
        ("listRecords", 1),
        ("searchPosts.tag", 3),
        ("putRecord", 0),
    ];
    for (name, body) in data::bodies("atproto") {
        let found = data::read_with(bluesky::read, body.as_bytes());
        let counts = data::count(&found);
        assert!(counts.skipped.is_empty(), "{name}: {counts:?}");
        if let Some((_, expected)) = posts.iter().find(|(n, _)| *n == name) {
            assert_eq!(counts.added, *expected, "{name}: {found:?}");
        }
    }
}
