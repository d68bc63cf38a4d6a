//! Account archives.

use chat::Change;
use proptest::prelude::*;

use crate::data;

#[test]
fn real_archives_give_what_they_hold() {
    data::check("twitter_account_archive");
}

#[test]
fn one_author_wrote_an_archive() {
    let Some(root) = data::folder() else { return };
    let root = root.join("twitter_account_archive");
    for (name, handle, id) in [
        ("twitter_archive_new.zip", "@u44749084", 3_484_612_461),
        ("twitter_archive_tweets_js_only.zip", "@u700806", 5_112_490),
    ] {
        let found = data::read(&root.join(name));
        for change in data::changes(&found) {
            let author = match change {
                Change::Posted(post) => &post.author,
                Change::Reposted(repost) => &repost.author,
                other => panic!("{other:?}"),
            };
            assert_eq!(author.handle.as_deref(), Some(handle), "{name}");
            assert_eq!(author.uri.twitter_user_id(), Some(id), "{name}");
        }
    }
}

#[test]
fn days_without_hours_are_days() {
    let Some(root) = data::folder() else { return };
    let found = data::read(&root.join("twitter_account_archive/twitter_archive_old.zip"));
    let (mut days, mut times) = (0, 0);
    for change in data::changes(&found) {
        let (Change::Posted(post), 2009..=2010) = (change, year(change)) else {
            continue;
        };
        if post.created_at.has_time() {
            times += 1;
        } else {
            days += 1;
        }
    }
    assert!(days > 100 && times > 100, "{days} days, {times} times");
}

fn year(change: &Change) -> i16 {
    let at = match change {
        Change::Posted(post) => post.created_at.at(),
        Change::Reposted(repost) => repost.created_at.at(),
        _ => return 0,
    };
    at.to_zoned_datetime(jiff::tz::TimeZone::UTC).year()
}

const PART: &str = r#"window.YTD.tweets.part0 = [
{"tweet":{"id_str":"71","created_at":"Thu Feb 16 18:00:01 +0000 2012","full_text":"Tea &amp; milk","favorite_count":"3","extended_entities":{"media":[{"url":"https://t.co/p","expanded_url":"https://twitter.com/ada/status/71/photo/1"}]}}},
{"tweet":{"id_str":"72","created_at":"2010-11-04 00:00:00 +0000","text":"@ada Tea","in_reply_to_status_id_str":"71","in_reply_to_user_id_str":"1","in_reply_to_screen_name":"ada"}}
]"#;

proptest! {
    #[test]
    fn no_part_makes_the_reader_panic(bytes in data::spoilt(PART)) {
        data::try_reading(&bytes, formats::twitter_archive::read_part);
    }
}
