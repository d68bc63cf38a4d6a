//! `stats`: how much there is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use chat::Moment;
use serde::Serialize;
use store::Archive;

use crate::cli;
use crate::commands::{open, print, print_json, show};
use crate::terminal::{count, grouped, line};

/// `stats --json`
#[derive(Debug, Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    chat: Option<String>,
    posts: u64,
    people: u64,
    reposts: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chats: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<u64>,
    tags: Vec<Counted>,
    links: Vec<Counted>,
    sources: Vec<Counted>,
    first: Option<Moment>,
    last: Option<Moment>,
}

#[derive(Debug, Serialize)]
struct Counted {
    name: String,
    posts: u64,
}

/// How many tags and links are listed.
const LISTED: usize = 50;

pub(crate) fn run(args: &cli::Stats, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let answer = match &args.chat {
        None => whole(&archive)?,
        Some(name) => of_chat(&archive, &show::find(&archive, name)?.chat)?,
    };
    if args.json {
        print_json(&answer)?;
    } else {
        print(&told(&answer))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn whole(archive: &Archive) -> Result<Answer> {
    let stats = archive.stats()?;
    let mut links = BTreeMap::new();
    archive.each_post::<store::StoreError>(|post| {
        for link in post.body.text.links() {
            *links.entry(link.to_owned()).or_insert(0) += 1;
        }
        Ok(())
    })?;
    let named = |list: Vec<(String, u64)>| {
        list.into_iter().map(|(name, posts)| Counted { name, posts }).collect()
    };
    Ok(Answer {
        chat: None,
        posts: stats.posts,
        people: stats.people,
        reposts: stats.reposts,
        context: Some(stats.context),
        deleted: Some(stats.gone),
        chats: Some(stats.chats),
        series: Some(stats.series),
        tags: named(stats.tags),
        links: most(links),
        sources: named(stats.sources),
        first: stats.first,
        last: stats.last,
    })
}

fn of_chat(archive: &Archive, chat: &chat::Chat) -> Result<Answer> {
    let found = archive.chat_posts(chat)?;
    let (mut tags, mut links, mut sources) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut people = BTreeSet::new();
    for post in &found.posts {
        people.insert(&post.author.uri);
        for tag in post.tags() {
            *tags.entry(tag.to_string()).or_insert(0) += 1;
        }
        for link in post.body.text.links() {
            *links.entry(link.to_owned()).or_insert(0) += 1;
        }
        for sighting in archive.sightings(&post.uri)? {
            *sources.entry(sighting.source).or_insert(0) += 1;
        }
    }
    Ok(Answer {
        chat: Some(chat.name.to_string()),
        posts: found.posts.len() as u64,
        people: people.len() as u64,
        reposts: found.reposts.len() as u64,
        context: None,
        deleted: Some(found.gone.len() as u64),
        chats: None,
        series: None,
        tags: most(tags),
        links: most(links),
        sources: most(sources),
        first: found.posts.first().map(|post| post.created_at),
        last: found.posts.last().map(|post| post.created_at),
    })
}

/// The most frequent, most first; equal ones by name.
fn most(counts: BTreeMap<String, u64>) -> Vec<Counted> {
    let mut list: Vec<Counted> =
        counts.into_iter().map(|(name, posts)| Counted { name, posts }).collect();
    list.sort_by_key(|counted| std::cmp::Reverse(counted.posts));
    list.truncate(LISTED);
    list
}

fn told(answer: &Answer) -> String {
    let mut text = format!(
        "{}, {}, {}\n",
        count(answer.posts, "post", "posts"),
        count(answer.people, "person", "people"),
        count(answer.reposts, "repost", "reposts"),
    );
    if let (Some(chats), Some(series)) = (answer.chats, answer.series) {
        text += &format!(
            "{} in {}\n",
            count(chats, "chat", "chats"),
            count(series, "series", "series")
        );
    }
    if let (Some(first), Some(last)) = (answer.first, answer.last) {
        text += &format!("from {first} to {last}\n");
    }
    for (title, list) in
        [("Tags", &answer.tags), ("Links", &answer.links), ("Sources", &answer.sources)]
    {
        if !list.is_empty() {
            text += &format!("\n{title}\n");
            for counted in list.iter().take(15) {
                text += &format!("{:>8}  {}\n", grouped(counted.posts), line(&counted.name));
            }
        }
    }
    text
}
