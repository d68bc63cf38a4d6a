//! A live source that was followed, and the times in which it could not see.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Tag;

/// A live source: a server or a stream, followed for one series or more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The vantage point, as sightings name it.
    pub name: String,
    /// The tags it was followed for, sorted.
    pub tags: Vec<Tag>,
    /// When it could not see, by their beginning.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub gaps: Vec<Gap>,
}

/// A time in which a source could not see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The last time of which we know that it saw.
    pub from: Timestamp,
    /// When it saw again; `None` while it does not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Timestamp>,
    /// Why.
    pub reason: String,
    /// Whether what was said meanwhile was read afterwards.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub repaired: bool,
    /// Whether some of it was, as far as could be found.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub partly: bool,
}
