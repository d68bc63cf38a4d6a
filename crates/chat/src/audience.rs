//! For whom a post was meant.

use serde::{Deserialize, Serialize};

/// For whom a post was meant. Only the first two are ever kept (see [`crate::keep`]).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Addressed to the public.
    #[default]
    Public,
    /// Public, but kept out of public timelines (ActivityStreams: public in `cc`).
    Unlisted,
    /// Followers, named people, one server, or not said at all.
    Closed,
}

impl Audience {
    pub(crate) fn is_public(&self) -> bool {
        *self == Self::Public
    }
}
