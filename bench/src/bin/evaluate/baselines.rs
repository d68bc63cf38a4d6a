//! What is easy: slices of time, and the time at which a conversation began.

use analysis::conversations;
use chat::Post;

const MINUTE_MS: i64 = 60 * 1000;

/// Equal slices of time.
pub(crate) fn slices(posts: &[Post], minutes: i64) -> Vec<usize> {
    let first = posts.iter().map(|post| post.created_at.ms()).min().unwrap_or_default();
    let slice = |post: &Post| (post.created_at.ms() - first) / (minutes * MINUTE_MS);
    posts.iter().map(|post| usize::try_from(slice(post)).unwrap_or_default()).collect()
}

/// Conversations by the time of their first post, cut into groups where the sum of squared
/// distances in time falls no further by a tenth (one more cut at a time, each the best).
pub(crate) fn roots(posts: &[Post]) -> Vec<usize> {
    let all: Vec<&Post> = posts.iter().collect();
    let mut begins = vec![0; posts.len()];
    for tree in conversations(&all).threads() {
        let began = tree.first().map_or(0, |placed| posts[placed.post].created_at.ms());
        for placed in tree {
            begins[placed.post] = began;
        }
    }
    let mut times = begins.clone();
    times.sort_unstable();
    let cuts = cuts(&times);
    begins.iter().map(|at| cuts.partition_point(|cut| cut <= at)).collect()
}

/// Where sorted times are cut: at the first time of each further group.
fn cuts(times: &[i64]) -> Vec<i64> {
    let mut bounds = vec![0, times.len()];
    let whole = spread(times);
    loop {
        let before: f64 = bounds.windows(2).map(|b| spread(&times[b[0]..b[1]])).sum();
        let gain = |(group, at): (usize, usize)| {
            let (from, until) = (bounds[group], bounds[group + 1]);
            let after = spread(&times[from..at]) + spread(&times[at..until]);
            (spread(&times[from..until]) - after, at)
        };
        let places = (0..bounds.len() - 1)
            .flat_map(|group| (bounds[group] + 1..bounds[group + 1]).map(move |at| (group, at)));
        let best = places.map(gain).max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((gained, at)) if gained > 0.02 * whole && gained > 0.1 * before => {
                bounds.push(at);
                bounds.sort_unstable();
            }
            _ => break,
        }
    }
    bounds[1..bounds.len() - 1].iter().map(|&at| times[at]).collect()
}

fn spread(times: &[i64]) -> f64 {
    let mean = times.iter().map(|&t| t as f64).sum::<f64>() / times.len().max(1) as f64;
    times.iter().map(|&t| (t as f64 - mean).powi(2)).sum()
}
