//! Who said it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Join, Network, Uri};

/// An account, as far as it is known. One person may have several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The account's world-wide name: an ActivityPub actor, a DID, a Twitter address.
    pub uri: Uri,
    /// Where the account lives.
    pub network: Network,
    /// With a leading `@`, as people write it: `@ada`, `@ada@lamp.example`, `@ada.quay.example`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub handle: Option<String>,
    /// The name shown, plain text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// The profile page for people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// The description of the profile, plain text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bio: Option<String>,
    /// Where they say they are.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub location: Option<String>,
    /// The address of the picture.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub avatar: Option<String>,
    /// How many followed them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub followers: Option<u64>,
    /// How many they followed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub following: Option<u64>,
    /// What the profile asks of archives and search engines.
    #[serde(skip_serializing_if = "Wishes::is_default", default)]
    pub wishes: Wishes,
    /// When the profile looked like this, as well as known: the time of the post that it came with.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub as_of: Option<Timestamp>,
}

/// What a profile asks of archives and search engines.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(default)]
pub struct Wishes {
    /// The profile forbids keeping: Mastodon's `noindex`, a bio with `#nobot` and its like,
    /// Bluesky's `!no-unauthenticated`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub leave_me_out: bool,
    /// The profile allows search engines: `indexable` and `discoverable` both true.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub findable: bool,
}

impl Wishes {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Author {
    /// An account of which only the name is known.
    #[must_use]
    pub fn new(uri: Uri, network: Network) -> Self {
        Self {
            uri,
            network,
            handle: None,
            name: None,
            url: None,
            bio: None,
            location: None,
            avatar: None,
            followers: None,
            following: None,
            wishes: Wishes::default(),
            as_of: None,
        }
    }

    /// A Twitter account, by its id if known, else by its handle; `None` when neither is.
    #[must_use]
    pub fn twitter(id: Option<u64>, handle: Option<&str>) -> Option<Self> {
        let handle = handle.map(|h| h.trim_start_matches('@')).filter(|h| !h.is_empty());
        let uri = match (id, handle) {
            (Some(id), _) => Uri::twitter_user(id),
            (None, Some(handle)) => Uri::twitter_handle(handle),
            (None, None) => return None,
        };
        let mut author = Self::new(uri, Network::Twitter);
        author.handle = handle.map(|h| format!("@{h}"));
        author.url = handle.map(|h| format!("https://twitter.com/{h}"));
        Some(author)
    }

    /// The best short way to name them: the name, else the handle, else the uri.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        self.name.as_deref().or(self.handle.as_deref()).unwrap_or(self.uri.as_str())
    }
}

impl Author {
    /// How much this source knew: 0 a bare name, 1 a handle, 2 a display name too, 3 a profile.
    #[must_use]
    pub fn detail(&self) -> u8 {
        if self.bio.is_some() || self.followers.is_some() {
            3
        } else if self.name.is_some() {
            2
        } else {
            u8::from(self.handle.is_some())
        }
    }

    /// The order in which profiles replace each other: detail first, then the later one, then the
    /// text itself, so that the choice never depends on which came first.
    fn rank(&self) -> impl Ord + '_ {
        let profile =
            (&self.handle, &self.name, &self.bio, &self.location, &self.url, &self.avatar);
        let counts = (self.followers, self.following, self.wishes.findable);
        (self.detail(), self.as_of, profile, counts)
    }
}

impl Join for Author {
    /// The profile with more detail wins whole; of equally detailed ones the later.
    ///
    /// A wish to be left out, once seen, stays until the host notes an agreement.
    fn join(&mut self, other: Self) {
        let leave_me_out = self.wishes.leave_me_out || other.wishes.leave_me_out;
        if other.rank() > self.rank() {
            *self = other;
        }
        self.wishes.leave_me_out = leave_me_out;
    }
}
