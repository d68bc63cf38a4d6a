//! Sheets: TAGS, Twitter Archiver, the `t` command line.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chat::{Basis, Change, Moment, Post};
use formats::tags::TagsWriter;
use proptest::prelude::*;

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

/// What can be written into a TAGS sheet, and read from it again.
fn written_and_read(changes: &[&Change]) -> Vec<Change> {
    let mut sheet = Vec::new();
    let mut writer = TagsWriter::new(&mut sheet).unwrap();
    for change in changes {
        match change {
            Change::Posted(post) => writer.write_post(post).unwrap(),
            Change::Reposted(repost) => writer.write_repost(repost).unwrap(),
            other => panic!("{other:?}"),
        }
    }
    writer.finish().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.csv");
    std::fs::write(&path, sheet).unwrap();
    let found = data::read(&path);
    assert_eq!(found.len(), changes.len());
    data::changes(&found).into_iter().cloned().collect()
}

#[test]
fn a_sheet_that_was_a_sheet_is_the_same() {
    let Some(root) = data::folder() else { return };
    for name in ["tags_v5.csv", "tags_v5_rounded_ids.csv", "tags_v6.xlsx"] {
        let found = data::read(&root.join("tags").join(name));
        let changes = data::changes(&found);
        for (before, after) in changes.iter().zip(written_and_read(&changes)) {
            assert_eq!(**before, after, "{name}");
        }
    }
}

#[test]
fn what_a_sheet_has_columns_for_comes_back() {
    let Some(root) = data::folder() else { return };
    for name in [
        "pstweetchat/pstweetchat_2021-02-05.csv",
        "radtech14/radtech-2014-04-04.csv",
        "question_chat/chat.jsonl",
        "twarc_v2/noflat.jsonl",
        "twitter_account_archive/twitter_archive_old.zip",
        "twitter_account_archive/twitter_archive_new.zip",
    ] {
        let found = data::read(&root.join(name));
        let changes = data::changes(&found);
        for (before, after) in changes.iter().zip(written_and_read(&changes)) {
            match (before, after) {
                (Change::Posted(before), Change::Posted(after)) => {
                    assert_eq!(carried(before), carried(&after), "{name}");
                }
                (Change::Reposted(before), Change::Reposted(after)) => {
                    assert_eq!(before.uri, after.uri);
                    assert_eq!(before.author.handle, after.author.handle);
                    assert_eq!(before.created_at.at(), after.created_at.at());
                    if before.text.is_some() {
                        assert_eq!(before.text, after.text, "{name}");
                    }
                }
                other => panic!("{name}: {other:?}"),
            }
        }
    }
}

/// A post without what TAGS has no column for.
fn carried(post: &Post) -> Post {
    let mut post = post.clone();
    post.author.name = None;
    post.author.bio = None;
    post.author.as_of = None;
    post.body.language = None;
    post.reposts = None;
    post.likes = None;
    if post.created_at.basis() == Basis::Id {
        post.created_at = Moment::stated(post.created_at.at());
    }
    post
}

const SHEET: &str = "\u{feff},\"Twitter Query: #Tea\",,,\n\
    id_str,from_user,text,created_at,time,from_user_id_str,in_reply_to_status_id_str,status_url,entities_str,Link(s),Media\n\
    3.08403734973661e+17,ada,\"RT @bob: \"\"Tea\"\"… https://t.co/x\",Mon Mar 04 02:29:14 +0000 2013,04/03/2013 02:29:14,1,308403734975736000,https://twitter.com/ada/status/308403734975736045,\"{\"\"urls\"\":[{\"\"url\"\":\"\"https://t.co/x\"\",\"\"expanded_url\"\":\"\"https://tea.example\"\"}]}\",https://tea.example,pic.twitter.com/x\n\
    71,\"b\nob\",Tea,,2/5/2021 2:12 PM,NA,,,,,\n";

proptest! {
    #[test]
    fn no_sheet_makes_the_reader_panic(bytes in data::spoilt(SHEET)) {
        data::try_reading(&bytes, formats::tags::read_csv);
        data::try_reading(&bytes, formats::tags::read_xlsx);
    }
}
