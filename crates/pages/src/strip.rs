//! The strip: posts a minute, drawn, linked and said in words.
//!
//! Bars are one path in a drawing that stretches; the hours beneath are text and links, laid out by
//! the sheet. So the strip needs no inline style, and its links no drawing.

use askama::Template;
use chat::{Moment, Uri};
use jiff::{Timestamp, ToSpan as _, civil::DateTime};

use crate::{
    counted::posts,
    places::Places,
    transcript::{Said, Turn},
    when::{Clock, ShortDay, Zone},
};

/// Counts posts in each minute from that of `starts_at` to that of `ends_at`; posts outside, and
/// those of which only the day is known, are left out.
#[must_use]
pub fn posts_per_minute<'a>(
    posts: impl IntoIterator<Item = &'a Moment>,
    starts_at: Timestamp,
    ends_at: Timestamp,
) -> Vec<u32> {
    const LONGEST: i64 = 366 * 24 * 60;
    let first = minute(starts_at);
    let length = (minute(ends_at) - first).clamp(0, LONGEST) + 1;
    let mut minutes = vec![0; usize::try_from(length).unwrap_or_default()];
    for moment in posts.into_iter().filter(|m| m.has_time()) {
        let at = usize::try_from(minute(moment.at()) - first).ok();
        if let Some(count) = at.and_then(|at| minutes.get_mut(at)) {
            *count += 1;
        }
    }
    minutes
}

fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

/// The strip of one chat.
#[derive(Template)]
#[template(path = "strip.html")]
pub(crate) struct Strip {
    alternative: String,
    width: usize,
    bars: String,
    bands: Vec<Band>,
    sparse: &'static str,
    words: String,
}

/// A question, where it stands on the strip.
pub(crate) struct Flag {
    pub(crate) at_ms: i64,
    pub(crate) number: u32,
    /// A link to where it stands.
    pub(crate) place: String,
}

/// A stretch of the strip that leads into the transcript.
struct Band {
    clock: String,
    flags: Vec<(u32, String)>,
    posts: String,
    link: Option<String>,
}

/// How many minutes a bar and a band hold, by the length of the chat.
const SCALES: [(usize, usize, usize); 7] = [
    // longest chat in minutes, minutes a bar, minutes a band
    (180, 1, 10),
    (360, 2, 30),
    (720, 5, 60),
    (24 * 60, 10, 120),
    (3 * 24 * 60, 30, 360),
    (9 * 24 * 60, 60, 24 * 60),
    (usize::MAX, 6 * 60, 7 * 24 * 60),
];

/// A bar as tall as the strip stands for this many posts at least.
const LOWEST_TOP: u32 = 4;

impl Strip {
    /// Draws `minutes`, which begin at `starts_at`; `None` when there is nothing to draw.
    pub(crate) fn new(
        minutes: &[u32],
        starts_at: Timestamp,
        turns: &[Turn<'_>],
        flags: &[Flag],
        zone: &Zone,
        places: Places,
    ) -> Option<Self> {
        let total: u64 = minutes.iter().map(|&n| u64::from(n)).sum();
        if total == 0 || minutes.len() < 2 {
            return None;
        }
        // A chat that ends at nine has no posts in the minute of nine.
        let minutes = minutes.strip_suffix(&[0]).unwrap_or(minutes);
        let &(_, per_bar, per_band) = SCALES.iter().find(|s| minutes.len() <= s.0)?;
        let begins = zone.civil(starts_at);
        let lead = lead_of(begins, per_band);
        let bars = bars(minutes, lead, per_bar);
        let length = lead + minutes.len();
        let width = length.div_ceil(per_band) * per_band / per_bar;
        let highest = bars.iter().copied().max().unwrap_or(1).max(LOWEST_TOP);
        let mut bands = bands(minutes, starts_at, lead, per_band, turns, zone, places);
        raise(flags, &mut bands, minute(starts_at), lead, per_band);
        let unit = unit(per_bar);
        Some(Self {
            alternative: alternative(&bands, unit),
            width,
            bars: path(&bars, highest),
            sparse: match bands.len() {
                0..=6 => "hours",
                7..=12 => "hours many",
                _ => "hours very-many",
            },
            bands,
            words: in_words(&bars, begins, lead, per_bar, unit),
        })
    }
}

/// Minutes between the last round band mark and the start.
fn lead_of(begins: DateTime, per_band: usize) -> usize {
    let since_midnight = i64::from(begins.hour()) * 60 + i64::from(begins.minute());
    let band = i64::try_from(per_band).unwrap_or(i64::MAX).min(24 * 60);
    usize::try_from(since_midnight % band).unwrap_or_default()
}

fn bars(minutes: &[u32], lead: usize, per_bar: usize) -> Vec<u32> {
    let mut bars = vec![0; (lead + minutes.len()).div_ceil(per_bar)];
    for (at, count) in minutes.iter().enumerate() {
        bars[(lead + at) / per_bar] += count;
    }
    bars
}

/// One path of bars in a drawing 100 high, a bar 0.6 wide on a step of 1.
fn path(bars: &[u32], highest: u32) -> String {
    use std::fmt::Write as _;
    let mut path = String::with_capacity(bars.len() * 20);
    for (at, &count) in bars.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = f64::from(count) * 100.0 / f64::from(highest);
        // Writing to a string cannot fail.
        let _ = write!(path, "M{at}.2 100v-{height:.1}h.6V100z");
    }
    path
}

