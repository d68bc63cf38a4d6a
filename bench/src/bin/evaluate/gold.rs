//! Gold: a chat, and which question each of some of its posts belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use analysis::Talk;
use anyhow::{Context, Result, bail};
use chat::{Change, Join, Post, Repost, Uri};
use formats::{Found, Options};

/// A chat with a reader's judgement.
#[derive(Clone)]
pub(crate) struct Gold {
    pub(crate) name: String,
    pub(crate) posts: Vec<Post>,
    pub(crate) context: Vec<Post>,
    pub(crate) reposts: Vec<Repost>,
    /// For each post judged, by its index: the question, and what tells it.
    pub(crate) judged: BTreeMap<usize, (u32, Kind)>,
}

/// What tells a reader which question a post belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It asks.
    Asks,
    /// It is marked.
    Marked,
    /// Only its chain of replies tells.
    Replies,
}

impl Gold {
    pub(crate) fn talk(&self) -> Talk<'_> {
        Talk { posts: &self.posts, context: &self.context, reposts: &self.reposts, asks: &[] }
    }
}

/// All gold of a folder: its own, or that of the folders within.
pub(crate) fn sets(folder: &Path) -> Result<Vec<Gold>> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if folder.join("gold.jsonl").is_file() {
        folders.push(folder.to_owned());
    } else {
        for entry in
            std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?
        {
            let path = entry?.path();
            if path.join("gold.jsonl").is_file() {
                folders.push(path);
            }
        }
    }
    folders.sort();
    if folders.is_empty() {
        bail!("{} holds no gold.jsonl, nor does a folder in it", folder.display());
    }
    folders.iter().map(|folder| read(folder)).collect()
}

/// A chat's records: posts by time, what is only context, and reposts.
struct Records {
    posts: Vec<Post>,
    context: Vec<Post>,
    reposts: Vec<Repost>,
}

fn records(folder: &Path) -> Result<Records> {
    let mut records: BTreeMap<Uri, Change> = BTreeMap::new();
    let mut context: BTreeMap<Uri, Post> = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name != "gold.jsonl") && path.is_file() {
            read_file(&path, &mut records, &mut context)?;
        }
    }
    let (mut posts, mut reposts) = (Vec::new(), Vec::new());
    for change in records.into_values() {
        match change {
            Change::Posted(post) => posts.push(*post),
            Change::Reposted(repost) => reposts.push(*repost),
            _ => {}
        }
    }
    posts.sort_by(|a, b| (a.created_at.ms(), &a.uri).cmp(&(b.created_at.ms(), &b.uri)));
    for post in &posts {
        context.remove(&post.uri);
    }
    Ok(Records { posts, context: context.into_values().collect(), reposts })
}

fn read(folder: &Path) -> Result<Gold> {
    let Records { posts, context, reposts } = records(folder)?;
    let judged = judged(&folder.join("gold.jsonl"), &posts)?;
    Ok(Gold { name: name(folder), posts, context, reposts, judged })
}

fn name(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The chats of a folder of saves that nobody judged, found as the program finds them.
pub(crate) fn free(folder: &Path) -> Result<Vec<Gold>> {
    let Records { posts, reposts, .. } = records(folder)?;
    let mut authors: BTreeMap<&Uri, u64> = BTreeMap::new();
    let mut said = Vec::with_capacity(posts.len());
    for post in &posts {
        let next = authors.len() as u64;
        let author = *authors.entry(&post.author.uri).or_insert(next);
        let has_time = post.created_at.has_time();
        said.push(analysis::Said { at_ms: post.created_at.ms(), author, has_time });
    }
    let chat = |sitting: &analysis::Sitting| {
        let within = |ms: i64| (sitting.starts_ms..=sitting.ends_ms).contains(&ms);
        let day = jiff::Timestamp::from_millisecond(sitting.opens_ms).unwrap_or_default();
        Gold {
            name: format!("{} {}", name(folder), day.strftime("%Y-%m-%d")),
            posts: posts.iter().filter(|p| within(p.created_at.ms())).cloned().collect(),
            context: Vec::new(),
            reposts: reposts.iter().filter(|r| within(r.created_at.ms())).cloned().collect(),
            judged: BTreeMap::new(),
        }
    };
    Ok(analysis::sittings(&said).iter().map(chat).collect())
}

fn read_file(
    path: &Path,
    records: &mut BTreeMap<Uri, Change>,
    context: &mut BTreeMap<Uri, Post>,
) -> Result<()> {
    for source in formats::open::open(path)? {
        let mut hand_over = |found| {
            match found {
                Found::Record(record) => {
                    let uri = record.change.uri().clone();
                    match (records.remove(&uri), record.change) {
                        (Some(Change::Posted(mut known)), Change::Posted(told)) => {
                            known.join(*told);
                            records.insert(uri, Change::Posted(known));
                        }
                        (_, told) => {
                            records.insert(uri, told);
                        }
                    }
                }
                Found::Context(post) => {
                    context.entry(post.uri.clone()).or_insert(*post);
                }
                _ => {}
            }
            true
        };
        formats::read(&source, &Options::default(), &mut hand_over)
            .with_context(|| format!("reading {}", path.display()))?;
    }
    Ok(())
}

/// One line of `gold.jsonl`: `{"id": "…", "question": 1, "kind": "a"}`. The id is a post's uri, or a
/// Twitter post's number.
fn judged(path: &Path, posts: &[Post]) -> Result<BTreeMap<usize, (u32, Kind)>> {
    let text = std::fs::read_to_string(path)?;
    let known: BTreeMap<&str, usize> =
        posts.iter().map(|post| post.uri.as_str()).zip(0..).collect();
    let (mut judged, mut missing) = (BTreeMap::new(), BTreeSet::new());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = || format!("{}, line {}", path.display(), at + 1);
        let line: serde_json::Value = serde_json::from_str(line).with_context(place)?;
        let id = line["id"].as_str().with_context(place)?;
        let question = line["question"].as_u64().with_context(place)?;
        let kind = match line["kind"].as_str() {
            Some("a") => Kind::Asks,
            Some("b") => Kind::Marked,
            Some("c") => Kind::Replies,
            _ => bail!("{}: kind is a, b or c", place()),
        };
        let uri = id.parse().map_or_else(|_| Uri::new(id), Uri::tweet);
        match known.get(uri.as_str()) {
            Some(&post) => {
                judged.insert(post, (u32::try_from(question)?, kind));
            }
            None => {
                missing.insert(uri);
            }
        }
    }
    if !missing.is_empty() {
        bail!("{}: {} posts judged are not in the chat", path.display(), missing.len());
    }
    Ok(judged)
}
