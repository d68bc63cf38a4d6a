//! An invented evening, written live into an archive that another process serves.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use chat::{Author, Chat, Moment, Network, Post, Series, Tag, Text, Uri};
use jiff::{SignedDuration, Timestamp};
use store::live::{Bus, FollowingId, Live, Note, Noted};
use store::{Archive, Batch, Entry, Role};

/// What every post's name begins with; its number follows.
pub(super) const NAMES: &str = "https://lamp.example/posts/";
const PEOPLE: u64 = 90;

/// A chat that happens now.
pub(super) struct Evening {
    dir: PathBuf,
    live: Live,
    following: FollowingId,
    chat: Chat,
    said: u64,
}

#[expect(clippy::disallowed_methods, reason = "it happens now")]
fn now() -> Timestamp {
    Timestamp::now()
}

impl Evening {
    pub(super) fn begin(dir: &Path) -> Result<Self> {
        let now = now();
        let mut live = Live::open(dir, "bench", Bus::default())?;
        let tag = Tag::new("lanternchat").context("a tag")?;
        let date = jiff::tz::TimeZone::UTC.to_datetime(now).date();
        let chat = Chat {
            name: format!("{tag}/{date}").parse()?,
            title: None,
            starts_at: now - SignedDuration::from_mins(10),
            ends_at: now + SignedDuration::from_hours(1),
            opens_at: None,
            closes_at: None,
        };
        let writer = live.writer();
        writer.add_series(&Series::new(tag.clone()))?;
        writer.set_chat(&chat)?;
        let address = "https://lamp.example";
        let following = writer.follow("lamp.example", tag.as_str(), address, now)?.following.id;
        let mut evening = Self { dir: dir.to_owned(), live, following, chat, said: 0 };
        // What an evening has after its first half.
        for _ in 0..250 {
            evening.say()?;
        }
        Ok(evening)
    }

    /// The address of what happens from now on.
    pub(super) fn events(&self) -> Result<String> {
        let seen = Archive::open(&self.dir)?.last_change()?;
        let name = &self.chat.name;
        Ok(format!("/live/{}/{}?after={seen}", name.tag, name.date))
    }

    /// Says something; returns its number and when it was committed.
    pub(super) fn say(&mut self) -> Result<(u64, Instant)> {
        self.said += 1;
        let (number, at) = (self.said, now());
        let by = number % PEOPLE;
        let author = Uri::new(format!("https://lamp.example/users/{by}"));
        let mut author = Author::new(author, Network::Fediverse);
        author.handle = Some(format!("@reader{by}@lamp.example"));
        author.name = Some(format!("Reader {by}"));
        let uri = Uri::new(format!("{NAMES}{number}"));
        let mut post = Post::new(uri, Network::Fediverse, author, Moment::stated(at));
        let words = "I keep mine as a plain file and read it once a term; what I wrote about the \
            desk is what I use most #lanternchat";
        post.body.text = Text::from_plain(format!("{number}: {words}"));
        let entry = Entry {
            change: chat::Change::Posted(Box::new(post)),
            role: Role::Record,
            source: "lamp.example".into(),
            seen_at: Some(at),
            original: Vec::new(),
            sightings: None,
        };
        let batch = Batch { entries: vec![entry], authors: Vec::new() };
        let alive = Note { following: self.following, at, noted: Noted::Alive };
        self.live.commit(batch, &[alive])?;
        Ok((number, Instant::now()))
    }
}
