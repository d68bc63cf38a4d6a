//! Who is kept: the one place that decides it, for every reader and every network.
//!
//! | what author, post or network says | verdict |
//! |---|---|
//! | public, unlisted | kept |
//! | followers-only, direct, local-only, unknown | withheld |
//! | the profile forbids it ([`Wishes::leave_me_out`](crate::Wishes)) | withheld, unless *agreed* |
//! | the account is on the host's list *left out*, or it is a bridge's copy of one that is | withheld |
//!
//! Withheld means: counted, and neither stored, logged nor shown.

use std::collections::BTreeSet;

use crate::{Audience, Author, bridge};

/// The host's lists: who asked to be left out, and who agreed to be kept.
///
/// An account is named by its uri or by its handle (`@ada@lamp.example`, any case).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    left_out: BTreeSet<String>,
    agreed: BTreeSet<String>,
}

impl Lists {
    /// Makes the two lists from accounts named by uri or handle.
    #[must_use]
    pub fn new(
        left_out: impl IntoIterator<Item = String>,
        agreed: impl IntoIterator<Item = String>,
    ) -> Self {
        let set =
            |names: &mut dyn Iterator<Item = String>| names.map(|n| n.to_lowercase()).collect();
        Self { left_out: set(&mut left_out.into_iter()), agreed: set(&mut agreed.into_iter()) }
    }

    /// Whether a handle is on the list of those left out.
    #[must_use]
    pub fn leave_out(&self, handle: &str) -> bool {
        !self.left_out.is_empty() && self.left_out.contains(&handle.to_lowercase())
    }

    /// Whether somebody asked to be left out: by this account, or by the one that it is a copy of.
    fn leaves_out(&self, author: &Author) -> bool {
        let asked = |name: &String| self.left_out.contains(name);
        Self::has(&self.left_out, author)
            || !self.left_out.is_empty() && bridge::names(author).iter().any(asked)
    }

    fn has(list: &BTreeSet<String>, author: &Author) -> bool {
        !list.is_empty()
            && (list.contains(&author.uri.as_str().to_lowercase())
                || author.handle.as_ref().is_some_and(|h| list.contains(&h.to_lowercase())))
    }
}

/// Whether something by this author for this audience may be kept.
#[must_use]
pub fn may_keep(audience: Audience, author: &Author, lists: &Lists) -> bool {
    if audience == Audience::Closed || lists.leaves_out(author) {
        return false;
    }
    !author.wishes.leave_me_out || Lists::has(&lists.agreed, author)
}

/// Whether a profile's own words ask archives and robots to stay away:
/// `#noindex`, `#nobot`, `#nobots`, `#noarchive`, `#nosearch`.
#[must_use]
pub fn bio_asks_to_be_left_out(bio: &str) -> bool {
    const ASKS: [&str; 5] = ["noindex", "nobot", "nobots", "noarchive", "nosearch"];
    bio.split('#').skip(1).any(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        ASKS.contains(&rest[..end].to_lowercase().as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Network, Uri};

    fn ada() -> Author {
        let mut ada = Author::new(Uri::new("https://lamp.example/users/ada"), Network::Fediverse);
        ada.handle = Some("@Ada@lamp.example".into());
        ada
    }

    fn lists(left_out: &[&str], agreed: &[&str]) -> Lists {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        Lists::new(owned(left_out), owned(agreed))
    }

    #[test]
    fn each_row_of_the_table() {
        let none = Lists::default();
        let mut shy = ada();
        shy.wishes.leave_me_out = true;
        let by_handle = ["@ada@lamp.example"];
        let by_uri = ["https://lamp.example/users/ada"];

        for (row, audience, author, lists, kept) in [
            ("public", Audience::Public, ada(), none.clone(), true),
            ("unlisted", Audience::Unlisted, ada(), none.clone(), true),
            (
                "followers-only, direct, local-only, unknown",
                Audience::Closed,
                ada(),
                none.clone(),
                false,
            ),
            ("the profile forbids it", Audience::Public, shy.clone(), none, false),
            ("left out, by handle", Audience::Public, ada(), lists(&by_handle, &[]), false),
            ("left out, by uri", Audience::Public, ada(), lists(&by_uri, &[]), false),
            ("left out beats agreed", Audience::Public, ada(), lists(&by_uri, &by_uri), false),
            (
                "agreed, whatever the profile says",
                Audience::Public,
                shy.clone(),
                lists(&[], &by_handle),
                true,
            ),
            ("agreed opens no closed post", Audience::Closed, shy, lists(&[], &by_handle), false),
        ] {
            assert_eq!(may_keep(audience, &author, &lists), kept, "{row}");
        }
    }

    #[test]
    fn who_is_left_out_is_so_on_the_other_side_of_a_bridge() {
        let mut on_bluesky = Author::new(Uri::new("did:plc:copied"), Network::Bluesky);
        on_bluesky.handle = Some("@ada.lamp.example.ap.brid.gy".into());
        let bob = Uri::new("https://bsky.brid.gy/ap/did:plc:quay");
        let mut in_fediverse = Author::new(bob, Network::Fediverse);
        in_fediverse.handle = Some("@bob.quay.example@bsky.brid.gy".into());
        for (author, name) in [
            (&on_bluesky, "@ada@lamp.example"),
            (&in_fediverse, "did:plc:quay"),
            (&in_fediverse, "@bob.quay.example"),
        ] {
            assert!(!may_keep(Audience::Public, author, &lists(&[name], &[])), "{name}");
            assert!(may_keep(Audience::Public, author, &lists(&["@cy@lamp.example"], &[])));
        }
    }

    #[test]
    fn bios_are_obeyed() {
        for asks in ["cats #nobot", "#NoIndex.", "tea#nosearch", "#noarchive #cats", "#nobots"] {
            assert!(bio_asks_to_be_left_out(asks), "{asks}");
        }
        for silent in ["", "no bot here", "#nobotany", "#cats", "# nobot"] {
            assert!(!bio_asks_to_be_left_out(silent), "{silent}");
        }
    }
}
