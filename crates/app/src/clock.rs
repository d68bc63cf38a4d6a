//! The one place that asks what time it is.

use std::time::Duration;

use jiff::Timestamp;

/// The time, as this computer's clock tells it, to the millisecond.
#[expect(clippy::disallowed_methods, reason = "the program's own clock; all others are handed it")]
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// How long this computer has been running, asleep or not: nobody sets that, as they do the clock.
#[cfg(target_os = "linux")]
pub(crate) fn running() -> Duration {
    let ran = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::try_from(ran).unwrap_or_default()
}

/// How long the program has been running, roughly: where nothing better is known, a computer that
/// slept looks like one whose clock was set.
#[cfg(not(target_os = "linux"))]
pub(crate) fn running() -> Duration {
    static BEGINNING: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    BEGINNING.elapsed()
}
