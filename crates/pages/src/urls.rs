//! The only place that spells a link.
//!
//! A page's path counts from the root of the site and is also the name of its file, so that the
//! same links work on a server and from `file://`. Names never change: a post's is made from its
//! uri alone. They are safe on every file system: lower case, short, no reserved names.
//!
//! | page | path |
//! |---|---|
//! | home, search | `index.html`, `search.html` |
//! | series | `chats/<tag>/index.html` |
//! | chat | `chats/<tag>/2012-02-16.html`, `…-2.html` |
//! | post | `posts/t<id>.html` (Twitter), `posts/b<tid>-<hash>.html` (Bluesky), `posts/<letter><hash>.html` |
//! | events of a live chat | `live/<tag>/2012-02-16`, only served |
//! | for hosts | `host/`, `host/desk/<tag>/2012-02-16` and the like, only served |
//! | picture that a post shows | `media/<post>-<hash>.jpg` |
//! | author | `people/t-<handle>.html`, `people/t<id>.html` (Twitter), `people/<letter><hash>.html` |

mod names;

use std::fmt;

use chat::{ChatName, Tag, Uri};

use names::base32;
pub use names::{AuthorName, PostName, author_slug, post_slug};

/// A page or file of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page<'a> {
    /// All series and their chats.
    Home,
    /// One series.
    Series(&'a Tag),
    /// One chat.
    Chat(&'a ChatName),
    /// How a chat was seen, as data.
    Coverage(&'a ChatName),
    /// One post with its thread.
    Post(&'a Uri),
    /// One author: the first part of what they said.
    Author(&'a Uri),
    /// A further part, from 2 on, of what an author said.
    AuthorPart(&'a Uri, usize),
    /// The search.
    Search,
    /// What a reader sees where nothing is.
    NotFound,
    /// A file of the look or of the search: the name within `assets/`.
    Asset(&'a str),
    /// A picture, by the post that shows it and the address that the post gives.
    Picture(&'a Uri, &'a str),
    /// The Atom feed.
    AtomFeed,
    /// The JSON feed.
    JsonFeed,
    /// The sitemap.
    Sitemap,
    /// A part of a sitemap too long for one file, from 1 on.
    SitemapPart(usize),
    /// What happens in a chat, as events; only a server has it.
    Events(&'a ChatName),
    /// Where the demo is told what to play; only a server has it.
    Play,
    /// A page for hosts; only a server has it.
    Host(HostPlace<'a>),
}

/// A place for hosts alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostPlace<'a> {
    /// Where a host begins: the chats, and who is signed in.
    Home,
    /// Where a link leads that signs in.
    SignIn(&'a str),
    /// Where a host signs out.
    SignOut,
    /// Where sessions are ended.
    Revoke,
    /// The desk of a chat.
    Desk(&'a ChatName),
    /// Before the names of a chat's posts.
    Posts(&'a ChatName),
    /// A post of a chat, and what can be done with it.
    Post(&'a ChatName, &'a Uri),
    /// Where what is decided for a chat is sent to.
    Act(&'a ChatName),
    /// Where what is undone is sent to.
    Undo(&'a ChatName),
    /// Where a chat's title and times are sent to.
    Times(&'a ChatName),
}

impl HostPlace<'_> {
    fn path(self) -> String {
        let of = |what: &str, name: &ChatName| {
            format!("host/{what}/{}/{}", folder(&name.tag), sitting(name))
        };
        match self {
            Self::Home => "host/".to_owned(),
            Self::SignIn(secret) => format!("host/sign-in/{secret}"),
            Self::SignOut => "host/sign-out".to_owned(),
            Self::Revoke => "host/revoke".to_owned(),
            Self::Desk(name) => of("desk", name),
            Self::Posts(name) => format!("{}/", of("post", name)),
            Self::Post(name, uri) => format!("{}/{}", of("post", name), post_slug(uri)),
            Self::Act(name) => of("act", name),
            Self::Undo(name) => of("undo", name),
            Self::Times(name) => of("times", name),
        }
    }
}

impl Page<'_> {
    /// The path from the root of the site, which is also the file's name, in plain UTF-8.
    #[must_use]
    pub fn path(&self) -> String {
        match *self {
            Self::Home => "index.html".to_owned(),
            Self::Series(tag) => format!("chats/{}/index.html", folder(tag)),
            Self::Chat(name) => format!("chats/{}/{}.html", folder(&name.tag), sitting(name)),
            Self::Coverage(name) => {
                format!("chats/{}/{}.coverage.json", folder(&name.tag), sitting(name))
            }
            Self::Post(uri) => format!("posts/{}.html", post_slug(uri)),
            Self::Author(uri) | Self::AuthorPart(uri, 0 | 1) => {
                format!("people/{}.html", author_slug(uri))
            }
            Self::AuthorPart(uri, part) => format!("people/{}.{part}.html", author_slug(uri)),
            Self::Search => "search.html".to_owned(),
            Self::NotFound => "404.html".to_owned(),
            Self::Asset(name) => format!("assets/{name}"),
            Self::Picture(post, url) => {
                let mut path = format!("media/{}-", post_slug(post));
                base32(url, 12, &mut path);
                path + ".jpg"
            }
            Self::AtomFeed => "feed.xml".to_owned(),
            Self::JsonFeed => "feed.json".to_owned(),
            Self::Sitemap => "sitemap.xml".to_owned(),
            Self::SitemapPart(part) => format!("sitemap-{part}.xml"),
            Self::Events(name) => format!("live/{}/{}", folder(&name.tag), sitting(name)),
            Self::Play => "play".to_owned(),
            Self::Host(place) => place.path(),
        }
    }

    /// The path as it stands in a link: percent-encoded, counted from the root.
    #[must_use]
    pub fn link(&self) -> String {
        let mut link = String::new();
        encode(&self.path(), "/", &mut link);
        link
    }

    /// The whole address on a site that lives at `base_url`.
    #[must_use]
    pub fn address(&self, base_url: &str) -> String {
        match self {
            Self::Home => format!("{base_url}/"),
            page => format!("{base_url}/{}", page.link()),
        }
    }
}

/// The place a link stands on: links from it are relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Here {
    depth: usize,
}

impl Here {
    /// Standing on a page of the site.
    #[must_use]
    pub fn on(page: Page<'_>) -> Self {
        Self {
            depth: match page {
                Page::Series(_) | Page::Chat(_) => 2,
                Page::Host(place) => place.path().matches('/').count(),
                Page::Post(_) | Page::Author(_) | Page::AuthorPart(..) | Page::Asset(_) => 1,
                _ => 0,
            },
        }
    }

    /// Standing where a reader asked for this path (`/some/where`) and nothing was.
    #[must_use]
    pub fn at_path(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let depth = path.trim_start_matches('/').matches('/').count();
        Self { depth: depth.min(64) }
    }

    /// The link from here to a page.
    #[must_use]
    pub fn to(self, page: Page<'_>) -> String {
        self.prefixed(&page.link())
    }

    /// The link from here to a place within a page.
    #[must_use]
    pub fn to_part(self, page: Page<'_>, id: &str) -> String {
        format!("{}#{id}", self.to(page))
    }

    /// The link from here to a search with these fields; empty ones are left out.
    #[must_use]
    pub fn to_search(self, fields: &[(&str, &str)]) -> String {
        let mut link = self.to(Page::Search);
        let mut joint = '?';
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
            link.push(joint);
            link.push_str(name);
            link.push('=');
            encode(value, "", &mut link);
            joint = '&';
        }
        link
    }

    /// The link from here to a chat while it happens: which view of it, and the like.
    #[must_use]
    pub fn to_live(self, name: &ChatName, fields: &[(&str, &str)]) -> String {
        let mut link = self.to(Page::Chat(name));
        for (at, (name, value)) in fields.iter().enumerate() {
            link.push(if at == 0 { '?' } else { '&' });
            link.push_str(name);
            link.push('=');
            encode(value, "", &mut link);
        }
        link
    }

    fn prefixed(self, link: &str) -> String {
        let mut whole = String::with_capacity(self.depth * 3 + link.len());
        for _ in 0..self.depth {
            whole.push_str("../");
        }
        whole.push_str(link);
        whole
    }
}

/// The name of a series within a page.
#[must_use]
pub fn series_id(tag: &Tag) -> String {
    let mut id = String::from("s-");
    base32(tag.as_str(), 8, &mut id);
    id
}

/// A chat within its series: the day, and which of that day's.
fn sitting(name: &ChatName) -> String {
    if name.nth > 1 { format!("{}-{}", name.date, name.nth) } else { name.date.to_string() }
}

/// The folder of a series: its tag, unless a file system could stumble over it.
fn folder(tag: &Tag) -> String {
    const LONGEST: usize = 80;
    let tag = tag.as_str();
    let invisible = tag.contains('\u{200c}');
    if tag.len() <= LONGEST && !is_reserved(tag) && !invisible {
        return tag.to_owned();
    }
    let mut end = tag.len().min(LONGEST);
    while !tag.is_char_boundary(end) {
        end -= 1;
    }
    // No tag holds a hyphen, so this is never another tag's folder.
    let mut folder = tag[..end].replace('\u{200c}', "");
    folder.push('-');
    base32(tag, 8, &mut folder);
    folder
}

/// Names that Windows keeps for devices.
fn is_reserved(name: &str) -> bool {
    let numbered = |kind| {
        let rest: Option<&str> = name.strip_prefix(kind);
        rest.is_some_and(|n| n.chars().count() == 1 && n.contains(char::is_numeric))
    };
    matches!(name, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Percent-encodes all but RFC 3986's unreserved characters and those in `keep`.
fn encode(text: &str, keep: &str, out: &mut String) {
    use fmt::Write as _;
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~') || keep.contains(c) {
            out.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests;
