//! Noticing that the computer's clock was set while sources are followed, and telling their times by the
//! clock as it is now: an hour that the clock jumped is no hour in which nobody saw.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Less than this is how a clock is kept right, or what passes between asking for two times.
const LEAST: SignedDuration = SignedDuration::from_secs(2);

/// The clock, beside how long the computer runs.
#[derive(Debug)]
pub(super) struct SetClock {
    now: Timestamp,
    ran: Duration,
}

impl SetClock {
    pub(super) fn begin(now: Timestamp, ran: Duration) -> Self {
        Self { now, ran }
    }

    /// By how much the clock was set since the last look, if it was.
    pub(super) fn look(&mut self, now: Timestamp, ran: Duration) -> Option<SignedDuration> {
        let passed = SignedDuration::try_from(ran.saturating_sub(self.ran)).unwrap_or_default();
        let by = now.duration_since(self.now) - passed;
        *self = Self { now, ran };
        (by.abs() >= LEAST).then_some(by)
    }
}

/// How a source's own times are to be read: it may tell one from before the clock was set.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shift {
    by: SignedDuration,
    /// Since the clock was set it gave a sign of life while it saw: its times are of the clock as it is.
    is_over: bool,
}

impl Shift {
    /// The clock was set.
    pub(super) fn set(&mut self, by: SignedDuration) {
        let before = if self.is_over { SignedDuration::ZERO } else { self.by };
        *self = Self { by: before.saturating_add(by), is_over: false };
    }

    /// The source gave a sign of life, and sees.
    pub(super) fn heard(&mut self) {
        self.is_over = true;
    }

    /// It does not see, since a time that it tells: what came before is over.
    pub(super) fn blind_since(&mut self, since: Timestamp) -> Timestamp {
        if self.is_over {
            self.by = SignedDuration::ZERO;
        }
        self.told(since)
    }

    /// A time that it tells, by the clock as it is.
    pub(super) fn told(&self, time: Timestamp) -> Timestamp {
        time.checked_add(self.by).unwrap_or(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-12T{text}Z").parse().unwrap()
    }

    #[test]
    fn a_clock_that_is_set_is_told_from_one_that_runs() {
        let mut clock = SetClock::begin(at("19:30:00"), Duration::from_secs(100));
        let mut look = |now: &str, ran| {
            let by = clock.look(at(now), Duration::from_secs(ran));
            by.map(|by| by.as_secs())
        };
        assert_eq!(look("19:30:05", 105), None);
        assert_eq!(look("19:30:11", 110), None, "it is kept right");
        assert_eq!(look("20:30:21", 120), Some(3_600));
        assert_eq!(look("19:30:31", 130), Some(-3_600));
        // The computer slept: that hour went by.
        assert_eq!(look("20:30:31", 3_730), None);
    }

    #[test]
    fn times_of_the_old_clock_are_told_by_the_new_one() {
        let hour = SignedDuration::from_hours(1);
        let mut shift = Shift::default();
        assert_eq!(shift.blind_since(at("19:30:00")), at("19:30:00"));
        shift.set(hour);
        assert_eq!(shift.told(at("19:30:00")), at("20:30:00"), "what it sees again since");
        shift.heard();
        assert_eq!(shift.told(at("19:30:00")), at("20:30:00"), "a repair of that gap, told later");
        assert_eq!(shift.blind_since(at("20:31:00")), at("20:31:00"), "that is over");
        shift.set(hour);
        shift.set(-hour);
        assert_eq!(shift.told(at("20:31:00")), at("20:31:00"));
        assert_eq!(shift.told(Timestamp::MIN), Timestamp::MIN);
    }
}
