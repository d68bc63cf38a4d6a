//! The only things that travel from a network or a file to the store.

use jiff::Timestamp;

use crate::{Post, Repost, Uri};

/// What happened, as a source told it. An edit is a [`Change::Posted`] with an `edited_at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Somebody posted, or edited, this.
    Posted(Box<Post>),
    /// Somebody passed a post on.
    Reposted(Box<Repost>),
    /// A post or repost was taken back by its author or its network.
    Deleted {
        /// What is gone.
        uri: Uri,
        /// When, if the source says.
        at: Option<Timestamp>,
    },
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
            Self::Deleted { uri, .. } => uri,
            Self::AuthorGone { author, .. } => author,
        }
    }
}
