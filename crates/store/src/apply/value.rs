//! What is known of one record while a batch is applied, and joining more to it.

use chat::{Author, Join, Moment, Network, Post, Repost, Tombstone, Uri, bridge};
use jiff::Timestamp;

/// What is known of a record.
pub(crate) enum Value {
    Post(Box<Post>),
    Repost(Box<Repost>),
    Gone(Tombstone),
}

impl Value {
    pub(super) fn uri(&self) -> &Uri {
        match self {
            Self::Post(post) => &post.uri,
            Self::Repost(repost) => &repost.uri,
            Self::Gone(tombstone) => &tombstone.uri,
        }
    }

    pub(super) fn author(&self) -> Option<&Author> {
        match self {
            Self::Post(post) => Some(&post.author),
            Self::Repost(repost) => Some(&repost.author),
            Self::Gone(_) => None,
        }
    }

    /// What it is a copy of, as it names that. Of a repost the bridge's own name for it tells.
    pub(super) fn copy_of(&self) -> Option<Uri> {
        match self {
            Self::Post(post) => post.copy_of.clone(),
            Self::Repost(repost) => bridge::original(&repost.uri),
            Self::Gone(_) => None,
        }
    }

    /// The page of a post of the fediverse, by which a copy of it may name it.
    pub(super) fn page(&self) -> Option<&str> {
        match self {
            Self::Post(post) => page(post),
            Self::Repost(_) => None,
            Self::Gone(tombstone) => tombstone.url.as_deref(),
        }
    }

    pub(super) fn created_at(&self) -> Moment {
        match self {
            Self::Post(post) => post.created_at,
            Self::Repost(repost) => repost.created_at,
            Self::Gone(tombstone) => placed(tombstone),
        }
    }
}

/// A profile without a date is as old as the post that it came with.
pub(super) fn date_profile(
    author: &mut Author,
    seen_at: Option<Timestamp>,
    created_at: &Moment,
    restored: bool,
) {
    if author.as_of.is_none() && !restored {
        author.as_of = seen_at.or_else(|| Some(created_at.at()));
    }
}

/// Joins, and says whether that changed anything but the author's profile.
pub(super) fn join_value(known: &mut Value, told: Value) -> bool {
    match (&mut *known, told) {
        (Value::Post(known), Value::Post(mut told)) => {
            if told.author.uri == known.author.uri {
                told.author.clone_from(&known.author);
            }
            // The original of forty reposts is told forty times, mostly in the same words.
            if *known == told {
                return false;
            }
            let before = known.clone();
            known.join(*told);
            **known != *before
        }
        (Value::Repost(known), Value::Repost(mut told)) => {
            if told.author.uri == known.author.uri {
                told.author.clone_from(&known.author);
            }
            // The original of forty reposts is told forty times, mostly in the same words.
            if *known == told {
                return false;
            }
            let before = known.clone();
            known.join(*told);
            **known != *before
        }
        (Value::Gone(known), told) => {
            let before = known.clone();
            let (created_at, reply_to) = match told {
                Value::Post(post) => {
                    chat::join_max(&mut known.url, page(&post).map(str::to_owned));
                    known.add_tags(post.tags());
                    (Some(post.created_at), post.reply_to)
                }
                Value::Repost(repost) => (Some(repost.created_at), None),
                Value::Gone(told) => {
                    chat::join_max(&mut known.at, told.at);
                    chat::join_max(&mut known.url, told.url);
                    known.add_tags(told.tags);
                    (told.created_at, told.reply_to)
                }
            };
            known.created_at.join(created_at);
            chat::join_max(&mut known.reply_to, reply_to);
            *known != before
        }
        (known, Value::Gone(mut tombstone)) => {
            tombstone.created_at.join(Some(known.created_at()));
            if let Value::Post(post) = known {
                chat::join_max(&mut tombstone.url, page(post).map(str::to_owned));
                chat::join_max(&mut tombstone.reply_to, post.reply_to.take());
                tombstone.add_tags(post.tags());
            }
            *known = Value::Gone(tombstone);
            true
        }
        (known @ Value::Repost(_), told @ Value::Post(_)) => {
            *known = told;
            true
        }
        (Value::Post(_), Value::Repost(_)) => false,
    }
}

fn page(post: &Post) -> Option<&str> {
    post.url.as_deref().filter(|_| post.network == Network::Fediverse)
}

/// Where a tombstone stands in time: when it was said, else when it was taken back.
pub(super) fn placed(tombstone: &Tombstone) -> Moment {
    let known = tombstone.created_at.or_else(|| Moment::of_uri(&tombstone.uri));
    known.unwrap_or_else(|| Moment::stated(tombstone.at.unwrap_or_default()))
}
