//! The rise we computed: how many people a chat has against what the series' own history leads one
//! to expect, with the sum in words. What rank a server gave a tag is another thing, and not here.
//!
//! - **People, not posts.** An account counts once, however much it writes.
//! - **The same phase.** A chat is compared with its own earlier sittings, each up to as long after
//!   its opening: so one that comes every month is no news each month, and one that still goes on
//!   is not held against whole ones. Time runs on through midnight.
//! - **Robots count for nobody**: accounts that call themselves so, and those that post by the clock.
//! - **One server's storm counts for little.** A server's people are no more than it brought to any
//!   of the compared sittings, or than came from everywhere else, whichever is more. On a network
//!   that is one server to everybody (Bluesky, Twitter) that says nothing, and nothing is taken off.

mod voices;

use crate::trend::voices::{Counted, count, median};

/// Earlier sittings looked at: a year of a monthly chat.
pub const SITTINGS: usize = 12;
/// With fewer there is no telling what is usual.
const LEAST_SITTINGS: usize = 3;
/// How far from the middle is unusual, in spreads. Three: by chance alone it happens about once in
/// 400 sittings.
const UNUSUAL: f64 = 3.0;
/// The median distance from the middle, as a standard deviation where counts are spread normally.
const DEVIATION: f64 = 1.4826;

/// One post of a sitting, as far as a trend looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Whose account: its world-wide name.
    pub author: String,
    /// Whether the account calls itself a robot: [`calls_itself_robot`].
    pub is_robot: bool,
}

/// A sitting to compare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evening {
    /// When the talk opened, in milliseconds since the Unix epoch.
    pub opens_ms: i64,
    /// What was said in it, in any order.
    pub voices: Vec<Voice>,
}

/// What the history leads one to expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The fewest people of an earlier sitting.
    pub least: u32,
    /// The most.
    pub most: u32,
    /// Those of the one in the middle (median).
    pub middle: f64,
    /// More than so many are unusual.
    pub high: f64,
    /// Fewer than so many are unusual.
    pub low: f64,
}

/// What to say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There are too few earlier sittings to tell.
    TooEarly,
    /// Nothing unusual.
    Usual,
    /// Unusually many.
    More,
    /// Unusually few.
    Fewer,
}

/// The rise of a chat, with all that it was computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// When the talk opened, in milliseconds since the Unix epoch.
    pub from_ms: i64,
    /// Up to when people were counted.
    pub until_ms: i64,
    /// Those who count.
    pub people: u32,
    /// Robots that were left out.
    pub robots: u32,
    /// People who were not counted because their one server brought so many: server and number.
    pub storms: Vec<(String, u32)>,
    /// The people of the earlier sittings up to the same phase, oldest first.
    pub before: Vec<u32>,
    /// What they lead one to expect; `None` without any.
    pub expected: Option<Expected>,
    /// What to say of it.
    pub verdict: Verdict,
}

/// Compares a chat, up to a time, with the [`SITTINGS`] before it, oldest first. Takes time in the
/// number of posts, and n log n for an account that posts much.
#[must_use]
pub fn trend(chat: &Evening, until_ms: i64, earlier: &[Evening]) -> Trend {
    let lasted = (until_ms - chat.opens_ms).max(0);
    let earlier = &earlier[earlier.len().saturating_sub(SITTINGS)..];
    let before: Vec<Counted> = earlier.iter().map(|e| count(e, e.opens_ms + lasted)).collect();
    let mut now = count(chat, until_ms);
    let storms = if before.is_empty() { Vec::new() } else { now.calm_storms(&before) };
    let before: Vec<u32> = before.iter().map(Counted::people).collect();
    let people = now.people();
    let expected = Expected::of(&before);
    let verdict = match expected {
        _ if before.len() < LEAST_SITTINGS => Verdict::TooEarly,
        Some(expected) if f64::from(people) > expected.high => Verdict::More,
        Some(expected) if f64::from(people) < expected.low => Verdict::Fewer,
        _ => Verdict::Usual,
    };
    Trend {
        from_ms: chat.opens_ms,
        until_ms,
        people,
        robots: now.robots,
        storms,
        before,
        expected,
        verdict,
    }
}

