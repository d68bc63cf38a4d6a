//! What was said: posts, authors, tags, text, chats. Plain values, no input or output.
//!
//! Every other room speaks these types; this one imports nothing of ours, and no async, SQL or
//! HTTP. Foreign text ends here: HTML, facets and offsets become [`Text`].
//!
//! Two things make an archive independent of the order in which files arrive:
//!
//! - a post has one world-wide name, its [`Uri`], and
//! - what several sources say of it is joined by [`Join`], which is commutative, associative and
//!   idempotent (tested as such), so any order and any repetition end in the same value.

mod audience;
mod author;
pub mod bridge;
mod change;
mod join;
pub mod keep;
mod moment;
mod network;
mod post;
mod series;
mod source;
mod tag;
pub mod text;
mod uri;
pub mod words;

pub use audience::Audience;
pub use author::{Author, Wishes};
pub use change::{Change, Tombstone};
pub use join::{Join, join_max};
pub use moment::{Basis, Moment};
pub use network::Network;
pub use post::{Body, Copied, Media, MediaKind, Post, Repost, Sighting, Version};
pub use series::{Chat, ChatName, ChatNameError, Series};
pub use source::{Gap, Source};
pub use tag::Tag;
pub use text::{Span, SpanKind, Text};
pub use uri::Uri;
