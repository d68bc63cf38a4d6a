//! The networks that posts come from.

use serde::{Deserialize, Serialize};

/// Where an account lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// Mastodon and everything that federates with it.
    Fediverse,
    /// Bluesky, over the AT protocol.
    Bluesky,
    /// Twitter, history only.
    Twitter,
}

impl Network {
    /// The name used in JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fediverse => "fediverse",
            Self::Bluesky => "bluesky",
            Self::Twitter => "twitter",
        }
    }
}
