//! A status of the Mastodon API as JSON, and what it means. Fields as the documentation of Mastodon
//! 4.5 names them; every one may be missing or of another type (Pleroma, GoToSocial, snac, 2016).

use chat::text::plain_from_html;
use chat::{Audience, Author, Media, Moment, Network, Post, Repost, Tag, Text, Uri};
use serde::Deserialize;

use crate::fediverse;
use crate::lenient::{Count, Flag, Many, One, Words};
use crate::mastodon::account::{Account, handle};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Status<'a> {
    #[serde(borrow)]
    pub(super) id: Words<'a>,
    #[serde(borrow)]
    uri: Words<'a>,
    #[serde(borrow)]
    url: Words<'a>,
    #[serde(borrow)]
    created_at: Words<'a>,
    #[serde(borrow)]
    edited_at: Words<'a>,
    #[serde(borrow)]
    visibility: Words<'a>,
    /// Hometown, glitch and GoToSocial: stays on its server.
    local_only: Flag,
    #[serde(borrow)]
    content: Words<'a>,
    #[serde(borrow)]
    spoiler_text: Words<'a>,
    sensitive: Flag,
    #[serde(borrow)]
    language: Words<'a>,
    #[serde(borrow)]
    account: One<Account<'a>>,
    #[serde(borrow)]
    pub(super) reblog: One<Box<Status<'a>>>,
    #[serde(borrow)]
    quote: One<Box<Quote<'a>>>,
    #[serde(borrow)]
    media_attachments: Many<One<Attachment<'a>>>,
    #[serde(borrow)]
    tags: Many<One<Name<'a>>>,
    #[serde(borrow)]
    mentions: Many<One<Mention<'a>>>,
    #[serde(borrow)]
    in_reply_to_id: Words<'a>,
    #[serde(borrow)]
    in_reply_to_account_id: Words<'a>,
    #[serde(borrow)]
    application: One<Name<'a>>,
    reblogs_count: Count,
    favourites_count: Count,
}

/// A quote as of Mastodon 4.4; elsewhere (Akkoma, Fedibird) the quoted status itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Quote<'a> {
    #[serde(borrow)]
    quoted_status: One<Status<'a>>,
    #[serde(borrow)]
    uri: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Attachment<'a> {
    #[serde(borrow, rename = "type")]
    kind: Words<'a>,
    #[serde(borrow)]
    url: Words<'a>,
    #[serde(borrow)]
    remote_url: Words<'a>,
    #[serde(borrow)]
    description: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Name<'a> {
    #[serde(borrow)]
    name: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Mention<'a> {
    #[serde(borrow)]
    id: Words<'a>,
    #[serde(borrow)]
    acct: Words<'a>,
    #[serde(borrow)]
    url: Words<'a>,
}

/// Whom a status answers, in the words of the server that showed it.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    /// The server's own id of the parent.
    pub(super) id: String,
    /// The server's own id of the parent's account.
    pub(super) account: Option<String>,
    /// The handle of the parent's account, where the status itself tells it.
    pub(super) handle: Option<String>,
}

impl<'a> Status<'a> {
    /// Whether this is meant to be a status, and not some other answer.
    pub(super) fn is_one(&self) -> bool {
        self.content.as_written().is_some()
            || self.account.get().is_some() && (self.uri.get().or(self.visibility.get())).is_some()
    }

    pub(super) fn uri(&self) -> Result<Uri, String> {
        self.uri.get().map(Uri::new).ok_or_else(|| "it has no `uri`".into())
    }

    /// For whom it was meant. An answer of 2016 does not say so: nobody may be assumed.
    pub(super) fn audience(&self) -> Audience {
        match self.visibility.get() {
            _ if self.local_only.0 => Audience::Closed,
            Some("public") => Audience::Public,
            Some("unlisted") => Audience::Unlisted,
            _ => Audience::Closed,
        }
    }

    /// The server's own id of its author.
    pub(super) fn account_id(&self) -> Option<&str> {
        self.account.get()?.id.get()
    }

    fn created_at(&self) -> Result<Moment, String> {
        match (self.created_at.time(), self.created_at.get()) {
            (Some(time), _) => Ok(Moment::stated(time)),
            (None, Some(text)) => Err(format!("its `created_at` {text:?} is no time")),
            (None, None) => Err("it has no `created_at`".into()),
        }
    }

    fn author(&self, at: Moment) -> Result<Author, String> {
        let account = self.account.get().ok_or("it has no `account`")?;
        let uri = account.uri(self.uri.get()).ok_or("its `account` has neither `uri` nor `url`")?;
        Ok(account.author(uri, at))
    }

    /// The status as a post. Whom it answers is told by [`Status::reply`].
    pub(super) fn post(&self) -> Result<Post, String> {
        let (uri, at) = (self.uri()?, self.created_at()?);
        let mut post = Post::new(uri, Network::Fediverse, self.author(at)?, at);
        post.audience = self.audience();
        post.url = self.url.owned().filter(|url| url != post.uri.as_str());
        post.body.text = Text::from_html(self.content.as_written().unwrap_or_default());
        post.body.edited_at = self.edited_at.time();
        post.body.content_warning = self.spoiler_text.get().map(plain_from_html);
        post.body.sensitive = self.sensitive.0 && post.body.content_warning.is_none();
        post.body.language = self.language.owned();
        let media = self.media_attachments.each().filter_map(Attachment::media);
        post.body.media = media.collect();
        let beside = self.tags.each().filter_map(|tag| Tag::new(tag.name.get()?));
        let in_text = post.body.tags();
        post.body.more_tags = beside.filter(|tag| !in_text.contains(tag)).collect();
        post.quote_of = self.quoted_uri();
        post.reposts = self.reblogs_count.0;
        post.likes = self.favourites_count.0;
        post.application = self.application.get().and_then(|a| a.name.owned());
        Ok(post)
    }

    /// The status as somebody's passing on of `inner`.
    pub(super) fn repost(&self, inner: &Self) -> Result<Repost, String> {
        let at = self.created_at()?;
        Ok(Repost {
            uri: self.uri()?,
            network: Network::Fediverse,
            of: Some(inner.uri().map_err(|e| format!("the post passed on: {e}"))?),
            author: self.author(at)?,
            created_at: at,
            text: None,
        })
    }

    /// The status that it quotes, where it is shown.
    pub(super) fn quoted(&self) -> Option<&Status<'a>> {
        self.quote.get()?.quoted_status.get()
    }

    fn quoted_uri(&self) -> Option<Uri> {
        let nested = self.quoted().and_then(|q| q.uri.get());
        nested.or_else(|| self.quote.get()?.uri.get()).map(Uri::new)
    }

    /// Whom it answers.
    pub(super) fn reply(&self) -> Option<Reply> {
        let account = self.in_reply_to_account_id.get();
        let own = self.account.get().filter(|a| a.id.get() == account);
        let named = || self.mentions.each().find(|m| m.id.get() == account);
        let handle = account.and_then(|_| match own {
            Some(own) => own.handle(),
            None => named().and_then(|m| handle(&m.acct, &m.url)),
        });
        Some(Reply {
            id: self.in_reply_to_id.owned()?,
            account: account.map(str::to_owned),
            handle,
        })
    }
}

impl Attachment<'_> {
    /// The address at the author's own server first: it is the same wherever the post was seen.
    fn media(&self) -> Option<Media> {
        Some(Media {
            url: self.remote_url.get().or_else(|| self.url.get())?.to_owned(),
            kind: fediverse::media_kind(self.kind.get().unwrap_or_default()),
            alt: self.description.owned(),
        })
    }
}
