//! The rules that all Twitter formats share.

use super::*;

fn told(id: u64, words: &str) -> Told<'_> {
    let ada = Author::twitter(Some(1), Some("ada")).unwrap();
    let at = moment("Thu Feb 16 18:00:01 +0000 2012", &Uri::tweet(id)).unwrap();
    let mut told = Told::new(id, ada, at);
    told.words = words.into();
    told
}

fn link(short: &'static str, target: &'static str) -> Shortened<'static> {
    Shortened { short: short.into(), target: Some(target.into()) }
}

#[test]
fn only_what_begins_with_rt_and_a_name_passes_on() {
    for repost in ["RT @bob: tea", "RT @bob_2:tea", " RT @bob: RT @eve: tea"] {
        assert!(told(7, repost).is_repost(), "{repost}");
    }
    for post in [
        "So true! RT @bob: tea",
        "RT @bob tea",
        "rt @bob: tea",
        "RT: @bob tea",
        "RT @: tea",
        "MT @bob: tea",
        "",
    ] {
        assert!(!told(7, post).is_repost(), "{post}");
    }
}

#[test]
fn a_cut_text_is_marked() {
    let cut = |words: &'static str, target: Option<&'static str>| {
        let mut told = told(7, words);
        told.links = target.map(|t| link("https://t.co/x", t)).into_iter().collect();
        told.into_post().unwrap().body
    };
    let itself = Some("https://twitter.com/i/web/status/7");
    let whole = cut("Tea is… https://t.co/x", Some("https://tea.example"));
    assert!(!whole.cut);
    assert_eq!(whole.text.plain, "Tea is… https://tea.example");
    let short = cut("Tea is… https://t.co/x", itself);
    assert!(short.cut);
    assert_eq!(short.text.plain, "Tea is…");
    assert!(cut("Tea is… https://t.co/x", None).cut);
    assert!(!cut("Tea is…", None).cut);
    assert!(!cut("See https://t.co/x", itself).cut);
}

#[test]
fn a_link_to_a_post_quotes_it_since_twitter_shows_it_so() {
    let quoted = |id: u64, target: &'static str| {
        let mut told = told(id, "This! https://t.co/x");
        told.links.push(link("https://t.co/x", target));
        told.into_post().unwrap().quote_of.map(|uri| uri.to_string())
    };
    let post = "https://twitter.com/bob/status/600000000000000001";
    let uri = "https://twitter.com/i/web/status/600000000000000001";
    assert_eq!(quoted(700_000_000_000_000_000, post).as_deref(), Some(uri));
    assert_eq!(quoted(600_000_000_000_000_001, post), None, "itself");
    assert_eq!(quoted(500_000_000_000_000_000, post), None, "long before");
    assert_eq!(quoted(700_000_000_000_000_000, "https://twitter.com/bob"), None);
}

#[test]
fn a_parent_is_older_than_its_reply() {
    let mut reply = told(7, "@bob yes");
    reply.reply_to = Some(9);
    let reply = reply.into_post().unwrap();
    assert_eq!(reply.reply_to, None);
    assert_eq!(reply.reply_to_handle.as_deref(), Some("@bob"));
}

#[test]
fn permalinks_of_all_times() {
    for url in [
        "https://twitter.com/ada/status/7",
        "http://www.twitter.com/ada/statuses/7/",
        "https://mobile.twitter.com/ada/status/7?s=20",
        "https://twitter.com/#!/ada/status/7",
        "https://x.com/ada/status/7/photo/1",
    ] {
        assert_eq!(permalink(url), Some(("ada", 7)), "{url}");
    }
    assert_eq!(permalink("https://twitter.com/i/web/status/7"), Some(("i", 7)));
    for url in [
        "https://twitter.com/ada",
        "https://twitter.com/ada/status/",
        "https://twitter.com/ada/status/x7",
        "https://nottwitter.com/ada/status/7",
        "twitter.com/ada/status/7",
    ] {
        assert_eq!(permalink(url), None, "{url}");
    }
}

#[test]
fn programs_and_languages_are_named_plainly() {
    let program = |source| application(source).unwrap_or_default();
    assert_eq!(
        program(r#"<a href="https://x.example" rel="nofollow">Tea &amp; Co</a>"#),
        "Tea & Co"
    );
    assert_eq!(program("web"), "web");
    assert_eq!(program(""), "");
    assert_eq!(language("und"), None);
    assert_eq!(language("qht"), None);
    assert_eq!(language("iw").as_deref(), Some("he"));
    assert_eq!(language("en-gb").as_deref(), Some("en-gb"));
}
