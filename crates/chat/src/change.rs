//! The only things that travel from a network or a file to the store.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Moment, Post, Repost, Tag, Uri};

/// What stays of a post that was taken back: where it stood, and nothing that it said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// What is gone.
    pub uri: Uri,
    /// The page that it had, where that is not the `uri`: a copy of it may name it so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// When it was said, if that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub created_at: Option<Moment>,
    /// What it answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reply_to: Option<Uri>,
    /// When it was taken back, if the source says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<Timestamp>,
    /// Under which tags it was said, in their order: what answered it without a tag belongs to the same
    /// chat still. An export names those alone that have a series.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tags: Vec<Tag>,
}

impl Tombstone {
    /// A tombstone of which only the name is known, and perhaps when it came to be.
    #[must_use]
    pub fn new(uri: Uri, at: Option<Timestamp>) -> Self {
        Self { uri, url: None, created_at: None, reply_to: None, at, tags: Vec::new() }
    }

    /// Adds the tags under which it is known to have been said.
    pub fn add_tags(&mut self, tags: impl IntoIterator<Item = Tag>) {
        self.tags.extend(tags);
        self.tags.sort_unstable();
        self.tags.dedup();
    }
}

/// What happened, as a source told it. An edit is a [`Change::Posted`] with an `edited_at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Somebody posted, or edited, this.
    Posted(Box<Post>),
    /// Somebody passed a post on.
    Reposted(Box<Repost>),
    /// A post or repost was taken back by its author or its network.
    Deleted(Tombstone),
    /// An account was closed or taken down, and with it all that it posted.
    AuthorGone {
        /// Who is gone.
        author: Uri,
        /// When, if the source says.
        at: Option<Timestamp>,
    },
}

impl Change {
    /// The uri of the post, repost or author that this is about.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        match self {
            Self::Posted(post) => &post.uri,
            Self::Reposted(repost) => &repost.uri,
            Self::Deleted(tombstone) => &tombstone.uri,
            Self::AuthorGone { author, .. } => author,
        }
    }
}
