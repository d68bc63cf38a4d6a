//! How much of a chat was seen: who saw what, and an estimate of what nobody saw.
//!
//! Each source is a net cast into the same water. Where two caught much of the same, little was left;
//! where they caught different fish, much was. That is capture–recapture: Chapman's estimator for two
//! sources (Chapman 1951, variance of Seber 1970), Chao's lower bound for more (Chao 1987, for
//! incidences with its bias corrected). The intervals are log-normal (Burnham et al. 1987), so that
//! they never go below what was seen.
//!
//! What it assumes: every post had some chance to be seen by each source, and one source seeing it
//! says nothing of whether another does. Neither is quite so: what a big server has, another big one
//! is likelier to have. Then the estimate is too low, and is to be read as "at least".

mod watched;

use std::collections::{BTreeMap, BTreeSet};

pub use watched::{Blind, Coverage, Together, Unknown, Vantage, Watched};

/// Posts seen by both of two sources that there must be at least: with fewer the estimate is biased
/// (Robson and Regier 1964).
const SHARED: u64 = 7;
/// The normal deviate of a 95 % interval.
const DEVIATE: f64 = 1.96;

/// Posts by the sources that saw them, of one network: what is on another cannot be seen twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captures {
    /// How many posts each combination of sources saw; the combinations are sorted lists of names.
    by_sources: BTreeMap<Vec<String>, u64>,
}

/// What no source saw, as well as it can be said.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// So many posts.
    pub missed: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// The upper end of the 95 % interval.
    pub high: f64,
    /// How it was found.
    pub method: Method,
}

/// How an estimate was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Chapman's, of two sources.
    Chapman,
    /// Chao's lower bound, of three or more.
    Chao,
}

impl Method {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chapman => "Chapman",
            Self::Chao => "Chao",
        }
    }
}

/// Why nothing can be said of what no source saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoEstimate {
    /// There is nothing to compare with.
    #[error("fewer than two sources saw posts there")]
    OneSource,
    /// The sources share too little for a comparison.
    #[error("fewer than seven posts were seen by more than one source")]
    TooFew,
}

impl Captures {
    /// Counts a post that these sources saw; a source named twice counts once.
    pub fn push<'a>(&mut self, sources: impl IntoIterator<Item = &'a str>) {
        let sources: BTreeSet<&str> = sources.into_iter().collect();
        if !sources.is_empty() {
            let sources = sources.into_iter().map(str::to_owned).collect();
            *self.by_sources.entry(sources).or_default() += 1;
        }
    }

    /// How many posts each combination of sources saw, most first.
    #[must_use]
    pub fn seen_by(&self) -> Vec<(&[String], u64)> {
        let mut all: Vec<(&[String], u64)> =
            self.by_sources.iter().map(|(sources, posts)| (&sources[..], *posts)).collect();
        all.sort_by_key(|(_, posts)| std::cmp::Reverse(*posts));
        all
    }

    /// How many posts no source saw.
    ///
    /// # Errors
    /// [`NoEstimate`], where it cannot be estimated.
    pub fn estimate(&self) -> Result<Estimate, NoEstimate> {
        let sources: BTreeSet<&String> = self.by_sources.keys().flatten().collect();
        let shared: u64 = self.seen_by_some(|n| n > 1);
        match sources.len() {
            0 | 1 => Err(NoEstimate::OneSource),
            _ if shared < SHARED => Err(NoEstimate::TooFew),
            2 => {
                let of = |name: &String| {
                    let mine = self.by_sources.iter().filter(|(sources, _)| sources.contains(name));
                    mine.map(|(_, posts)| *posts).sum::<u64>()
                };
                let counts: Vec<u64> = sources.iter().map(|name| of(name)).collect();
                Ok(chapman(counts[0], counts[1], shared))
            }
            many => Ok(chao(many, self.seen_by_some(|n| n == 1), self.seen_by_some(|n| n == 2))),
        }
    }

    /// How many posts were seen by such a number of sources.
    fn seen_by_some(&self, wanted: impl Fn(usize) -> bool) -> u64 {
        let some = self.by_sources.iter().filter(|(sources, _)| wanted(sources.len()));
        some.map(|(_, posts)| *posts).sum()
    }
}

/// Chapman's estimator: one source saw `first`, the other `second`, both `both`.
fn chapman(first: u64, second: u64, both: u64) -> Estimate {
    let [first, second, both] = [first, second, both].map(real);
    let all = (first + 1.0) * (second + 1.0) / (both + 1.0) - 1.0;
    let variance = (first + 1.0) * (second + 1.0) * (first - both) * (second - both)
        / ((both + 1.0) * (both + 1.0) * (both + 2.0));
    let missed = all - (first + second - both);
    interval(missed, variance, Method::Chapman)
}

/// Chao's lower bound: of `sources`, one alone saw `once` posts, two saw `twice`.
fn chao(sources: usize, once: u64, twice: u64) -> Estimate {
    let share = {
        let sources = real(sources as u64);
        (sources - 1.0) / sources
    };
    let [once, twice] = [once, twice].map(real);
    let pairs = once * (once - 1.0);
    let more = twice + 1.0;
    let missed = share * pairs / (2.0 * more);
    let variance = share * pairs / (2.0 * more)
        + share.powi(2) * once * (2.0 * once - 1.0).powi(2) / (4.0 * more.powi(2))
        + share.powi(2) * once.powi(2) * twice * (once - 1.0).powi(2) / (4.0 * more.powi(4));
    interval(missed, variance, Method::Chao)
}

/// The log-normal interval around what was missed.
fn interval(missed: f64, variance: f64, method: Method) -> Estimate {
    if missed <= 0.0 {
        return Estimate { missed: 0.0, low: 0.0, high: 0.0, method };
    }
    let spread = (DEVIATE * (1.0 + variance / (missed * missed)).ln().sqrt()).exp();
    Estimate { missed, low: missed / spread, high: missed * spread, method }
}

/// No chat has 2^52 posts, beyond which this would round.
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
