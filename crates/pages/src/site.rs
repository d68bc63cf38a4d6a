//! The site as a whole, and what of it search engines may be told.

use chat::{Audience, Author, Post};

/// What every page of one site shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The name of the site, at the head of each page.
    pub title: String,
    /// Where it will be found, without a slash at the end: `https://chats.example`. Only with it
    /// are there a sitemap, feeds, Open Graph and schema.org data, which need whole addresses.
    pub base_url: Option<String>,
    /// Which pictures of posts are shown.
    pub pictures: Pictures,
}

/// Which pictures of posts are shown; the others are told in words, with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pictures {
    /// Those that are kept.
    #[default]
    Kept,
    /// Also those that a server fetches when they are first asked for.
    Fetched,
}

impl Default for Site {
    fn default() -> Self {
        Self { title: "chatkeep".to_owned(), base_url: None, pictures: Pictures::Kept }
    }
}

impl Site {
    /// A site with this title that lives at no known address.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// The same site at this address; a slash at its end does not matter.
    #[must_use]
    pub fn at(self, base_url: &str) -> Self {
        let base_url = Some(base_url.trim_end_matches('/').to_owned());
        Self { base_url, ..self }
    }
}

/// Whether a post's own page may stand in the sitemap and in search engines: it was public, and
/// not merely unlisted.
#[must_use]
pub fn is_listed(post: &Post) -> bool {
    post.audience == Audience::Public
}

/// Whether an author's own page may stand in the sitemap and in search engines.
#[must_use]
pub fn is_findable(author: &Author) -> bool {
    author.wishes.findable && !author.wishes.leave_me_out
}
