//! An author as an Account of Mastodon's API (4.4).

use std::borrow::Cow;

use ::chat::{Author, Moment, Network, Uri};
use anyhow::Result;
use serde_json::{Value, json};
use store::SaidBy;

use super::teller::{Teller, time};

/// Beside a post, an account's posts are counted no further: some wrote a hundred thousand.
const COUNTED: u64 = 1_000;

impl Teller<'_> {
    /// An account as it stands beside a post.
    pub(super) fn account(&self, author: &Author) -> Result<Value> {
        self.account_that_said(author, &self.archive.said_by(&author.uri, COUNTED)?)
    }

    /// An account by itself.
    pub(super) fn whole_account(&self, author: &Author) -> Result<Value> {
        self.account_that_said(author, &self.archive.said_by(&author.uri, u64::MAX)?)
    }

    fn account_that_said(&self, author: &Author, said: &SaidBy) -> Result<Value> {
        let id = self.account_id(&author.uri)?;
        let avatar = format!("{}/avatars/{id}.png", self.here);
        let mut note = String::new();
        if let Some(bio) = &author.bio {
            note += "<p>";
            ::pages::escape::write(&mut note, bio)?;
            note += "</p>";
        }
        // When the account was made nobody told us: it was there when it first spoke.
        let began = said.first.or(author.as_of).unwrap_or_default();
        Ok(json!({
            "id": id,
            "username": username(author),
            "acct": acct(author),
            "display_name": author.name.as_deref().unwrap_or_default(),
            "uri": author.uri.as_str(),
            "url": page(author),
            "note": note,
            "avatar": avatar,
            "avatar_static": avatar,
            "header": "",
            "header_static": "",
            "followers_count": author.followers.unwrap_or(0),
            "following_count": author.following.unwrap_or(0),
            "statuses_count": said.posts,
            "locked": false,
            "bot": false,
            "group": false,
            "discoverable": author.wishes.findable,
            "indexable": author.wishes.findable,
            "noindex": false,
            "created_at": time(Moment::stated(began)),
            "last_status_at": said.last.map(|last| last.strftime("%Y-%m-%d").to_string()),
            "emojis": [],
            "fields": [],
        }))
    }

    pub(super) fn account_id(&self, uri: &Uri) -> Result<String> {
        Ok(self.archive.number_of_author(uri)?.unwrap_or(0).to_string())
    }
}

/// The name at its own network, without its server.
pub(super) fn username(author: &Author) -> String {
    let acct = acct(author);
    acct.split_once('@').map_or(acct.as_str(), |(name, _)| name).to_owned()
}

/// A name that is like no other's, whatever the network: `ada@lamp.example`,
/// `ada.quay.example@bsky.app`, `ada@twitter.com`.
pub(super) fn acct(author: &Author) -> String {
    let uri = author.uri.as_str();
    let (host, path) = uri
        .split_once("://")
        .map_or(("", uri), |(_, rest)| rest.split_once('/').unwrap_or((rest, "")));
    let last = path.rsplit('/').next().unwrap_or(path);
    let name = author.handle.as_deref().map_or(last, |handle| handle.trim_start_matches('@'));
    match author.network {
        Network::Bluesky => format!("{}@bsky.app", if name.is_empty() { uri } else { name }),
        Network::Twitter => format!("{name}@twitter.com"),
        Network::Fediverse if name.contains('@') || host.is_empty() => name.to_owned(),
        Network::Fediverse => format!("{name}@{host}"),
    }
}

/// The handle that an `acct` stands for; the counterpart of [`acct`].
pub(super) fn handle_of(acct: &str) -> &str {
    let acct = acct.trim().trim_start_matches('@');
    let elsewhere = acct.strip_suffix("@bsky.app").or_else(|| acct.strip_suffix("@twitter.com"));
    elsewhere.unwrap_or(acct)
}

pub(super) fn page(author: &Author) -> Cow<'_, str> {
    match (&author.url, author.network) {
        (Some(url), _) => url.into(),
        (None, Network::Bluesky) => {
            let handle = author.handle.as_deref().unwrap_or(author.uri.as_str());
            format!("https://bsky.app/profile/{}", handle.trim_start_matches('@')).into()
        }
        (None, _) => author.uri.as_str().into(),
    }
}
