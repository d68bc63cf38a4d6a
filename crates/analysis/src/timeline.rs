//! How much was said in each minute of a chat.

use chat::Post;
use jiff::Timestamp;

const MINUTE_MS: i64 = 60 * 1000;
/// A timeline covers no more than this, as each of its minutes takes room: 31 days.
const MOST_MINUTES: i64 = 31 * 24 * 60;

/// Posts per minute, from the minute in which a chat starts to the one in which it ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The beginning of the first minute, in milliseconds since the Unix epoch.
    pub from_ms: i64,
    /// How many posts each minute brought. No more than 31 days of them.
    pub posts: Vec<u32>,
}

/// A minute and what it brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minute {
    /// Its beginning, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// How many posts it brought.
    pub posts: u32,
}

impl Timeline {
    /// The minute with the most posts, the first of several; `None` if nothing was said.
    #[must_use]
    pub fn busiest(&self) -> Option<Minute> {
        let most = self.posts.iter().copied().max().filter(|&most| most > 0)?;
        let at = self.posts.iter().position(|&posts| posts == most)?;
        Some(Minute { at_ms: self.from_ms + i64::try_from(at).ok()? * MINUTE_MS, posts: most })
    }

    /// The posts of a middling minute (the median of all), silent minutes included.
    #[must_use]
    pub fn median(&self) -> f64 {
        let mut sorted = self.posts.clone();
        sorted.sort_unstable();
        let middle = sorted.len() / 2;
        match (sorted.get(middle), sorted.len() % 2) {
            (None, _) => 0.0,
            (Some(&upper), 0) => f64::midpoint(f64::from(sorted[middle - 1]), f64::from(upper)),
            (Some(&middle), _) => f64::from(middle),
        }
    }
}

/// Counts posts by minute between `starts_at` and `ends_at`, both inclusive.
///
/// Minutes are those of the clock. Posts without a time of day are left out.
#[must_use]
pub fn timeline(posts: &[Post], starts_at: Timestamp, ends_at: Timestamp) -> Timeline {
    let (starts_ms, ends_ms) = (starts_at.as_millisecond(), ends_at.as_millisecond());
    if ends_ms < starts_ms {
        return Timeline::default();
    }
    let first = starts_ms.div_euclid(MINUTE_MS);
    let minutes = (ends_ms.div_euclid(MINUTE_MS) - first + 1).min(MOST_MINUTES);
    let mut counts = vec![0; usize::try_from(minutes).unwrap_or(0)];
    for moment in posts.iter().map(|post| post.created_at) {
        let inside = moment.has_time() && (starts_ms..=ends_ms).contains(&moment.ms());
        let minute = usize::try_from(moment.ms().div_euclid(MINUTE_MS) - first);
        if let (true, Some(count)) = (inside, minute.ok().and_then(|m| counts.get_mut(m))) {
            *count += 1;
        }
    }
    Timeline { from_ms: first * MINUTE_MS, posts: counts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::chat;

    fn at(time: &str) -> Timestamp {
        format!("2012-02-16T{time}Z").parse().unwrap()
    }

    #[test]
    fn posts_are_counted_by_minute() {
        let told = chat(
            "17:59 @ada Soon
             18:00 @ada Welcome
             18:01:10 @bob Good evening
             18:01:59 @cy Good evening
             18:03 @dee Am I late?
             18:04 @ada Good bye
             18:04:01 @bob Too late",
        );
        let timeline = timeline(&told.posts, at("18:00:00"), at("18:04:00"));
        assert_eq!(timeline.posts, [1, 2, 0, 1, 1]);
        let busiest = timeline.busiest().unwrap();
        assert_eq!((busiest.at_ms, busiest.posts), (at("18:01:00").as_millisecond(), 2));
        assert!((timeline.median() - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn an_even_number_of_minutes_has_its_median_between_two() {
        let timeline = |posts: &[u32]| Timeline { from_ms: 0, posts: posts.to_vec() };
        assert!((timeline(&[5, 0, 2, 1]).median() - 1.5).abs() < f64::EPSILON);
        assert!(timeline(&[]).median().abs() < f64::EPSILON);
    }

    #[test]
    fn nothing_said_and_impossible_times() {
        let silent = timeline(&[], at("18:00:00"), at("18:01:00"));
        assert_eq!((silent.posts.len(), silent.busiest()), (2, None));
        let backwards = timeline(&[], at("18:01:00"), at("18:00:00"));
        assert_eq!(backwards, Timeline::default());
        let ages = timeline(&[], Timestamp::MIN, Timestamp::MAX);
        assert_eq!(ages.posts.len(), 31 * 24 * 60);
    }
}
