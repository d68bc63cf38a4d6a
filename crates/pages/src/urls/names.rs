//! Short names of posts and authors, made from their uris alone: the same for ever. And back: what
//! a short name tells of the uri, so that a server finds it.

use chat::Uri;

/// A hash's characters, at 5 bits each: 100 bits.
const LONG: usize = 20;
/// A hash that only tells apart what is nearly told apart already: 40 bits.
const SHORT: usize = 8;
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The name of a post.
#[must_use]
pub fn post_slug(uri: &Uri) -> String {
    if let Some(id) = uri.tweet_id() {
        return format!("t{id}");
    }
    match timed(uri) {
        Some(rkey) => {
            let mut slug = format!("b{rkey}-");
            base32(uri.as_str(), SHORT, &mut slug);
            slug
        }
        None => hashed(uri),
    }
}

/// The name of an author.
#[must_use]
pub fn author_slug(uri: &Uri) -> String {
    if let Some(id) = uri.twitter_user_id() {
        return format!("t{id}");
    }
    let handle = uri.as_str().strip_prefix("https://twitter.com/");
    match handle.filter(|h| is_plain_handle(h)) {
        Some(handle) => format!("t-{handle}"),
        None => hashed(uri),
    }
}

fn is_plain_handle(handle: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=20).contains(&handle.len()) && handle.bytes().all(word)
}

/// What a post's short name tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostName {
    /// A Twitter post, by its id.
    Tweet(u64),
    /// An atproto record, by the last part of its uri (a TID).
    Timed(String),
    /// Any other, by the first 12 bytes of its uri's BLAKE3.
    Hashed(Vec<u8>),
}

impl PostName {
    /// Reads a short name; what it names must still be compared with it.
    #[must_use]
    pub fn read(slug: &str) -> Option<Self> {
        let rest = slug.get(1..)?;
        match slug.as_bytes().first()? {
            b't' => rest.parse().ok().map(Self::Tweet),
            b'b' if rest.len() == 13 + 1 + SHORT => rest
                .split_once('-')
                .filter(|(rkey, _)| is_tid(rkey))
                .map(|(rkey, _)| Self::Timed(rkey.to_owned())),
            _ => digest(rest).map(Self::Hashed),
        }
    }
}

/// What an author's short name tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorName {
    /// A Twitter account, by its id.
    TwitterId(u64),
    /// A Twitter account of which only the handle is known.
    TwitterHandle(String),
    /// Any other, by the first 12 bytes of its uri's BLAKE3.
    Hashed(Vec<u8>),
}

impl AuthorName {
    /// Reads a short name, and which part of the author's page is meant: 1 unless it says `.2`.
    #[must_use]
    pub fn read(slug: &str) -> Option<(Self, usize)> {
        let (slug, part) = match slug.rsplit_once('.') {
            Some((slug, part)) => (slug, part.parse().ok().filter(|&part| part > 1)?),
            None => (slug, 1),
        };
        let rest = slug.get(1..)?;
        let name = match (slug.as_bytes().first()?, rest.strip_prefix('-')) {
            (b't', Some(handle)) => Some(handle)
                .filter(|h| is_plain_handle(h))
                .map(|h| Self::TwitterHandle(h.to_owned())),
            (b't', None) => rest.parse().ok().map(Self::TwitterId),
            _ => digest(rest).map(Self::Hashed),
        };
        name.map(|name| (name, part))
    }
}

/// The last part of an atproto record's uri, if it is a TID.
fn timed(uri: &Uri) -> Option<&str> {
    let (_, rkey) = uri.as_str().strip_prefix("at://")?.rsplit_once('/')?;
    is_tid(rkey).then_some(rkey)
}

fn is_tid(rkey: &str) -> bool {
    rkey.len() == 13 && rkey.bytes().all(|b| matches!(b, b'2'..=b'7' | b'a'..=b'z'))
}

/// A letter for the network and 100 bits of the uri's BLAKE3 in base 32 (RFC 4648, lower case).
fn hashed(uri: &Uri) -> String {
    let name = uri.as_str();
    let letter = if name.starts_with("at://") || name.starts_with("did:") {
        'b'
    } else if name.starts_with("https://twitter.com/") {
        'x'
    } else {
        'm'
    };
    let mut slug = String::with_capacity(1 + LONG);
    slug.push(letter);
    base32(name, LONG, &mut slug);
    slug
}

/// Writes the first `chars` × 5 bits of the BLAKE3 of `of`.
pub(super) fn base32(of: &str, chars: usize, out: &mut String) {
    let hash = blake3::hash(of.as_bytes());
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut bytes = hash.as_bytes().iter();
    for _ in 0..chars {
        if held < 5 {
            bits = bits << 8 | u32::from(bytes.next().copied().unwrap_or_default());
            held += 8;
        }
        held -= 5;
        out.push(char::from(ALPHABET[(bits >> held & 31) as usize]));
        bits &= (1 << held) - 1;
    }
}

/// The whole bytes of what [`base32`] wrote.
fn digest(written: &str) -> Option<Vec<u8>> {
    if written.len() != LONG {
        return None;
    }
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(12), 0_u32, 0_u32);
    for c in written.bytes() {
        let value = ALPHABET.iter().position(|&letter| letter == c)?;
        bits = bits << 5 | u32::try_from(value).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        let tweet = Uri::tweet(1_101_504_869_943_398_407);
        assert_eq!(
            PostName::read(&post_slug(&tweet)),
            Some(PostName::Tweet(1_101_504_869_943_398_407))
        );
        let timed = Uri::new("at://did:plc:ada/app.bsky.feed.post/3lt4t5vltz22t");
        assert_eq!(
            PostName::read(&post_slug(&timed)),
            Some(PostName::Timed("3lt4t5vltz22t".into()))
        );
        let other = Uri::new("https://lamp.example/1");
        let digest = blake3::hash(other.as_str().as_bytes()).as_bytes()[..12].to_vec();
        assert_eq!(PostName::read(&post_slug(&other)), Some(PostName::Hashed(digest.clone())));
        assert_eq!(AuthorName::read(&author_slug(&other)), Some((AuthorName::Hashed(digest), 1)));
        let handle = Uri::twitter_handle("@Ada_1");
        let named = AuthorName::TwitterHandle("ada_1".into());
        assert_eq!(AuthorName::read(&(author_slug(&handle) + ".3")), Some((named, 3)));
        for wrong in ["", "t", "tx", "m", "b123", "mABC", "é"] {
            assert_eq!(PostName::read(wrong), None, "{wrong}");
        }
    }
}