impl Expected {
    /// The spread is that of the sittings about their middle, and never less than what chance does
    /// to a count (its square root).
    fn of(before: &[u32]) -> Option<Self> {
        let (least, most) = (*before.iter().min()?, *before.iter().max()?);
        let before: Vec<f64> = before.iter().map(|&people| f64::from(people)).collect();
        let middle = median(&before)?;
        let apart: Vec<f64> = before.iter().map(|people| (people - middle).abs()).collect();
        let spread = (DEVIATION * median(&apart)?).max(middle.sqrt()).max(1.0);
        let (high, low) = (middle + UNUSUAL * spread, (middle - UNUSUAL * spread).max(0.0));
        Some(Self { least, most, middle, high, low })
    }
}

impl Trend {
    /// How many times the middle it is; `None` where there is no middle to compare with.
    #[must_use]
    pub fn times(&self) -> Option<f64> {
        let middle = self.expected?.middle;
        (middle > 0.0).then(|| f64::from(self.people) / middle)
    }

    /// The sum in words, `from` and `until` being the times as they are to be shown:
    /// `27 people from 19:00 to 20:30; the last 6 chats had 18 to 31, 24 in the middle: ×1.1,
    /// nothing unusual (unusual from 39 on).`
    #[must_use]
    pub fn told(&self, from: &str, until: &str) -> String {
        let mut words = format!("{} from {from} to {until}", people(self.people));
        let (Some(expected), n) = (self.expected, self.before.len()) else {
            return words
                + "; it is the first chat of its series here, so nothing says how many to expect.";
        };
        words += &match n {
            1 => format!("; the chat before had {} by then", expected.least),
            n if expected.least == expected.most => {
                format!("; the last {n} chats had {} each by then", expected.least)
            }
            n => format!(
                "; the last {n} chats had {} to {} by then, {} in the middle",
                expected.least, expected.most, expected.middle
            ),
        };
        if let Some(times) = self.times() {
            words += &format!(": ×{times:.1}");
        }
        words += &match self.verdict {
            Verdict::TooEarly => ", with too few chats to say what is usual".to_owned(),
            Verdict::Usual => {
                format!(", nothing unusual (unusual from {} on)", expected.high.floor() + 1.0)
            }
            Verdict::More => {
                format!(", unusually many (unusual from {} on)", expected.high.floor() + 1.0)
            }
            Verdict::Fewer => {
                format!(", unusually few (unusual below {})", expected.low.ceil())
            }
        };
        words.push('.');
        match self.robots {
            0 => {}
            1 => words += " A robot is not counted.",
            n => words += &format!(" {n} robots are not counted."),
        }
        for (server, n) in &self.storms {
            let who = people(*n);
            words += &format!(" {who} more, all of {server}, {} left out.", is_or_are(*n));
        }
        words
    }
}

fn people(n: u32) -> String {
    if n == 1 { "1 person".into() } else { format!("{n} people") }
}

fn is_or_are(n: u32) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

/// Whether an account says itself that it is a robot: the word is in its handle or description.
#[must_use]
pub fn calls_itself_robot(handle: Option<&str>, bio: Option<&str>) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let local = handle.map(|h| h.trim_start_matches('@').split(['@', '.']).next().unwrap_or(""));
    let by_handle = local.is_some_and(|local| words(local).iter().any(|word| word == "bot"));
    let says = |bio: &str| {
        let words = words(bio);
        let is_one = ["bot", "robot"].iter().any(|bot| words.iter().any(|word| word == bot));
        // “No bot”, “not a bot” and “#nobot” are people.
        let denies = ["no", "not", "human"].iter().any(|no| words.iter().any(|word| word == no));
        is_one && !denies
    };
    by_handle || bio.is_some_and(says)
}

#[cfg(test)]
mod tests;
