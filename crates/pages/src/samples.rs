//! A sample of each page: a small archive of invented people, rich in what can go wrong.
//!
//! Tests render it, and `cargo run -p pages --example samples -- DIR` writes it as a site to look
//! at. [`site_files`] shows how the pages are filled.

mod coverage;
mod crowd;
mod evening;
mod filled;
mod people;
mod threads;

use chat::{Author, Chat, Post, Repost, Series, Sighting, Tag, Uri};
use jiff::Timestamp;

use crate::{Site, Tombstone};

pub use crowd::crowd;
pub use filled::{chat_page, known, post_page, site_files};
pub use threads::turns;

/// A small archive.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The site it is shown on.
    pub site: Site,
    /// Its series.
    pub series: Vec<Series>,
    /// Its chats with what was said in each, oldest first.
    pub chats: Vec<SampleChat>,
    /// Posts that are not kept for themselves, but answered or quoted.
    pub context: Vec<Post>,
    /// Who passed what on.
    pub reposts: Vec<Repost>,
    /// Who saw the posts.
    pub sightings: Vec<Sighting>,
}

/// A chat and what was said in it.
#[derive(Debug, Clone)]
pub struct SampleChat {
    /// The chat.
    pub chat: Chat,
    /// Its posts, by time.
    pub posts: Vec<Post>,
    /// Posts taken back.
    pub gone: Vec<Tombstone>,
    /// Posts taken back that answered another, by the uri of that.
    pub gone_under: Vec<(Uri, Uri)>,
}

impl Sample {
    /// The archive.
    #[must_use]
    pub fn new() -> Self {
        let series = vec![
            series("chartershelf", Some("Europe/London"), Some("The Chartershelf chats")),
            series("図書館", Some("Asia/Tokyo"), None),
        ];
        Self {
            site: Site::new("Chartershelf"),
            series,
            chats: vec![
                evening::old(),
                evening::over_midnight(),
                evening::short(),
                evening::evening(),
            ],
            context: evening::context(),
            reposts: evening::reposts(),
            sightings: vec![
                Sighting {
                    source: "glasshouse.example".to_owned(),
                    at: Some(at("2026-11-12T19:31:02Z")),
                },
                Sighting { source: "tags-2026-11.csv".to_owned(), at: None },
            ],
        }
    }

    /// The series of a chat.
    #[must_use]
    pub fn series_of(&self, chat: &Chat) -> Option<&Series> {
        self.series.iter().find(|series| series.tag == chat.name.tag)
    }

    /// All authors, each once, in the order of their first post.
    #[must_use]
    pub fn authors(&self) -> Vec<&Author> {
        let mut authors: Vec<&Author> = Vec::new();
        for post in self.chats.iter().flat_map(|chat| &chat.posts) {
            if !authors.iter().any(|known| known.uri == post.author.uri) {
                authors.push(&post.author);
            }
        }
        authors
    }
}

impl Default for Sample {
    fn default() -> Self {
        Self::new()
    }
}

fn series(name: &str, timezone: Option<&str>, title: Option<&str>) -> Series {
    Series {
        tag: tag(name),
        timezone: timezone.map(str::to_owned),
        title: title.map(str::to_owned),
    }
}

#[expect(clippy::expect_used, reason = "samples are written here, and wrong ones fail the tests")]
fn tag(name: &str) -> Tag {
    Tag::new(name).expect("a tag")
}

#[expect(clippy::expect_used, reason = "samples are written here, and wrong ones fail the tests")]
fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

#[expect(clippy::expect_used, reason = "samples are written here, and wrong ones fail the tests")]
fn chat(name: &str, title: Option<&str>, starts_at: &str, ends_at: &str) -> Chat {
    Chat {
        name: name.parse().expect("a chat's name"),
        title: title.map(str::to_owned),
        starts_at: at(starts_at),
        ends_at: at(ends_at),
        opens_at: None,
        closes_at: None,
    }
}
