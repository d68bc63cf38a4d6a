//! `trend CHAT --json`

use analysis::ranks::Stood;
use analysis::trend::{Trend, Verdict};
use chat::Chat;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use store::live::RankRow;

/// What is known of a chat's trend.
#[derive(Debug, Serialize)]
pub(crate) struct ShownTrend<'a> {
    chat: String,
    /// The rise that was computed; none where only the day of posts is known.
    rise: Option<Rise<'a>>,
    /// The ranks that servers gave its tag while it was held.
    ranks: Vec<Rank<'a>>,
}

/// A time in which the tag stood in a server's own list of trends.
#[derive(Debug, Serialize)]
struct Rank<'a> {
    source: &'a str,
    /// The best.
    rank: u32,
    from: Timestamp,
    to: Timestamp,
    /// How often it was asked for.
    asked: u32,
}

/// An answer in which the tag was looked for: `trend CHAT --proof`.
#[derive(Debug, Serialize)]
pub(crate) struct ShownProof<'a> {
    source: &'a str,
    asked_at: Timestamp,
    rank: Option<u32>,
    answer: Value,
}

impl<'a> ShownProof<'a> {
    /// An answer, as it came.
    pub(crate) fn new(row: &'a RankRow, answer: &str) -> Self {
        let answer = serde_json::from_str(answer).unwrap_or_else(|_| answer.into());
        Self { source: &row.list, asked_at: row.asked_at, rank: row.rank, answer }
    }
}

/// The rise with all that it was computed from.
#[derive(Debug, Serialize)]
struct Rise<'a> {
    from: Timestamp,
    until: Timestamp,
    people: u32,
    robots: u32,
    storms: Vec<Storm<'a>>,
    /// People of the sittings before, to the same phase, oldest first.
    before: &'a [u32],
    expected: Option<f64>,
    times: Option<f64>,
    unusual_above: Option<f64>,
    unusual_below: Option<f64>,
    verdict: &'static str,
    words: String,
}

/// What one server brought beyond measure.
#[derive(Debug, Serialize)]
struct Storm<'a> {
    server: &'a str,
    left_out: u32,
}

impl<'a> ShownTrend<'a> {
    /// A rise, and the same in words; and the ranks.
    pub(crate) fn new(
        chat: &Chat,
        rise: Option<&'a Trend>,
        words: Option<String>,
        ranks: &'a [Stood],
    ) -> Self {
        let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
        let rank = |stood: &'a Stood| Rank {
            source: &stood.source,
            rank: stood.rank,
            from: at(stood.from_ms),
            to: at(stood.to_ms),
            asked: stood.asked,
        };
        let storm = |(server, left_out): &'a (String, u32)| Storm { server, left_out: *left_out };
        let shown = |rise: &'a Trend| Rise {
            from: at(rise.from_ms),
            until: at(rise.until_ms),
            people: rise.people,
            robots: rise.robots,
            storms: rise.storms.iter().map(storm).collect(),
            before: &rise.before,
            expected: rise.expected.map(|expected| expected.middle),
            times: rise.times(),
            unusual_above: rise.expected.map(|expected| expected.high),
            unusual_below: rise.expected.map(|expected| expected.low),
            verdict: match rise.verdict {
                Verdict::TooEarly => "too-early",
                Verdict::Usual => "usual",
                Verdict::More => "more",
                Verdict::Fewer => "fewer",
            },
            words: words.unwrap_or_default(),
        };
        Self {
            chat: chat.name.to_string(),
            rise: rise.map(shown),
            ranks: ranks.iter().map(rank).collect(),
        }
    }
}
