//! A post as a Status of Mastodon's API (4.4), its author as an Account.

use std::borrow::Cow;

use ::chat::{Audience, Author, Media, MediaKind, Moment, Network, Post, SpanKind, Uri};
use anyhow::Result;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use store::{Archive, KeptPost};

/// What was said, for a Mastodon client; with what it quotes, where that may be shown.
pub(super) fn status(archive: &Archive, number: u64, post: &Post) -> Result<Value> {
    let mut status = plain(archive, number, post)?;
    if let Some(quoted) = &post.quote_of
        && let (Some(quoted), Some(number)) = (shown(archive, quoted)?, archive.number_of(quoted)?)
    {
        let quoted = plain(archive, number, &quoted)?;
        status.insert("quote".into(), json!({"state": "accepted", "quoted_status": quoted}));
    }
    Ok(status.into())
}

fn plain(archive: &Archive, number: u64, post: &Post) -> Result<Map<String, Value>> {
    let body = &post.body;
    let (parent, parent_author) = answered(archive, post)?;
    let tags: Vec<Value> = post
        .tags()
        .iter()
        .map(|tag| json!({"name": tag.as_str(), "url": ::pages::tag_page(post, tag)}))
        .collect();
    let (media, mentions) = (body.media.iter().enumerate(), mentions(archive, post)?);
    let media: Vec<Value> = media.map(|(nth, media)| attachment(number, nth, media)).collect();
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
        "account": account(archive, &post.author)?,
        "in_reply_to_id": parent,
        "in_reply_to_account_id": parent_author,
        "replies_count": 0,
        "reblogs_count": post.reposts.unwrap_or(0),
        "favourites_count": post.likes.unwrap_or(0),
        "media_attachments": media,
        "mentions": mentions,
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
        _ => anyhow::bail!("a status is an object"),
    }
}

/// The ids of the post that is answered and of its author, where they are here.
fn answered(archive: &Archive, post: &Post) -> Result<(Option<String>, Option<String>)> {
    let Some(parent) = &post.reply_to else { return Ok((None, None)) };
    let Some(found) = shown(archive, parent)? else { return Ok((None, None)) };
    let number = archive.number_of(parent)?.map(|number| number.to_string());
    Ok((number, Some(account_id(archive, &found.author.uri)?)))
}

/// The post of this name, if there is one that is shown.
fn shown(archive: &Archive, uri: &Uri) -> Result<Option<Post>> {
    Ok(archive.post(uri)?.and_then(KeptPost::shown))
}

fn account_id(archive: &Archive, uri: &Uri) -> Result<String> {
    Ok(archive.number_of_author(uri)?.unwrap_or(0).to_string())
}

fn mentions(archive: &Archive, post: &Post) -> Result<Vec<Value>> {
    let mut named = Vec::new();
    for span in &post.body.text.spans {
        let SpanKind::Mention(handle) = &span.kind else { continue };
        let known = archive.author(handle)?;
        let Some(author) = known.filter(|author| author.network == post.network) else { continue };
        named.push(json!({
            "id": account_id(archive, &author.uri)?,
            "username": username(&author),
            "acct": acct(&author),
            "url": page(&author),
        }));
    }
    Ok(named)
}

fn account(archive: &Archive, author: &Author) -> Result<Value> {
    let avatar = author.avatar.as_deref().unwrap_or_default();
    let mut note = String::new();
    if let Some(bio) = &author.bio {
        note += "<p>";
        ::pages::escape::write(&mut note, bio)?;
        note += "</p>";
    }
    Ok(json!({
        "id": account_id(archive, &author.uri)?,
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
        "statuses_count": 0,
        "locked": false,
        "bot": false,
        "group": false,
        "discoverable": author.wishes.findable,
        "indexable": author.wishes.findable,
        "noindex": false,
        "created_at": author.as_of.map(|at| time(Moment::stated(at))),
        "last_status_at": null,
        "emojis": [],
        "fields": [],
    }))
}

/// The name at its own network, without its server.
fn username(author: &Author) -> String {
    let acct = acct(author);
    acct.split_once('@').map_or(acct.as_str(), |(name, _)| name).to_owned()
}

/// A name that is like no other's, whatever the network: `ada@lamp.example`,
/// `ada.quay.example@bsky.app`, `ada@twitter.com`.
fn acct(author: &Author) -> String {
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

fn page(author: &Author) -> Cow<'_, str> {
    match (&author.url, author.network) {
        (Some(url), _) => url.into(),
        (None, Network::Bluesky) => {
            let handle = author.handle.as_deref().unwrap_or(author.uri.as_str());
            format!("https://bsky.app/profile/{}", handle.trim_start_matches('@')).into()
        }
        (None, _) => author.uri.as_str().into(),
    }
}

fn attachment(number: u64, nth: usize, media: &Media) -> Value {
    let kind = match media.kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
        MediaKind::Other => "unknown",
    };
    json!({
        "id": format!("{number}-{nth}"), "type": kind, "url": media.url, "preview_url": media.url,
        "remote_url": media.url, "meta": {}, "description": media.alt, "blurhash": null,
    })
}

fn visibility(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "public",
        Audience::Unlisted => "unlisted",
        Audience::Closed => "private",
    }
}

/// As Mastodon writes times; a day as its beginning.
fn time(moment: Moment) -> String {
    let at: Timestamp = moment.at();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
