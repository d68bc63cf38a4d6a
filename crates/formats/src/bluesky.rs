//! Bluesky's `app.bsky` views: searches, feeds, threads, lists of records, one post.
//!
//! A post is known by its `at://` address with the DID, an author by the DID. What a thread or feed
//! shows above a post (its parents) and what it quotes ride along. A feed's reposts do not always
//! say their own name; then they get one made of the reposter and the post, always the same.

mod embed;
pub(crate) mod names;
pub(crate) mod record;
#[cfg(test)]
mod tests;
mod view;

use std::io::BufRead;

use chat::Post;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::{self, Place};
use crate::lenient::{Many, One};
use crate::{ReadError, Reading};
use view::{Reason, Shown, View};

/// How deep a thread is followed, up and down: as far as `getPostThread` goes.
const DEEPEST: usize = 1_000;

/// How many quotes inside quotes are looked into; servers show two.
const QUOTES: usize = 4;

/// What holds posts and is none itself: an answer, an item of a feed, a node of a thread.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Holder<'a> {
    #[serde(borrow)]
    posts: Many<&'a RawValue>,
    #[serde(borrow)]
    feed: Many<&'a RawValue>,
    #[serde(borrow)]
    records: Many<&'a RawValue>,
    #[serde(borrow)]
    thread: Option<&'a RawValue>,

    #[serde(borrow)]
    post: Option<&'a RawValue>,
    /// In a thread: the node above.
    #[serde(borrow)]
    parent: Option<&'a RawValue>,
    /// In a thread: the nodes below.
    #[serde(borrow)]
    replies: Many<&'a RawValue>,
    /// In a feed: the posts above.
    #[serde(borrow)]
    reply: One<Above<'a>>,
    #[serde(borrow)]
    reason: One<Reason<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Above<'a> {
    #[serde(borrow)]
    root: Option<&'a RawValue>,
    #[serde(borrow)]
    parent: Option<&'a RawValue>,
}

/// When a record was made, as its key says, or a revision, as it says itself (both are TIDs); `None`
/// where it holds no time.
#[must_use]
pub fn key_time(key: &str) -> Option<Timestamp> {
    names::tid_time(key)
}

/// Reads posts, in whichever answer they stand.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be had, or the receiver asked to stop.
pub fn read(input: &mut dyn BufRead, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    json::each_value(input, |place, text| Reader { reading }.value(place, text))?.tell(reading)
}

struct Reader<'r, 'o> {
    reading: &'r mut Reading<'o>,
}

