//! How a chat was seen: what the archive knows of its sources and sightings, for `analysis::coverage`.

use std::borrow::Cow;

use ::chat::{Chat, Post, Source, Tag};
use analysis::coverage::{Blind, Coverage, Watched};
use anyhow::Result;
use jiff::SignedDuration;
use networks::Place;
use store::live::{Following, Gap, MadeGood};
use store::{Archive, Scope};

use crate::answers;

/// A source that was blind until shortly before a chat may have missed its beginning; gaps that end
/// before are none of the chat's.
const MARGIN: SignedDuration = SignedDuration::from_mins(1);

/// The coverage of a chat, with its posts as they are shown.
pub(crate) fn of(archive: &Archive, chat: &Chat, posts: &[Post]) -> Result<Coverage> {
    let followings = archive.followings()?;
    let followings = followings.into_iter().filter(|f| is_for(f, &chat.name.tag));
    with(archive, chat, posts, followings)
}

/// The coverage of a chat that live sources saw or were to see; `None` for one that came from files
/// alone, recordings among them. Its posts are asked for only where they are needed.
pub(crate) fn of_live<'p>(
    archive: &Archive,
    chat: &Chat,
    posts: impl FnOnce() -> Result<Cow<'p, [Post]>>,
) -> Result<Option<Coverage>> {
    let followings = archive.followings()?.into_iter();
    let live: Vec<Following> =
        followings.filter(|f| is_for(f, &chat.name.tag) && is_live(f)).collect();
    if live.is_empty() {
        return Ok(None);
    }
    let names: Vec<String> = live.iter().map(|following| following.source.clone()).collect();
    let coverage = with(archive, chat, &posts()?, live.into_iter())?;
    let watched = coverage.sources.iter().any(|source| {
        names.contains(&source.source) && (source.posts > 0 || !source.gaps.is_empty())
    });
    Ok(watched.then_some(coverage))
}

/// Whether this is a service, and no file that is played.
fn is_live(following: &Following) -> bool {
    !matches!(following.address.parse(), Ok(Place::Replay { .. }))
}

fn is_for(following: &Following, tag: &Tag) -> bool {
    following.topic.split(' ').any(|one| one == tag.as_str())
}

fn with(
    archive: &Archive,
    chat: &Chat,
    posts: &[Post],
    followings: impl Iterator<Item = Following>,
) -> Result<Coverage> {
    let all = archive.gaps()?;
    let touching = |following: Following| {
        let its = all.iter().filter(|gap| gap.following == following.id && touches(gap, chat));
        (following.source, its.cloned().map(blind).collect())
    };
    let mut watched = Watched::new(followings.map(touching));
    for post in posts {
        let seen = archive.sightings(&post.uri)?;
        if post.copies.is_empty() {
            watched.push(post, &seen);
        } else {
            watched.push_copied(post, &seen, &archive.own_sightings(&post.uri)?);
        }
    }
    Ok(watched.finish())
}

/// Whether a source was blind while a chat went on.
fn touches(gap: &Gap, chat: &Chat) -> bool {
    let (from, to) = (chat.starts_at - MARGIN, chat.ends_at);
    gap.from <= to && gap.to.is_none_or(|end| end >= from)
}

fn blind(gap: Gap) -> Blind {
    let repaired = gap.is_repaired();
    let Gap { from, to, reason, .. } = gap;
    Blind { from, to, reason, repaired, brought_back: 0 }
}

/// The live sources that were followed for what is exported, with their gaps as far as they concern it.
pub(crate) fn sources(archive: &Archive, scope: &Scope) -> Result<Vec<Source>> {
    let all = archive.gaps()?;
    let mut sources = Vec::new();
    for following in archive.followings()?.into_iter().filter(is_live) {
        let concerned = match scope {
            Scope::All => true,
            Scope::Tag(tag) => is_for(&following, tag),
            Scope::Chat(chat) => is_for(&following, &chat.name.tag),
        };
        if !concerned {
            continue;
        }
        let within = |gap: &&Gap| match scope {
            Scope::Chat(chat) => touches(gap, chat),
            _ => true,
        };
        let its = all.iter().filter(|gap| gap.following == following.id).filter(within);
        let mut gaps: Vec<chat::Gap> = its.cloned().map(told).collect();
        gaps.sort_by(|a, b| (a.from, a.to, &a.reason).cmp(&(b.from, b.to, &b.reason)));
        let tags = following.topic.split(' ').filter_map(Tag::new).collect();
        sources.push(Source { name: following.source, tags, gaps });
    }
    Ok(sources)
}

/// The coverage of each chat that is exported and that live sources saw.
pub(crate) fn in_scope(archive: &Archive, scope: &Scope) -> Result<Vec<answers::Coverage>> {
    let chats: Vec<Chat> = match scope {
        Scope::Chat(chat) => vec![Chat::clone(chat)],
        _ => archive.chats()?.into_iter().map(|summary| summary.chat).collect(),
    };
    let mut found = Vec::new();
    for chat in chats {
        if matches!(scope, Scope::Tag(tag) if chat.name.tag != *tag) {
            continue;
        }
        let posts = || Ok(Cow::Owned(archive.chat_posts(&chat)?.posts));
        let coverage = of_live(archive, &chat, posts)?;
        found.extend(coverage.map(|coverage| answers::Coverage::new(&chat.name, coverage)));
    }
    Ok(found)
}

fn told(gap: Gap) -> chat::Gap {
    let repaired = gap.is_repaired();
    let partly = gap.made_good == MadeGood::Partly;
    let Gap { from, to, reason, .. } = gap;
    chat::Gap { from, to, reason, repaired, partly }
}
