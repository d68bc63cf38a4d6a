//! Each page's sample, as HTML.

use chat::Post;
use pages::{
    Found, Hit, HomePage, NotFoundPage, Order, Query, SearchPage, Site, Sitting,
    samples::{Sample, known},
};

use crate::{page_with, site};

#[test]
fn each_page() {
    let site = site(Some("https://chats.example"));
    let person = page_with(&site, "people/", "<bdi>Marit Oosterdal</bdi></h1>");
    let post = page_with(
        &site,
        "posts/",
        "<dt>Cite as</dt><dd>Ottilie Farrowby (@ottilie@reading-room.example). “A2",
    );
    insta::assert_snapshot!("home", site["index.html"]);
    insta::assert_snapshot!("series", site["chats/chartershelf/index.html"]);
    insta::assert_snapshot!("chat", site["chats/chartershelf/2026-11-12.html"]);
    insta::assert_snapshot!("chat_of_old_times", site["chats/chartershelf/2012-02-16.html"]);
    insta::assert_snapshot!("chat_over_midnight", site["chats/図書館/2026-01-02.html"]);
    insta::assert_snapshot!("post", post);
    insta::assert_snapshot!("tombstone", page_with(&site, "posts/", "A post that was taken back"));
    insta::assert_snapshot!("author", person);
    insta::assert_snapshot!("search", site["search.html"]);
    insta::assert_snapshot!("atom", site["feed.xml"]);
}

#[test]
fn an_empty_archive() {
    let site = Site::default();
    let mut home = HomePage { site: &site, series: &[], posts: 0, people: 0 };
    assert!(home.render().contains("Nothing is kept yet"));
    home.posts = 3;
    assert!(home.render().contains("No chat has a name yet"));
}

#[test]
fn what_was_found() {
    let sample = Sample::new();
    let known = known(&sample);
    let chat = &sample.chats[3];
    let sitting = Sitting { series: &sample.series[0], chat: &chat.chat };
    let says = |post: &&Post| post.body.text.plain.contains("log");
    let hit = |post| Hit { post, sitting: Some(sitting) };
    let hits: Vec<Hit<'_>> = chat.posts.iter().filter(says).take(2).map(hit).collect();
    let found = Found { total: 5, hits, per_page: 2 };
    let query = Query {
        q: "log \"<b>".to_owned(),
        tag: "#chartershelf".to_owned(),
        order: Order::Newest,
        page: 2,
        ..Query::default()
    };
    let page = SearchPage {
        site: &sample.site,
        query: &query,
        found: Some(&found),
        problem: None,
        series: &[&sample.series[0]],
        known: &known,
    };
    insta::assert_snapshot!("found", page.render());
}

#[test]
fn a_place_where_nothing_is() {
    let site = Site::default();
    let page = NotFoundPage { site: &site, path: "/chats/x/y.html" };
    insta::assert_snapshot!("not_found", page.render());
}
