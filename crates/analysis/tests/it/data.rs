//! The real archives that tests read. They are not part of the project.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use analysis::Said;
use chat::{Author, Moment, Network, Post, Repost, Text, Uri};
use serde::Deserialize;

/// The folder of real archives: `CHATKEEP_DATA`, else `../shared/data` beside the workspace.
///
/// Where it is missing a test says so and is left out; on a build server that is a failure.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let data = std::env::var_os("CHATKEEP_DATA").map_or_else(|| beside.into(), PathBuf::from);
    let found = Some(data.join(name)).filter(|folder| folder.is_dir());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no real archives: {name} is missing");
        // Not by `println!`, which is heard only when a test fails.
        let line = format!("NOT TESTED: no real archives here ({name}); set CHATKEEP_DATA\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    found
}

/// All posts of the three saves of the monthly chat, by id.
pub(crate) fn monthly_chat() -> Option<BTreeMap<u64, Said>> {
    let folder = folder("pstweetchat")?;
    let mut authors: BTreeMap<String, u64> = BTreeMap::new();
    let mut posts = BTreeMap::new();
    for save in ["2020-01-03", "2021-01-08", "2021-02-05"] {
        let file = folder.join(format!("pstweetchat_{save}.csv"));
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(file).unwrap();
        // A banner and a header stand above the posts.
        for row in reader.records().skip(2).map(Result::unwrap) {
            let id: u64 = row[4].parse().unwrap();
            let next = authors.len() as u64;
            let author = *authors.entry(row[1].to_lowercase()).or_insert(next);
            let at_ms = Uri::tweet(id).stated_ms().unwrap();
            let has_time = true;
            posts.insert(id, Said { at_ms, author, has_time });
        }
    }
    Some(posts)
}

/// The posts that the organiser counted to each month's chat, by the name of his transcript.
///
/// Two months tell nothing: one transcript is empty, in another the ids were rounded.
pub(crate) fn counted_by_the_organiser() -> Option<BTreeMap<String, BTreeSet<u64>>> {
    let folder = folder("pstweetchat")?.join("transcripts");
    let mut counted = BTreeMap::new();
    for year in ["2019", "2020"] {
        for entry in fs::read_dir(folder.join(year)).unwrap().map(Result::unwrap) {
            let text = fs::read_to_string(entry.path()).unwrap();
            let ids: BTreeSet<u64> = text
                .split("/status/")
                .skip(1)
                .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
                .collect();
            if ids.len() > 5 {
                counted.insert(entry.file_name().into_string().unwrap(), ids);
            }
        }
    }
    Some(counted)
}

/// The three overlapping saves of a two-day workshop, with or without what was passed on.
pub(crate) fn workshop() -> Option<Vec<Said>> {
    let folder = folder("radtech14")?;
    let mut authors: BTreeMap<String, u64> = BTreeMap::new();
    let mut posts = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(entry.path()).unwrap();
        for row in reader.records().map(Result::unwrap) {
            if row[3].starts_with("RT @") {
                continue;
            }
            let id: u64 = row[0].parse().unwrap();
            let next = authors.len() as u64;
            let author = *authors.entry(row[2].to_lowercase()).or_insert(next);
            let at_ms = Uri::tweet(id).stated_ms().unwrap();
            posts.insert(id, Said { at_ms, author, has_time: true });
        }
    }
    Some(posts.into_values().collect())
}

/// Eleven hours of a tag that is always busy.
pub(crate) fn busy_tag() -> Option<Vec<Said>> {
    let file = folder("tags")?.join("tags_v5.csv");
    let mut authors: BTreeMap<String, u64> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(file).unwrap();
    let posts = reader.records().map(Result::unwrap).map(|row| {
        let next = authors.len() as u64;
        let author = *authors.entry(row[1].to_lowercase()).or_insert(next);
        let at_ms = Uri::tweet(row[0].parse().unwrap()).stated_ms().unwrap();
        Said { at_ms, author, has_time: true }
    });
    Some(posts.collect())
}

/// A whole moderated chat of 2016, and which question each of its answers belongs to.
pub(crate) struct QuestionChat {
    pub(crate) posts: Vec<Post>,
    pub(crate) reposts: Vec<Repost>,
    pub(crate) gold: Vec<Gold>,
}

/// One reader's judgement: this post asks or answers this question.
#[derive(Deserialize)]
pub(crate) struct Gold {
    pub(crate) id: String,
    pub(crate) question: u32,
    /// `a` it asks the question, `b` it answers with a mark, `c` only its chain of replies tells.
    pub(crate) kind: String,
}

/// As much of a tweet as is needed here.
#[derive(Deserialize)]
struct Tweet {
    id: u64,
    text: String,
    user: User,
    #[serde(default)]
    quoted_status_id: Option<u64>,
    in_reply_to_status_id: Option<u64>,
    in_reply_to_screen_name: Option<String>,
    retweeted_status: Option<Box<Tweet>>,
}

#[derive(Deserialize)]
struct User {
    id: u64,
    screen_name: String,
}

pub(crate) fn question_chat() -> Option<QuestionChat> {
    let folder = folder("question_chat")?;
    let gold = fs::read_to_string(folder.join("gold.jsonl")).unwrap();
    let lines = fs::read_to_string(folder.join("chat.jsonl")).unwrap();
    let (mut posts, mut reposts) = (Vec::new(), Vec::new());
    for line in lines.lines() {
        let tweet: Tweet = serde_json::from_str(line).unwrap();
        let uri = Uri::tweet(tweet.id);
        let author = Author::twitter(Some(tweet.user.id), Some(&tweet.user.screen_name)).unwrap();
        let created_at = Moment::of_uri(&uri).unwrap();
        let text = Text::from_plain(tweet.text);
        if let Some(original) = tweet.retweeted_status {
            let of = Some(Uri::tweet(original.id));
            let (network, text) = (Network::Twitter, Some(text));
            reposts.push(Repost { uri, network, of, author, created_at, text });
        } else {
            let mut post = Post::new(uri, Network::Twitter, author, created_at);
            post.body.text = text;
            post.reply_to = tweet.in_reply_to_status_id.map(Uri::tweet);
            post.quote_of = tweet.quoted_status_id.map(Uri::tweet);
            post.reply_to_handle = tweet.in_reply_to_screen_name.map(|h| format!("@{h}"));
            posts.push(post);
        }
    }
    let gold = gold.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    Some(QuestionChat { posts, reposts, gold })
}
