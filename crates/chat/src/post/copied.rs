//! The copies of a post that a bridge carried to another network, and what was counted of them.

use serde::{Deserialize, Serialize};

use crate::{Network, Post, Uri, bridge};

/// A copy of a post, which a bridge carried to another network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Its world-wide name.
    pub uri: Uri,
    /// Its page for people, where that is not the `uri`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Where the bridge carried it.
    pub network: Network,
    /// How often it was passed on there, as its network counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reposts: Option<u64>,
    /// How often it was liked there, as its network counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub likes: Option<u64>,
}

impl Post {
    /// How often it was passed on, with its copies; `None` where no network counted.
    #[must_use]
    pub fn all_reposts(&self) -> Option<u64> {
        added(self.reposts, self.copies.iter().map(|copy| copy.reposts))
    }

    /// How often it was liked, with its copies; `None` where no network counted.
    #[must_use]
    pub fn all_likes(&self) -> Option<u64> {
        added(self.likes, self.copies.iter().map(|copy| copy.likes))
    }
}

fn added(own: Option<u64>, of_copies: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    of_copies.chain([own]).flatten().reduce(u64::saturating_add)
}

impl Copied {
    /// Its page for people. The bridge's own page for it leads back to the original, and is passed over.
    #[must_use]
    pub fn page(&self) -> &str {
        let url = self.url.as_deref().filter(|url| !bridge::leads_back(url));
        url.unwrap_or(self.uri.as_str())
    }
}
