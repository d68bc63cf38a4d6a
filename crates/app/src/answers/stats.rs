//! How much there is, as JSON.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chat::{Chat, Moment};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Archive, ChatPosts};

use super::schema::Time;

/// `stats --json`
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Stats {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chat: Option<String>,
    pub(crate) posts: u64,
    pub(crate) people: u64,
    pub(crate) reposts: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) context: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deleted: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chats: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) series: Option<u64>,
    pub(crate) tags: Vec<Counted>,
    pub(crate) links: Vec<Counted>,
    pub(crate) sources: Vec<Counted>,
    #[schemars(with = "Option<Time>")]
    pub(crate) first: Option<Moment>,
    #[schemars(with = "Option<Time>")]
    pub(crate) last: Option<Moment>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Counted {
    pub(crate) name: String,
    pub(crate) posts: u64,
}

/// How many tags and links are listed.
const LISTED: usize = 50;

impl Stats {
    /// Counts the whole archive.
    pub(crate) fn whole(archive: &Archive) -> Result<Self> {
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
        Ok(Self {
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

    /// Counts what was said in a chat.
    pub(crate) fn of_chat(archive: &Archive, chat: &Chat, found: &ChatPosts) -> Result<Self> {
        let (mut tags, mut links, mut sources) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
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
        Ok(Self {
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
}

/// The most frequent, most first; equal ones by name.
fn most(counts: BTreeMap<String, u64>) -> Vec<Counted> {
    let mut list: Vec<Counted> =
        counts.into_iter().map(|(name, posts)| Counted { name, posts }).collect();
    list.sort_by_key(|counted| std::cmp::Reverse(counted.posts));
    list.truncate(LISTED);
    list
}
