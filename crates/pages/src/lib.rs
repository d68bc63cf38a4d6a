//! How posts look: values in, HTML out. Imports `chat` and `analysis`; `app` imports it.
//!
//! One page, one struct, one template: [`HomePage`], [`SeriesPage`], [`ChatPage`], [`PostPage`],
//! [`AuthorPage`], [`SearchPage`], [`NotFoundPage`]; and [`LivePage`] in the place of a [`ChatPage`]
//! while its chat happens. Each is filled by `app` with borrowed values
//! and gives its HTML by `render()`. The live server and `publish` call the same functions, and
//! every link is relative, so that a page is the same bytes on a server and in a folder.
//!
//! Rules that hold in the whole crate:
//!
//! - a link is spelt in [`urls`] and nowhere else;
//! - whatever a template writes goes through [`escape`]'s one escaper, which also takes the harm out
//!   of control characters; nothing foreign is ever written otherwise;
//! - no inline styles, no inline scripts, nothing loaded from elsewhere;
//! - a page is complete without JavaScript.

pub mod assets;
pub mod author;
mod by_question;
mod chat;
mod content;
mod conversations;
mod copy;
mod counted;
mod coverage;
mod entry;
pub mod escape;
pub mod feeds;
mod head;
pub mod home;
pub mod host;
mod href;
mod json_ld;
mod known;
mod language;
pub mod live;
pub mod marks;
mod not_found;
mod picture;
mod places;
pub mod post;
mod quotation;
pub mod samples;
pub mod search;
pub mod search_index;
pub mod series;
mod site;
mod sitemap;
mod strip;
mod summary;
mod text;
mod time;
mod transcript;
mod understood;
pub mod urls;
mod when;
mod who;

pub use self::chat::ChatPage;
pub use author::{AuthorPage, Spoken};
pub use content::{content, tag_page};
pub use copy::CopyPage;
pub use feeds::FeedChat;
pub use home::{ChatLine, HomePage, SeriesLine};
pub use known::{Known, Picture};
pub use live::{Lane, LiveChat, LivePage, Placed};
pub use marks::Marks;
pub use not_found::NotFoundPage;
pub use post::PostPage;
pub use search::{Found, Hit, Order, Query, SearchPage};
pub use search_index::SearchIndex;
pub use series::SeriesPage;
pub use site::{Pictures, Site, is_findable, is_listed};
pub use sitemap::sitemap;
pub use strip::posts_per_minute;
pub use transcript::{Said, Sitting, Tombstone, Turn};
pub use understood::{Rewritten, Understood};
pub use urls::Page;
