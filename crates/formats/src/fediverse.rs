//! What the Mastodon API and ActivityPub share: hosts, handles, what a profile asks for.

use chat::{MediaKind, keep};

/// The host of an address, with its port if it names one.
pub(crate) fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#']).next().filter(|h| !h.is_empty())
}

/// The handle that an actor's address tells: `https://lamp.example/users/ada` and
/// `https://lamp.example/@ada` are `@ada@lamp.example`; so is an address with a single word.
pub(crate) fn handle(actor: &str) -> Option<String> {
    let host = host(actor)?;
    let (_, path) = actor.split_once("://")?.1.split_once('/')?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut words = path.split('/').filter(|w| !w.is_empty());
    let name = match (words.next()?, words.next()) {
        ("users", Some(name)) => name,
        (name, _) if name.starts_with('@') => name,
        (name, None) => name,
        _ => return None,
    };
    let name = name.trim_start_matches('@');
    // Some servers write the whole handle: `/@ada@lamp.example`.
    if name.contains('@') {
        return Some(format!("@{name}"));
    }
    Some(format!("@{name}@{host}")).filter(|_| !name.is_empty())
}

/// Whether any of a profile's words ask archives and robots to stay away.
pub(crate) fn asks_to_be_left_out<'a>(words: impl IntoIterator<Item = &'a str>) -> bool {
    words.into_iter().any(keep::bio_asks_to_be_left_out)
}

/// What is attached, told by the Mastodon API's `type`, an ActivityStreams type or a media type.
pub(crate) fn media_kind(told: &str) -> MediaKind {
    let told = told.to_ascii_lowercase();
    match told.split('/').next() {
        Some("image") => MediaKind::Image,
        Some("video" | "gifv") => MediaKind::Video,
        Some("audio") => MediaKind::Audio,
        _ => MediaKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_read_from_addresses() {
        for (actor, expected) in [
            ("https://lamp.example/users/ada", Some("@ada@lamp.example")),
            ("https://lamp.example/@ada", Some("@ada@lamp.example")),
            ("https://lamp.example/@ada/1093", Some("@ada@lamp.example")),
            ("https://quay.example/@ada@lamp.example/", Some("@ada@lamp.example")),
            ("http://lamp.example:8001/ada", Some("@ada@lamp.example:8001")),
            ("https://lamp.example/ap/users/1155", None),
            ("https://lamp.example/", None),
            ("https://lamp.example", None),
            ("acct:ada@lamp.example", None),
        ] {
            assert_eq!(handle(actor).as_deref(), expected, "{actor}");
        }
    }
}
