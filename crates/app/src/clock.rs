//! The one place that asks what time it is.

use jiff::Timestamp;

/// The time, as this computer's clock tells it, to the millisecond.
#[expect(clippy::disallowed_methods, reason = "the program's own clock; all others are handed it")]
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
