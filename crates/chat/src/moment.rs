//! When something was said, and how well that is known.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Join, Uri};

/// How a time came to be known, from the least to the most trusted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Only the day is known; the time of day is midnight UTC and means nothing.
    Day,
    /// A local time without its zone, read in the zone the user named (else UTC).
    Local,
    /// Taken from the identifier (Twitter's Snowflake), to the second.
    Id,
    /// Stated by the network with its offset.
    #[default]
    Stated,
}

/// A point in time with the trust that it deserves. Better knowledge replaces worse ([`Join`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    at: Timestamp,
    basis: Basis,
}

impl Moment {
    /// A time that the network stated, kept to the millisecond.
    #[must_use]
    pub fn stated(at: Timestamp) -> Self {
        Self { at: whole_ms(at), basis: Basis::Stated }
    }

    /// A time known in the given way, kept to the millisecond.
    #[must_use]
    pub fn known(at: Timestamp, basis: Basis) -> Self {
        if basis == Basis::Day {
            return Self::day(at.to_zoned_datetime(TimeZone::UTC).date());
        }
        Self { at: whole_ms(at), basis }
    }

    /// A day without its hour.
    #[must_use]
    pub fn day(date: Date) -> Self {
        let at =
            date.to_zoned_datetime(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |z| z.timestamp());
        Self { at, basis: Basis::Day }
    }

    /// The time that a name carries (see [`Uri::stated_ms`]), to the second as Twitter showed it.
    #[must_use]
    pub fn of_uri(uri: &Uri) -> Option<Self> {
        let seconds = uri.stated_ms()?.div_euclid(1000);
        Timestamp::from_second(seconds).ok().map(|at| Self { at, basis: Basis::Id })
    }

    /// Returns the time; for a [`Basis::Day`], midnight UTC of that day.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Returns how the time is known.
    #[must_use]
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// Returns milliseconds since the Unix epoch.
    #[must_use]
    pub fn ms(&self) -> i64 {
        self.at.as_millisecond()
    }

    /// Whether the time of day is known.
    #[must_use]
    pub fn has_time(&self) -> bool {
        self.basis != Basis::Day
    }
}

fn whole_ms(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

impl Join for Moment {
    /// The better known one; of two equally good ones the earlier.
    fn join(&mut self, other: Self) {
        if (other.basis, std::cmp::Reverse(other.at)) > (self.basis, std::cmp::Reverse(self.at)) {
            *self = other;
        }
    }
}

impl std::fmt::Display for Moment {
    /// RFC 3339 in UTC, or the bare day.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.basis {
            Basis::Day => write!(f, "{}", self.at.to_zoned_datetime(TimeZone::UTC).date()),
            _ => write!(f, "{}", self.at),
        }
    }
}

impl std::str::FromStr for Moment {
    type Err = jiff::Error;

    /// Reads RFC 3339 (as [`Basis::Stated`]) or a bare day (as [`Basis::Day`]).
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        if s.len() == 10 {
            return s.parse().map(Self::day);
        }
        s.parse().map(Self::stated)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
