//! Whose archive it is: as its files state it, else as its posts give it away.

use std::collections::{BTreeMap, BTreeSet};

use chat::{Author, Network, Uri, keep};
use serde::Deserialize;

use super::{each_status, is_part, value};
use crate::open::Archive;
use crate::tweet::{Id, Status, Words, permalink};
use crate::{ReadError, encoding};

/// The account that an archive is of.
///
/// Where neither a file nor any post tells, the author is "the author of" its oldest post:
/// `https://twitter.com/i/web/status/71#author`, without handle or name. It is one author for the
/// whole archive, another for each archive, and gives way when any other file names the account.
#[derive(Debug)]
pub(super) struct Owner {
    author: Option<Author>,
    placeholder: Author,
    protected: bool,
}

impl Default for Owner {
    fn default() -> Self {
        Self { author: None, placeholder: unknown(0), protected: false }
    }
}

fn unknown(oldest: u64) -> Author {
    let uri = Uri::new(format!("{}#author", Uri::tweet(oldest)));
    Author::new(uri, Network::Twitter)
}

/// `manifest.js`, `account.js`, `profile.js` and the old form's `user_details.js`, in one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Stated<'a> {
    #[serde(borrow, rename = "userInfo")]
    user_info: Option<Account<'a>>,
    #[serde(borrow)]
    account: Option<Account<'a>>,
    #[serde(borrow)]
    profile: Option<Profile<'a>>,
    #[serde(rename = "protectedHistory", borrow)]
    protected_history: Option<Protection<'a>>,
    // The old form has them at the top.
    id: Id,
    #[serde(borrow)]
    screen_name: Words<'a>,
    #[serde(borrow)]
    full_name: Words<'a>,
    #[serde(borrow)]
    bio: Words<'a>,
    #[serde(borrow)]
    location: Words<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Account<'a> {
    account_id: Id,
    #[serde(borrow)]
    username: Words<'a>,
    #[serde(borrow, rename = "userName")]
    user_name: Words<'a>,
    #[serde(borrow)]
    account_display_name: Words<'a>,
    #[serde(borrow)]
    display_name: Words<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Profile<'a> {
    #[serde(borrow)]
    description: Description<'a>,
    #[serde(borrow, rename = "avatarMediaUrl")]
    avatar: Words<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Description<'a> {
    #[serde(borrow)]
    bio: Words<'a>,
    #[serde(borrow)]
    location: Words<'a>,
}

/// When its owner closed the account or opened it again.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Protection<'a> {
    #[serde(borrow, rename = "protectedAt")]
    at: Words<'a>,
    #[serde(borrow)]
    action: Words<'a>,
}

/// What the files state, the first that knows a thing believed.
#[derive(Default)]
struct Known {
    id: Option<u64>,
    handle: Option<String>,
    name: Option<String>,
    bio: Option<String>,
    location: Option<String>,
    avatar: Option<String>,
    protected: BTreeMap<String, bool>,
}

impl Known {
    fn take(&mut self, stated: &Stated<'_>) {
        for account in stated.user_info.iter().chain(&stated.account) {
            self.id = self.id.or(account.account_id.0);
            first(&mut self.handle, &[&account.user_name, &account.username]);
            first(&mut self.name, &[&account.display_name, &account.account_display_name]);
        }
        if let Some(profile) = &stated.profile {
            first(&mut self.bio, &[&profile.description.bio]);
            first(&mut self.location, &[&profile.description.location]);
            first(&mut self.avatar, &[&profile.avatar]);
        }
        if let Some(protection) = &stated.protected_history {
            let closed = protection.action.0.eq_ignore_ascii_case("protect");
            self.protected.insert(protection.at.0.to_string(), closed);
        }
        if stated.screen_name.some().is_some() {
            self.id = self.id.or(stated.id.0);
            first(&mut self.handle, &[&stated.screen_name]);
            first(&mut self.name, &[&stated.full_name]);
            first(&mut self.bio, &[&stated.bio]);
            first(&mut self.location, &[&stated.location]);
        }
    }

    fn into_author(self) -> Option<Author> {
        let mut author = Author::twitter(self.id, self.handle.as_deref())?;
        let asks = self.bio.as_deref().is_some_and(keep::bio_asks_to_be_left_out);
        author.wishes.leave_me_out = asks;
        author.name = self.name;
        author.bio = self.bio;
        author.location = self.location;
        author.avatar = self.avatar;
        Some(author)
    }
}

