//! Posts as a TAGS v6 sheet, for the tools that people have for those.

mod entities;

use std::borrow::Cow;
use std::io::{self, Write};

use chat::{Author, Basis, Moment, Post, Repost, Uri};
use jiff::tz::TimeZone;

use entities::{Entities, Link, Picture};

/// The columns of TAGS v6, in its order.
const COLUMNS: [&str; 18] = [
    "id_str",
    "from_user",
    "text",
    "created_at",
    "time",
    "geo_coordinates",
    "user_lang",
    "in_reply_to_user_id_str",
    "in_reply_to_screen_name",
    "from_user_id_str",
    "in_reply_to_status_id_str",
    "source",
    "profile_image_url",
    "user_followers_count",
    "user_friends_count",
    "user_location",
    "status_url",
    "entities_str",
];

/// Writes posts and reposts as TAGS v6 does, one row each.
///
/// What the sheet has no column for is left out: names and bios, counts, languages. `time` is in
/// UTC. Posts of other networks have the last part of their uri for an `id_str`, and their page for
/// a `status_url`.
///
/// Cells are written as they are, also those that begin with `=`, `+`, `-` or `@`, which spreadsheets
/// may take for formulas: in this format `@ada …` is what an ordinary post looks like, and an
/// apostrophe before it would come back as one of its words. Whoever opens such a sheet by hand
/// should import it as text, which exact ids need anyway.
#[derive(Debug)]
pub struct TagsWriter<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> TagsWriter<W> {
    /// Begins a sheet with its header line.
    ///
    /// # Errors
    /// When `w` cannot be written to, as for all that follow.
    pub fn new(w: W) -> io::Result<Self> {
        let mut csv = csv::Writer::from_writer(w);
        csv.write_record(COLUMNS)?;
        Ok(Self { csv })
    }

    /// Writes a post.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_post(&mut self, post: &Post) -> io::Result<()> {
        let mut words = post.body.text.plain.clone();
        let mut entities = Entities::of(&post.body.text);
        if post.body.cut && words.ends_with('…') && post.uri.tweet_id().is_some() {
            // As Twitter did: a link to the whole.
            words.push(' ');
            words.push_str(post.uri.as_str());
            entities.urls.push(Link::to(post.uri.as_str()));
        }
        if let Some(quoted) = &post.quote_of {
            entities.urls.push(Link::to(quoted.as_str()));
        }
        entities.media = post.body.media.iter().map(Picture::of).collect();
        let parent = post.reply_to.as_ref().map(id).unwrap_or_default();
        self.write(&Row {
            uri: &post.uri,
            page: post.page(),
            author: &post.author,
            at: post.created_at,
            words: &words,
            parent,
            reply_to_handle: post.reply_to_handle.as_deref().unwrap_or_default(),
            application: post.application.as_deref().unwrap_or_default(),
            entities,
        })
    }

    /// Writes a repost in the words it was passed on with; where only the original is known, in those
    /// of [`Self::write_repost_of`] without the original's.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_repost(&mut self, repost: &Repost) -> io::Result<()> {
        if let Some(text) = &repost.text {
            return self.repost(repost, &text.plain, Entities::of(text));
        }
        let of = repost.of.as_ref().map(Uri::as_str).unwrap_or_default();
        self.repost(repost, &format!("RT @i: {of}"), Entities::default())
    }

    /// Writes a repost of a post that is at hand, as Twitter did: `RT @ada: …`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_repost_of(&mut self, repost: &Repost, original: &Post) -> io::Result<()> {
        let handle = original.author.handle.as_deref().unwrap_or("i");
        let handle = handle.trim_start_matches('@').split('@').next().unwrap_or_default();
        let text = &original.body.text;
        self.repost(repost, &format!("RT @{handle}: {}", text.plain), Entities::of(text))
    }

    fn repost(&mut self, repost: &Repost, words: &str, entities: Entities<'_>) -> io::Result<()> {
        self.write(&Row {
            uri: &repost.uri,
            page: repost.uri.as_str(),
            author: &repost.author,
            at: repost.created_at,
            words,
            parent: "",
            reply_to_handle: "",
            application: "",
            entities,
        })
    }

    fn write(&mut self, row: &Row<'_>) -> io::Result<()> {
        let author = row.author;
        let handle = author.handle.as_deref().unwrap_or_default().trim_start_matches('@');
        let account = author.uri.twitter_user_id().map(|id| id.to_string()).unwrap_or_default();
        let count = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
        self.csv.write_record([
            id(row.uri),
            handle,
            &escaped(row.words),
            &created_at(row.at),
            &time(row.at),
            "",
            "",
            "",
            row.reply_to_handle.trim_start_matches('@'),
            &account,
            row.parent,
            row.application,
            author.avatar.as_deref().unwrap_or_default(),
            &count(author.followers),
            &count(author.following),
            author.location.as_deref().unwrap_or_default(),
            row.page,
            &serde_json::to_string(&row.entities)?,
        ])?;
        Ok(())
    }

    /// Ends the sheet.
    ///
    /// # Errors
    /// When what is left cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

struct Row<'a> {
    uri: &'a Uri,
    page: &'a str,
    author: &'a Author,
    at: Moment,
    words: &'a str,
    parent: &'a str,
    reply_to_handle: &'a str,
    application: &'a str,
    entities: Entities<'a>,
}

/// The last part of a uri: of a Twitter post, its id.
fn id(uri: &Uri) -> &str {
    let uri = uri.as_str().trim_end_matches('/');
    uri.rsplit('/').next().unwrap_or(uri)
}

/// As Twitter escaped what it handed out.
fn escaped(words: &str) -> Cow<'_, str> {
    if !words.contains(['&', '<', '>']) {
        return Cow::Borrowed(words);
    }
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    Cow::Owned(words.replace('>', "&gt;"))
}

/// `Thu Feb 16 18:00:01 +0000 2012`; nothing where less than that is known for sure.
fn created_at(at: Moment) -> String {
    match at.basis() {
        Basis::Day | Basis::Local => String::new(),
        Basis::Id | Basis::Stated => in_utc(at, "%a %b %d %H:%M:%S +0000 %Y"),
    }
}

/// `16/02/2012 18:00:01`, or the day alone.
fn time(at: Moment) -> String {
    in_utc(at, if at.has_time() { "%d/%m/%Y %H:%M:%S" } else { "%d/%m/%Y" })
}

fn in_utc(at: Moment, format: &str) -> String {
    at.at().to_zoned_datetime(TimeZone::UTC).strftime(format).to_string()
}
