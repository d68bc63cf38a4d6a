//! What else is kept: which accounts, series and posts a page can link to, quote and count.

use std::collections::{HashMap, HashSet};

use chat::{Author, Post, Tag, Uri};

/// What is kept besides the posts of a page. Everything in it may be left empty; the page then
/// links to less.
#[derive(Debug, Clone, Default)]
pub struct Known<'a> {
    people: HashMap<String, &'a Uri>,
    series: HashSet<&'a Tag>,
    posts: HashMap<&'a Uri, &'a Post>,
    reposts: HashMap<&'a Uri, Vec<&'a Author>>,
    pictures: HashMap<(&'a Uri, &'a str), Picture>,
}

/// A picture that can be shown from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Width and height in pixels; nothing is known of one that is not fetched yet.
    pub size: Option<(u32, u32)>,
}

impl<'a> Known<'a> {
    /// An account with a page of its own: naming it in a post links there.
    pub fn add_author(&mut self, author: &'a Author) {
        if let Some(handle) = &author.handle {
            self.people.insert(handle.to_lowercase(), &author.uri);
        }
    }

    /// A series with a page of its own: its tag in a post links there.
    pub fn add_series(&mut self, tag: &'a Tag) {
        self.series.insert(tag);
    }

    /// A kept post: where another quotes or answers it, it is shown and linked.
    pub fn add_post(&mut self, post: &'a Post) {
        self.posts.insert(&post.uri, post);
    }

    /// Somebody passed a post on.
    pub fn add_repost(&mut self, of: &'a Uri, by: &'a Author) {
        let names = self.reposts.entry(of).or_default();
        if !names.iter().any(|known| known.uri == by.uri) {
            names.push(by);
        }
    }

    /// A picture of a post, by the address that the post gives: it is shown.
    pub fn add_picture(&mut self, post: &'a Uri, url: &'a str, picture: Picture) {
        self.pictures.insert((post, url), picture);
    }

    pub(crate) fn picture(&self, post: &Uri, url: &str) -> Option<Picture> {
        self.pictures.get(&(post, url)).copied()
    }

    /// The account with this handle, in any case.
    pub(crate) fn person(&self, handle: &str) -> Option<&'a Uri> {
        self.people.get(handle.to_lowercase().as_str()).copied()
    }

    pub(crate) fn has_series(&self, tag: &Tag) -> bool {
        self.series.contains(tag)
    }

    pub(crate) fn post(&self, uri: &Uri) -> Option<&'a Post> {
        self.posts.get(uri).copied()
    }

    /// Who passed a post on, each once.
    pub(crate) fn passed_on(&self, uri: &Uri) -> &[&'a Author] {
        self.reposts.get(uri).map_or(&[], Vec::as_slice)
    }
}
