//! Small archives with one oddity each, by invented people.

use chat::{Author, Change};

use super::*;
use crate::{Found, Options};

/// What an archive of these files gives, in short.
fn archive(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut archive = Archive::Folder(folder.path().to_owned());
    told(|reading| read(&mut archive, reading))
}

/// What one file gives that was taken out of its archive.
fn part(text: &str) -> String {
    told(|reading| read_part(&mut text.as_bytes(), reading))
}

fn told(read: impl FnOnce(&mut Reading<'_>) -> Result<(), ReadError>) -> String {
    let (options, mut lines) = (Options::default(), Vec::new());
    let named = |author: &Author| {
        format!(
            "{} {} {}",
            author.uri,
            author.handle.as_deref().unwrap_or("-"),
            author.shown_name()
        )
    };
    let mut note = |found| {
        lines.push(match found {
            Found::Record(record) => match record.change {
                Change::Posted(post) => format!(
                    "{} {} {:?} | {} | {}{}",
                    post.uri.tweet_id().unwrap(),
                    post.created_at,
                    post.created_at.basis(),
                    named(&post.author),
                    post.body.text.plain,
                    if post.body.cut { " (cut)" } else { "" }
                ),
                Change::Reposted(repost) => format!(
                    "repost {} of {:?} by {} {:?}",
                    repost.uri,
                    repost.of.map(|uri| uri.to_string()),
                    named(&repost.author),
                    repost.text.map(|text| text.plain)
                ),
                other => format!("{other:?}"),
            },
            Found::Context(post) => format!("beside {} {}", post.uri, named(&post.author)),
            Found::Skipped { at, reason } => format!("{at}: {reason}"),
            other => format!("{other:?}"),
        });
        true
    };
    read(&mut Reading::new(&options, &mut note)).unwrap();
    lines.join("\n")
}

/// A file of the new form.
fn ytd(kind: &str, items: &[&str]) -> String {
    format!("window.YTD.{kind}.part0 = [\n{}\n]", items.join(",\n"))
}

const TEA: &str = r#"{"tweet":{"id_str":"71","created_at":"Thu Feb 16 18:00:01 +0000 2012","full_text":"Tea &amp; milk","favorite_count":"3"}}"#;
const ANSWER: &str = r#"{"tweet":{"id_str":"72","created_at":"Thu Feb 16 18:00:02 +0000 2012","full_text":"@ada and sugar","in_reply_to_status_id_str":"71","in_reply_to_user_id_str":"1","in_reply_to_screen_name":"ada"}}"#;
const ACCOUNT: &str = r#"window.YTD.account.part0 = [ { "account" : { "username" : "ada", "accountId" : "1", "accountDisplayName" : "Ada" } } ]"#;

#[test]
fn the_new_form_has_one_author() {
    let tweets = ytd(
        "tweets",
        &[
            TEA,
            r#"{"tweet":{"id_str":"73","created_at":"Thu Feb 16 18:00:03 +0000 2012","full_text":"RT @bob: Tea? I w…"}}"#,
        ],
    );
    insta::assert_snapshot!(archive(&[
        ("data/account.js", ACCOUNT),
        ("data/tweets.js", &tweets),
        ("data/tweets-part1.js", &ytd("tweets", &[ANSWER, "7", "{}", r#"{"tweet":{"id_str":"74"}}"#])),
        ("data/community-tweet.js", &ytd("community_tweet", &[TEA])),
    ]), @r#"
    71 2012-02-16T18:00:01Z Stated | https://twitter.com/i/user/1 @ada Ada | Tea & milk
    72 2012-02-16T18:00:02Z Stated | https://twitter.com/i/user/1 @ada Ada | @ada and sugar
    tweets-part1.js, item 2: it is not written as Twitter writes a post, at character 1
    tweets-part1.js, item 3: it is no post: it has no text
    tweets-part1.js, item 4: it is no post: it has no text
    71 2012-02-16T18:00:01Z Stated | https://twitter.com/i/user/1 @ada Ada | Tea & milk
    repost https://twitter.com/i/web/status/73 of None by https://twitter.com/i/user/1 @ada Ada Some("RT @bob: Tea? I w…")
    "#);
}

#[test]
fn only_posts_are_read() {
    let like = r#"{"like":{"tweetId":"71","fullText":"Tea"}}"#;
    insta::assert_snapshot!(archive(&[
        ("data/account.js", ACCOUNT),
        ("data/tweets.js", &ytd("tweets", &[TEA])),
        ("data/deleted-tweets.js", &ytd("deleted_tweets", &[ANSWER])),
        ("data/deleted-tweet-headers.js", "{"),
        ("data/like.js", &ytd("like", &[like])),
        ("data/direct-messages.js", &ytd("direct_messages", &[ANSWER])),
        ("assets/js/tweets.js", "{"),
    ]), @"71 2012-02-16T18:00:01Z Stated | https://twitter.com/i/user/1 @ada Ada | Tea & milk");
    for other in [ytd("deleted_tweets", &[TEA]), ytd("like", &[like]), ACCOUNT.to_owned()] {
        assert_eq!(part(&other), "");
    }
}

#[test]
fn an_author_who_is_not_stated_is_inferred_or_unknown() {
    let picture = r#"{"tweet":{"id_str":"75","created_at":"Thu Feb 16 18:00:03 +0000 2012","full_text":"Look https://t.co/p","extended_entities":{"media":[{"url":"https://t.co/p","media_url_https":"https://pics.example/1.jpg","expanded_url":"https://twitter.com/ada/status/75/photo/1"}]}}}"#;
    insta::assert_snapshot!(archive(&[("data/tweets.js", &ytd("tweets", &[ANSWER, TEA]))]), @r#"
    72 2012-02-16T18:00:02Z Stated | https://twitter.com/i/user/1 @ada @ada | @ada and sugar
    71 2012-02-16T18:00:01Z Stated | https://twitter.com/i/user/1 @ada @ada | Tea & milk
    "#);
    insta::assert_snapshot!(part(&ytd("tweet", &[TEA, picture])), @r#"
    71 2012-02-16T18:00:01Z Stated | https://twitter.com/ada @ada @ada | Tea & milk
    75 2012-02-16T18:00:03Z Stated | https://twitter.com/ada @ada @ada | Look
    "#);
    insta::assert_snapshot!(part(&ytd("tweets", &[ANSWER])), @"72 2012-02-16T18:00:02Z Stated | https://twitter.com/i/web/status/72#author - https://twitter.com/i/web/status/72#author | @ada and sugar");
}

#[test]
fn the_old_form_knows_days_before_it_knows_hours() {
    let user = r#""user":{"id_str":"1","screen_name":"ada","name":"Ada","protected":false}"#;
    let month = format!(
        r#"Grailbird.data.tweets_2010_11 = [ {{"id_str":"29259876097","created_at":"2010-11-01 00:00:00 +0000","text":"Tea",{user}}},
{{"id_str":"9749652643103654","created_at":"2010-11-30 23:24:32 +0000","text":"More tea",{user}}},
{{"id_str":"9749652643103655","created_at":"2010-11-30 23:24:33 +0000","text":"RT @bob: T","retweeted_status":{{"id_str":"9749652643103000","created_at":"2010-11-30 23:24:30 +0000","text":"Tea","user":{{"id_str":"2","screen_name":"bob"}}}},{user}}}"#
    );
    insta::assert_snapshot!(archive(&[
        ("data/js/user_details.js", r#"var user_details =  { "screen_name" : "ada", "full_name" : "Ada", "id" : "1" }"#),
        ("data/js/tweets/2010_11.js", &month),
    ]), @r#"
    29259876097 2010-11-01 Day | https://twitter.com/i/user/1 @ada Ada | Tea
    9749652643103654 2010-11-30T23:24:32Z Stated | https://twitter.com/i/user/1 @ada Ada | More tea
    beside https://twitter.com/i/web/status/9749652643103000 https://twitter.com/i/user/2 @bob @bob
    repost https://twitter.com/i/web/status/9749652643103655 of Some("https://twitter.com/i/web/status/9749652643103000") by https://twitter.com/i/user/1 @ada Ada None
    "#);
}

#[test]
fn notes_complete_what_was_cut() {
    let long = "Tea is a drink, & a long story that begins in the morning and ends in the evening, cup after cup, pot after pot, year after year, all over the world";
    let cut = format!(
        r#"{{"tweet":{{"id_str":"1650000000000000001","created_at":"Sun Apr 23 05:00:01 +0000 2023","full_text":"{}… https://t.co/n"}}}}"#,
        &long[..120].replace('&', "&amp;")
    );
    let note = format!(
        r#"{{"noteTweet":{{"noteTweetId":"1650000000000000000","createdAt":"2023-04-23T05:00:01.000Z","core":{{"text":"{long} https://t.co/l","urls":[{{"shortUrl":"https://t.co/l","expandedUrl":"https://tea.example"}}]}}}}}}"#
    );
    let tweets = ytd("tweets", &[&cut]);
    insta::assert_snapshot!(archive(&[
        ("data/account.js", ACCOUNT),
        ("data/tweets.js", &tweets),
        ("data/note-tweet.js", &ytd("note_tweet", &["7", &note])),
    ]), @"1650000000000000001 2023-04-23T05:00:01Z Stated | https://twitter.com/i/user/1 @ada Ada | Tea is a drink, & a long story that begins in the morning and ends in the evening, cup after cup, pot after pot, year after year, all over the world https://tea.example");
    let whole = archive(&[("data/account.js", ACCOUNT), ("data/tweets.js", &tweets)]);
    assert!(whole.ends_with("… (cut)"), "{whole}");
}

#[test]
fn a_closed_account_is_withheld() {
    let history = |action: &str| {
        ytd(
            "protected_history",
            &[&format!(
                r#"{{"protectedHistory":{{"protectedAt":"2023-04-23T05:00:01.000Z","action":"{action}"}}}}"#
            )],
        )
    };
    let with = |action: &str| {
        archive(&[
            ("data/account.js", ACCOUNT),
            ("data/protected-history.js", &history(action)),
            ("data/tweets.js", &ytd("tweets", &[TEA])),
        ])
    };
    assert_eq!(with("Protect"), "Withheld");
    assert_ne!(with("Unprotect"), "Withheld");
    insta::assert_snapshot!(archive(&[
        ("data/account.js", ACCOUNT),
        ("data/profile.js", &ytd("profile", &[r##"{"profile":{"description":{"bio":"Tea. #nobot"}}}"##])),
        ("data/tweets.js", &ytd("tweets", &[TEA])),
    ]), @"Withheld");
}
