//! What is usual for a tag: the level it keeps up, and the best hour of an ordinary day.

use std::collections::BTreeMap;

use super::voices::{BEATS_A_HALF_HOUR, Beat, hours};

const HALF_HOURS_A_DAY: i64 = 48;
/// The level is looked for this far to either side, in half hours: a week in all.
const WEEK_HALF: i64 = 7 * HALF_HOURS_A_DAY / 2;
/// The usual level is kept up for ten hours of the day, or ten parts in 24 of all half hours: longer
/// than any chat, shorter than a day's waking hours.
const KEPT_UP: (i64, i64) = (10, 24);
/// An ordinary day is looked for this many days to either side.
const DAYS_AROUND: i64 = 28;
/// No archive is so short that a week would not be laid under it.
const LEAST_DAYS: i64 = 7;

/// The level that a tag keeps up, day by day.
pub(super) struct UsualLevel {
    hourly: BTreeMap<i64, f64>,
}

impl UsualLevel {
    /// Measures the level in the week around each day on which anything was said.
    ///
    /// Only time between the first and the last beat counts, but at least a day: of the time before
    /// an archive begins nothing is known.
    pub(super) fn of(beats: &[Beat]) -> Self {
        let mut halves: Vec<(i64, u32)> = Vec::new();
        for beat in beats {
            let half = beat.at.div_euclid(BEATS_A_HALF_HOUR);
            match halves.last_mut() {
                Some((at, voices)) if *at == half => *voices += beat.voices,
                _ => halves.push((half, beat.voices)),
            }
        }
        let (Some(first), Some(last)) = (halves.first(), halves.last()) else {
            return Self { hourly: BTreeMap::new() };
        };
        let mut hourly = BTreeMap::new();
        let mut window: Vec<u32> = Vec::new();
        for day in days_of(beats) {
            let noon = day * HALF_HOURS_A_DAY + HALF_HOURS_A_DAY / 2;
            let from = (noon - WEEK_HALF).max(first.0);
            let until = (noon + WEEK_HALF).min(last.0 + 1);
            let known = (until - from).max(HALF_HOURS_A_DAY);
            let start = halves.partition_point(|h| h.0 < from);
            let end = halves.partition_point(|h| h.0 < until);
            window.clear();
            window.extend(halves[start..end].iter().map(|h| h.1));
            let rank = usize::try_from(known * KEPT_UP.0 / KEPT_UP.1).unwrap_or(usize::MAX);
            hourly.insert(day, 2.0 * f64::from(greatest(&mut window, rank)));
        }
        Self { hourly }
    }

    /// The level on a day, in voices an hour; 0 on a day without posts.
    pub(super) fn hourly_on(&self, day: i64) -> f64 {
        self.hourly.get(&day).copied().unwrap_or(0.0)
    }
}

/// The best hours of all days.
pub(super) struct OrdinaryDays {
    best: Vec<(i64, u32)>,
}

impl OrdinaryDays {
    /// Notes the best hour of each day on which anything was said.
    pub(super) fn of(beats: &[Beat]) -> Self {
        let mut best: Vec<(i64, u32)> = Vec::new();
        for (beat, voices) in hours(beats) {
            match best.last_mut() {
                Some((day, most)) if *day == beat.day() => *most = voices.max(*most),
                _ => best.push((beat.day(), voices)),
            }
        }
        Self { best }
    }

    /// The median of the days' best hours in the weeks around a day, days without posts as 0.
    pub(super) fn best_hour_around(&self, day: i64) -> u32 {
        let (Some(first), Some(last)) = (self.best.first(), self.best.last()) else {
            return 0;
        };
        let from = (day - DAYS_AROUND).max(first.0);
        let until = (day + DAYS_AROUND).min(last.0) + 1;
        let known = (until - from).max(LEAST_DAYS);
        let start = self.best.partition_point(|b| b.0 < from);
        let end = self.best.partition_point(|b| b.0 < until);
        let mut window: Vec<u32> = self.best[start..end].iter().map(|b| b.1).collect();
        let rank = usize::try_from(known / 2 + 1).unwrap_or(usize::MAX);
        greatest(&mut window, rank)
    }
}

/// The days of these beats, each once, in order.
fn days_of(beats: &[Beat]) -> impl Iterator<Item = i64> {
    let mut last = None;
    beats.iter().map(Beat::day).filter(move |day| last.replace(*day) != Some(*day))
}

/// The value that is `rank`th from above (1 is the greatest); 0 where there are fewer.
fn greatest(values: &mut [u32], rank: usize) -> u32 {
    if rank == 0 || rank > values.len() {
        return 0;
    }
    let at = values.len() - rank;
    *values.select_nth_unstable(at).1
}
