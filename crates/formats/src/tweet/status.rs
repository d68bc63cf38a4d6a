//! A status as Twitter's programs wrote it in JSON: v1.1, v2 and the account archives in one type,
//! since their members hardly clash.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::values::{Count, Flag, Id, Many, Words};

/// A status, or a whole line of a file of statuses.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Status<'a> {
    pub(crate) id_str: Id,
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) text: Words<'a>,
    #[serde(borrow)]
    pub(crate) full_text: Words<'a>,
    pub(crate) truncated: Flag,
    #[serde(borrow)]
    pub(crate) created_at: Words<'a>,
    #[serde(borrow)]
    pub(crate) user: Option<User<'a>>,
    /// v2, one line a tweet: the author, embedded.
    #[serde(borrow)]
    pub(crate) author: Option<User<'a>>,
    pub(crate) author_id: Id,
    #[serde(borrow)]
    pub(crate) entities: Entities<'a>,
    #[serde(borrow)]
    pub(crate) extended_entities: Entities<'a>,
    /// The streaming API's place for what is longer than 140.
    #[serde(borrow)]
    pub(crate) extended_tweet: Option<Longer<'a>>,
    /// What is longer than 280.
    #[serde(borrow)]
    pub(crate) note_tweet: Option<Longer<'a>>,
    #[serde(borrow)]
    pub(crate) retweeted_status: Option<Box<Status<'a>>>,
    #[serde(borrow)]
    pub(crate) quoted_status: Option<Box<Status<'a>>>,
    pub(crate) quoted_status_id_str: Id,
    pub(crate) quoted_status_id: Id,
    pub(crate) in_reply_to_status_id_str: Id,
    pub(crate) in_reply_to_status_id: Id,
    pub(crate) in_reply_to_user_id_str: Id,
    pub(crate) in_reply_to_user_id: Id,
    #[serde(borrow)]
    pub(crate) in_reply_to_screen_name: Words<'a>,
    pub(crate) retweet_count: Count,
    pub(crate) favorite_count: Count,
    pub(crate) public_metrics: Metrics,
    #[serde(borrow)]
    pub(crate) lang: Words<'a>,
    #[serde(borrow)]
    pub(crate) source: Words<'a>,
    /// v2: what it replies to, quotes, or passes on; each with its text where twarc put it in.
    #[serde(borrow)]
    pub(crate) referenced_tweets: Many<Status<'a>>,
    /// v2: how it is referenced.
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Words<'a>,
    #[serde(borrow)]
    pub(crate) attachments: Attachments<'a>,

    /// A v2 page: its tweets, or its one tweet.
    #[serde(borrow)]
    pub(crate) data: Option<&'a RawValue>,
    /// A v2 page: the people, tweets and media that its tweets speak of.
    #[serde(borrow)]
    pub(crate) includes: Option<&'a RawValue>,
    /// A v1.1 search answer: its statuses.
    #[serde(borrow)]
    pub(crate) statuses: Option<&'a RawValue>,
    /// A notice that something was deleted.
    pub(crate) delete: Option<Delete>,
    /// What twarc noted about how it came by this.
    #[serde(borrow, rename = "__twarc")]
    pub(crate) twarc: Option<Twarc<'a>>,
}

impl<'a> Status<'a> {
    /// Its exact id.
    pub(crate) fn id(&self) -> Option<u64> {
        self.id_str.or(self.id)
    }

    /// Whether this is, or claims to be, something that somebody said.
    pub(crate) fn claims_to_be_one(&self) -> bool {
        !self.words().is_empty()
            || self.author_id.0.is_some()
            || self.user.is_some()
            || self.author.is_some()
            || self.retweeted_status.is_some()
    }

    /// The longest of its texts, with Twitter's escapes.
    pub(crate) fn words(&self) -> Cow<'a, str> {
        let longer = self.note_tweet.as_ref().or(self.extended_tweet.as_ref());
        let longer = longer.map(|l| if l.full_text.0.is_empty() { &l.text } else { &l.full_text });
        let all = [longer, Some(&self.full_text), Some(&self.text)];
        let found = all.into_iter().flatten().find(|w| !w.0.is_empty());
        found.map(Words::cow).unwrap_or_default()
    }

    /// The v2 reference of this kind (`replied_to`, `quoted`, `retweeted`).
    pub(crate) fn reference(&self, kind: &str) -> Option<&Self> {
        self.referenced_tweets.0.iter().find(|r| r.kind.0 == kind)
    }

    /// The entities of the longest text, then all others.
    pub(crate) fn all_entities(&self) -> impl Iterator<Item = &Entities<'a>> {
        let longer = self.note_tweet.iter().chain(&self.extended_tweet);
        let longer = longer.flat_map(|l| [&l.extended_entities, &l.entities]);
        longer.chain([&self.extended_entities, &self.entities])
    }
}

