//! What a server says is talked about most: its own list of trends, first to last.
//!
//! Read are Mastodon's `/api/v1/trends/tags` and Bluesky's `app.bsky.unspecced.getTrends`. The rank of
//! a tag is its place in the list, from 1 on; nothing is computed here.

use chat::Tag;
use serde::Deserialize;
use serde_json::Value;

/// The longest answer that is kept as proof: 256 KiB. Twenty tags with their week take 10.
const LONGEST: usize = 256 << 10;

/// A server's list of trends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trends {
    /// What could be meant by each entry, from the first on.
    entries: Vec<Vec<Tag>>,
    /// The answer as it came. Of Bluesky's, the people it pictures are left out: nobody asked them.
    pub proof: String,
}

/// Why an answer is no list of trends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTrends {
    /// It is something else.
    #[error("its answer is no list of trends")]
    Other,
    /// It is longer than any such list.
    #[error("its list of trends is longer than 256 KiB")]
    TooLong,
}

impl Trends {
    /// The place of a tag in the list, from 1 on; `None` where it is not in it.
    #[must_use]
    pub fn rank(&self, tag: &Tag) -> Option<u32> {
        let place = self.entries.iter().position(|entry| entry.contains(tag))?;
        u32::try_from(place + 1).ok()
    }
}

/// An entry of Mastodon's list, as far as it matters.
#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Reads Mastodon's `/api/v1/trends/tags`: a list of tags. An entry that names none still takes its
/// place.
///
/// # Errors
/// [`NoTrends`].
pub fn mastodon(answer: &str) -> Result<Trends, NoTrends> {
    let found: Vec<Value> = serde_json::from_str(short(answer)?).map_err(|_| NoTrends::Other)?;
    let tags = |entry: Value| {
        let named = Named::deserialize(entry).ok();
        named.and_then(|named| Tag::new(&named.name)).into_iter().collect()
    };
    Ok(Trends { entries: found.into_iter().map(tags).collect(), proof: answer.to_owned() })
}

/// Reads Bluesky's `app.bsky.unspecced.getTrends`. Its trends are topics, in words: one is a tag where
/// its words, written together, are the tag, or where it leads to the tag's page.
///
/// # Errors
/// [`NoTrends`].
pub fn bluesky(answer: &str) -> Result<Trends, NoTrends> {
    let mut found: Value = serde_json::from_str(short(answer)?).map_err(|_| NoTrends::Other)?;
    let trends = found.get_mut("trends").and_then(Value::as_array_mut).ok_or(NoTrends::Other)?;
    let mut entries = Vec::new();
    for trend in trends {
        if let Some(trend) = trend.as_object_mut() {
            trend.remove("actors");
        }
        let word = |name: &str| trend.get(name).and_then(Value::as_str);
        let led = word("link").and_then(|link| link.split_once("/hashtag/"));
        let led = led.and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
        let meant = [word("topic"), word("displayName"), led].into_iter().flatten();
        entries.push(meant.filter_map(Tag::new).collect());
    }
    Ok(Trends { entries, proof: found.to_string() })
}

fn short(answer: &str) -> Result<&str, NoTrends> {
    if answer.len() > LONGEST { Err(NoTrends::TooLong) } else { Ok(answer) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str) -> Tag {
        Tag::new(name).unwrap()
    }

    /// As Mastodon 4.5 answers.
    const TAGS: &str = r#"[
        {"id":"7","name":"caturday","url":"https://reef.example/tags/caturday","history":[{"day":"1794441600","accounts":"31","uses":"40"}],"following":false},
        {"id":null,"url":"https://reef.example/tags/"},
        {"id":"9","name":"LanternChat","url":"https://reef.example/tags/LanternChat","history":[]}]"#;

    #[test]
    fn a_tag_has_the_place_it_has_in_the_list() {
        let trends = mastodon(TAGS).unwrap();
        assert_eq!(trends.rank(&tag("caturday")), Some(1));
        assert_eq!(trends.rank(&tag("lanternchat")), Some(3));
        assert_eq!(trends.rank(&tag("lantern")), None);
        assert_eq!(trends.proof, TAGS);
        assert_eq!(mastodon("[]").unwrap().rank(&tag("lanternchat")), None);
    }

    #[test]
    fn a_topic_is_a_tag_where_it_says_the_same() {
        let answer = r#"{"trends":[
            {"topic":"harbour strike","displayName":"Harbour Strike","link":"/profile/trending.reef.example/feed/1","startedAt":"2026-11-12T18:00:00Z","postCount":900,
             "actors":[{"did":"did:plc:aaaaaaaaaaaaaaaaaaaaaaaa","handle":"ada.example","displayName":"Ada"}]},
            {"topic":"Lantern Chat","displayName":"Lantern Chat","link":"/profile/trending.reef.example/feed/2","startedAt":"2026-11-12T19:00:00Z","postCount":80,"status":"hot","actors":[]},
            {"topic":"x","displayName":"Evenings","link":"/hashtag/kettles?author=x","startedAt":"2026-11-12T19:00:00Z","postCount":8,"actors":[]}]}"#;
        let trends = bluesky(answer).unwrap();
        assert_eq!(trends.rank(&tag("lanternchat")), Some(2));
        assert_eq!(trends.rank(&tag("kettles")), Some(3));
        assert_eq!(trends.rank(&tag("harbour")), None);
        assert!(!trends.proof.contains("ada.example"), "{}", trends.proof);
        assert!(trends.proof.contains("postCount"), "{}", trends.proof);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for wrong in ["", "{}", "<html>", "7", r#"{"error":"This method requires authentication"}"#]
        {
            assert_eq!(mastodon(wrong), Err(NoTrends::Other), "{wrong}");
            assert_eq!(bluesky(wrong), Err(NoTrends::Other), "{wrong}");
        }
        let long = format!("[{}]", "1,".repeat(LONGEST));
        assert_eq!(mastodon(&long), Err(NoTrends::TooLong));
    }
}
