//! The world-wide name of a post or an author, and the key under which it is known again.

use serde::{Deserialize, Serialize};

/// A post's or author's world-wide name: an ActivityPub `id`, an `at://` URI, or a Twitter address.
///
/// The same name from two places is the same thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uri(String);

const TWEET: &str = "https://twitter.com/i/web/status/";
const TWITTER_USER: &str = "https://twitter.com/i/user/";

/// 4 November 2010: from here on Twitter's ids carry their time ("Snowflake").
const FIRST_SNOWFLAKE: u64 = 29_700_859_247;
/// Milliseconds between the Unix epoch and the one that Snowflake ids count from.
const SNOWFLAKE_EPOCH_MS: i64 = 1_288_834_974_657;

impl Uri {
    /// Wraps a name that a network gave.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Names the Twitter post with this id.
    #[must_use]
    pub fn tweet(id: u64) -> Self {
        Self(format!("{TWEET}{id}"))
    }

    /// Names the Twitter account with this id.
    #[must_use]
    pub fn twitter_user(id: u64) -> Self {
        Self(format!("{TWITTER_USER}{id}"))
    }

    /// Names a Twitter account of which only the handle is known (with or without `@`).
    #[must_use]
    pub fn twitter_handle(handle: &str) -> Self {
        Self(format!("https://twitter.com/{}", handle.trim_start_matches('@').to_lowercase()))
    }

    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the Twitter id, when this names a Twitter post.
    #[must_use]
    pub fn tweet_id(&self) -> Option<u64> {
        self.0.strip_prefix(TWEET)?.parse().ok()
    }

    /// Returns the Twitter account id, when this names a Twitter account by its id.
    #[must_use]
    pub fn twitter_user_id(&self) -> Option<u64> {
        self.0.strip_prefix(TWITTER_USER)?.parse().ok()
    }

    /// Whether this only stands in for an author that a file does not tell: the name of one of their
    /// posts, with `#author`.
    #[must_use]
    pub fn is_stand_in(&self) -> bool {
        self.0.ends_with("#author")
    }

    /// Returns the time that a name carries, in milliseconds since the Unix epoch.
    ///
    /// Twitter ids from November 2010 on do (Snowflake: the upper 42 bits).
    #[must_use]
    pub fn stated_ms(&self) -> Option<i64> {
        let id = self.tweet_id().filter(|&id| id >= FIRST_SNOWFLAKE)?;
        i64::try_from(id >> 22).ok().map(|ms| ms + SNOWFLAKE_EPOCH_MS)
    }
}

impl std::fmt::Display for Uri {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Uri {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
