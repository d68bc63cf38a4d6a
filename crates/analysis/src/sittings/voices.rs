//! Beats of five minutes, and how many people spoke in each.

use super::Said;

/// Five minutes: long enough that one person's chain of posts is one voice, short enough to see a
/// chat begin.
const BEAT_MS: i64 = 5 * 60 * 1000;
/// Beats in an hour.
pub(super) const BEATS_AN_HOUR: i64 = 12;
/// Beats in half an hour.
pub(super) const BEATS_A_HALF_HOUR: i64 = 6;
/// Beats in a day.
pub(super) const BEATS_A_DAY: i64 = 288;

/// Five minutes in which somebody spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beat {
    /// Its number, counted from the Unix epoch.
    pub(super) at: i64,
    /// How many people spoke in it.
    pub(super) voices: u32,
}

impl Beat {
    /// The day (UTC) it lies in, counted from the Unix epoch.
    pub(super) fn day(&self) -> i64 {
        self.at.div_euclid(BEATS_A_DAY)
    }
}

/// The number of the beat in which a time lies.
pub(super) fn beat_of(at_ms: i64) -> i64 {
    at_ms.div_euclid(BEAT_MS)
}

/// The beats in which anything was said, in order, from posts in order.
pub(super) fn beats(posts: &[Said]) -> Vec<Beat> {
    let mut spoke: Vec<(i64, u64)> = posts.iter().map(|p| (beat_of(p.at_ms), p.author)).collect();
    spoke.sort_unstable();
    spoke.dedup();
    let beats = spoke.chunk_by(|a, b| a.0 == b.0);
    let counted = beats.map(|voices| Beat {
        at: voices[0].0,
        voices: u32::try_from(voices.len()).unwrap_or(u32::MAX),
    });
    counted.collect()
}

/// The most voices in any hour of these beats.
pub(super) fn best_hour(beats: &[Beat]) -> u32 {
    hours(beats).map(|(_, voices)| voices).max().unwrap_or(0)
}

/// For each beat, the voices of the hour that ends with it.
pub(super) fn hours(beats: &[Beat]) -> impl Iterator<Item = (&Beat, u32)> {
    let mut first = 0;
    let mut voices = 0;
    beats.iter().map(move |beat| {
        voices += beat.voices;
        while beats[first].at <= beat.at - BEATS_AN_HOUR {
            voices -= beats[first].voices;
            first += 1;
        }
        (beat, voices)
    })
}