/// An account, as v1.1 (`screen_name`) and v2 (`username`) tell it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct User<'a> {
    pub(crate) id_str: Id,
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) screen_name: Words<'a>,
    #[serde(borrow)]
    pub(crate) username: Words<'a>,
    #[serde(borrow)]
    pub(crate) name: Words<'a>,
    #[serde(borrow)]
    pub(crate) description: Words<'a>,
    #[serde(borrow)]
    pub(crate) location: Words<'a>,
    #[serde(borrow)]
    pub(crate) profile_image_url_https: Words<'a>,
    #[serde(borrow)]
    pub(crate) profile_image_url: Words<'a>,
    pub(crate) protected: Flag,
    pub(crate) followers_count: Count,
    pub(crate) friends_count: Count,
    pub(crate) public_metrics: Metrics,
}

/// v2's counts, of tweets and of accounts.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Metrics {
    pub(crate) retweet_count: Count,
    pub(crate) like_count: Count,
    pub(crate) followers_count: Count,
    pub(crate) following_count: Count,
}

/// A longer text than the member `text` had room for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Longer<'a> {
    #[serde(borrow)]
    pub(crate) full_text: Words<'a>,
    #[serde(borrow)]
    pub(crate) text: Words<'a>,
    #[serde(borrow)]
    pub(crate) entities: Entities<'a>,
    #[serde(borrow)]
    pub(crate) extended_entities: Entities<'a>,
}

/// What stands behind the `t.co` addresses of a text. Tags and mentions are found in the text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entities<'a> {
    #[serde(borrow)]
    pub(crate) urls: Many<Link<'a>>,
    #[serde(borrow)]
    pub(crate) media: Many<Attached<'a>>,
}

/// A shortened link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Link<'a> {
    #[serde(borrow)]
    pub(crate) url: Words<'a>,
    #[serde(borrow)]
    pub(crate) expanded_url: Words<'a>,
    #[serde(borrow)]
    pub(crate) display_url: Words<'a>,
}

/// A picture or film.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Attached<'a> {
    #[serde(borrow)]
    pub(crate) media_key: Words<'a>,
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Words<'a>,
    /// v1.1: its `t.co` address. v2: where it is.
    #[serde(borrow)]
    pub(crate) url: Words<'a>,
    #[serde(borrow)]
    pub(crate) media_url_https: Words<'a>,
    #[serde(borrow)]
    pub(crate) media_url: Words<'a>,
    #[serde(borrow)]
    pub(crate) preview_image_url: Words<'a>,
    #[serde(borrow)]
    pub(crate) expanded_url: Words<'a>,
    #[serde(borrow)]
    pub(crate) ext_alt_text: Words<'a>,
    #[serde(borrow)]
    pub(crate) alt_text: Words<'a>,
    #[serde(borrow)]
    pub(crate) video_info: Option<Video<'a>>,
    #[serde(borrow)]
    pub(crate) variants: Many<Variant<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Video<'a> {
    #[serde(borrow)]
    pub(crate) variants: Many<Variant<'a>>,
}

/// One of the files of a film.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Variant<'a> {
    #[serde(borrow)]
    pub(crate) url: Words<'a>,
    pub(crate) bitrate: Count,
    pub(crate) bit_rate: Count,
}

/// v2: what is attached, by key, or in full where twarc put it in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Attachments<'a> {
    #[serde(borrow)]
    pub(crate) media_keys: Many<Words<'a>>,
    #[serde(borrow)]
    pub(crate) media: Many<Attached<'a>>,
}

/// A deletion notice of the streaming APIs.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Delete {
    /// v1.1.
    pub(crate) status: Option<Deleted>,
    /// v2.
    pub(crate) tweet: Option<Deleted>,
    pub(crate) timestamp_ms: Count,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Deleted {
    pub(crate) id_str: Id,
    pub(crate) id: Id,
}

/// twarc's note on how it came by a line.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Twarc<'a> {
    #[serde(borrow)]
    pub(crate) retrieved_at: Words<'a>,
}
