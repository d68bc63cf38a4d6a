//! How a chat was seen: which sources looked, when they were blind, who saw what, and what nobody saw.

use analysis::coverage::{Blind, Coverage, Method, NoEstimate, Together, Unknown, Vantage};
use askama::Template;
use chat::{ChatName, Network};
use jiff::{SignedDuration, Timestamp};

use crate::{
    counted::{Grouped, counted, posts},
    urls::{Here, Page},
    when::{ShortDay, Zone},
};

/// Combinations of sources shown by themselves.
const SHOWN: usize = 12;
/// Gaps shown openly; more of them are folded.
const OPEN: usize = 3;

/// The section of a chat's page.
#[derive(Template)]
#[template(path = "coverage.html")]
pub(crate) struct Covered {
    sources: Vec<Source>,
    seen: Vec<Seen>,
    rest: Option<String>,
    estimate: String,
    assumes: Option<String>,
    data: String,
}

/// A source, and its gaps.
struct Source {
    name: String,
    posts: String,
    times: Option<String>,
    sight: String,
    is_whole: bool,
    gaps: Vec<Gap>,
    folded: bool,
}

/// A time in which it could not see.
struct Gap {
    times: String,
    reason: String,
    came: String,
    is_lost: bool,
}

/// What a combination of sources saw.
struct Seen {
    /// For each source, whether it is one of them.
    dots: Vec<bool>,
    names: String,
    posts: String,
    /// Of 100, as long as that of the most frequent.
    bar: String,
}

impl Covered {
    pub(crate) fn new(name: &ChatName, found: &Coverage, here: Here, zone: &Zone) -> Self {
        let times = Times { zone, day: name.date };
        let most = found.seen_by.first().map_or(1, |(_, posts)| *posts);
        let seen = |(names, posts): &(Vec<String>, u64)| Seen::new(names, *posts, most, found);
        let more: u64 = found.seen_by.iter().skip(SHOWN).map(|(_, posts)| posts).sum();
        Self {
            sources: found.sources.iter().map(|vantage| Source::new(vantage, &times)).collect(),
            seen: found.seen_by.iter().take(SHOWN).map(seen).collect(),
            rest: (more > 0).then(|| format!("{} by other combinations", Grouped(more))),
            estimate: estimate(&found.estimate),
            assumes: found.estimate.as_ref().ok().map(assumes),
            data: here.to(Page::Coverage(name)),
        }
    }
}

impl Source {
    fn new(vantage: &Vantage, times: &Times<'_>) -> Self {
        let saw = vantage.first.zip(vantage.last);
        Self {
            name: vantage.source.clone(),
            posts: posts(vantage.posts),
            times: saw.map(|(first, last)| times.span(first, Some(last))),
            sight: sight(&vantage.gaps),
            is_whole: vantage.gaps.iter().all(|gap| gap.repaired),
            gaps: vantage.gaps.iter().map(|gap| Gap::new(gap, times)).collect(),
            folded: vantage.gaps.len() > OPEN,
        }
    }
}

impl Gap {
    fn new(blind: &Blind, times: &Times<'_>) -> Self {
        let came = match (blind.repaired, blind.brought_back) {
            (false, 0) => "not made good".to_owned(),
            (false, back) => format!("not made good, but for {}", posts(back)),
            (true, 0) => "read afterwards, nothing was said".to_owned(),
            (true, back) => format!("read afterwards, {}", posts(back)),
        };
        Self {
            times: times.exact(blind.from, blind.to),
            reason: blind.reason.clone(),
            came,
            is_lost: !blind.repaired,
        }
    }
}

impl Seen {
    fn new(names: &[String], count: u64, most: u64, found: &Coverage) -> Self {
        let all = found.sources.len();
        let is_there = |source: &Vantage| names.contains(&source.source);
        Self {
            dots: found.sources.iter().map(is_there).collect(),
            names: match names {
                _ if names.len() == all && all > 2 => format!("all {all} sources"),
                [only] if all > 1 => format!("{only} alone"),
                [some @ .., last] if !some.is_empty() => format!("{} and {last}", some.join(", ")),
                names => names.join(", "),
            },
            posts: Grouped(count).to_string(),
            // A count of posts: exact below 2^52.
            bar: format!("{:.1}", 100.0 * count as f64 / most.max(1) as f64),
        }
    }
}

/// When things were, in the chat's zone.
struct Times<'a> {
    zone: &'a Zone,
    day: jiff::civil::Date,
}

