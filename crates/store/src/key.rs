//! The key under which a record is known again, and the row id in the order of time.
//!
//! Keys are native ids in the order of time where a network has such (3.5 M/s against 125 k/s for
//! random keys at four million rows); never the time itself, on which sources disagree.

use chat::{Moment, Uri};

use crate::StoreError;

/// A record's identity in the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(Vec<u8>);

const TWITTER: u8 = 1;
const BLUESKY: u8 = 2;
const HASHED: u8 = 3;

/// Bits of the row id that tell records of the same millisecond apart.
pub(crate) const SPREAD: u32 = 20;
/// The last millisecond that fits: in the year 2248. Absurd times are kept, and sorted at the ends.
const LAST_MS: i64 = i64::MAX >> SPREAD;

impl Key {
    /// The key of a name.
    pub(crate) fn of(uri: &Uri) -> Self {
        let mut key = Vec::with_capacity(22);
        if let Some(id) = uri.tweet_id() {
            key.push(TWITTER);
            key.extend_from_slice(&id.to_be_bytes());
        } else if let Some((rest, rkey)) = timed_record(uri.as_str()) {
            key.push(BLUESKY);
            key.extend_from_slice(rkey.as_bytes());
            key.extend_from_slice(&blake3::hash(rest.as_bytes()).as_bytes()[..8]);
        } else {
            key.push(HASHED);
            key.extend_from_slice(&digest(uri));
        }
        Self(key)
    }

    /// The key as it was stored.
    pub(crate) fn stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes stored.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The name, where the key tells it.
    pub(crate) fn uri(bytes: &[u8]) -> Option<Uri> {
        let (&TWITTER, id) = bytes.split_first()? else {
            return None;
        };
        Some(Uri::tweet(u64::from_be_bytes(id.try_into().ok()?)))
    }

    /// The first row id to try for a record of this time.
    pub(crate) fn row_id(&self, created_at: &Moment) -> i64 {
        let tail = self.0.last_chunk::<4>().map_or(0, |tail| u32::from_be_bytes(*tail));
        let spread = i64::from(tail & ((1 << SPREAD) - 1));
        first_row_of(created_at.ms()) | spread
    }
}

/// The newest key of each network: a key beyond it is not here, and need not be looked for.
#[derive(Debug, Default)]
pub(crate) struct Newest([Vec<u8>; 2]);

impl Newest {
    pub(crate) fn open(db: &rusqlite::Connection) -> Result<Self, StoreError> {
        let newest = |network: u8| -> Result<Vec<u8>, StoreError> {
            let sql = "select max(key) from records where key >= ? and key < ?";
            let bounds = (vec![network], vec![network + 1]);
            let key: Option<Vec<u8>> = db.query_row(sql, bounds, |row| row.get(0))?;
            Ok(key.unwrap_or_default())
        };
        Ok(Self([newest(TWITTER)?, newest(BLUESKY)?]))
    }

    /// Whether nothing as new as this is here.
    pub(crate) fn is_newer(&self, key: &Key) -> bool {
        match key.0.first() {
            Some(&TWITTER) => key.0 > self.0[0],
            Some(&BLUESKY) => key.0 > self.0[1],
            _ => false,
        }
    }

    /// Notes what was written.
    pub(crate) fn note(&mut self, key: &Key) {
        let newest = match key.0.first() {
            Some(&TWITTER) => &mut self.0[0],
            Some(&BLUESKY) => &mut self.0[1],
            _ => return,
        };
        if key.0 > *newest {
            newest.clone_from(&key.0);
        }
    }
}

/// The first 16 bytes of a name's BLAKE3.
pub(crate) fn digest(uri: &Uri) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(uri.as_str().as_bytes()).as_bytes()[..16]);
    short
}

/// What a short name tells of a post's uri, enough to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A Twitter post's id.
    Tweet(u64),
    /// The last part of an atproto record's uri, a TID.
    Tid(String),
    /// The first bytes, 16 at most, of the uri's BLAKE3.
    Digest(Vec<u8>),
}

impl Hint {
    /// The first and last key that it may mean.
    pub(crate) fn keys(&self) -> (Vec<u8>, Vec<u8>) {
        let first = match self {
            Self::Tweet(id) => [&[TWITTER][..], &id.to_be_bytes()].concat(),
            Self::Tid(rkey) => [&[BLUESKY][..], rkey.as_bytes()].concat(),
            Self::Digest(digest) => [&[HASHED][..], digest].concat(),
        };
        let last = [&first[..], &[0xFF; 16]].concat();
        (first, last)
    }
}

/// The lowest row id of a millisecond.
pub(crate) fn first_row_of(ms: i64) -> i64 {
    ms.clamp(0, LAST_MS) << SPREAD
}

/// The highest row id of a millisecond.
pub(crate) fn last_row_of(ms: i64) -> i64 {
    first_row_of(ms) | ((1 << SPREAD) - 1)
}

/// The millisecond of a row id.
pub(crate) fn ms_of_row(id: i64) -> i64 {
    id >> SPREAD
}

/// An atproto record whose last part is a TID: 13 characters in the order of time.
fn timed_record(uri: &str) -> Option<(&str, &str)> {
    let (rest, rkey) = uri.strip_prefix("at://")?.rsplit_once('/')?;
    let is_tid = rkey.len() == 13 && rkey.bytes().all(|b| matches!(b, b'2'..=b'7' | b'a'..=b'z'));
    is_tid.then_some((rest, rkey))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_time_and_tell_tweets() {
        let early = Uri::tweet(170_000_000_000_000_001);
        let late = Uri::tweet(1_101_504_869_943_398_407);
        assert!(Key::of(&early) < Key::of(&late));
        assert_eq!(Key::uri(Key::of(&late).as_bytes()), Some(late));
        let at = |did: &str, rkey: &str| {
            Key::of(&Uri::new(format!("at://{did}/app.bsky.feed.post/{rkey}")))
        };
        assert!(at("did:plc:z", "3kbi57u4sys2l") < at("did:plc:a", "3lt4t5vltz22t"));
        assert_ne!(at("did:plc:z", "3kbi57u4sys2l"), at("did:plc:a", "3kbi57u4sys2l"));
    }

    #[test]
    fn absurd_times_have_a_row_too() {
        for text in ["0001-01-01T00:00:00Z", "9999-12-01T23:59:59Z", "2012-02-16T18:00:00Z"] {
            let moment: Moment = text.parse().unwrap();
            let id = Key::of(&Uri::new("x")).row_id(&moment);
            assert!((first_row_of(moment.ms())..=last_row_of(moment.ms())).contains(&id));
        }
    }
}
