//! Writing an ActivityStreams 2.0 collection (JSON-LD): what was said, as other programs of the
//! fediverse read it.

use std::io::{self, Write};

use chat::{MediaKind, Post, Repost, SpanKind, Tombstone};
use serde::Serialize;
use serde_json::{Value, json};

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Writes an `OrderedCollection`, item by item.
pub struct CollectionWriter<W: Write> {
    out: W,
    items: u64,
}

impl<W: Write> CollectionWriter<W> {
    /// Begins the collection, with how its chats were seen, where that is known.
    ///
    /// # Errors
    /// When `out` cannot be written to; so for all that follow.
    pub fn new(mut out: W, coverage: &[impl Serialize]) -> io::Result<Self> {
        let context = json!([
            "https://www.w3.org/ns/activitystreams",
            {"Hashtag": "as:Hashtag", "sensitive": "as:sensitive", "toot": "http://joinmastodon.org/ns#", "quoteUri": "http://fedibird.com/ns#quoteUri",
             "coverage": {"@id": "urn:chatkeep:coverage", "@type": "@json"}}
        ]);
        write!(out, "{{\"@context\":{context},\"type\":\"OrderedCollection\",")?;
        if !coverage.is_empty() {
            write!(out, "\"coverage\":{},", serde_json::to_string(coverage)?)?;
        }
        write!(out, "\"orderedItems\":[")?;
        Ok(Self { out, items: 0 })
    }

    fn item(&mut self, item: &impl Serialize) -> io::Result<()> {
        self.out.write_all(if self.items == 0 { b"\n" } else { b",\n" })?;
        self.items += 1;
        Ok(serde_json::to_writer(&mut self.out, item)?)
    }

    /// Writes a post as a `Create` of a `Note`.
    ///
    /// # Errors
    /// As [`CollectionWriter::new`].
    pub fn post(&mut self, post: &Post) -> io::Result<()> {
        let (to, cc) = match post.audience {
            chat::Audience::Public => ([PUBLIC].as_slice(), [].as_slice()),
            _ => ([].as_slice(), [PUBLIC].as_slice()),
        };
        self.item(&json!({
            "id": format!("{}#create", post.uri),
            "type": "Create",
            "actor": post.author.uri,
            "published": post.created_at,
            "to": to,
            "cc": cc,
            "object": note(post, to, cc),
        }))
    }

    /// Writes a repost as an `Announce`; one of a post that nobody knows is left out.
    ///
    /// # Errors
    /// As [`CollectionWriter::new`].
    pub fn repost(&mut self, repost: &Repost) -> io::Result<()> {
        let Some(of) = &repost.of else { return Ok(()) };
        self.item(&json!({
            "id": repost.uri,
            "type": "Announce",
            "actor": repost.author.uri,
            "published": repost.created_at,
            "to": [PUBLIC],
            "object": of,
        }))
    }

    /// Writes what is gone as a `Tombstone`.
    ///
    /// # Errors
    /// As [`CollectionWriter::new`].
    pub fn gone(&mut self, gone: &Tombstone) -> io::Result<()> {
        self.item(&filled(json!({
            "id": gone.uri,
            "type": "Tombstone",
            "published": gone.created_at,
            "deleted": gone.at,
            "inReplyTo": gone.reply_to,
        })))
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// As [`CollectionWriter::new`].
    pub fn finish(mut self) -> io::Result<()> {
        write!(self.out, "\n],\"totalItems\":{}}}\n", self.items)?;
        self.out.flush()
    }
}

fn note(post: &Post, to: &[&str], cc: &[&str]) -> Value {
    let body = &post.body;
    filled(json!({
        "id": post.uri,
        "type": "Note",
        "attributedTo": post.author.uri,
        "url": post.page(),
        "content": html(&body.text),
        "summary": body.content_warning,
        "sensitive": (body.sensitive || body.content_warning.is_some()).then_some(true),
        "published": post.created_at,
        "updated": body.edited_at,
        "inReplyTo": post.reply_to,
        "quoteUri": post.quote_of,
        "contentMap": body.language.as_ref().map(|language| json!({language: html(&body.text)})),
        "to": to,
        "cc": cc,
        "tag": tags(post),
        "attachment": body.media.iter().map(attachment).collect::<Vec<_>>(),
    }))
}

fn tags(post: &Post) -> Vec<Value> {
    let hashtags =
        post.tags().into_iter().map(|tag| json!({"type": "Hashtag", "name": format!("#{tag}")}));
    let mentions = post
        .body
        .text
        .mentions()
        .into_iter()
        .map(|handle| json!({"type": "Mention", "name": handle}));
    hashtags.chain(mentions).collect()
}

fn attachment(media: &chat::Media) -> Value {
    let kind = match media.kind {
        MediaKind::Image => "Image",
        MediaKind::Video => "Video",
        MediaKind::Audio => "Audio",
        MediaKind::Other => "Document",
    };
    filled(json!({"type": kind, "url": media.url, "name": media.alt}))
}

/// Leaves out what is not known.
fn filled(mut value: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| !member.is_null() && *member != json!([]));
    }
    value
}

/// The text as HTML: paragraphs, breaks, links.
fn html(text: &chat::Text) -> String {
    let mut html = String::from("<p>");
    for (words, kind) in text.pieces() {
        match kind {
            Some(SpanKind::Link(url)) => {
                html.push_str(&format!("<a href=\"{}\">{}</a>", escaped(url), escaped(words)));
            }
            Some(SpanKind::Tag(_)) => {
                html.push_str(&format!("<span class=\"hashtag\">{}</span>", escaped(words)));
            }
            _ => html.push_str(&escaped(words).replace("\n\n", "</p><p>").replace('\n', "<br>")),
        }
    }
    html.push_str("</p>");
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
