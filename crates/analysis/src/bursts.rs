//! Bursts: stretches in which more was said than the chat's own pace leads one to expect.
//!
//! Kleinberg's automaton for batches ("Bursty and Hierarchical Structure in Streams", 2002, section
//! 4), a batch a minute, with two states. A chat alone does not tell how much was said elsewhere, so
//! a batch costs as a Poisson count does, not as a share of all posts.

use chat::Post;

use crate::questions::Questions;
use crate::terms::{Terms, as_written, telling};

const MINUTE_MS: i64 = 60 * 1000;
/// In a burst people post at least so many times as fast as usual (Kleinberg's *s*).
const FASTER: f64 = 2.0;
/// What it costs to enter a burst, in natural logarithms of the number of batches (Kleinberg's *γ*).
const ENTERING: f64 = 1.0;
/// A month: a chat that lasted longer is no chat.
const MOST_BATCHES: usize = 31 * 24 * 60;
/// Words that say what a burst was about.
const ABOUT: usize = 3;

/// A stretch of batches in which more came than usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Its first batch.
    pub from: usize,
    /// Its last batch.
    pub until: usize,
    /// How much cheaper it is to explain it as a burst: the greater, the clearer.
    pub weight: f64,
}

/// A burst of a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Burst {
    /// The beginning of its first minute, in milliseconds since the Unix epoch.
    pub from_ms: i64,
    /// The end of its last minute.
    pub until_ms: i64,
    /// How clear it is: see [`Stretch::weight`].
    pub weight: f64,
    /// What was said in it, as indices, by time.
    pub posts: Vec<usize>,
    /// The question that was open when it began.
    pub question: Option<u32>,
    /// Words that were said more often in it than else.
    pub about: Vec<String>,
}

/// Finds the stretches of batches in which more came than usual: the cheapest way through the two
/// states (Viterbi). Takes O(n) time.
#[must_use]
pub fn stretches(counts: &[u32]) -> Vec<Stretch> {
    let total: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    if total == 0.0 {
        return Vec::new();
    }
    let usual = total / counts.len() as f64;
    let cost = |count: u32, rate: f64| rate - f64::from(count) * rate.ln();
    let entering = ENTERING * (counts.len() as f64).ln();
    // The cheapest way to each state so far, and for each batch where it came from.
    let (mut calm, mut busy) = (0.0_f64, entering);
    let mut came: Vec<[bool; 2]> = Vec::with_capacity(counts.len());
    for &count in counts {
        let from_busy = busy < calm;
        let into_busy = calm + entering < busy;
        let next_calm = if from_busy { busy } else { calm } + cost(count, usual);
        let next_busy =
            if into_busy { calm + entering } else { busy } + cost(count, FASTER * usual);
        came.push([from_busy, !into_busy]);
        (calm, busy) = (next_calm, next_busy);
    }
    let mut is_busy = busy < calm;
    let mut stretches: Vec<Stretch> = Vec::new();
    for (at, (&count, came)) in counts.iter().zip(&came).enumerate().rev() {
        if is_busy {
            let gain = cost(count, usual) - cost(count, FASTER * usual);
            match stretches.last_mut().filter(|stretch| stretch.from == at + 1) {
                Some(stretch) => {
                    stretch.from = at;
                    stretch.weight += gain;
                }
                None => stretches.push(Stretch { from: at, until: at, weight: gain }),
            }
        }
        is_busy = came[usize::from(is_busy)];
    }
    stretches.reverse();
    stretches
}

/// Finds the bursts of a chat, by time. Posts without a time of day are left out.
#[must_use]
pub fn bursts(posts: &[Post], questions: &Questions) -> Vec<Burst> {
    let mut bursts = bursts_of(posts, questions);
    if !bursts.is_empty() {
        tell(&mut bursts, posts, &Terms::of(posts));
    }
    bursts
}

/// Tells what bursts were about, by the terms of the posts.
pub(crate) fn tell(bursts: &mut [Burst], posts: &[Post], terms: &Terms) {
    for burst in bursts {
        let telling = telling(terms, &burst.posts).into_iter().take(ABOUT);
        let name = |(term, _): (u32, f64)| as_written(terms, term, &burst.posts, posts);
        burst.about = telling.map(name).collect();
    }
}

/// The bursts, without what they were about.
pub(crate) fn bursts_of(posts: &[Post], questions: &Questions) -> Vec<Burst> {
    let mut by_time: Vec<usize> =
        (0..posts.len()).filter(|&p| posts[p].created_at.has_time()).collect();
    by_time.sort_by_key(|&p| (posts[p].created_at.ms(), &posts[p].uri, p));
    let minute = |post: usize| posts[post].created_at.ms().div_euclid(MINUTE_MS);
    let Some(first) = by_time.first().map(|&post| minute(post)) else { return Vec::new() };
    let batch = |post: usize| usize::try_from(minute(post) - first).unwrap_or(usize::MAX);
    let last = by_time.last().map_or(0, |&post| batch(post));
    let mut counts = vec![0_u32; last.saturating_add(1).min(MOST_BATCHES)];
    for &post in &by_time {
        if let Some(count) = counts.get_mut(batch(post)) {
            *count += 1;
        }
    }
    let found = stretches(&counts);
    if found.is_empty() {
        return Vec::new();
    }
    let at_ms = |batch: usize| (first + i64::try_from(batch).unwrap_or_default()) * MINUTE_MS;
    let burst = |stretch: Stretch| {
        let from = by_time.partition_point(|&post| batch(post) < stretch.from);
        let until = by_time.partition_point(|&post| batch(post) <= stretch.until);
        let within = by_time[from..until].to_vec();
        Burst {
            from_ms: at_ms(stretch.from),
            until_ms: at_ms(stretch.until + 1),
            weight: stretch.weight,
            question: open_at(questions, at_ms(stretch.from + 1)),
            about: Vec::new(),
            posts: within,
        }
    };
    found.into_iter().map(burst).collect()
}

/// The question asked last before a time.
fn open_at(questions: &Questions, at_ms: i64) -> Option<u32> {
    let asked = questions.questions.iter().filter_map(|question| {
        let asked = question.asked.as_ref()?;
        (asked.at_ms < at_ms).then_some((asked.at_ms, question.number))
    });
    asked.max().map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_rush_is_a_burst_and_a_steady_pace_is_none() {
        assert_eq!(stretches(&[]), []);
        assert_eq!(stretches(&[0; 20]), []);
        assert_eq!(stretches(&[4; 60]), []);
        let mut counts = vec![2; 60];
        counts[30..35].fill(14);
        let found = stretches(&counts);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].from, found[0].until), (30, 34));
        // One busy minute is chance.
        counts[30..35].fill(2);
        counts[30] = 5;
        assert_eq!(stretches(&counts), []);
    }

    proptest! {
        #[test]
        fn stretches_are_in_order_and_apart(counts in prop::collection::vec(0..30_u32, 0..100)) {
            let found = stretches(&counts);
            prop_assert!(found.iter().all(|s| s.from <= s.until && s.until < counts.len()));
            prop_assert!(found.windows(2).all(|pair| pair[0].until + 1 < pair[1].from));
        }
    }
}
