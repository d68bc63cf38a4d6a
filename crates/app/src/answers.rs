//! The JSON that programs may rely on. Its shape is a contract: fields are added, never changed.

mod coverage;
mod drafted;
mod schema;
mod stats;
mod trend;
mod understood;

use analysis::reposts::Folded;
use chat::{Chat, Media, Moment, Post, Repost, Series};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::{ChatPosts, ChatSummary};

pub(crate) use coverage::{Blind, Coverage};
pub(crate) use drafted::Drafted;
use schema::Time;
pub(crate) use stats::Stats;
pub(crate) use trend::{ShownProof, ShownTrend};
pub(crate) use understood::{
    AskedAndAnswered, Conversation, ShownBurst, ShownPeople, ShownTopics, conversations,
};

/// `import --json`
#[derive(Debug, Default, Serialize)]
pub(crate) struct Imported {
    pub(crate) files: Vec<ImportedFile>,
}

/// What became of one file.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ImportedFile {
    pub(crate) path: String,
    pub(crate) format: Option<String>,
    pub(crate) records: u64,
    pub(crate) added: u64,
    pub(crate) merged: u64,
    pub(crate) unchanged: u64,
    pub(crate) withheld: u64,
    pub(crate) skipped: Vec<Noted>,
    /// What was damaged, put right and read; it is counted with the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) repaired: Vec<Noted>,
    /// How many were skipped and repaired, also where not all of them are listed.
    #[serde(skip)]
    pub(crate) noted: Counted,
    /// Why the file as a whole could not be read, or not to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// It was met in a folder or zip, and is of no format that chatkeep knows.
    #[serde(skip)]
    pub(crate) left_alone: bool,
}

/// How much was wrong in a file.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    pub(crate) skipped: u64,
    pub(crate) repaired: u64,
}

/// Something that is wrong in a file: where, and what.
#[derive(Debug, Serialize)]
pub(crate) struct Noted {
    pub(crate) at: String,
    pub(crate) reason: String,
}

/// One line of `chats --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ChatLine {
    chat: String,
    title: Option<String>,
    #[schemars(with = "Time")]
    starts_at: Timestamp,
    #[schemars(with = "Time")]
    ends_at: Timestamp,
    posts: u64,
    people: u64,
    reposts: u64,
}

impl From<ChatSummary> for ChatLine {
    fn from(summary: ChatSummary) -> Self {
        Self {
            chat: summary.chat.name.to_string(),
            title: summary.chat.title,
            starts_at: summary.chat.starts_at,
            ends_at: summary.chat.ends_at,
            posts: summary.posts,
            people: summary.people,
            reposts: summary.reposts,
        }
    }
}

/// `show CHAT --json`
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownChat {
    chat: String,
    title: Option<String>,
    #[schemars(with = "Time")]
    starts_at: Timestamp,
    #[schemars(with = "Time")]
    ends_at: Timestamp,
    timezone: String,
    posts: Vec<ShownPost>,
    reposts: Vec<ShownRepost>,
}

impl ShownChat {
    pub(crate) fn new(chat: &Chat, series: &Series, found: &ChatPosts, folded: &Folded) -> Self {
        Self {
            chat: chat.name.to_string(),
            title: chat.title.clone(),
            starts_at: chat.starts_at,
            ends_at: chat.ends_at,
            timezone: series.timezone.clone().unwrap_or_else(|| "UTC".to_owned()),
            posts: found.posts.iter().map(ShownPost::from).collect(),
            reposts: reposts(found, folded),
        }
    }
}

fn reposts(found: &ChatPosts, folded: &Folded) -> Vec<ShownRepost> {
    let mut of: Vec<Option<String>> =
        found.reposts.iter().map(|repost| repost.of.as_ref().map(ToString::to_string)).collect();
    for (post, reposts) in found.posts.iter().zip(&folded.of_posts) {
        for &index in reposts {
            if let Some(of) = of.get_mut(index) {
                of.get_or_insert_with(|| post.uri.to_string());
            }
        }
    }
    found.reposts.iter().zip(of).map(|(repost, of)| ShownRepost::new(repost, of)).collect()
}

/// A post in an answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownPost {
    uri: String,
    url: String,
    network: &'static str,
    author: ShownAuthor,
    #[schemars(with = "Time")]
    created_at: Moment,
    #[schemars(with = "Option<Time>")]
    edited_at: Option<Timestamp>,
    text: String,
    reply_to: Option<String>,
    quote_of: Option<String>,
    tags: Vec<String>,
    mentions: Vec<String>,
    links: Vec<String>,
    #[schemars(with = "Vec<schema::Attached>")]
    media: Vec<Media>,
    content_warning: Option<String>,
    language: Option<String>,
    reposts: Option<u64>,
    likes: Option<u64>,
}

/// Who, in an answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownAuthor {
    uri: String,
    handle: Option<String>,
    name: Option<String>,
}

impl From<&chat::Author> for ShownAuthor {
    fn from(author: &chat::Author) -> Self {
        Self {
            uri: author.uri.to_string(),
            handle: author.handle.clone(),
            name: author.name.clone(),
        }
    }
}

impl From<&Post> for ShownPost {
    fn from(post: &Post) -> Self {
        let body = &post.body;
        let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
        Self {
            uri: post.uri.to_string(),
            url: post.page().to_owned(),
            network: post.network.as_str(),
            author: (&post.author).into(),
            created_at: post.created_at,
            edited_at: body.edited_at,
            text: body.text.plain.clone(),
            reply_to: post.reply_to.as_ref().map(ToString::to_string),
            quote_of: post.quote_of.as_ref().map(ToString::to_string),
            tags: post.tags().iter().map(ToString::to_string).collect(),
            mentions: owned(body.text.mentions()),
            links: owned(body.text.links()),
            media: body.media.clone(),
            content_warning: body.content_warning.clone(),
            language: body.language.clone(),
            reposts: post.all_reposts(),
            likes: post.all_likes(),
        }
    }
}

/// A repost in an answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownRepost {
    of: Option<String>,
    by: ShownAuthor,
    #[schemars(with = "Time")]
    at: Moment,
    uri: String,
    /// What was passed on, where the post itself is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl ShownRepost {
    /// A repost, of this post.
    pub(crate) fn new(repost: &Repost, of: Option<String>) -> Self {
        let text = repost.text.as_ref().filter(|_| of.is_none()).map(|text| text.plain.clone());
        Self {
            of,
            by: (&repost.author).into(),
            at: repost.created_at,
            uri: repost.uri.to_string(),
            text,
        }
    }
}

/// `search --json`
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Found {
    pub(crate) total: usize,
    pub(crate) hits: Vec<ShownPost>,
}
