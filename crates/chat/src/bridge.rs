//! The names that the bridge between the fediverse and Bluesky (Bridgy Fed) gives to what it carries
//! over: they tell which post or account is the original.
//!
//! | carried | name on the other side |
//! |---|---|
//! | a post of Bluesky, `at://did:plc:…/app.bsky.feed.post/…` | `https://bsky.brid.gy/convert/ap/at://…` |
//! | an account of Bluesky, `did:plc:…` | `https://bsky.brid.gy/ap/did:plc:…`, `@ada.quay.example@bsky.brid.gy` |
//! | an account of the fediverse, `@ada@lamp.example` | a DID of its own, `@ada.lamp.example.ap.brid.gy` |
//!
//! A post of the fediverse gets a record key of its own on Bluesky: which post it is, the record
//! itself says.

use crate::{Author, Uri};

const POSTS: &str = "https://bsky.brid.gy/convert/ap/";
const ACCOUNTS: &str = "https://bsky.brid.gy/ap/";
const FROM_BLUESKY: &str = "@bsky.brid.gy";
const FROM_FEDIVERSE: &str = ".ap.brid.gy";
/// Where the bridge says that the page of a copy is: it answers with the original's.
const BACK: &str = "https://fed.brid.gy/r/";
/// Every server of the bridge is below this name.
const BRIDGE: &str = ".brid.gy";

/// The post of Bluesky that a post of this name is a copy of.
#[must_use]
pub fn original(copy: &Uri) -> Option<Uri> {
    let original = copy.as_str().strip_prefix(POSTS)?;
    original.starts_with("at://").then(|| Uri::new(original))
}

/// The account of Bluesky that an account of this name is a copy of.
#[must_use]
pub fn account(copy: &Uri) -> Option<Uri> {
    let original = copy.as_str().strip_prefix(ACCOUNTS)?;
    original.starts_with("did:").then(|| Uri::new(original))
}

/// Whether the page that a copy is said to have leads back to the original.
#[must_use]
pub fn leads_back(page: &str) -> bool {
    page.starts_with(BACK)
}

/// Whether a handle is one of those that the bridge gives.
#[must_use]
pub fn gave(handle: &str) -> bool {
    handle.to_lowercase().ends_with(BRIDGE)
}

/// The handles that an account may have on its own network, in lower case: several, since the bridge
/// writes a dot where the fediverse's handle has its second `@`, and a hyphen for what no name of a
/// host may hold.
#[must_use]
pub fn handles(copy: &str) -> Vec<String> {
    let copy = copy.to_lowercase();
    if let Some(handle) = copy.strip_suffix(FROM_BLUESKY) {
        return vec![handle.to_owned()];
    }
    let Some(joined) = copy.strip_suffix(FROM_FEDIVERSE) else { return Vec::new() };
    let mut handles = Vec::new();
    for (dot, _) in joined.match_indices('.') {
        let (name, server) = (&joined[..dot], &joined[dot + 1..]);
        if name.len() > 1 && server.contains('.') {
            handles.push(format!("{name}@{server}"));
            if name.contains('-') {
                handles.push(format!("{}@{server}", name.replace('-', "_")));
            }
        }
    }
    handles
}

/// Every name, uri or handle in lower case, by which an account may be known on its own network.
#[must_use]
pub fn names(copy: &Author) -> Vec<String> {
    let did = account(&copy.uri).map(|uri| uri.as_str().to_lowercase());
    let by_handle = copy.handle.as_deref().map(handles).unwrap_or_default();
    did.into_iter().chain(by_handle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_tells_its_original() {
        let post = "at://did:plc:quay/app.bsky.feed.post/3n257fx3722gt";
        let copy = Uri::new(format!("https://bsky.brid.gy/convert/ap/{post}"));
        assert_eq!(original(&copy), Some(Uri::new(post)));
        assert_eq!(original(&Uri::new(post)), None);
        assert_eq!(original(&Uri::new("https://bsky.brid.gy/convert/ap/https://x.example")), None);
        let actor = Uri::new("https://bsky.brid.gy/ap/did:plc:quay");
        assert_eq!(account(&actor), Some(Uri::new("did:plc:quay")));
        assert_eq!(account(&Uri::new("https://lamp.example/ap/did:plc:quay")), None);
    }

    #[test]
    fn a_handle_of_the_bridge_tells_what_it_may_stand_for() {
        assert_eq!(handles("@Bob.quay.example@bsky.brid.gy"), ["@bob.quay.example"]);
        assert_eq!(handles("@ada.lamp.example.ap.brid.gy"), ["@ada@lamp.example"]);
        assert_eq!(
            handles("@a-b.c.lamp.example.ap.brid.gy"),
            [
                "@a-b@c.lamp.example",
                "@a_b@c.lamp.example",
                "@a-b.c@lamp.example",
                "@a_b.c@lamp.example"
            ]
        );
        assert!(handles("@ada@lamp.example").is_empty());
        assert!(gave("@lamp.example.web.brid.gy") && !gave("@ada.bridge.example"));
    }
}