impl Reader<'_, '_> {
    fn value(&mut self, place: Place, text: &str) -> Result<(), ReadError> {
        match serde_json::from_str::<One<View<'_>>>(text) {
            Ok(One(Some(view))) if view.is_one() => self.view(&view, &place.to_string(), text),
            Ok(_) => self.holder(place, text),
            Err(error) => {
                let lists = ["posts", "feed", "records"];
                if json::salvage(text, &lists, |place, text| self.item(&place.to_string(), text))? {
                    return Ok(());
                }
                self.reading.skipped(place.to_string(), json::damage(&error))
            }
        }
    }

    fn holder(&mut self, place: Place, text: &str) -> Result<(), ReadError> {
        let Some(holder) = holder(text) else {
            return Ok(());
        };
        for (name, list) in
            [("posts", &holder.posts), ("feed", &holder.feed), ("records", &holder.records)]
        {
            for (index, one) in list.0.iter().enumerate() {
                self.item(&place.inside(name, index + 1), one.get())?;
            }
        }
        if let Some(thread) = holder.thread {
            return self.thread(thread.get(), &place.to_string());
        }
        if holder.parent.is_some() || !holder.replies.0.is_empty() {
            return self.thread(text, &place.to_string());
        }
        self.feed_item(&holder, &place.to_string(), text)
    }

    /// A member of a list: a post, or an item of a feed that holds one.
    fn item(&mut self, at: &str, text: &str) -> Result<(), ReadError> {
        match serde_json::from_str::<One<View<'_>>>(text) {
            Ok(One(Some(view))) if view.is_one() => self.view(&view, at, text),
            Ok(_) => match holder(text) {
                Some(holder) if holder.post.is_some() => self.feed_item(&holder, at, text),
                _ => self.reading.skipped(at, "it has no `post` and no `record`"),
            },
            Err(error) => self.reading.skipped(at, json::damage(&error)),
        }
    }

    /// An item of a feed: a post, or somebody's passing it on.
    fn feed_item(&mut self, item: &Holder<'_>, at: &str, raw: &str) -> Result<(), ReadError> {
        let Some(post) = item.post else {
            return Ok(());
        };
        let reason = item.reason.get().filter(|reason| reason.is_repost());
        let shown = parse(post.get()).and_then(|view| Ok((view.shown()?, view)));
        let (shown, view) = match shown {
            Ok((Shown::Post(shown), view)) => (*shown, view),
            Ok(_) => return Ok(()),
            Err(reason) => return self.reading.skipped(at, reason),
        };
        let mut rides = vec![];
        if let Some(above) = item.reply.get().filter(|_| self.reading.keeps(&shown)) {
            let parent = above.parent.map(RawValue::get);
            let root = above.root.map(RawValue::get);
            rides.extend(root.filter(|_| root != parent).into_iter().chain(parent));
        }
        let Some(reason) = reason else {
            self.context(&rides)?;
            return self.post(shown, &view, post.get());
        };
        rides.extend(view.embed().and_then(|embed| embed.quoted_view()));
        match reason.repost(&shown.uri) {
            Ok(repost) => {
                if !self.reading.keeps_repost(&repost) {
                    rides.clear();
                }
                let raw = if self.context(&rides)? { raw } else { "" };
                self.reading.repost(repost, Some(shown), raw.as_bytes(), None)
            }
            Err(reason) => self.reading.skipped(at, reason),
        }
    }

    /// A thread: the post, those above it as context, those below it in their order.
    fn thread(&mut self, node: &str, at: &str) -> Result<(), ReadError> {
        let mut above = holder(node).and_then(|node| node.parent);
        for _ in 0..DEEPEST {
            let Some(node) = above.and_then(|node| holder(node.get())) else {
                break;
            };
            if let Some(post) = node.post {
                self.context(&[post.get()])?;
            }
            above = node.parent;
        }
        let mut waiting = vec![(node, 0)];
        let mut number = 0;
        while let Some((node, depth)) = waiting.pop() {
            let Some(node) = holder(node) else {
                continue;
            };
            if let Some(post) = node.post {
                number += 1;
                match parse(post.get()) {
                    Ok(view) => self.view(&view, &format!("{at}, post {number}"), post.get())?,
                    Err(reason) => self.reading.skipped(at, reason)?,
                }
            }
            if depth < DEEPEST {
                let below = node.replies.0.into_iter().rev();
                waiting.extend(below.map(|node| (node.get(), depth + 1)));
            }
        }
        Ok(())
    }

    fn view(&mut self, view: &View<'_>, at: &str, raw: &str) -> Result<(), ReadError> {
        match view.shown() {
            Ok(Shown::Post(post)) => self.post(*post, view, raw),
            Ok(Shown::Repost(repost)) => self.reading.repost(*repost, None, raw.as_bytes(), None),
            Ok(Shown::Nothing) => Ok(()),
            Err(reason) => self.reading.skipped(at, reason),
        }
    }

    /// A post, after what it quotes. The original is not kept where it holds a quote that may not.
    fn post(&mut self, post: Post, view: &View<'_>, raw: &str) -> Result<(), ReadError> {
        let quoted = view.embed().and_then(|embed| embed.quoted_view());
        let mut raw = raw;
        if let Some(quoted) = quoted.filter(|_| self.reading.keeps(&post))
            && !self.context(&[quoted])?
        {
            raw = "";
        }
        self.reading.post(post, raw.as_bytes(), None)
    }

    /// What rides along; of what is not shown or not understood, nothing. Returns whether all of it
    /// may be kept, with what it quotes in turn.
    fn context(&mut self, rides: &[&str]) -> Result<bool, ReadError> {
        let mut whole = true;
        for raw in rides {
            let mut inner = Some(*raw);
            for depth in 0..QUOTES {
                let Some(Ok(view)) = inner.map(parse) else {
                    break;
                };
                if let Ok(Shown::Post(post)) = view.shown() {
                    whole &= self.reading.keeps(&post);
                    if depth == 0 {
                        self.reading.context(*post)?;
                    }
                }
                inner = view.embed().and_then(|embed| embed.quoted_view());
            }
        }
        Ok(whole)
    }
}

fn holder(text: &str) -> Option<Holder<'_>> {
    serde_json::from_str::<One<Holder<'_>>>(text).ok()?.0
}

fn parse(text: &str) -> Result<View<'_>, String> {
    match serde_json::from_str::<One<View<'_>>>(text) {
        Ok(One(view)) => view.ok_or_else(|| "it is no object".into()),
        Err(error) => Err(json::damage(&error)),
    }
}
