//! Sheets that are written, and read again.

use chat::{Author, Media, MediaKind, Moment, Network, Post, Repost, Text, Uri};

use super::*;

fn written(write: impl FnOnce(&mut TagsWriter<&mut Vec<u8>>)) -> String {
    let mut bytes = Vec::new();
    let mut sheet = TagsWriter::new(&mut bytes).unwrap();
    write(&mut sheet);
    sheet.finish().unwrap();
    String::from_utf8(bytes).unwrap()
}

fn ada_says(id: u64, words: &str) -> Post {
    let ada = Author::twitter(Some(1), Some("ada")).unwrap();
    let at = "2012-02-16T18:00:01Z".parse().unwrap();
    let mut post = Post::new(Uri::tweet(id), Network::Twitter, ada, at);
    post.body.text = Text::from_plain(words);
    post
}

#[test]
fn posts_are_written_as_tags_writes_them() {
    let mut post = ada_says(71, "Q&A <b> #Tea @bob https://tea.example");
    post.reply_to = Some(Uri::tweet(70));
    post.reply_to_handle = Some("@bob".into());
    post.body.media.push(Media {
        url: "https://pics.example/1.jpg".into(),
        kind: MediaKind::Image,
        alt: Some("a \"cup\"".into()),
    });
    let eve = Author::new(Uri::new("https://lamp.example/users/eve"), Network::Fediverse);
    let at = Moment::day("2026-02-16".parse().unwrap());
    let uri = Uri::new("https://lamp.example/users/eve/statuses/9");
    let mut toot = Post::new(uri, Network::Fediverse, eve, at);
    toot.url = Some("https://lamp.example/@eve/9".into());
    toot.body.text = Text::from_plain("=1+1");
    let sheet = written(|sheet| {
        sheet.write_post(&post).unwrap();
        sheet.write_post(&toot).unwrap();
    });
    insta::assert_snapshot!(sheet, @r#"
    id_str,from_user,text,created_at,time,geo_coordinates,user_lang,in_reply_to_user_id_str,in_reply_to_screen_name,from_user_id_str,in_reply_to_status_id_str,source,profile_image_url,user_followers_count,user_friends_count,user_location,status_url,entities_str
    71,ada,Q&amp;A &lt;b&gt; #Tea @bob https://tea.example,Thu Feb 16 18:00:01 +0000 2012,16/02/2012 18:00:01,,,,bob,1,70,,,,,,https://twitter.com/i/web/status/71,"{""hashtags"":[{""text"":""Tea"",""indices"":[8,12]}],""symbols"":[],""user_mentions"":[{""screen_name"":""bob"",""indices"":[13,17]}],""urls"":[{""url"":""https://tea.example"",""expanded_url"":""https://tea.example"",""indices"":[18,37]}],""media"":[{""media_url_https"":""https://pics.example/1.jpg"",""type"":""photo"",""ext_alt_text"":""a \""cup\""""}]}"
    9,,=1+1,,16/02/2026,,,,,,,,,,,,https://lamp.example/@eve/9,"{""hashtags"":[],""symbols"":[],""user_mentions"":[],""urls"":[]}"
    "#);
    insta::assert_snapshot!(gives(&sheet), @r#"
    71 2012-02-16T18:00:01Z Stated https://twitter.com/i/user/1 “Q&A <b> #Tea @bob https://tea.example” reply to https://twitter.com/i/web/status/70 (@bob)
    row 3: its address is not one of Twitter's: it was said elsewhere
    "#);
}

#[test]
fn reposts_are_written_in_words() {
    let original = ada_says(71, "Tea & milk");
    let mut repost = Repost {
        uri: Uri::tweet(72),
        network: Network::Twitter,
        of: Some(original.uri.clone()),
        author: Author::twitter(None, Some("bob")).unwrap(),
        created_at: original.created_at,
        text: None,
    };
    let sheet = written(|sheet| {
        sheet.write_repost_of(&repost, &original).unwrap();
        sheet.write_repost(&repost).unwrap();
        repost.text = Some(Text::unmarked("RT @ada: Tea…"));
        sheet.write_repost(&repost).unwrap();
    });
    insta::assert_snapshot!(gives(&sheet), @r#"
    repost https://twitter.com/i/web/status/72 “RT @ada: Tea & milk”
    repost https://twitter.com/i/web/status/72 “RT @i: https://twitter.com/i/web/status/71”
    repost https://twitter.com/i/web/status/72 “RT @ada: Tea…”
    "#);
}

#[test]
fn a_cut_post_and_what_it_quotes_come_back() {
    let mut post = ada_says(1_357_769_052_391_837_698, "A long story…");
    post.url = Some(format!("https://twitter.com/ada/status/{}", 1_357_769_052_391_837_698_u64));
    post.body.cut = true;
    post.quote_of = Some(Uri::tweet(1_357_769_052_391_837_000));
    post.author.as_of = Some(post.created_at.at());
    let sheet = written(|sheet| sheet.write_post(&post).unwrap());
    let (options, mut posts) = (Options::default(), Vec::new());
    let mut note = |found| {
        if let Found::Record(record) = found {
            posts.push(record.change);
        }
        true
    };
    read_csv(&mut sheet.as_bytes(), &mut Reading::new(&options, &mut note)).unwrap();
    assert_eq!(posts, [Change::Posted(Box::new(post))]);
}
