//! Small samples of each form, by invented people.

use chat::Change;

use super::*;
use crate::{Found, Options};

/// What a file gives, in short.
fn gives(file: &str) -> String {
    let options = Options::default();
    let mut lines = Vec::new();
    let mut note = |found| {
        lines.push(match found {
            Found::Record(record) => match record.change {
                Change::Posted(post) => format!("post {}", short(&post)),
                Change::Reposted(repost) => format!(
                    "repost {} by {} of {} text {:?}",
                    last(&repost.uri),
                    repost.author.shown_name(),
                    repost.of.as_ref().map_or("?", last),
                    repost.text.map(|t| t.plain)
                ),
                other => format!("{other:?}"),
            },
            Found::Context(post) => format!("beside {}", short(&post)),
            Found::Gone(Change::Deleted(gone)) => {
                format!("deleted {} {:?}", last(&gone.uri), gone.at)
            }
            other => format!("{other:?}"),
        });
        true
    };
    read(&mut file.as_bytes(), &mut Reading::new(&options, &mut note)).unwrap();
    lines.join("\n")
}

fn last(uri: &Uri) -> &str {
    uri.as_str().rsplit('/').next().unwrap_or_default()
}

fn short(post: &Post) -> String {
    let mut out = format!("{} {} {}", last(&post.uri), post.created_at, post.author.shown_name());
    out.push_str(&format!(" “{}”", post.body.text.plain));
    for (name, uri) in [("reply to", &post.reply_to), ("quotes", &post.quote_of)] {
        if let Some(uri) = uri {
            out.push_str(&format!(" {name} {}", last(uri)));
        }
    }
    for media in &post.body.media {
        out.push_str(&format!(" {:?} {} {:?}", media.kind, media.url, media.alt));
    }
    out
}

const BOB: &str = r#""user":{"id":2,"screen_name":"bob","name":"Bob"}"#;
const ADA: &str =
    r#""user":{"id_str":"1","id":9,"screen_name":"ada","name":"Ada","protected":false}"#;
const AT: &str = r#""created_at":"Thu Feb 16 18:00:01 +0000 2012""#;

