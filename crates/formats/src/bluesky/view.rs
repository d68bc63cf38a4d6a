//! A post as servers show it (`app.bsky.feed.defs#postView`, the `viewRecord` of a quote, an entry
//! of `listRecords`), and what it means.

use chat::{Author, Moment, Network, Post, Repost, Uri};
use serde::Deserialize;

use crate::bluesky::embed::Embed;
use crate::bluesky::names;
use crate::bluesky::record::{self, Label, Record};
use crate::fediverse;
use crate::lenient::{Count, Flag, Many, One, Words};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct View<'a> {
    #[serde(borrow)]
    uri: Words<'a>,
    #[serde(borrow)]
    author: One<Profile<'a>>,
    #[serde(borrow, alias = "value")]
    record: One<Record<'a>>,
    #[serde(borrow)]
    embed: One<Embed<'a>>,
    /// The same in the view of a quote.
    #[serde(borrow)]
    embeds: Many<One<Embed<'a>>>,
    #[serde(borrow)]
    indexed_at: Words<'a>,
    repost_count: Count,
    like_count: Count,
    not_found: Flag,
    blocked: Flag,
}

/// An account as servers show it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Profile<'a> {
    #[serde(borrow)]
    did: Words<'a>,
    #[serde(borrow)]
    handle: Words<'a>,
    #[serde(borrow)]
    display_name: Words<'a>,
    #[serde(borrow)]
    description: Words<'a>,
    #[serde(borrow)]
    avatar: Words<'a>,
    followers_count: Count,
    follows_count: Count,
    #[serde(borrow)]
    labels: Many<One<Label<'a>>>,
}

/// Why a feed shows a post: somebody passed it on.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Reason<'a> {
    #[serde(borrow, rename = "$type")]
    kind: Words<'a>,
    #[serde(borrow)]
    by: One<Profile<'a>>,
    #[serde(borrow)]
    uri: Words<'a>,
    #[serde(borrow)]
    indexed_at: Words<'a>,
}

/// What a view shows.
pub(super) enum Shown {
    Post(Box<Post>),
    Repost(Box<Repost>),
    /// A record of another kind, or a place where a post is not shown.
    Nothing,
}

impl<'a> View<'a> {
    /// Whether this is meant to be a post, and not some other answer.
    pub(super) fn is_one(&self) -> bool {
        self.record.get().is_some() || self.author.get().is_some() && self.uri.get().is_some()
    }

    /// What is shown, or what is wrong with it.
    pub(super) fn shown(&self) -> Result<Shown, String> {
        if self.not_found.0 || self.blocked.0 {
            return Ok(Shown::Nothing);
        }
        let uri = self.uri.get().ok_or("it has no `uri`")?;
        let (authority, collection, key) =
            names::parts(uri).ok_or_else(|| format!("its `uri` {uri:?} is no at:// address"))?;
        if collection != names::POST && collection != names::REPOST {
            return Ok(Shown::Nothing);
        }
        let record = self.record.get().ok_or("it has no `record`")?;
        let profile = self.author.get();
        let did = profile.and_then(|p| p.did.get()).unwrap_or(authority);
        let seen = self.indexed_at.time();
        let at = names::made_at(record.created_at(), key, seen).ok_or("it has no usable time")?;
        let author = match profile {
            Some(profile) => profile.author(did, at.at()),
            None => names::author(did, None),
        };
        if collection == names::REPOST {
            let repost = record.repost(key, author, at)?;
            return Ok(Shown::Repost(Box::new(repost)));
        }
        let mut post = record.post(key, author, at, self.embed());
        post.reposts = self.repost_count.0;
        post.likes = self.like_count.0;
        Ok(Shown::Post(Box::new(post)))
    }

    /// The embed as it is shown.
    pub(super) fn embed(&self) -> Option<&Embed<'a>> {
        self.embed.get().or_else(|| self.embeds.each().next())
    }
}

impl Profile<'_> {
    fn author(&self, did: &str, as_of: jiff::Timestamp) -> Author {
        let mut author = names::author(did, self.handle.get());
        author.name = self.display_name.owned();
        author.bio = self.description.owned();
        author.avatar = self.avatar.owned();
        author.followers = self.followers_count.0;
        author.following = self.follows_count.0;
        let words = author.bio.iter().chain(&author.name).map(String::as_str);
        author.wishes.leave_me_out =
            record::ask_to_be_left_out(self.labels.each()) || fediverse::asks_to_be_left_out(words);
        author.as_of = Some(as_of);
        author
    }
}

impl Reason<'_> {
    /// Whether the post is there because it was passed on (and not because it is pinned).
    pub(super) fn is_repost(&self) -> bool {
        let kind = self.kind.get().unwrap_or_default();
        kind.ends_with("#reasonRepost") || kind.is_empty() && self.by.get().is_some()
    }

    /// The repost of this post.
    pub(super) fn repost(&self, of: &Uri) -> Result<Repost, String> {
        let by = self.by.get().ok_or("the repost does not say by whom")?;
        let did = by.did.get().ok_or("the repost's author has no `did`")?;
        let named = self.uri.get().map(Uri::new);
        let uri = named.unwrap_or_else(|| names::unnamed_repost(did, of));
        let key = self.uri.get().and_then(names::parts).map_or("", |(_, _, key)| key);
        let indexed = self.indexed_at.time().map(Moment::stated);
        let at = indexed.or_else(|| names::made_at(None, key, None));
        let at = at.ok_or("the repost has no usable time")?;
        Ok(Repost {
            uri,
            network: Network::Bluesky,
            of: Some(of.clone()),
            author: by.author(did, at.at()),
            created_at: at,
            text: None,
        })
    }
}