fn first(known: &mut Option<String>, stated: &[&Words<'_>]) {
    if known.is_none() {
        *known = stated.iter().find_map(|words| words.owned());
    }
}

impl Owner {
    /// Reads the files that state it; a broken one states nothing.
    pub(super) fn stated(archive: &mut Archive, names: &[String]) -> Result<Self, ReadError> {
        let wanted = |name: &&String| {
            let stems = ["manifest", "account", "profile", "protected-history"];
            stems.iter().any(|stem| is_part(name, stem)) || *name == "data/js/user_details.js"
        };
        let mut files: Vec<&String> = names.iter().filter(wanted).collect();
        files.sort_by_key(|name| !is_part(name, "manifest"));
        let mut known = Known::default();
        for name in files {
            let bytes = archive.read(name)?;
            let text = encoding::as_text(value(&bytes).unwrap_or_default());
            let text = text.trim().trim_end_matches(';');
            let list = serde_json::from_str::<Vec<Stated<'_>>>(text);
            let list = list.or_else(|_| serde_json::from_str(text).map(|one| vec![one]));
            list.unwrap_or_default().iter().for_each(|stated| known.take(stated));
        }
        let protected = known.protected.last_key_value().is_some_and(|(_, closed)| *closed);
        Ok(Self { author: known.into_author(), protected, ..Self::default() })
    }

    pub(super) fn is_unknown(&self) -> bool {
        self.author.is_none()
    }

    /// Whether the account was last closed: what it says is for its followers then.
    pub(super) fn is_protected(&self) -> bool {
        self.protected
    }

    pub(super) fn author(&self) -> &Author {
        self.author.as_ref().unwrap_or(&self.placeholder)
    }

    /// Takes from the posts what no file states.
    pub(super) fn learn(&mut self, evidence: Evidence) {
        self.placeholder = unknown(evidence.oldest.unwrap_or_default());
        if self.author.is_none() {
            let (id, handle) = evidence.weigh();
            self.author = Author::twitter(id, handle.as_deref());
        }
    }
}

/// What posts give away of their author.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    oldest: Option<u64>,
    own: BTreeSet<u64>,
    /// Whom a reply to a post names, by that post.
    replied: Vec<(u64, Option<u64>, String)>,
    /// Whose page the post's own pictures are on.
    pages: BTreeMap<String, usize>,
}

impl Evidence {
    /// Looks through a file of posts.
    pub(super) fn gather(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        let lost = each_status(bytes, |_, _, status| {
            if let Ok(status) = status {
                self.look_at(&status);
            }
            Ok(())
        });
        // Those are told when the posts are read.
        lost.map(drop)
    }

    fn look_at(&mut self, status: &Status<'_>) {
        let Some(id) = status.id() else { return };
        self.oldest = Some(self.oldest.map_or(id, |oldest| oldest.min(id)));
        self.own.insert(id);
        let parent = status.in_reply_to_status_id_str.or(status.in_reply_to_status_id);
        if let (Some(parent), Some(handle)) = (parent, status.in_reply_to_screen_name.owned()) {
            let account = status.in_reply_to_user_id_str.or(status.in_reply_to_user_id);
            self.replied.push((parent, account, handle));
        }
        for media in status.all_entities().flat_map(|entities| &entities.media.0) {
            if let Some((handle, of)) = permalink(&media.expanded_url.0)
                && of == id
                && handle != "i"
            {
                *self.pages.entry(handle.to_owned()).or_default() += 1;
            }
        }
    }

    /// A reply to a post of the archive names the archive's owner; else the page of most pictures
    /// does.
    fn weigh(self) -> (Option<u64>, Option<String>) {
        let mut selves: BTreeMap<(Option<u64>, String), usize> = BTreeMap::new();
        for (parent, account, handle) in self.replied {
            if self.own.contains(&parent) {
                *selves.entry((account, handle)).or_default() += 1;
            }
        }
        if let Some(((id, handle), _)) = selves.into_iter().max_by_key(|(_, times)| *times) {
            return (id, Some(handle));
        }
        let page = self.pages.into_iter().max_by_key(|(_, times)| *times);
        (None, page.map(|(handle, _)| handle))
    }
}