#[test]
fn v1_longer_texts_are_whole() {
    let file = format!(
        r#"{{"id":70,"id_str":"71",{AT},{ADA},"text":"Tea is… https://t.co/w","truncated":true,"extended_tweet":{{"full_text":"Tea is a drink &amp; more https://t.co/l https://t.co/p","display_text_range":[0,5],"entities":{{"urls":[{{"url":"https://t.co/l","expanded_url":"https://tea.example/1"}}],"media":[{{"url":"https://t.co/p","media_url_https":"https://pics.example/1.jpg","type":"photo","ext_alt_text":"a cup"}}]}}}}}}
{{"id_str":"72",{AT},{BOB},"full_text":"@ada Yes","in_reply_to_status_id_str":"71","in_reply_to_screen_name":"ada","entities":{{}}}}
{{"id_str":"73",{AT},{BOB},"text":"Long story… https://t.co/w","truncated":true,"entities":{{"urls":[{{"url":"https://t.co/w","expanded_url":"https://twitter.com/i/web/status/73"}}]}}}}"#
    );
    insta::assert_snapshot!(gives(&file), @r#"
    post 71 2012-02-16T18:00:01Z Ada “Tea is a drink & more https://tea.example/1” Image https://pics.example/1.jpg Some("a cup")
    post 72 2012-02-16T18:00:01Z Bob “@ada Yes” reply to 71
    post 73 2012-02-16T18:00:01Z Bob “Long story…”
    "#);
}

#[test]
fn v1_what_is_passed_on_or_quoted_rides_along() {
    let original = format!(r#"{{"id_str":"50",{AT},{ADA},"text":"Tea","retweet_count":3}}"#);
    let file = format!(
        r#"{{"id_str":"71",{AT},{BOB},"text":"RT @ada: T…","retweeted_status":{original}}}
{{"id_str":"72",{AT},{BOB},"text":"RT @ada: Tea"}}
{{"id_str":"73",{AT},{BOB},"text":"This!","quoted_status_id_str":"50","quoted_status":{original}}}
{{"id_str":"74",{AT},{BOB},"text":"RT @eve: RT @ada: Tea","retweeted_status":{{"id":60,{AT},"user":{{"id":3,"screen_name":"eve"}},"text":"RT @ada: Tea"}}}}"#
    );
    insta::assert_snapshot!(gives(&file), @r#"
    beside 50 2012-02-16T18:00:01Z Ada “Tea”
    repost 71 by Bob of 50 text None
    repost 72 by Bob of ? text Some("RT @ada: Tea")
    beside 50 2012-02-16T18:00:01Z Ada “Tea”
    post 73 2012-02-16T18:00:01Z Bob “This!” quotes 50
    repost 74 by Bob of 60 text Some("RT @eve: RT @ada: Tea")
    "#);
}

#[test]
fn protected_accounts_and_those_who_ask_are_withheld() {
    let protected = r#""user":{"id":3,"screen_name":"eve","protected":true}"#;
    let asking = r##""user":{"id":4,"screen_name":"ivy","description":"tea #nobot"}"##;
    let file = format!(
        r#"{{"id_str":"71",{AT},{protected},"text":"secret"}}
{{"id_str":"72",{AT},{protected},"text":"RT @ada: Tea"}}
{{"id_str":"73",{AT},{BOB},"text":"RT @eve: s","retweeted_status":{{"id":60,{AT},{protected},"text":"secret"}}}}
{{"id_str":"74",{AT},{BOB},"text":"This!","quoted_status":{{"id":60,{AT},{protected},"text":"secret"}}}}
{{"id_str":"75",{AT},{asking},"text":"Tea"}}"#
    );
    insta::assert_snapshot!(gives(&file), @r#"
    Withheld
    Withheld
    repost 73 by Bob of ? text None
    post 74 2012-02-16T18:00:01Z Bob “This!” quotes 60
    Withheld
    "#);
}

#[test]
fn notices_and_what_is_broken() {
    let file = format!(
        r#"{{"id_str":"71",{AT},{ADA},"text":"Tea"}}
{{"delete":{{"status":{{"id":50,"id_str":"50","user_id":1}},"timestamp_ms":"1329415201000"}}}}
{{"limit":{{"track":1234}}}}
{{"id":1,"screen_name":"ada","followers_count":7}}
{{"id_str":null,"id":3.1e17,{AT},{ADA},"text":"rounded"}}
{{"id_str":"72","created_at":"soon",{ADA},"text":"timeless"}}
{{"id_str":"73",{AT},"text":"nobody's"}}
{{"id_str":"74",{AT},{ADA},"text":7,"entities":[],"in_reply_to_status_id":"","lang":null,"favorite_count":"100+"}}
{{"id_str":"75",{AT},"user":"ada","text":"odd"}}
[7]
{{"id_str":"76",{AT},{ADA},"text":"Te"#
    );
    insta::assert_snapshot!(gives(&file), @r#"
    post 71 2012-02-16T18:00:01Z Ada “Tea”
    deleted 50 Some(2012-02-16T18:00:01Z)
    Skipped { at: "line 5", reason: "it has no exact id" }
    Skipped { at: "line 6", reason: "it has no time that can be understood, and its id holds none" }
    Skipped { at: "line 7", reason: "it does not say who wrote it" }
    post 74 2012-02-16T18:00:01Z Ada “7”
    Skipped { at: "line 9", reason: "it is not written as Twitter writes a post, at character 73" }
    Skipped { at: "line 10, item 1", reason: "it is not written as Twitter writes a post, at character 1" }
    Skipped { at: "line 11", reason: "it ends in the middle" }
    "#);
}

#[test]
fn search_answers_are_lists_of_statuses() {
    let file = format!(
        "{{\n\"statuses\": [\n{{\"id_str\":\"71\",{AT},{ADA},\"text\":\"Tea\"}},\n7],\n\"search_metadata\":{{}}}}"
    );
    insta::assert_snapshot!(gives(&file), @r#"
    post 71 2012-02-16T18:00:01Z Ada “Tea”
    Skipped { at: "item 2", reason: "it is not written as Twitter writes a post, at character 1" }
    "#);
}

const PAGE: &str = r#"{"data":[
{"id":"1394735776701816833","author_id":"1","created_at":"2021-05-18T19:24:56.000Z","text":"RT @bob: Tea is a drink that…","referenced_tweets":[{"type":"retweeted","id":"1391677057810288641"}]},
{"id":"1394735776701816834","author_id":"1","created_at":"2021-05-18T19:24:56.000Z","text":"@bob Yes https://t.co/p","attachments":{"media_keys":["3_1"]},"entities":{"urls":[{"url":"https://t.co/p","expanded_url":"https://twitter.com/ada/status/1394735776701816834/photo/1","display_url":"pic.twitter.com/p","media_key":"3_1"}]},"referenced_tweets":[{"type":"replied_to","id":"1391677057810288641"}],"public_metrics":{"retweet_count":2,"like_count":3}},
{"id":"1394735776701816835","author_id":"9","created_at":"2021-05-18T19:24:56.000Z","text":"Tea… https://t.co/n","note_tweet":{"text":"Tea, at length"},"referenced_tweets":[{"type":"quoted","id":"1391677057810288640"}]},
{"id":"1394735776701816836","author_id":"9","created_at":"2021-05-18T19:24:56.000Z","text":"RT @eve: gone","referenced_tweets":[{"type":"retweeted","id":"1391677057810288639"}]}
],"includes":{"users":[{"id":"1","username":"ada","name":"Ada"},{"id":"2","username":"bob","name":"Bob"}],"tweets":[{"id":"1391677057810288641","author_id":"2","created_at":"2021-05-10T08:50:41.000Z","text":"Tea is a drink that warms"}],"media":[{"media_key":"3_1","type":"photo","url":"https://pics.example/1.jpg","alt_text":"a cup"}]},"errors":[{"title":"Not Found"}],"__twarc":{"retrieved_at":"2021-05-19T15:26:17+00:00"}}"#;

#[test]
fn v2_pages_tell_people_and_originals_beside() {
    insta::assert_snapshot!(gives(&PAGE.replace('\n', "")), @r#"
    beside 1391677057810288641 2021-05-10T08:50:41Z Bob “Tea is a drink that warms”
    repost 1394735776701816833 by Ada of 1391677057810288641 text None
    beside 1391677057810288641 2021-05-10T08:50:41Z Bob “Tea is a drink that warms”
    post 1394735776701816834 2021-05-18T19:24:56Z Ada “@bob Yes” reply to 1391677057810288641 Image https://pics.example/1.jpg Some("a cup")
    post 1394735776701816835 2021-05-18T19:24:56Z https://twitter.com/i/user/9 “Tea, at length” quotes 1391677057810288640
    repost 1394735776701816836 by https://twitter.com/i/user/9 of 1391677057810288639 text Some("RT @eve: gone")
    "#);
}

#[test]
fn the_original_of_a_v2_record_reads_as_the_record() {
    let page = PAGE.replace('\n', "");
    let records = |file: &str| {
        let (options, mut records) = (Options::default(), Vec::new());
        let mut note = |found| {
            if let Found::Record(record) = found {
                records.push(record);
            }
            true
        };
        read(&mut file.as_bytes(), &mut Reading::new(&options, &mut note)).unwrap();
        records
    };
    let whole = records(&page);
    assert_eq!(whole[1].seen_at, Some("2021-05-19T15:26:17Z".parse().unwrap()));
    for record in [&whole[1], &whole[2]] {
        let again = records(std::str::from_utf8(&record.raw).unwrap());
        let (Change::Posted(mut once), Change::Posted(again)) =
            (record.change.clone(), again[0].change.clone())
        else {
            panic!("posts")
        };
        once.author.as_of = again.author.as_of;
        assert_eq!(once, again);
    }
}

#[test]
fn v2_lines_embed_what_pages_tell_beside() {
    let file = r#"{"id":"1394735776701816833","author":{"id":"1","username":"ada","name":"Ada"},"author_id":"1","created_at":"2021-05-18T19:24:56.000Z","text":"@bob Yes","referenced_tweets":[{"type":"replied_to","id":"1391677057810288641","author":{"id":"2","username":"bob","name":"Bob"},"author_id":"2","created_at":"2021-05-10T08:50:41.000Z","text":"Tea?"}],"attachments":{"media":[{"media_key":"3_1","type":"video","variants":[{"bit_rate":1,"url":"https://v.example/1"},{"bit_rate":2,"url":"https://v.example/2"},{"url":"https://v.example/3"}]}]},"__twarc":{"retrieved_at":"2021-05-19T15:26:17+00:00"}}
{"id":"1394735776701816834","author":{"id":"1","username":"ada","name":"Ada"},"text":"RT @bob: Te…","created_at":"2021-05-18T19:24:57.000Z","referenced_tweets":[{"type":"retweeted","id":"1391677057810288641","author":{"id":"2","username":"bob","name":"Bob"},"created_at":"2021-05-10T08:50:41.000Z","text":"Tea?"}]}"#;
    insta::assert_snapshot!(gives(file), @r#"
    beside 1391677057810288641 2021-05-10T08:50:41Z Bob “Tea?”
    post 1394735776701816833 2021-05-18T19:24:56Z Ada “@bob Yes” reply to 1391677057810288641 Video https://v.example/2 None
    beside 1391677057810288641 2021-05-10T08:50:41Z Bob “Tea?”
    repost 1394735776701816834 by Ada of 1391677057810288641 text None
    "#);
}
