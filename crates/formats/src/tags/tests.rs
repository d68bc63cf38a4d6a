//! Small sheets with one oddity each, by invented people.

mod written;

use chat::Change;
use jiff::tz::TimeZone;

use super::*;
use crate::{Found, Options};

fn gives(sheet: &str) -> String {
    gives_in(sheet, &Options::default())
}

fn gives_in(sheet: &str, options: &Options) -> String {
    let mut lines = Vec::new();
    let mut note = |found| {
        lines.push(match found {
            Found::Record(record) => match record.change {
                Change::Posted(post) => format!(
                    "{} {} {:?} {} “{}”{}{}",
                    post.uri.as_str().rsplit('/').next().unwrap_or_default(),
                    post.created_at,
                    post.created_at.basis(),
                    post.author.uri,
                    post.body.text.plain,
                    post.reply_to.map_or_else(String::new, |uri| format!(" reply to {uri}")),
                    post.reply_to_handle.map_or_else(String::new, |h| format!(" ({h})")),
                ),
                Change::Reposted(repost) => {
                    format!("repost {} “{}”", repost.uri, repost.text.unwrap().plain)
                }
                other => format!("{other:?}"),
            },
            Found::Skipped { at, reason } => format!("{at}: {reason}"),
            Found::Named(tag) => format!("named {tag}"),
            other => format!("{other:?}"),
        });
        true
    };
    match read_csv(&mut sheet.as_bytes(), &mut Reading::new(options, &mut note)) {
        Ok(()) => lines.join("\n"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_quote_that_is_never_closed_swallows_no_row() {
    let head = "id_str,from_user,text,created_at\n";
    let at = "Thu Feb 16 18:00:01 +0000 2012";
    let broken = format!("71,ada,\"a, b,{at}\n72,bob,yes,{at}\n");
    let rows = format!("71,ada,\"so she said,{at}\n72,bob,yes,{at}\n");
    insta::assert_snapshot!(gives(&format!("{head}{rows}")), @r#"
    Repaired { at: "row 2", reason: "a quote is opened in it and not closed: it was read to the end of its line" }
    71 2012-02-16T18:00:01Z Stated https://twitter.com/ada “"so she said”
    72 2012-02-16T18:00:01Z Stated https://twitter.com/bob “yes”
    "#);
    insta::assert_snapshot!(gives(&format!("{head}{broken}73,cy,\"two\nlines\",{at}\n")), @r#"
    Repaired { at: "row 2", reason: "a quote is opened in it and not closed: it was read to the end of its line" }
    row 2: no time that can be understood, and its id holds none
    72 2012-02-16T18:00:01Z Stated https://twitter.com/bob “yes”
    73 2012-02-16T18:00:01Z Stated https://twitter.com/cy “two
    lines”
    "#);
    // A quote further on seems to close it, and the cells are as many as they should be.
    let rows = format!("71,ada,\"never closed,{at}\n72,bob,plain,{at}\n73,cy,\"seven\",{at}\n");
    insta::assert_snapshot!(gives(&format!("{head}{rows}")), @r#"
    Repaired { at: "row 2", reason: "a quote is opened in it and not closed: it was read to the end of its line" }
    71 2012-02-16T18:00:01Z Stated https://twitter.com/ada “"never closed”
    72 2012-02-16T18:00:01Z Stated https://twitter.com/bob “plain”
    73 2012-02-16T18:00:01Z Stated https://twitter.com/cy “seven”
    "#);
    let last = format!("71,ada,yes,{at}\n72,bob,\"never closed,{at}\n");
    insta::assert_snapshot!(gives(&format!("{head}{last}")), @r#"
    71 2012-02-16T18:00:01Z Stated https://twitter.com/ada “yes”
    Repaired { at: "row 3", reason: "a quote is opened in it and never closed" }
    72 2012-02-16T18:00:01Z Stated https://twitter.com/bob “"never closed”
    "#);
    let cut = "170239012034125824,ada,\"one,\ntwo,three,four,five";
    insta::assert_snapshot!(gives(&format!("{head}72,bob,\"a, b\",{at}\n{cut}")), @r#"
    72 2012-02-16T18:00:01Z Stated https://twitter.com/bob “a, b”
    Repaired { at: "row 3", reason: "a quote is opened in it and never closed" }
    170239012034125824 2012-02-16T20:11:58Z Id https://twitter.com/ada “one,
    two,three,four,five”
    "#);
}

#[test]
fn letters_that_are_no_utf_8_are_told() {
    let mut told = Vec::new();
    let sheet =
        b"id_str,from_user,text,created_at\n71,ada,caf\xe9,Thu Feb 16 18:00:01 +0000 2012\n";
    let mut note = |found| {
        told.push(match found {
            Found::Repaired { at, reason } => format!("{at}: {reason}"),
            _ => "read".to_owned(),
        });
        true
    };
    let options = Options::default();
    read_csv(&mut &sheet[..], &mut Reading::new(&options, &mut note)).unwrap();
    assert_eq!(told, [format!("row 2: {}", crate::encoding::LOST), "read".to_owned()]);
}

#[test]
fn columns_are_found_by_name() {
    insta::assert_snapshot!(gives(
        "text;abc;ID_STR;;from_user;created_at;from_user_id_str;text\r\n\
         Tea? Q1;x;71;;ada;Thu Feb 16 18:00:01 +0000 2012;1;no\r\n\
         ;;;;;;;\r\n\
         text;abc;ID_STR;;from_user;created_at;from_user_id_str;text\r\n\
         RT @ada: Tea? Q1;x;72;;bob;Thu Feb 16 18:00:02 +0000 2012;2;no\r\n"
    ), @r#"
    71 2012-02-16T18:00:01Z Stated https://twitter.com/i/user/1 “Tea? Q1”
    repost https://twitter.com/i/web/status/72 “RT @ada: Tea? Q1”
    "#);
}

#[test]
fn rounded_ids_are_repaired_or_told() {
    insta::assert_snapshot!(gives(
        "id_str,from_user,text,created_at,in_reply_to_status_id_str,in_reply_to_screen_name,from_user_id_str,status_url\n\
         3.08403734973661e+17,ada,one,Mon Mar 04 02:29:14 +0000 2013,3.08403734972661e+17,bob,NA,https://twitter.com/ada/status/308403734975736045\n\
         308403734975736064,ada,two,NA,308403734975736000,,1,https://twitter.com/ada/status/308403734975736046\n\
         ,ada,three,NA,,,,https://twitter.com/ada/status/308403734975736047\n\
         3.08E+17,ada,four,NA,,,,\n\
         ,ada,five,,,,,\n\
         308403734975736049,,six,,,,,https://twitter.com/i/web/status/308403734975736049\n\
         308403734975736050,ada,@bob seven,,308403734975736045,,,\n\
         71,ada,eight,,,,,\n"
    ), @r#"
    308403734975736045 2013-03-04T02:29:14Z Stated https://twitter.com/ada “one” (@bob)
    308403734975736046 2013-03-04T02:29:14Z Id https://twitter.com/i/user/1 “two”
    308403734975736047 2013-03-04T02:29:14Z Id https://twitter.com/ada “three”
    row 5: a spreadsheet rounded its id, and there is no status_url to repair it from
    row 6: no id and no status_url
    row 7: it does not say who wrote it
    308403734975736050 2013-03-04T02:29:14Z Id https://twitter.com/ada “@bob seven” reply to https://twitter.com/i/web/status/308403734975736045 (@bob)
    row 9: no time that can be understood, and its id holds none
    "#);
}

#[test]
fn a_rounded_parent_is_no_parent() {
    let sheet = |parents: [&str; 4]| {
        let row = |(n, parent)| format!("31840373497573604{n},ada,@bob hi,{parent}\n");
        let rows: String = parents.into_iter().enumerate().map(row).collect();
        gives(&format!("id_str,from_user,text,in_reply_to_status_id_str\n{rows}"))
    };
    // Some of them look rounded by chance, and one is younger than its reply …
    let chance =
        ["308403734975736000", "308403734975736060", "308403734975736045", "418403734975736045"];
    insta::assert_snapshot!(sheet(chance), @r#"
    318403734975736040 2013-03-31T16:45:40Z Id https://twitter.com/ada “@bob hi” reply to https://twitter.com/i/web/status/308403734975736000 (@bob)
    318403734975736041 2013-03-31T16:45:40Z Id https://twitter.com/ada “@bob hi” reply to https://twitter.com/i/web/status/308403734975736060 (@bob)
    318403734975736042 2013-03-31T16:45:40Z Id https://twitter.com/ada “@bob hi” reply to https://twitter.com/i/web/status/308403734975736045 (@bob)
    318403734975736043 2013-03-31T16:45:40Z Id https://twitter.com/ada “@bob hi” (@bob)
    "#);
    // … but not all of them.
    let rounded =
        ["308403734975736000", "308403734975736060", "308403734975736100", "308403734975736200"];
    insta::assert_snapshot!(sheet(rounded), @r#"
    318403734975736040 2013-03-31T16:45:40Z Id https://twitter.com/ada “@bob hi” (@bob)
    318403734975736041 2013-03-31T16:45:40Z Id https://twitter.com/ada “@bob hi” (@bob)
    318403734975736042 2013-03-31T16:45:40Z Id https://twitter.com/ada “@bob hi” (@bob)
    318403734975736043 2013-03-31T16:45:40Z Id https://twitter.com/ada “@bob hi” (@bob)
    "#);
}

#[test]
fn a_banner_names_the_tags() {
    insta::assert_snapshot!(gives(
        ",\"Twitter Query: (#Tea OR #図書館) -#coffee -filter:retweets\",,\n\
         Date,Screen Name,Tweet Text,Tweet ID,Link(s),Media\n\
         2/5/2021 14:12:22,@ada,Look:  #tea,1357769052391837698,https://tea.example/?a=1&b=2\n\
         1/3/2008,@ada,Old,71,,\n\
         1/3/2008 1:02:03 PM,@ada,Older,70,,\n"
    ), @r#"
    named tea
    named 図書館
    1357769052391837698 2021-02-05T19:12:22Z Id https://twitter.com/ada “Look:  #tea https://tea.example/?a=1&b=2”
    71 2008-01-03 Day https://twitter.com/ada “Old”
    70 2008-01-03T13:02:03Z Local https://twitter.com/ada “Older”
    "#);
}

#[test]
fn local_times_are_read_in_the_zone_that_the_user_names() {
    let options = Options {
        timezone: Some(TimeZone::get("America/New_York").unwrap()),
        ..Options::default()
    };
    insta::assert_snapshot!(gives_in(
        "Date,Screen Name,Tweet Text,Tweet ID\n1/3/2008 1:02:03 PM,@ada,Older,70\n",
        &options
    ), @"70 2008-01-03T18:02:03Z Local https://twitter.com/ada “Older”");
}

#[test]
fn commas_without_quotes_are_told_or_joined() {
    insta::assert_snapshot!(gives(
        "ID,Posted at,Screen name,Text\n\
         71,2014-04-04 01:55:16 +0000,ada,tea, milk, and sugar\n\
         72,2014-04-04 01:55:16 +0000,ada\n\
         73,2014-04-04 01:55:16 +0000,\"a\nda\",\"tea\n\nand milk\"\n\n\
         ,2014-04-04 01:55:16 +0000,eve,lost\n"
    ), @r#"
    71 2014-04-04T01:55:16Z Stated https://twitter.com/ada “tea, milk, and sugar”
    row 3: it has no text
    row 4: it does not say who wrote it
    row 6: no id and no status_url
    "#);
    insta::assert_snapshot!(gives(
        "id_str,from_user,text,created_at\n71,ada,tea, milk,2014-04-04 01:55:16 +0000\n"
    ), @r#"
    Repaired { at: "row 2", reason: "a comma stands in a text without quotes: the text was put together again" }
    71 2014-04-04T01:55:16Z Stated https://twitter.com/ada “tea, milk”
    "#);
    // The last cell is empty in every row, so that nothing stands beyond the header.
    insta::assert_snapshot!(gives(
        "id_str,from_user,text,created_at,time,entities_str\n\
         71,ada,yes, tea, milk,2014-04-04 01:55:16 +0000,04/04/2014 01:55:16,\n\
         72,ada,no,2014-04-04 01:55:17 +0000,04/04/2014 01:55:17,\n"
    ), @r#"
    Repaired { at: "row 2", reason: "a comma stands in a text without quotes: the text was put together again" }
    71 2014-04-04T01:55:16Z Stated https://twitter.com/ada “yes, tea, milk”
    72 2014-04-04T01:55:17Z Stated https://twitter.com/ada “no”
    "#);
    insta::assert_snapshot!(gives(
        "id_str,from_user,text,created_at,\n71,ada,tea,2014-04-04 01:55:16 +0000,my note\n\
         72,ada,tea,milk,and,sugar,no time at all\n"
    ), @r#"
    71 2014-04-04T01:55:16Z Stated https://twitter.com/ada “tea”
    row 3: it has 7 cells where the header has 4: a comma in a text without quotes?
    "#);
}

#[test]
fn google_quotes_nothing_between_tabs() {
    insta::assert_snapshot!(gives(
        "id_str\tfrom_user\ttext\tcreated_at\n\
         71\tada\t\"Tea\" she said\t2014-04-04 01:55:16 +0000\n\
         72\tbob\t\"Milk\t2014-04-04 01:55:16 +0000\n"
    ), @r#"
    71 2014-04-04T01:55:16Z Stated https://twitter.com/ada “"Tea" she said”
    72 2014-04-04T01:55:16Z Stated https://twitter.com/bob “"Milk”
    "#);
    insta::assert_snapshot!(gives(
        "id_str\tfrom_user\ttext\tcreated_at\n\
         71\tada\t\"Tea\nand milk\"\t2014-04-04 01:55:16 +0000\n"
    ), @r#"
    71 2014-04-04T01:55:16Z Stated https://twitter.com/ada “Tea
    and milk”
    "#);
}

#[test]
fn entities_tell_where_links_lead() {
    insta::assert_snapshot!(gives(
        "id_str,from_user,text,created_at,entities_str\n\
         71,ada,Q&amp;A https://t.co/a https://t.co/b,2014-04-04 01:55:16 +0000,\"{\"\"urls\"\": [{\"\"url\"\": \"\"https://t.co/a\"\", \"\"expanded_url\"\": \"\"https://tea.example\"\"}], \"\"media\"\": [{\"\"url\"\": \"\"https://t.co/b\"\", \"\"media_url\"\": \"\"http://pics.example/1.jpg\"\"}]}\"\n\
         72,ada,https://t.co/a,2014-04-04 01:55:16 +0000,{cut\n"
    ), @r#"
    71 2014-04-04T01:55:16Z Stated https://twitter.com/ada “Q&A https://tea.example”
    72 2014-04-04T01:55:16Z Stated https://twitter.com/ada “https://t.co/a”
    "#);
}

#[test]
fn other_tables_are_not_ours() {
    for table in ["id,name,price\n1,tea,3\n", "once upon a time", "", "\0"] {
        assert_eq!(recognise(table), None, "{table:?}");
        assert!(gives(table).contains("header"), "{table:?}");
    }
    assert_eq!(recognise("\u{feff}id_str\tfrom_user\ttext\n1\t"), Some(Format::TagsCsv));
    assert_eq!(recognise("ID,Posted at,Screen name,Text\r\n"), Some(Format::Sheet));
}

#[test]
fn the_original_is_the_row() {
    let sheet = b"\xef\xbb\xbfid_str,from_user,text,created_at,\n\n71,ada,\"tea\n\xff \",2014-04-04 01:55:16 +0000, \r\n";
    let (options, mut raw) = (Options::default(), Vec::new());
    let mut note = |found| {
        if let Found::Record(record) = found {
            raw.push(record.raw);
        }
        true
    };
    read_csv(&mut &sheet[..], &mut Reading::new(&options, &mut note)).unwrap();
    assert_eq!(raw, [b"71,ada,\"tea\n\xff \",2014-04-04 01:55:16 +0000, "]);
}
