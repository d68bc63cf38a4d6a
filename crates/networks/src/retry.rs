//! How long to wait before trying again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The first wait.
const FIRST: Duration = Duration::from_millis(500);
/// The longest: a source that returns is back within a few seconds.
const LONGEST: Duration = Duration::from_secs(4);

/// Waits that grow while it does not work, each a little different, so that many who lost the same
/// server do not return to it in step.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    tries: u32,
}

impl Backoff {
    /// It works.
    pub(crate) fn reset(&mut self) {
        self.tries = 0;
    }

    /// How long to wait after one more failure: between half and all of the present measure.
    pub(crate) fn next(&mut self) -> Duration {
        let measure = FIRST.saturating_mul(1 << self.tries.min(10)).min(LONGEST);
        self.tries = self.tries.saturating_add(1);
        // A hasher's random seed is chance enough.
        let chance = RandomState::new().hash_one(self.tries) % 1_000;
        measure / 2 + (measure / 2_000).saturating_mul(u32::try_from(chance).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let mut backoff = Backoff::default();
        let waits: Vec<Duration> = (0..30).map(|_| backoff.next()).collect();
        assert!(waits[0] >= FIRST / 2 && waits[0] <= FIRST);
        assert!(waits.iter().all(|wait| *wait <= LONGEST));
        assert!(waits[20..].iter().all(|wait| *wait >= LONGEST / 2));
        backoff.reset();
        assert!(backoff.next() <= FIRST);
    }
}
