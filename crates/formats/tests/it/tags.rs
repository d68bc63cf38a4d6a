//! Sheets: TAGS, Twitter Archiver, the `t` command line.

use chat::Change;

use crate::data;

#[test]
fn real_sheets_give_what_they_hold() {
    for folder in ["tags", "pstweetchat", "radtech14"] {
        data::check(folder);
    }
}

/// The same sheet before and after R rounded its ids. One text of it differs in the files.
#[test]
fn rounded_ids_change_nothing() {
    let Some(root) = data::folder() else { return };
    let exact = data::read(&root.join("tags/tags_v5.csv"));
    let rounded = data::read(&root.join("tags/tags_v5_rounded_ids.csv"));
    let (exact, rounded) = (data::changes(&exact), data::changes(&rounded));
    assert_eq!(exact.len(), 1499);
    let differ = exact.iter().zip(&rounded).filter(|(a, b)| a != b);
    let differ: Vec<_> = differ.collect();
    assert_eq!(differ.len(), 1);
    for (a, b) in exact.iter().zip(&rounded) {
        assert_eq!(a.uri(), b.uri());
        if let Change::Posted(post) = a {
            assert_eq!(post.reply_to, None, "all parents of this sheet were rounded");
            assert!(post.uri.tweet_id().is_some());
        }
    }
}