impl Times<'_> {
    fn at(&self, at: Timestamp, format: &str) -> String {
        let civil = self.zone.civil(at);
        let clock = civil.strftime(format);
        match civil.date() == self.day {
            true => clock.to_string(),
            false => format!("{}, {clock}", ShortDay(civil.date())),
        }
    }

    fn span(&self, from: Timestamp, to: Option<Timestamp>) -> String {
        self.between(from, to, "%H:%M")
    }

    /// To the second: gaps are short.
    fn exact(&self, from: Timestamp, to: Option<Timestamp>) -> String {
        self.between(from, to, "%H:%M:%S")
    }

    fn between(&self, from: Timestamp, to: Option<Timestamp>, format: &str) -> String {
        let Some(to) = to else { return format!("since {}", self.at(from, format)) };
        let (from, to) = (self.at(from, format), self.at(to, format));
        if from == to { from } else { format!("{from}\u{2013}{to}") }
    }
}

/// `Blind 3 times, 2 min in all; what was said meanwhile was read afterwards.`
fn sight(gaps: &[Blind]) -> String {
    if gaps.is_empty() {
        return "saw all the time".to_owned();
    }
    let times = match gaps.len() {
        1 => "blind once".to_owned(),
        2 => "blind twice".to_owned(),
        more => format!("blind {more} times"),
    };
    let lost = gaps.iter().filter(|gap| !gap.repaired).count();
    let long = gaps.iter().filter_map(|gap| Some(gap.to?.duration_since(gap.from)));
    let long = duration(long.fold(SignedDuration::ZERO, |sum, one| sum + one));
    let still = if gaps.iter().any(|gap| gap.to.is_none()) { ", and still" } else { "" };
    let back: u64 = gaps.iter().map(|gap| gap.brought_back).sum();
    let came = match lost {
        0 if back > 0 => format!("all was read afterwards, which brought {}", posts(back)),
        0 => "all was read afterwards".to_owned(),
        _ if lost == gaps.len() => "not made good".to_owned(),
        1 => "one of these was not made good".to_owned(),
        _ => format!("{lost} of these were not made good"),
    };
    format!("{times}, {long}{still}; {came}")
}

fn duration(long: SignedDuration) -> String {
    match (long.as_hours(), long.as_mins(), long.as_secs()) {
        (0, 0, 0) => "less than a second".to_owned(),
        (0, 0, secs) => format!("{secs} s in all"),
        (0, mins, _) => format!("{mins} min in all"),
        (hours, mins, _) => format!("{hours} h {} min in all", mins % 60),
    }
}

fn estimate(found: &Result<Together, Unknown>) -> String {
    let sum = match found {
        Ok(sum) => sum,
        Err(Unknown::NoPosts) => return "There are no posts to estimate from.".to_owned(),
        Err(Unknown::On(network, why)) => {
            let network = spoken(*network);
            let why = match why {
                NoEstimate::OneSource => {
                    format!("on {network} there were not two sources to compare")
                }
                NoEstimate::TooFew => {
                    format!("on {network} fewer than seven posts were seen by more than one source")
                }
            };
            return format!("What no source saw cannot be estimated: {why}.");
        }
    };
    match sum.whole() {
        (0, _, 0) => "By estimate, no post was missed.".to_owned(),
        (0, _, high) => {
            format!("By estimate, no post was missed; with 95\u{a0}% confidence, {high} at most.")
        }
        (missed, low, high) => format!(
            "By estimate, {} seen by no source: between {low} and {high}, with 95\u{a0}% confidence.",
            counted(missed, "post was", "posts were")
        ),
    }
}

/// What an estimate takes for granted.
fn assumes(sum: &Together) -> String {
    let methods: Vec<&str> = sum
        .methods
        .iter()
        .map(|method| match method {
            Method::Chapman => "Chapman’s method, for two sources",
            Method::Chao => "Chao’s lower bound, for three or more",
        })
        .collect();
    format!(
        "It compares what the sources share ({}): where they saw much of the same, little was left to see. \
         That takes it that each source could have seen any post, and that one seeing it says nothing of \
         another. Big servers tend to see the same; then more was missed, so read it as “at least”.",
        methods.join("; ")
    )
}

fn spoken(network: Network) -> &'static str {
    match network {
        Network::Fediverse => "the fediverse",
        Network::Bluesky => "Bluesky",
        Network::Twitter => "Twitter",
    }
}

#[cfg(test)]
mod tests;
