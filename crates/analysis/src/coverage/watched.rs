//! The coverage of one chat: what each source saw of it and when it was blind, who saw what, and what
//! nobody saw.

use std::collections::BTreeMap;

use chat::{Network, Post, Sighting};
use jiff::Timestamp;

use super::{Captures, Estimate, Method, NoEstimate};

/// What is known of how a chat was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// The sources, by name.
    pub sources: Vec<Vantage>,
    /// Posts by combination of sources, most first; the names are sorted.
    pub seen_by: Vec<(Vec<String>, u64)>,
    /// What no source saw, or why that cannot be estimated.
    pub estimate: Result<Together, Unknown>,
}

/// What one source saw of a chat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vantage {
    /// Its name.
    pub source: String,
    /// So many posts.
    pub posts: u64,
    /// When the first and the last of them were said.
    pub first: Option<Timestamp>,
    /// See `first`.
    pub last: Option<Timestamp>,
    /// When it could not see.
    pub gaps: Vec<Blind>,
}

/// A time in which a source could not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blind {
    /// The last time of which we know that it saw.
    pub from: Timestamp,
    /// When it saw again; `None` while it does not.
    pub to: Option<Timestamp>,
    /// Why.
    pub reason: String,
    /// Whether what was said meanwhile was read afterwards.
    pub repaired: bool,
    /// Posts said meanwhile that it showed afterwards.
    pub brought_back: u64,
}

impl Blind {
    fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// Estimates of the networks, added up.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// What no source saw, with the ends of its 95 % interval.
    pub missed: f64,
    /// See `missed`.
    pub low: f64,
    /// See `missed`.
    pub high: f64,
    /// How each was found, in the networks' order; what is the same twice stands once.
    pub methods: Vec<Method>,
}

impl Together {
    /// As whole posts: what was missed, and the ends, the upper one rounded up.
    #[must_use]
    pub fn whole(&self) -> (u64, u64, u64) {
        (whole(self.missed), whole(self.low), whole(self.high.ceil()))
    }
}

/// A number of posts.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of posts, never below nothing"
)]
fn whole(posts: f64) -> u64 {
    posts.round() as u64
}

/// Why nothing can be said of what no source saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// On one of the networks it cannot be estimated, and so not for all.
    #[error("{}: {}", .0.as_str(), .1)]
    On(Network, NoEstimate),
    /// Nothing was said.
    #[error("there are no posts")]
    NoPosts,
}

/// A chat's coverage, while its posts are looked at one by one.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    sources: BTreeMap<String, Vantage>,
    networks: BTreeMap<Network, Captures>,
    all: Captures,
}

impl Watched {
    /// Begins with the sources that were to see the chat, and when they could not. One that is named
    /// twice, for several tags, was blind when it was for any.
    #[must_use]
    pub fn new(sources: impl IntoIterator<Item = (String, Vec<Blind>)>) -> Self {
        let mut watched = Self::default();
        for (source, gaps) in sources {
            watched.source(&source).gaps.extend(gaps);
        }
        watched
    }

    fn source(&mut self, name: &str) -> &mut Vantage {
        let new = || Vantage { source: name.to_owned(), ..Vantage::default() };
        self.sources.entry(name.to_owned()).or_insert_with(new)
    }

    /// Takes a post in, and who saw it.
    pub fn push(&mut self, post: &Post, seen: &[Sighting]) {
        self.push_copied(post, seen, seen);
    }

    /// The same of a post that a bridge copied: `seen` is who saw it or a copy, `itself` who saw it on its
    /// own network. The estimate counts those alone, since who is copied is no matter of chance.
    pub fn push_copied(&mut self, post: &Post, seen: &[Sighting], itself: &[Sighting]) {
        let at = post.created_at.at();
        let names = || seen.iter().map(|sighting| sighting.source.as_str());
        let mut once: Vec<&str> = names().collect();
        once.sort_unstable();
        once.dedup();
        for name in once {
            let source = self.source(name);
            source.posts += 1;
            source.first = Some(source.first.map_or(at, |first| first.min(at)));
            source.last = source.last.max(Some(at));
            source
                .gaps
                .iter_mut()
                .filter(|gap| gap.holds(at))
                .for_each(|gap| gap.brought_back += 1);
        }
        let on_its_network = itself.iter().map(|sighting| sighting.source.as_str());
        self.networks.entry(post.network).or_default().push(on_its_network);
        self.all.push(names());
    }

    /// All of it.
    #[must_use]
    pub fn finish(self) -> Coverage {
        let seen_by = self.all.seen_by().into_iter();
        Coverage {
            estimate: together(&self.networks),
            seen_by: seen_by.map(|(sources, posts)| (sources.to_vec(), posts)).collect(),
            sources: self.sources.into_values().collect(),
        }
    }
}

/// Network by network, since nothing on one can be seen from the other; then together. The ends add up
/// to an interval that is rather too wide than too narrow.
fn together(networks: &BTreeMap<Network, Captures>) -> Result<Together, Unknown> {
    if networks.is_empty() {
        return Err(Unknown::NoPosts);
    }
    let mut sum = Together { missed: 0.0, low: 0.0, high: 0.0, methods: Vec::new() };
    for (network, captures) in networks {
        let Estimate { missed, low, high, method } =
            captures.estimate().map_err(|why| Unknown::On(*network, why))?;
        sum.missed += missed;
        sum.low += low;
        sum.high += high;
        sum.methods.push(method);
    }
    sum.methods.dedup();
    Ok(sum)
}
