//! v2 pages: up to some hundred tweets, and beside them the people, tweets and media they speak of.

use std::collections::HashMap;

use chat::Post;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{item_of, one, seen_at};
use crate::json::Place;
use crate::tweet::{Attached, Extras, Many, Status, User, told, why};
use crate::{ReadError, Reading};

/// Reads the tweets of one page; pages of people and of counts hold none.
pub(super) fn read(
    place: Place,
    line: &str,
    page: &Status<'_>,
    data: &RawValue,
    reading: &mut Reading<'_>,
) -> Result<(), ReadError> {
    let beside = Beside::read(page.includes, seen_at(page));
    if data.get().starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(data.get()).unwrap_or_default();
        for (index, item) in items.into_iter().enumerate() {
            tweet(&item_of(place, index), item, None, &beside, reading)?;
        }
        return Ok(());
    }
    tweet(&place.to_string(), data, Some(line), &beside, reading)
}

/// `line` is the original of a page of one tweet; of a longer page, only what belongs to the tweet
/// is kept.
fn tweet(
    at: &str,
    item: &RawValue,
    line: Option<&str>,
    beside: &Beside<'_>,
    reading: &mut Reading<'_>,
) -> Result<(), ReadError> {
    let status: Status<'_> = match serde_json::from_str(item.get()) {
        Ok(status) => status,
        Err(error) => return reading.skipped(at, why(&error)),
    };
    if !status.claims_to_be_one() {
        return Ok(());
    }
    let envelope;
    let raw = match line {
        Some(line) => line,
        None => {
            envelope = beside.envelope(item.get(), &status);
            &envelope
        }
    };
    let Some(passed_on) = beside.referenced(&status, "retweeted") else {
        for kind in ["quoted", "replied_to"] {
            if let Some(post) = beside.referenced(&status, kind).and_then(|s| beside.post(s)) {
                reading.context(post)?;
            }
        }
        let media = beside.media_of(&status);
        return one(&at, &status, raw, beside.extras(&status, &media), reading);
    };
    if let Some(post) = beside.referenced(passed_on, "quoted").and_then(|s| beside.post(s)) {
        reading.context(post)?;
    }
    match told(&status, beside.extras(&status, &[])) {
        Ok(record) => {
            let original = beside.post(passed_on);
            record.hand_over(original, raw.as_bytes(), beside.seen_at, reading)
        }
        Err(reason) => reading.skipped(at, reason),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Includes<'a> {
    #[serde(borrow)]
    users: Many<&'a RawValue>,
    #[serde(borrow)]
    tweets: Many<&'a RawValue>,
    #[serde(borrow)]
    media: Many<&'a RawValue>,
}

/// What stands beside the tweets of a page, by id and key.
#[derive(Default)]
struct Beside<'a> {
    users: HashMap<u64, (User<'a>, &'a str)>,
    tweets: HashMap<u64, Status<'a>>,
    media: HashMap<String, (Attached<'a>, &'a str)>,
    seen_at: Option<Timestamp>,
}

impl<'a> Beside<'a> {
    fn read(includes: Option<&'a RawValue>, seen_at: Option<Timestamp>) -> Self {
        let mut beside = Self { seen_at, ..Self::default() };
        let includes = includes.map(|i| serde_json::from_str(i.get()).unwrap_or_default());
        let includes: Includes<'a> = includes.unwrap_or_default();
        for raw in includes.users.0.into_iter().map(RawValue::get) {
            if let Ok(user) = serde_json::from_str::<User<'_>>(raw)
                && let Some(id) = user.id.0
            {
                beside.users.insert(id, (user, raw));
            }
        }
        for raw in includes.tweets.0.into_iter().map(RawValue::get) {
            if let Ok(status) = serde_json::from_str::<Status<'_>>(raw)
                && let Some(id) = status.id()
            {
                beside.tweets.insert(id, status);
            }
        }
        for raw in includes.media.0.into_iter().map(RawValue::get) {
            if let Ok(media) = serde_json::from_str::<Attached<'_>>(raw)
                && let Some(key) = media.media_key.owned()
            {
                beside.media.insert(key, (media, raw));
            }
        }
        beside
    }

    fn referenced(&self, status: &Status<'_>, kind: &str) -> Option<&Status<'a>> {
        self.tweets.get(&status.reference(kind)?.id()?)
    }

    fn user_of(&self, status: &Status<'_>) -> Option<&(User<'a>, &'a str)> {
        self.users.get(&status.author_id.0?)
    }

    fn attached<'s>(
        &'s self,
        status: &'s Status<'_>,
    ) -> impl Iterator<Item = &'s (Attached<'a>, &'a str)> {
        let keys = status.attachments.media_keys.0.iter();
        keys.filter_map(|key| self.media.get(key.0.as_ref()))
    }

    fn media_of<'s>(&'s self, status: &'s Status<'_>) -> Vec<&'s Attached<'a>> {
        self.attached(status).map(|(media, _)| media).collect()
    }

    fn extras<'s>(&'s self, status: &Status<'_>, media: &'s [&'s Attached<'a>]) -> Extras<'s, 'a> {
        Extras {
            user: self.user_of(status).map(|(user, _)| user),
            owner: None,
            media,
            seen_at: self.seen_at,
        }
    }

    /// A tweet that rides along, if it is a post.
    fn post(&self, status: &Status<'a>) -> Option<Post> {
        let media = self.media_of(status);
        told(status, self.extras(status, &media)).ok()?.into_post()
    }

    /// A page of this tweet alone, with its author and media: every part byte for byte, and read
    /// again to the same.
    fn envelope(&self, tweet: &str, status: &Status<'_>) -> String {
        let user = self.user_of(status).map(|(_, raw)| *raw);
        let media: Vec<&str> = self.attached(status).map(|(_, raw)| *raw).collect();
        format!(
            r#"{{"data":{tweet},"includes":{{"users":[{}],"media":[{}]}}}}"#,
            user.unwrap_or_default(),
            media.join(",")
        )
    }
}
