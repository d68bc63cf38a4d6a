//! How far a sitting reaches: the reminders before it and the talk after it.

use std::ops::Range;

use super::{Said, Sitting};

const HOUR_MS: i64 = 60 * 60 * 1000;
/// Reminders are counted this far back. Hosts announce a chat in the morning of its day; in the
/// transcripts measured, six hours took in all but the earliest reminders and nothing foreign.
const BEFORE_MS: i64 = 6 * HOUR_MS;
/// Talk after the end is counted this long: people who come too late. The transcripts measured were
/// made half an hour to four hours after the end, and talk later than that is mostly about them.
const AFTER_MS: i64 = HOUR_MS / 2;
/// Chatter between chats is counted this far to either side: a week in all.
const AROUND_MS: i64 = 84 * HOUR_MS;

/// Makes sittings of the cores (ranges of posts, in order), each with its edges.
///
/// The reach to either side is no longer than the chatter around leaves half a post to be expected.
/// Between two cores that are near each other the middle of the time between is the border.
pub(super) fn grow(posts: &[Said], cores: &[Range<usize>]) -> Vec<Sitting> {
    let outside = Outside::of(posts.len(), cores);
    let at = |index: usize| posts[index].at_ms;
    let mut sittings = Vec::with_capacity(cores.len());
    for (n, core) in cores.iter().enumerate() {
        let (opens, closes) = (at(core.start), at(core.end - 1));
        let around = posts.partition_point(|p| p.at_ms < opens.saturating_sub(AROUND_MS))
            ..posts.partition_point(|p| p.at_ms <= closes.saturating_add(AROUND_MS));
        let chatter = outside.count(&around);
        // Half a post: 0.5 / (chatter / (2 × AROUND_MS)).
        let quiet = AROUND_MS.checked_div(chatter).unwrap_or(i64::MAX);

        let mut from = opens.saturating_sub(quiet.min(BEFORE_MS));
        let mut until = closes.saturating_add(quiet.min(AFTER_MS));
        if let Some(earlier) = n.checked_sub(1).map(|n| &cores[n]) {
            from = from.max(i64::midpoint(at(earlier.end - 1), opens).saturating_add(1));
        }
        if let Some(later) = cores.get(n + 1) {
            until = until.min(i64::midpoint(closes, at(later.start)));
        }
        let first = posts.partition_point(|p| p.at_ms < from).min(core.start);
        let end = posts.partition_point(|p| p.at_ms <= until).max(core.end);
        sittings.push(Sitting {
            starts_ms: at(first),
            ends_ms: at(end - 1),
            opens_ms: opens,
            closes_ms: closes,
        });
    }
    sittings
}

/// How many posts lie outside of all cores, up to each post.
struct Outside {
    up_to: Vec<u32>,
}

impl Outside {
    fn of(posts: usize, cores: &[Range<usize>]) -> Self {
        let mut up_to = Vec::with_capacity(posts + 1);
        let mut cores = cores.iter().peekable();
        let mut count = 0;
        up_to.push(count);
        for post in 0..posts {
            while cores.next_if(|core| core.end <= post).is_some() {}
            let inside = cores.peek().is_some_and(|core| core.contains(&post));
            count += u32::from(!inside);
            up_to.push(count);
        }
        Self { up_to }
    }

    fn count(&self, range: &Range<usize>) -> i64 {
        i64::from(self.up_to[range.end] - self.up_to[range.start])
    }
}
