//! twarc's lines and search answers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chat::{Change, Join, Post, Repost, Uri};
use proptest::prelude::*;

use crate::data;

#[test]
fn real_lines_give_what_they_hold() {
    for folder in ["twarc_v2", "twitter_search", "question_chat"] {
        data::check(folder);
    }
}

/// One post and one repost, as every format tells them.
const FORMS: [&str; 5] = [
    r#"{"id_str":"1357769052391837698","created_at":"Fri Feb 05 19:12:22 +0000 2021","user":{"id":1,"screen_name":"ada","name":"Ada","followers_count":7},"text":"Tea &amp; milk, as in… https://t.co/w","truncated":true,"entities":{"urls":[{"url":"https://t.co/w","expanded_url":"https://twitter.com/i/web/status/1357769052391837698"}]},"retweet_count":1}
{"id_str":"1357769052391837699","created_at":"Fri Feb 05 19:12:22 +0000 2021","user":{"id":2,"screen_name":"bob"},"text":"RT @ada: Tea","retweeted_status":{"id_str":"1357769052391837000","created_at":"Fri Feb 05 19:12:22 +0000 2021","user":{"id":1,"screen_name":"ada"},"text":"Tea"}}"#,
    r#"{"data":[{"id":"1357769052391837698","author_id":"1","created_at":"2021-02-05T19:12:22.000Z","text":"Tea &amp; milk, as in https://t.co/l","entities":{"urls":[{"url":"https://t.co/l","expanded_url":"https://twitter.com/bob/status/1357769052391837000"}]},"referenced_tweets":[{"type":"quoted","id":"1357769052391837000"}],"public_metrics":{"retweet_count":2,"like_count":3}},{"id":"1357769052391837699","author_id":"2","created_at":"2021-02-05T19:12:22.000Z","text":"RT @ada: Tea","referenced_tweets":[{"type":"retweeted","id":"1357769052391837000"}]}],"includes":{"users":[{"id":"1","username":"ada"}]}}"#,
    "Date,Screen Name,Tweet Text,Tweet ID,Link(s)\n\
     2/5/2021 14:12:22,@ada,\"Tea & milk, as in \",1357769052391837698,https://twitter.com/bob/status/1357769052391837000\n\
     2/5/2021 14:12:22,@bob,RT @ada: Tea,1357769052391837699,\n",
    "id_str,from_user,text,created_at,from_user_id_str\n\
     1357769052391837698,ada,\"Tea &amp; milk, as in… https://t.co/w\",Fri Feb 05 19:12:22 +0000 2021,1\n\
     1357769052391837699,bob,RT @ada: T…,Fri Feb 05 19:12:22 +0000 2021,2\n",
    r#"window.YTD.tweets.part0 = [
{"tweet":{"id_str":"1357769052391837698","created_at":"Fri Feb 05 19:12:22 +0000 2021","full_text":"Tea &amp; milk, as in… https://t.co/w"}},
{"tweet":{"id_str":"1357769052391837699","created_at":"Fri Feb 05 19:12:22 +0000 2021","full_text":"RT @ada: T…"}}]"#,
];

#[test]
fn every_format_joins_to_the_same_in_any_order() {
    let told: Vec<(Post, Repost)> = FORMS.iter().map(|form| post_and_repost(form)).collect();
    let joined = |order: &[usize]| {
        let (mut post, mut repost) = told[order[0]].clone();
        for &next in &order[1..] {
            post.join(told[next].0.clone());
            repost.join(told[next].1.clone());
        }
        (post, repost)
    };
    let (post, repost) = joined(&[0, 1, 2, 3, 4]);
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [3, 4, 0, 2, 1], [1, 3, 2, 4, 0]] {
        assert_eq!(joined(&order), (post.clone(), repost.clone()), "{order:?}");
    }
    let text = "Tea & milk, as in https://twitter.com/bob/status/1357769052391837000";
    assert_eq!(post.body.text.plain, text);
    assert!(!post.body.cut);
    assert_eq!(post.author.uri, Uri::twitter_user(1));
    assert_eq!(post.quote_of, Some(Uri::tweet(1_357_769_052_391_837_000)));
    assert_eq!((post.reposts, post.likes), (Some(2), Some(3)));
    assert_eq!(repost.of, Some(Uri::tweet(1_357_769_052_391_837_000)));
    assert_eq!(repost.author.uri, Uri::twitter_user(2));
}

fn post_and_repost(form: &str) -> (Post, Repost) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form");
    std::fs::write(&path, form).unwrap();
    let found = data::read(&path);
    match data::changes(&found)[..] {
        [Change::Posted(post), Change::Reposted(repost)] => ((**post).clone(), (**repost).clone()),
        ref other => panic!("{other:?}"),
    }
}

const LINES: &str = r#"{"id_str":"71","created_at":"Thu Feb 16 18:00:01 +0000 2012","user":{"id":1,"screen_name":"ada","protected":false},"text":"Tea… https://t.co/x","truncated":true,"entities":{"urls":[{"url":"https://t.co/x","expanded_url":"https://twitter.com/i/web/status/71"}],"media":[{"url":"https://t.co/p","media_url_https":"https://p.example","video_info":{"variants":[{"bitrate":1,"url":"https://v.example"}]}}]},"retweeted_status":{"id":70,"text":"Tea","created_at":"2010-11-04 00:00:00 +0000","user":{"id":2}},"favorite_count":"3"}
{"data":[{"id":"1394735776701816833","author_id":"1","created_at":"2021-05-18T19:24:56.000Z","text":"é 😀 &amp; Tea","referenced_tweets":[{"type":"quoted","id":"70"}],"attachments":{"media_keys":["3_1"]}}],"includes":{"users":[{"id":"1","username":"ada"}],"tweets":[{"id":"70","author_id":"1","text":"Tea"}],"media":[{"media_key":"3_1","type":"photo","url":"https://p.example"}]},"__twarc":{"retrieved_at":"2021-05-19T15:26:17+00:00"}}
{"delete":{"status":{"id":50},"timestamp_ms":"1329415201000"}}
{"statuses":[{"id":72,"text":"Tea"}]}
"#;

proptest! {
    #[test]
    fn no_line_makes_the_reader_panic(bytes in data::spoilt(LINES)) {
        data::try_reading(&bytes, formats::twarc::read);
    }
}
