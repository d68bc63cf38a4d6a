//! A chat that comes again, one sitting of it, and the questions asked there.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::Tag;

/// A chat that comes again under one tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The tag it is held under.
    pub tag: Tag,
    /// The zone in which its dates and times are told (IANA name); UTC unless somebody said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub timezone: Option<String>,
    /// A title for people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
}

impl Series {
    /// A series of which only the tag is known.
    #[must_use]
    pub fn new(tag: Tag) -> Self {
        Self { tag, timezone: None, title: None }
    }

    /// The zone its dates are told in.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        self.timezone.as_deref().and_then(|z| TimeZone::get(z).ok()).unwrap_or(TimeZone::UTC)
    }
}

/// A chat's name: `chartership/2012-02-16`, and `…-2` for the second of a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChatName {
    /// The series it belongs to.
    pub tag: Tag,
    /// The date of its start, in the series' zone.
    pub date: Date,
    /// Which of that day's chats: 1, 2, 3 …
    pub nth: u32,
}

/// Why a text is no chat name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no chat's name: one looks like chartership/2012-02-16")]
pub struct ChatNameError(String);

impl std::fmt::Display for ChatName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.tag, self.date)?;
        if self.nth > 1 { write!(f, "-{}", self.nth) } else { Ok(()) }
    }
}

impl std::str::FromStr for ChatName {
    type Err = ChatNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (tag, day) = s.trim().rsplit_once('/')?;
            let date = day.get(..10)?.parse().ok()?;
            let nth = match day.get(10..)?.strip_prefix('-') {
                Some(nth) => nth.parse().ok().filter(|&n| n > 1)?,
                None if day.len() == 10 => 1,
                None => return None,
            };
            Some(Self { tag: Tag::new(tag)?, date, nth })
        };
        parse().ok_or_else(|| ChatNameError(s.to_owned()))
    }
}

impl Serialize for ChatName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChatName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One sitting of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {
    /// Its name, which never changes once a host has set anything of it.
    #[serde(rename = "chat")]
    pub name: ChatName,
    /// A title for people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// When it began: the first post counted to it, or what the host said.
    pub starts_at: Timestamp,
    /// When it ended: the last post counted to it, or what the host said.
    pub ends_at: Timestamp,
    /// When the talk itself began, where the first posts counted are reminders of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub opens_at: Option<Timestamp>,
    /// When the talk itself ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub closes_at: Option<Timestamp>,
}

impl Chat {
    /// When the talk itself began and ended: what to print on an invitation.
    #[must_use]
    pub fn talk(&self) -> (Timestamp, Timestamp) {
        (self.opens_at.unwrap_or(self.starts_at), self.closes_at.unwrap_or(self.ends_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in ["chartership/2012-02-16", "pstweetchat/2019-03-01-2", "図書館/2026-01-01-11"]
        {
            assert_eq!(name.parse::<ChatName>().unwrap().to_string(), name);
        }
        for wrong in [
            "",
            "chartership",
            "chartership/2012",
            "x/2012-02-30",
            "x/2012-02-16-1",
            "x/2012-02-16x",
        ] {
            assert!(wrong.parse::<ChatName>().is_err(), "{wrong}");
        }
    }
}
