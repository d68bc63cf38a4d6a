//! Posts as Statuses of Mastodon's API (4.4).

use std::collections::HashMap;

use ::chat::{Audience, Moment, Post, SpanKind, Uri};
use ::pages::Page;
use anyhow::{Result, bail};
use serde_json::{Map, Value, json};
use store::{Archive, Echo, KeptPost};

use super::account::{acct, page, username};
use crate::media::Named;

/// Tells what is in an archive to Mastodon's clients.
pub(super) struct Teller<'a> {
    pub(super) archive: &'a Archive,
    /// The address of this server, without a `/` at the end.
    pub(super) here: &'a str,
    pub(super) named: Named,
}

impl<'a> Teller<'a> {
    pub(super) fn new(archive: &'a Archive, here: &'a str) -> Result<Self> {
        Ok(Self { archive, here, named: Named::in_archive(archive)? })
    }

    /// A page of ours, with its address.
    pub(super) fn whole(&self, page: &Page<'_>) -> String {
        page.address(self.here)
    }

    /// What was said, with what it quotes where that may be shown.
    pub(super) fn statuses<'p>(
        &self,
        posts: impl IntoIterator<Item = &'p (u64, Post)>,
    ) -> Result<Vec<Value>> {
        let posts: Vec<&(u64, Post)> = posts.into_iter().collect();
        let mut quoted: HashMap<&Uri, (u64, Post)> = HashMap::new();
        for uri in posts.iter().filter_map(|(_, post)| post.quote_of.as_ref()) {
            if let Some(number) = self.archive.number_of(uri)?
                && let Some(post) = self.shown(uri)?
            {
                quoted.insert(uri, (number, post));
            }
        }
        let all = posts.iter().copied().chain(quoted.values()).map(|(_, post)| &post.uri);
        let echoes = self.archive.echoes(all)?;
        let echo = |post: &Post| echoes.get(&post.uri).copied().unwrap_or_default();
        let mut statuses = Vec::with_capacity(posts.len());
        for (number, post) in posts {
            let mut status = self.plain(*number, post, echo(post))?;
            if let Some((number, quoted)) = post.quote_of.as_ref().and_then(|uri| quoted.get(uri)) {
                let quoted = self.plain(*number, quoted, echo(quoted))?;
                let quote = json!({"state": "accepted", "quoted_status": quoted});
                status.insert("quote".into(), quote);
            }
            statuses.push(status.into());
        }
        Ok(statuses)
    }

    /// One of them.
    pub(super) fn status(&self, number: u64, post: Post) -> Result<Value> {
        let mut statuses = self.statuses(&[(number, post)])?;
        Ok(statuses.pop().unwrap_or_default())
    }

    fn plain(&self, number: u64, post: &Post, echo: Echo) -> Result<Map<String, Value>> {
        let body = &post.body;
        let (parent, parent_author) = self.answered(post)?;
        let tags = post.tags();
        let tags = tags
            .iter()
            .map(|tag| json!({"name": tag.as_str(), "url": ::pages::tag_page(post, tag)}));
        let tags: Vec<Value> = tags.collect();
        let status = json!({
            "id": number.to_string(),
            "uri": post.uri.as_str(),
            "url": post.page(),
            "created_at": time(post.created_at),
            "edited_at": body.edited_at.map(|at| time(Moment::stated(at))),
            "visibility": visibility(post.audience),
            "language": body.language,
            "sensitive": body.sensitive || body.content_warning.is_some(),
            "spoiler_text": body.content_warning.as_deref().unwrap_or_default(),
            "content": ::pages::content(post),
            "account": self.account(&post.author)?,
            "in_reply_to_id": parent,
            "in_reply_to_account_id": parent_author,
            "replies_count": echo.answers,
            // Of what a server counted and what we saw, the greater.
            "reblogs_count": post.all_reposts().unwrap_or(0).max(echo.reposts),
            "favourites_count": post.all_likes().unwrap_or(0),
            "media_attachments": self.attachments(number, post)?,
            "mentions": self.mentions(post)?,
            "tags": tags,
            "emojis": [],
            "reblog": null,
            "quote": null,
            "poll": null,
            "card": null,
            "application": post.application.as_ref().map(|name| json!({"name": name, "website": null})),
        });
        match status {
            Value::Object(status) => Ok(status),
            _ => bail!("a status is an object"),
        }
    }

    /// The ids of the post that is answered and of its author, where they are here.
    fn answered(&self, post: &Post) -> Result<(Option<String>, Option<String>)> {
        let Some(parent) = &post.reply_to else { return Ok((None, None)) };
        let Some(found) = self.shown(parent)? else { return Ok((None, None)) };
        let number = self.archive.number_of(parent)?.map(|number| number.to_string());
        Ok((number, Some(self.account_id(&found.author.uri)?)))
    }

    /// The post of this name, if there is one that is shown.
    pub(super) fn shown(&self, uri: &Uri) -> Result<Option<Post>> {
        Ok(self.archive.post(uri)?.and_then(KeptPost::shown))
    }

    fn mentions(&self, post: &Post) -> Result<Vec<Value>> {
        let mut named = Vec::new();
        for span in &post.body.text.spans {
            let SpanKind::Mention(handle) = &span.kind else { continue };
            let known = self.archive.author(handle)?;
            let Some(author) = known.filter(|author| author.network == post.network) else {
                continue;
            };
            named.push(json!({
                "id": self.account_id(&author.uri)?,
                "username": username(&author),
                "acct": acct(&author),
                "url": page(&author),
            }));
        }
        Ok(named)
    }
}

fn visibility(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "public",
        Audience::Unlisted => "unlisted",
        Audience::Closed => "private",
    }
}

/// As Mastodon writes times; a day as its beginning.
pub(super) fn time(moment: Moment) -> String {
    moment.at().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
