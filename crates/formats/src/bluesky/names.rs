//! Names and times of the AT protocol: `at://` addresses, record keys that carry a time, and which
//! of several stated times to believe.

use chat::{Author, Basis, Moment, Network, Uri};
use jiff::{SignedDuration, Timestamp};

/// The collection of posts.
pub(crate) const POST: &str = "app.bsky.feed.post";
/// The collection of reposts.
pub(crate) const REPOST: &str = "app.bsky.feed.repost";
/// The collection of profiles.
pub(crate) const PROFILE: &str = "app.bsky.actor.profile";

/// 21 March 2006, the first tweet: no post brought over from anywhere is older.
const EARLIEST: Timestamp = Timestamp::constant(1_142_899_200, 0);
/// How far a writer's clock may be ahead of a server's.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Authority, collection and record key of an `at://` address.
pub(crate) fn parts(uri: &str) -> Option<(&str, &str, &str)> {
    let mut parts = uri.strip_prefix("at://")?.splitn(3, '/');
    let parts = (parts.next()?, parts.next()?, parts.next()?);
    (!parts.0.is_empty() && !parts.2.is_empty()).then_some(parts)
}

/// The name of a record.
pub(crate) fn uri(did: &str, collection: &str, key: &str) -> Uri {
    Uri::new(format!("at://{did}/{collection}/{key}"))
}

/// The name of a repost that a feed shows without saying it: the reposter's collection, and the key
/// of the post (but not whose it is: it may be somebody who asked to be left out). No real address
/// has a `?`, so it never meets one.
pub(crate) fn unnamed_repost(did: &str, of: &Uri) -> Uri {
    let key = parts(of.as_str()).map_or(of.as_str(), |(_, _, key)| key);
    Uri::new(format!("at://{did}/{REPOST}?subject={key}"))
}

/// A post's page for people.
pub(crate) fn page(author: &Author, key: &str) -> String {
    format!("{}/post/{key}", profile(author.uri.as_str(), author.handle.as_deref()))
}

fn profile(did: &str, handle: Option<&str>) -> String {
    let name = handle.map_or(did, |handle| handle.trim_start_matches('@'));
    format!("https://bsky.app/profile/{name}")
}

/// An account, by its DID and, where known, its handle.
pub(crate) fn author(did: &str, handle: Option<&str>) -> Author {
    let mut author = Author::new(Uri::new(did), Network::Bluesky);
    // What servers say when a handle is not confirmed.
    let handle = handle.filter(|h| *h != "handle.invalid");
    author.handle = handle.map(|h| format!("@{}", h.trim_start_matches('@')));
    author.url = Some(profile(did, author.handle.as_deref()));
    author
}

/// The time in a record key or revision (TID: microseconds and ten bits of clock, in base 32).
pub(crate) fn tid_time(tid: &str) -> Option<Timestamp> {
    const DIGITS: &[u8] = b"234567abcdefghijklmnopqrstuvwxyz";
    if tid.len() != 13 {
        return None;
    }
    let mut value = 0_u64;
    for c in tid.bytes() {
        let digit = DIGITS.iter().position(|&d| d == c)?;
        value = value.checked_mul(32)? | u64::try_from(digit).ok()?;
    }
    let time = Timestamp::from_microsecond(i64::try_from(value >> 10).ok()?).ok()?;
    (time >= EARLIEST).then_some(time)
}

/// When a record was made. Its own `createdAt` may be anything; it is believed unless it is older
/// than any post can be, or later than `seen` and the key say that the record was there. Then, or
/// without one, the key's time counts, else `seen`.
pub(crate) fn made_at(
    stated: Option<Timestamp>,
    key: &str,
    seen: Option<Timestamp>,
) -> Option<Moment> {
    let by_key = tid_time(key);
    let late = |time: Timestamp, known: Option<Timestamp>| {
        known.is_some_and(|known| time.duration_since(known) > CLOCK_SKEW)
    };
    let there = seen.max(by_key);
    let believed = stated.filter(|&at| at >= EARLIEST && !late(at, there));
    let by_key = by_key.filter(|&at| !late(at, seen));
    let by_key = by_key.map(|at| Moment::known(at, Basis::Id));
    let seen = seen.map(Moment::stated);
    believed.map(Moment::stated).or(by_key).or(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_three_parts() {
        let uri = "at://did:plc:ada/app.bsky.feed.post/3n2yfm7nhwc26";
        assert_eq!(parts(uri), Some(("did:plc:ada", POST, "3n2yfm7nhwc26")));
        for odd in ["", "at://", "at://a/b", "at:///b/c", "at://a/b/", "https://a/b/c"] {
            assert_eq!(parts(odd), None, "{odd}");
        }
    }

    #[test]
    fn keys_carry_their_time() {
        let time = |key| tid_time(key).map(|t| t.to_string());
        assert_eq!(time("3n2yfm7nhwc26").as_deref(), Some("2026-11-23T15:03:09.701Z"));
        for none in ["self", "", "2222222222222", "zzzzzzzzzzzzz", "3N2YFM7NHWC26", "ééééééx"]
        {
            assert_eq!(time(none), None, "{none}");
        }
    }

    #[test]
    fn absurd_times_are_not_believed() {
        let key = "3n2yfm7nhwc26";
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        let made = |stated, seen| made_at(stated, key, seen).unwrap().to_string();
        let by_key = "2026-11-23T15:03:09.701Z";
        assert_eq!(made(at("2026-11-23T15:03:00Z"), None), "2026-11-23T15:03:00Z");
        assert_eq!(made(at("2015-01-01T00:00:00Z"), None), "2015-01-01T00:00:00Z");
        assert_eq!(made(at("0001-01-01T00:00:00Z"), None), by_key);
        assert_eq!(made(at("2099-01-01T00:00:00Z"), None), by_key);
        assert_eq!(made(None, None), by_key);
        let seen = at("2020-01-01T00:00:00Z");
        assert_eq!(made_at(None, key, seen), seen.map(Moment::stated));
        assert_eq!(made_at(None, "self", None), None);
    }
}