fn bands(
    minutes: &[u32],
    starts_at: Timestamp,
    lead: usize,
    per_band: usize,
    turns: &[Turn<'_>],
    zone: &Zone,
    places: Places,
) -> Vec<Band> {
    let first = minute(starts_at) - i64::try_from(lead).unwrap_or_default();
    let mut earliest: Vec<Option<(i64, &Uri)>> =
        vec![None; (lead + minutes.len()).div_ceil(per_band)];
    let mut counts = vec![0_u64; earliest.len()];
    for (at, count) in minutes.iter().enumerate() {
        counts[(lead + at) / per_band] += u64::from(*count);
    }
    for turn in turns {
        let (Said::Post(post), true) =
            (turn.said, turn.said.said_at().is_some_and(Moment::has_time))
        else {
            continue;
        };
        let at = usize::try_from(minute(post.created_at.at()) - first).unwrap_or(usize::MAX);
        if let Some(held) = earliest.get_mut(at / per_band) {
            let mine = (post.created_at.ms(), &post.uri);
            *held = Some(held.map_or(mine, |known| known.min(mine)));
        }
    }
    let clock = |band: usize| {
        let minutes = first + i64::try_from(band * per_band).unwrap_or_default();
        let at = Timestamp::from_second(minutes * 60).map(|at| zone.civil(at)).unwrap_or_default();
        if per_band >= 24 * 60 { ShortDay(at.date()).to_string() } else { Clock(at).to_string() }
    };
    earliest
        .iter()
        .zip(counts)
        .enumerate()
        .map(|(band, (earliest, count))| Band {
            clock: clock(band),
            flags: Vec::new(),
            posts: posts(count),
            link: earliest.map(|(_, uri)| places.post(uri)),
        })
        .collect()
}

/// Puts each flag on its band.
fn raise(flags: &[Flag], bands: &mut [Band], first: i64, lead: usize, per_band: usize) {
    let first = first - i64::try_from(lead).unwrap_or_default();
    for flag in flags {
        let at = usize::try_from(flag.at_ms.div_euclid(60_000) - first).ok();
        if let Some(band) = at.and_then(|at| bands.get_mut(at / per_band)) {
            band.flags.push((flag.number, flag.place.clone()));
        }
    }
}

/// What a bar counts: `a minute`, `in five minutes`.
fn unit(per_bar: usize) -> &'static str {
    match per_bar {
        1 => "a minute",
        2 => "in two minutes",
        5 => "in five minutes",
        10 => "in ten minutes",
        30 => "in half an hour",
        60 => "an hour",
        _ => "in six hours",
    }
}

fn alternative(bands: &[Band], unit: &str) -> String {
    let mut words = format!("Bars of posts {unit}. ");
    for (i, band) in bands.iter().enumerate() {
        let joint = if i == 0 { "From " } else { ", " };
        words.push_str(&format!("{joint}{}: {}", band.clock, band.posts));
    }
    words.push('.');
    words
}

/// `Posts a minute. The busiest was 19:36, with 11; the median minute had 5.`
fn in_words(bars: &[u32], begins: DateTime, lead: usize, per_bar: usize, unit: &str) -> String {
    let (mut busiest, mut most) = (0, 0);
    for (at, &count) in bars.iter().enumerate() {
        if count > most {
            (busiest, most) = (at, count);
        }
    }
    let offset = i64::try_from(busiest * per_bar).unwrap_or_default()
        - i64::try_from(lead).unwrap_or_default();
    let at = begins.checked_add(offset.minutes()).unwrap_or(begins);
    let when = if at.date() == begins.date() {
        Clock(at).to_string()
    } else {
        format!("{}, {}", ShortDay(at.date()), Clock(at))
    };
    let mut sorted = bars.get(lead / per_bar..).unwrap_or(bars).to_vec();
    sorted.sort_unstable();
    let (busiest, times) = match per_bar {
        1 => ("The busiest was", "minute"),
        _ => ("The busiest began at", "time"),
    };
    match sorted.get(sorted.len() / 2) {
        _ if most == 1 => format!("Posts {unit}: never more than one."),
        Some(&median) if median > 0 => {
            format!("Posts {unit}. {busiest} {when}, with {most}; the median {times} had {median}.")
        }
        _ => format!("Posts {unit}. {busiest} {when}, with {most}."),
    }
}

#[cfg(test)]
mod tests;
