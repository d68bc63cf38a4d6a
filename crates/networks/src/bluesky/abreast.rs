//! Whether a stream tells what is said just now, or is behind.
//!
//! An event of this moment says so, where this computer's clock is right. Where it is not, the stream's
//! time tells: while it is behind it passes many times as fast as ours.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// An event this young was said just now.
const JUST_NOW: SignedDuration = SignedDuration::from_secs(5);
/// For how long its time is watched.
const STRETCH: Duration = Duration::from_secs(3);
/// How many times as fast as ours it passes at most.
const PACE: u32 = 2;

/// One connection to a stream.
#[derive(Debug)]
pub(super) struct Abreast {
    connected_at: Timestamp,
    /// An event's time, and when it was heard.
    mark: Option<(Timestamp, Duration)>,
}

impl Abreast {
    pub(super) fn since(connected_at: Timestamp) -> Self {
        Self { connected_at, mark: None }
    }

    /// Whether it is abreast of the present, at an event of this time that is heard so long after the
    /// connection was made.
    pub(super) fn is_so(&mut self, event: Timestamp, heard: Duration) -> bool {
        if self.connected_at.duration_since(event) < JUST_NOW {
            return true;
        }
        let (at, since) = *self.mark.get_or_insert((event, heard));
        let passed = heard.saturating_sub(since);
        if passed < STRETCH {
            return false;
        }
        self.mark = Some((event, heard));
        let most = SignedDuration::try_from(passed * PACE).unwrap_or(SignedDuration::MAX);
        event.duration_since(at) < most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-12T{text}Z").parse().unwrap()
    }

    #[test]
    fn what_is_said_now_is_known_by_the_clock() {
        let mut stream = Abreast::since(at("20:00:00"));
        assert!(!stream.is_so(at("19:00:00"), Duration::from_secs(1)));
        assert!(stream.is_so(at("19:59:57"), Duration::from_secs(1)));
    }

    #[test]
    fn with_a_wrong_clock_it_is_known_by_its_pace() {
        // An hour fast: the stream seems to be an hour behind for ever.
        let mut stream = Abreast::since(at("20:00:00"));
        let mut is_so = |event: &str, heard| stream.is_so(at(event), Duration::from_secs(heard));
        assert!(!is_so("18:00:00", 1));
        assert!(!is_so("18:20:00", 2), "not watched long enough");
        assert!(!is_so("18:59:00", 5), "it catches up");
        assert!(!is_so("18:59:58", 6));
        assert!(is_so("18:59:01", 9));
    }
}
