//! How a chat was seen: what the archive knows of its sources and sightings, for `analysis::coverage`.

use std::borrow::Cow;

use ::chat::{Chat, Post, Tag};
use analysis::coverage::{Blind, Coverage, Watched};
use anyhow::Result;
use jiff::SignedDuration;
use networks::Place;
use store::Archive;
use store::live::{Following, Gap};

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
pub(crate) fn is_live(following: &Following) -> bool {
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
        watched.push(post, &archive.sightings(&post.uri)?);
    }
    Ok(watched.finish())
}

/// Whether a source was blind while a chat went on.
pub(crate) fn touches(gap: &Gap, chat: &Chat) -> bool {
    let (from, to) = (chat.starts_at - MARGIN, chat.ends_at);
    gap.from <= to && gap.to.is_none_or(|end| end >= from)
}

fn blind(gap: Gap) -> Blind {
    let repaired = gap.is_repaired();
    let Gap { from, to, reason, .. } = gap;
    Blind { from, to, reason, repaired, brought_back: 0 }
}
