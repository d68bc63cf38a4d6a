//! Finds the sittings of a series from its posts alone: no calendar, no fixed hour.
//!
//! # The rule, in words
//!
//! 1. **Count voices, not posts.** Time is cut into beats of five minutes. A person counts once in
//!    a beat, however much they write in it: a chat is many people at once, and one busy account, a
//!    bot or a long exchange of two people is not.
//! 2. **Know what is usual.** The usual level of a tag is the one it keeps up for ten hours of the
//!    day, seen over the week around. A tag that is always busy has a high one, most have none.
//! 3. **Find where it rises and falls.** A stretch is lively while it has more voices than three
//!    times the usual, and never fewer than five in an hour. It has to win a few voices over that
//!    level to begin, and lose as many to end, so that neither a chance cluster nor a lull decides.
//!    This is Kleinberg's burst automaton (Kleinberg 2002, the batched form, as times come in whole
//!    seconds and ties are normal).
//! 4. **Look again at its own scale.** Within a lively stretch the level is raised to a quarter of
//!    its own best hour. That takes off the hours in which a large chat fades, and parts two chats
//!    of one day; a break of an hour and a half at that level ends a chat, a shorter one does not.
//! 5. **Ask whether it is a chat.** At least four people, and a best hour that stands clear of the
//!    best hour of an ordinary day (the median of the eight weeks around). Where other chats of the
//!    series are larger, it must not be much smaller than they are.
//! 6. **Give it its edges.** On a quiet tag the reminders of the hours before, and what is said in
//!    the half hour after, belong to the chat: hosts count them. How far that goes shrinks with the
//!    chatter between chats, so that less than one stranger's post is to be expected in it.
//!
//! What is said on the next day, and the exchange of two people in another time zone, stay outside.
//! A tag that is busy all day, and a tag on which people only chatter, have no sittings.
//!
//! Measured on 20 monthly chats whose host published which posts he counted; see `docs/sittings.md`
//! for the numbers and `tests/it/sittings.rs` for how they are got.

mod bursts;
mod edges;
mod level;
mod voices;

use std::ops::Range;

use chat::Post;

use bursts::bursts;
use level::{OrdinaryDays, UsualLevel};
use voices::{BEATS_AN_HOUR, Beat, beat_of, beats, best_hour};

/// One post, as far as it matters for finding sittings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Who: any number that is the same for the same author, such as a row id.
    pub author: u64,
    /// Whether the time of day is known. Posts without are left out: they show no rise or fall.
    pub has_time: bool,
}

/// One sitting that was found.
///
/// A post of the series belongs to it when `starts_ms <= t <= ends_ms`. Sittings do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sitting {
    /// The first post counted to it, often a reminder hours before; milliseconds since the epoch.
    pub starts_ms: i64,
    /// The last post counted to it, inclusive; milliseconds since the epoch.
    pub ends_ms: i64,
    /// When the talk itself began: the hour to show, and the day to name the chat by.
    pub opens_ms: i64,
    /// When the talk itself ended.
    pub closes_ms: i64,
}

/// A level that a lively stretch must exceed: so many times the usual one.
///
/// Three, because the evening of a tag brings about twice its average by itself.
const TIMES_USUAL: f64 = 3.0;
/// The least level, in voices an hour: on a silent tag, five an hour are a conversation.
const LEAST_LEVEL: f64 = 5.0;
/// Voices to win over the level before a stretch is believed, on the smallest archive.
///
/// Half the logarithm of all voices is added: the more was said, the more chance can do.
const LEAST_GAIN: f64 = 3.0;
/// The part of a stretch's own best hour below which it has faded.
const FADED: f64 = 0.25;
/// How long it must have faded to have ended, in hours: longer than the coffee break of a workshop.
const BREAK_HOURS: f64 = 1.5;
/// The fewest people that make a chat.
const LEAST_PEOPLE: usize = 4;
/// The fewest voices in the best hour of a chat.
const LEAST_VOICES: u32 = 8;
/// How far a best hour must stand above an ordinary day's, in square roots of that.
///
/// Four: chance alone would get there about once in many years, people answering each other about
/// once a year.
const CLEAR_OF_CHATTER: f64 = 4.0;
/// Where half of all days have a chat, the ordinary day is a chat; so more than this many voices an
/// hour, beside the usual ones six times over, is never asked for.
const ALWAYS_CLEAR: f64 = 25.0;
const ALWAYS_CLEAR_TIMES_USUAL: f64 = 6.0;
/// How much smaller than the typical chat of the series one may be …
const OF_TYPICAL: f64 = 0.4;
/// … but no more voices than this are asked of its best hour, beside those of an ordinary day and a
/// quarter: on a quiet tag, 18 posts in a small month are a chat.
const ENOUGH_VOICES: f64 = 10.0;
const ORDINARY: f64 = 1.25;
/// The most that an ordinary day adds to this, where ordinary days are chats themselves.
const MOST_ORDINARY: f64 = 12.0;

