//! How a chat was seen, as JSON.

use analysis::coverage::{self, Method, Together, Vantage};
use chat::ChatName;
use jiff::Timestamp;
use serde::Serialize;

/// `coverage CHAT --json`, what a chat's page gives as data, and what is in exports.
#[derive(Debug, Serialize)]
pub(crate) struct Coverage {
    pub(crate) chat: String,
    pub(crate) sources: Vec<Seen>,
    pub(crate) seen_by: Vec<SeenBy>,
    pub(crate) estimate: Option<Estimated>,
    /// Why there is no estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) no_estimate: Option<String>,
}

/// What one source saw.
#[derive(Debug, Serialize)]
pub(crate) struct Seen {
    pub(crate) source: String,
    pub(crate) posts: u64,
    pub(crate) first: Option<Timestamp>,
    pub(crate) last: Option<Timestamp>,
    pub(crate) gaps: Vec<Blind>,
}

/// When it could not see, and what came of it.
#[derive(Debug, Serialize)]
pub(crate) struct Blind {
    pub(crate) from: Timestamp,
    pub(crate) to: Option<Timestamp>,
    pub(crate) reason: String,
    pub(crate) repaired: bool,
    /// Posts said meanwhile that it showed afterwards.
    pub(crate) brought_back: u64,
}

/// What a combination of sources saw.
#[derive(Debug, Serialize)]
pub(crate) struct SeenBy {
    pub(crate) sources: Vec<String>,
    pub(crate) posts: u64,
}

/// What nobody saw.
#[derive(Debug, Serialize)]
pub(crate) struct Estimated {
    pub(crate) missed: u64,
    pub(crate) low: u64,
    pub(crate) high: u64,
    pub(crate) method: String,
}

impl Coverage {
    pub(crate) fn new(chat: &ChatName, found: coverage::Coverage) -> Self {
        let by = |(sources, posts)| SeenBy { sources, posts };
        let no_estimate = found.estimate.as_ref().err().map(ToString::to_string);
        Self {
            chat: chat.to_string(),
            sources: found.sources.into_iter().map(Seen::from).collect(),
            seen_by: found.seen_by.into_iter().map(by).collect(),
            estimate: found.estimate.ok().map(Estimated::from),
            no_estimate,
        }
    }
}

impl From<Vantage> for Seen {
    fn from(vantage: Vantage) -> Self {
        let Vantage { source, posts, first, last, gaps } = vantage;
        Self { source, posts, first, last, gaps: gaps.into_iter().map(Blind::from).collect() }
    }
}

impl From<coverage::Blind> for Blind {
    fn from(blind: coverage::Blind) -> Self {
        let coverage::Blind { from, to, reason, repaired, brought_back } = blind;
        Self { from, to, reason, repaired, brought_back }
    }
}

impl From<Together> for Estimated {
    fn from(sum: Together) -> Self {
        let methods: Vec<&str> = sum.methods.iter().copied().map(Method::as_str).collect();
        let (missed, low, high) = sum.whole();
        Self { missed, low, high, method: methods.join(" and ") }
    }
}
