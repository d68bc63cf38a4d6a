//! Feeds of the chats, newest first: Atom (RFC 4287) and JSON Feed 1.1.
//!
//! They need whole addresses, so there are none without a base URL. They tell of chats, in numbers,
//! and repeat no post: what is unlisted or taken back cannot stay behind in somebody's reader.

use askama::Template;
use jiff::Timestamp;
use serde_json::json;

use crate::{
    counted::{people, posts},
    home::ChatLine,
    site::Site,
    transcript::Sitting,
    urls::Page,
    when::{Day, stamp},
};

/// A chat as the feeds tell of it.
#[derive(Debug, Clone, Copy)]
pub struct FeedChat<'a> {
    /// The series it belongs to.
    pub series: &'a chat::Series,
    /// The chat and its numbers.
    pub line: ChatLine<'a>,
}

/// How many chats a feed holds.
const LONGEST: usize = 50;

#[derive(Template)]
#[template(path = "feed.xml")]
struct Atom<'a> {
    title: &'a str,
    home: String,
    address: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    title: String,
    tag: String,
    address: String,
    published: String,
    updated: String,
    words: String,
}

/// The Atom feed of these chats, newest first; `None` without a base URL.
#[must_use]
pub fn atom(site: &Site, chats: &[FeedChat<'_>]) -> Option<String> {
    let base_url = site.base_url.as_deref()?;
    let entries = entries(base_url, chats);
    let latest = chats.iter().map(|c| c.line.chat.ends_at).max();
    let atom = Atom {
        title: &site.title,
        home: Page::Home.address(base_url),
        address: Page::AtomFeed.address(base_url),
        updated: stamp(latest.unwrap_or(Timestamp::UNIX_EPOCH)),
        entries,
    };
    atom.render().ok()
}

/// The JSON feed of these chats, newest first; `None` without a base URL.
#[must_use]
pub fn json(site: &Site, chats: &[FeedChat<'_>]) -> Option<String> {
    let base_url = site.base_url.as_deref()?;
    let items = entries(base_url, chats).into_iter().map(|entry| {
        json!({
            "id": entry.address,
            "url": entry.address,
            "title": entry.title,
            "content_text": entry.words,
            "date_published": entry.published,
            "date_modified": entry.updated,
            "tags": [entry.tag],
        })
    });
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.title,
        "home_page_url": Page::Home.address(base_url),
        "feed_url": Page::JsonFeed.address(base_url),
        "language": "en",
        "items": items.collect::<Vec<_>>(),
    });
    Some(format!("{feed:#}\n"))
}

fn entries(base_url: &str, chats: &[FeedChat<'_>]) -> Vec<Entry> {
    let entry = |told: &FeedChat<'_>| {
        let chat = told.line.chat;
        let sitting = Sitting { series: told.series, chat };
        let day = Day(chat.name.date);
        let (posts, people) = (posts(told.line.posts), people(told.line.people));
        Entry {
            title: format!("{}, {day}", sitting.label()),
            tag: told.series.tag.to_string(),
            address: Page::Chat(&chat.name).address(base_url),
            published: stamp(chat.starts_at),
            updated: stamp(chat.ends_at),
            words: format!("A chat under #{} on {day}: {posts} by {people}.", told.series.tag),
        }
    };
    chats.iter().take(LONGEST).map(entry).collect()
}
