//! Jetstream: what the official server said of our own posts.

use std::collections::BTreeMap;

use chat::Change;
use formats::Found;

use crate::data;

#[test]
fn events_of_a_real_server() {
    let Some(folder) = data::folder() else { return };
    for stream in ["live", "replay", "replay-all"] {
        let found = data::read(&folder.join(format!("servers/jetstream/{stream}.jsonl")));
        let counts = data::count(&found);
        assert!(counts.skipped.is_empty(), "{stream}: {counts:?}");
        assert!(counts.added >= 4, "{stream}: {counts:?}");
        let mut edits = 0;
        for record in data::records(&found) {
            assert!(record.seen_at.is_some(), "{stream}");
            if let Change::Posted(post) = &record.change {
                edits += usize::from(post.body.edited_at.is_some());
                assert!(
                    post.uri.as_str().starts_with(post.author.uri.as_str())
                        || post.uri.as_str().contains(post.author.uri.as_str())
                );
            }
        }
        let gone = found.iter().filter(|f| matches!(f, Found::Gone(_))).count();
        assert_eq!((edits, gone), (1, 1), "{stream}");
    }
}

#[test]
fn handles_are_known_after_their_identity() {
    let Some(folder) = data::folder() else { return };
    let found = data::read(&folder.join("servers/jetstream/live.jsonl"));
    let mut known = BTreeMap::new();
    for record in data::records(&found) {
        if let Change::Posted(post) = &record.change {
            known.insert(post.author.uri.clone(), post.author.handle.clone());
        }
    }
    assert!(known.values().all(Option::is_some), "{known:?}");
}
