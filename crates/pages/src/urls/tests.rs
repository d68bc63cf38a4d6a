//! Names that never change, and links that resolve.

use super::*;

fn tag(s: &str) -> Tag {
    Tag::new(s).unwrap()
}

#[test]
fn names_never_change() {
    let paths = |uri: Uri| (Page::Post(&uri).path(), Page::Author(&uri).path());
    assert_eq!(Page::Post(&Uri::tweet(170_226_411)).path(), "posts/t170226411.html");
    assert_eq!(Page::Author(&Uri::twitter_user(12)).path(), "people/t12.html");
    assert_eq!(Page::Author(&Uri::twitter_handle("@Ada_B")).path(), "people/t-ada_b.html");
    insta::assert_debug_snapshot!(
        [
            "https://lamp.example/users/ada/statuses/1",
            "at://did:plc:ada/app.bsky.feed.post/3k",
            "https://twitter.com/not%20plain",
            "",
        ]
        .map(|uri| paths(Uri::new(uri))),
        @r#"
[
    (
        "posts/mo6ejmmabcuezenihkolf.html",
        "people/mo6ejmmabcuezenihkolf.html",
    ),
    (
        "posts/bgsqwszg4op5imjf2pgoh.html",
        "people/bgsqwszg4op5imjf2pgoh.html",
    ),
    (
        "posts/x6uoz7xkmltjovj6i3utx.html",
        "people/x6uoz7xkmltjovj6i3utx.html",
    ),
    (
        "posts/mv4jutopv7gq2nicajxvd.html",
        "people/mv4jutopv7gq2nicajxvd.html",
    ),
]
"#
    );
}

#[test]
fn folders_suit_every_file_system() {
    let path = |t: &str| Page::Series(&tag(t)).path();
    assert_eq!(path("#Chartership"), "chats/chartership/index.html");
    assert_eq!(path("図書館"), "chats/図書館/index.html");
    assert!(path("con").starts_with("chats/con-"));
    assert!(path("COM1").starts_with("chats/com1-"));
    assert_eq!(path("com10"), "chats/com10/index.html");
    assert!(path(&"図".repeat(200)).len() < 120);
    assert_ne!(path(&"a".repeat(200)), path(&"a".repeat(201)));
}

#[test]
fn links_are_relative_and_encoded() {
    let name: ChatName = "図書館/2026-01-02-3".parse().unwrap();
    let uri = Uri::tweet(7);
    let here = Here::on(Page::Chat(&name));
    assert_eq!(here.to(Page::Post(&uri)), "../../posts/t7.html");
    assert_eq!(
        Here::on(Page::Post(&uri)).to_part(Page::Chat(&name), "t7"),
        "../chats/%E5%9B%B3%E6%9B%B8%E9%A4%A8/2026-01-02-3.html#t7"
    );
    assert_eq!(
        Here::on(Page::Home).to_search(&[("q", "a b&c"), ("tag", "")]),
        "search.html?q=a%20b%26c"
    );
    assert_eq!(Here::at_path("/a/b/c?x=/d").to(Page::Home), "../../index.html");
    assert_eq!(Page::Home.address("https://c.example"), "https://c.example/");
}

#[test]
fn a_name_is_a_hundred_bits() {
    let slug = post_slug(&Uri::new("at://x"));
    assert_eq!(slug.len(), 21);
    let mut first = String::new();
    base32("at://x", 2, &mut first);
    let byte = blake3::hash(b"at://x").as_bytes()[0];
    assert_eq!(first.as_bytes()[0], b"abcdefghijklmnopqrstuvwxyz234567"[(byte >> 3) as usize]);
}
