//! The one place that asks what time it is.

use jiff::Timestamp;

/// The time, as this computer's clock tells it.
#[expect(clippy::disallowed_methods, reason = "the program's own clock; all others are handed it")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
