//! An account of the Mastodon API as JSON, and the author that it means.

use chat::text::plain_from_html;
use chat::{Author, Moment, Network, Uri};
use serde::Deserialize;

use crate::fediverse;
use crate::lenient::{Count, Flag, Many, One, Words};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Account<'a> {
    #[serde(borrow)]
    pub(super) id: Words<'a>,
    #[serde(borrow)]
    uri: Words<'a>,
    #[serde(borrow)]
    url: Words<'a>,
    #[serde(borrow)]
    acct: Words<'a>,
    #[serde(borrow)]
    display_name: Words<'a>,
    #[serde(borrow)]
    note: Words<'a>,
    #[serde(borrow)]
    fields: Many<One<Field<'a>>>,
    #[serde(borrow)]
    avatar: Words<'a>,
    followers_count: Count,
    following_count: Count,
    noindex: Flag,
    indexable: Flag,
    discoverable: Flag,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Field<'a> {
    #[serde(borrow)]
    name: Words<'a>,
    #[serde(borrow)]
    value: Words<'a>,
}

impl Account<'_> {
    /// The actor's name. Before 4.2 the API does not tell it: then the status' own name does, or
    /// Mastodon's custom (`/@ada` is the page of `/users/ada`), or the page itself.
    pub(super) fn uri(&self, status: Option<&str>) -> Option<Uri> {
        if let Some(uri) = self.uri.get() {
            return Some(Uri::new(uri));
        }
        let from_status = status
            .and_then(|uri| uri.split_once("/statuses/"))
            .map(|(actor, _)| actor)
            .filter(|actor| actor.contains("/users/"));
        if let Some(actor) = from_status {
            return Some(Uri::new(actor));
        }
        let url = self.url.get()?;
        let page = url.split_once("/@").filter(|(_, name)| !name.contains('/'));
        Some(match page {
            Some((host, name)) => Uri::new(format!("{host}/users/{name}")),
            None => Uri::new(url),
        })
    }

    pub(super) fn handle(&self) -> Option<String> {
        handle(&self.acct, &self.url)
    }

    pub(super) fn author(&self, uri: Uri, at: Moment) -> Author {
        let mut author = Author::new(uri, Network::Fediverse);
        let words = |html: &Words<'_>| html.get().map(plain_from_html).filter(|w| !w.is_empty());
        author.handle = self.handle();
        author.name = words(&self.display_name);
        author.url = self.url.owned();
        author.bio = words(&self.note);
        author.avatar = self.avatar.owned();
        author.followers = self.followers_count.0;
        author.following = self.following_count.0;
        author.wishes.leave_me_out = self.noindex.0 || self.asks_to_be_left_out(&author);
        author.wishes.findable = self.indexable.0 && self.discoverable.0;
        author.as_of = Some(at.at());
        author
    }

    fn asks_to_be_left_out(&self, author: &Author) -> bool {
        let fields = self.fields.each().flat_map(|f| [&f.name, &f.value]);
        let fields: Vec<String> = fields.filter_map(|w| w.get().map(plain_from_html)).collect();
        let profile = author.bio.iter().chain(&author.name).chain(&fields);
        fediverse::asks_to_be_left_out(profile.map(String::as_str))
    }
}

/// `ada@lamp.example` as it is; a bare `ada` lives where its page is.
pub(super) fn handle(acct: &Words<'_>, url: &Words<'_>) -> Option<String> {
    let acct = acct.get()?.trim_start_matches('@');
    let host = url.get().and_then(fediverse::host);
    Some(match host.filter(|_| !acct.contains('@')) {
        Some(host) => format!("@{acct}@{host}"),
        None => format!("@{acct}"),
    })
}