impl Said {
    /// Reads what is needed from posts. Two authors never share a key.
    #[must_use]
    pub fn all(posts: &[Post]) -> Vec<Self> {
        let mut keys = std::collections::HashMap::new();
        let said = posts.iter().map(|post| {
            let next = keys.len() as u64;
            Self {
                at_ms: post.created_at.ms(),
                author: *keys.entry(post.author.uri.as_str()).or_insert(next),
                has_time: post.created_at.has_time(),
            }
        });
        said.collect()
    }
}

/// Finds the sittings among the posts of one series, in order of time.
///
/// The order of `posts` does not matter; the same posts always give the same sittings. Takes
/// O(n log n) time.
#[must_use]
pub fn sittings(posts: &[Said]) -> Vec<Sitting> {
    let mut posts: Vec<Said> = posts.iter().filter(|p| p.has_time).copied().collect();
    posts.sort_unstable_by_key(|p| (p.at_ms, p.author));
    let beats = beats(&posts);
    let usual = UsualLevel::of(&beats);
    let days = OrdinaryDays::of(&beats);

    let candidates: Vec<Candidate> = lively_stretches(&beats, &usual)
        .into_iter()
        .filter_map(|stretch| Candidate::of(&posts, &beats[stretch], &days))
        .filter(|c| {
            c.people >= LEAST_PEOPLE
                && c.best_hour >= LEAST_VOICES
                && f64::from(c.best_hour) >= clear_of_chatter(c.ordinary, usual.hourly_on(c.day))
        })
        .collect();
    let chats = near_typical(candidates);
    let cores: Vec<Range<usize>> = chats.into_iter().map(|c| c.posts).collect();
    edges::grow(&posts, &cores)
}

/// Steps 3 and 4: the stretches above the usual level, each seen again at its own scale.
fn lively_stretches(beats: &[Beat], usual: &UsualLevel) -> Vec<Range<usize>> {
    let level = |beat: &Beat| {
        let hourly = (TIMES_USUAL * usual.hourly_on(beat.day())).max(LEAST_LEVEL);
        hourly / BEATS_AN_HOUR as f64
    };
    let voices: f64 = beats.iter().map(|b| f64::from(b.voices)).sum();
    let gain = LEAST_GAIN + voices.max(1.0).ln() / 2.0;
    let mut stretches = Vec::new();
    for stretch in bursts(beats, level, gain) {
        let part = &beats[stretch.clone()];
        let own = FADED * f64::from(best_hour(part));
        let own_level = own / BEATS_AN_HOUR as f64;
        if part.first().is_some_and(|first| own_level <= level(first)) {
            stretches.push(stretch);
            continue;
        }
        let again = bursts(part, |_| own_level, gain.max(own * BREAK_HOURS));
        stretches.extend(again.into_iter().map(|r| stretch.start + r.start..stretch.start + r.end));
    }
    stretches
}

/// A lively stretch that may be a chat.
struct Candidate {
    posts: Range<usize>,
    day: i64,
    people: usize,
    best_hour: u32,
    /// The best hour of an ordinary day around it.
    ordinary: u32,
}

impl Candidate {
    fn of(posts: &[Said], stretch: &[Beat], days: &OrdinaryDays) -> Option<Self> {
        let (first, last) = (stretch.first()?, stretch.last()?);
        let start = posts.partition_point(|p| beat_of(p.at_ms) < first.at);
        let end = posts.partition_point(|p| beat_of(p.at_ms) <= last.at);
        let mut people: Vec<u64> = posts[start..end].iter().map(|p| p.author).collect();
        people.sort_unstable();
        people.dedup();
        let day = stretch[stretch.len() / 2].day();
        Some(Self {
            posts: start..end,
            day,
            people: people.len(),
            best_hour: best_hour(stretch),
            ordinary: days.best_hour_around(day),
        })
    }
}

/// The voices that a best hour needs, to stand clear of what an ordinary day brings.
fn clear_of_chatter(ordinary_best_hour: u32, usual_hourly: f64) -> f64 {
    let ordinary = f64::from(ordinary_best_hour);
    let clear = ordinary + CLEAR_OF_CHATTER * ordinary.sqrt();
    clear.min(ALWAYS_CLEAR + ALWAYS_CLEAR_TIMES_USUAL * usual_hourly)
}

/// Keeps what is not much smaller than the typical chat among the candidates.
fn near_typical(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let enough = (OF_TYPICAL * f64::from(typical_hour(&candidates))).min(ENOUGH_VOICES);
    candidates.retain(|c| {
        let ordinary = (ORDINARY * f64::from(c.ordinary)).min(MOST_ORDINARY);
        f64::from(c.best_hour) >= enough + ordinary
    });
    candidates
}

/// The best hour of the typical chat: half of all that was said in best hours was said in ones at
/// least as good. Many small exchanges cannot pull this median down.
fn typical_hour(candidates: &[Candidate]) -> u32 {
    let mut hours: Vec<u32> = candidates.iter().map(|c| c.best_hour).collect();
    hours.sort_unstable_by(|a, b| b.cmp(a));
    let all: u64 = hours.iter().copied().map(u64::from).sum();
    let mut seen = 0;
    let typical = hours.into_iter().find(|&hour| {
        seen += u64::from(hour);
        seen * 2 >= all
    });
    typical.unwrap_or(0)
}

#[cfg(test)]
mod tests;
