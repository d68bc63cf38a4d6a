//! The records themselves (`app.bsky.feed.post`, `app.bsky.feed.repost`), as views and streams
//! carry them.

use chat::text::{Facet, FacetKind};
use chat::{
    Author, Body, Media, MediaKind, Moment, Network, Post, Repost, SpanKind, Tag, Text, Uri,
};
use jiff::Timestamp;
use serde::Deserialize;

use crate::bluesky::embed::Embed;
use crate::bluesky::names;
use crate::lenient::{Count, Flag, Many, One, Words};

/// A record; of which collection, its `$type` says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Record<'a> {
    #[serde(borrow, rename = "$type")]
    pub(crate) kind: Words<'a>,
    #[serde(borrow)]
    text: Words<'a>,
    #[serde(borrow)]
    created_at: Words<'a>,
    #[serde(borrow)]
    facets: Many<One<RawFacet<'a>>>,
    #[serde(borrow)]
    tags: Many<Words<'a>>,
    #[serde(borrow)]
    langs: Words<'a>,
    #[serde(borrow)]
    reply: One<Reply<'a>>,
    #[serde(borrow)]
    embed: One<Embed<'a>>,
    #[serde(borrow)]
    labels: One<Labels<'a>>,
    /// What Bridgy Fed made it of: the page of a post of the fediverse, else its name.
    #[serde(borrow)]
    bridgy_original_url: Words<'a>,
    /// What a repost passes on.
    #[serde(borrow)]
    subject: One<Reference<'a>>,
    /// Of a profile: what it is called, and what it says.
    #[serde(borrow)]
    pub(crate) display_name: Words<'a>,
    #[serde(borrow)]
    pub(crate) description: Words<'a>,
}

/// A strong reference; only its `uri` counts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Reference<'a> {
    #[serde(borrow)]
    pub(crate) uri: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reply<'a> {
    #[serde(borrow)]
    parent: One<Reference<'a>>,
}

/// What an author says of the own record (`com.atproto.label.defs#selfLabels`).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Labels<'a> {
    #[serde(borrow)]
    values: Many<One<Label<'a>>>,
}

/// A label.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Label<'a> {
    #[serde(borrow)]
    pub(crate) val: Words<'a>,
    /// The label is taken back.
    pub(crate) neg: Flag,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawFacet<'a> {
    index: One<Index>,
    #[serde(borrow)]
    features: Many<One<Feature<'a>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Index {
    byte_start: Count,
    byte_end: Count,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Feature<'a> {
    #[serde(borrow, rename = "$type")]
    kind: Words<'a>,
    #[serde(borrow)]
    tag: Words<'a>,
    #[serde(borrow)]
    uri: Words<'a>,
}

/// Whether a post of these words, with these tags told beside them, may carry one of those that are looked
/// for: said without understanding it, which costs more than all else for the thousands of posts that
/// carry others. In its words something behind a `#` must begin as a tag does.
pub(crate) fn may_carry<'t>(
    words: &str,
    mut told: impl Iterator<Item = &'t str>,
    tags: &[Tag],
) -> bool {
    if told.any(|written| Tag::new(written).is_some_and(|tag| tags.contains(&tag))) {
        return true;
    }
    // Looking for one sign at a time is much faster than for either.
    if !words.contains('#') && !words.contains('＃') {
        return false;
    }
    let behind = words.split(['#', '＃']).skip(1);
    let mut written = behind.filter_map(|rest| Tag::new(rest.split_whitespace().next()?));
    written.any(|word| tags.iter().any(|tag| word.as_str().starts_with(tag.as_str())))
}

/// The label by which an account asks not to be shown to those who are not signed in.
const SIGNED_IN_ONLY: &str = "!no-unauthenticated";

/// Whether these labels ask archives to stay away.
pub(crate) fn ask_to_be_left_out<'a>(labels: impl IntoIterator<Item = &'a Label<'a>>) -> bool {
    let mut labels = labels.into_iter();
    labels.any(|label| label.val.is(SIGNED_IN_ONLY) && !label.neg.0)
}

impl Record<'_> {
    pub(crate) fn created_at(&self) -> Option<Timestamp> {
        self.created_at.time()
    }

    /// The record as the post that `key` names. `view` is the embed as a server shows it, which
    /// knows where the pictures are.
    pub(crate) fn post(
        &self,
        key: &str,
        author: Author,
        at: Moment,
        view: Option<&Embed<'_>>,
    ) -> Post {
        let uri = names::uri(author.uri.as_str(), names::POST, key);
        let mut post = Post::new(uri, Network::Bluesky, author, at);
        post.url = Some(names::page(&post.author, key));
        post.body = self.body(post.author.uri.as_str(), view);
        post.reply_to = self.reply_to();
        post.quote_of = self.quote_of();
        let original = self.bridgy_original_url.get();
        post.copy_of = original.filter(|url| url.starts_with("http")).map(Uri::new);
        post
    }

    /// The record as the repost that `key` names.
    pub(crate) fn repost(
        &self,
        key: &str,
        author: Author,
        at: Moment,
    ) -> Result<Repost, &'static str> {
        let of = self.passes_on().ok_or("it does not say what it passes on")?;
        Ok(Repost {
            uri: names::uri(author.uri.as_str(), names::REPOST, key),
            network: Network::Bluesky,
            of: Some(of),
            author,
            created_at: at,
            text: None,
        })
    }

    /// The tags that it carries, in its words and beside them.
    pub(crate) fn tags(&self) -> Vec<Tag> {
        self.body("", None).tags()
    }

    /// What a repost passes on.
    pub(crate) fn passes_on(&self) -> Option<Uri> {
        self.subject.get()?.uri.get().map(Uri::new)
    }

    /// The post that it answers.
    pub(crate) fn reply_to(&self) -> Option<Uri> {
        let parent = self.reply.get()?.parent.get()?;
        parent.uri.get().map(Uri::new)
    }

    /// The post that it quotes.
    fn quote_of(&self) -> Option<Uri> {
        self.embed.get()?.quoted_uri()
    }

    /// Whether the account asks to be left out (in a profile).
    pub(crate) fn asks_to_be_left_out(&self) -> bool {
        let labels = self.labels.get().map(|labels| labels.values.each());
        labels.is_some_and(ask_to_be_left_out)
    }

    /// What it says.
    fn body(&self, did: &str, view: Option<&Embed<'_>>) -> Body {
        let text = mark_written(Text::from_facets(
            self.text.as_written().unwrap_or_default(),
            self.facets.each().filter_map(RawFacet::facet),
        ));
        let mut body = Body { text, ..Body::default() };
        body.language = self.langs.owned();
        body.media = match (view, self.embed.get()) {
            (Some(view), _) => view.media(did),
            (None, Some(embed)) => embed.media(did),
            (None, None) => Vec::new(),
        };
        // A card for a link of the text says nothing new.
        let linked = body.text.links();
        let card = |media: &Media| media.kind == MediaKind::Other;
        body.media.retain(|media| !card(media) || !linked.contains(&media.url.as_str()));
        let in_text = body.tags();
        for tag in self.tags.0.iter().filter_map(|tag| Tag::new(tag.get()?)) {
            if !in_text.contains(&tag) && !body.more_tags.contains(&tag) {
                body.more_tags.push(tag);
            }
        }
        body.content_warning = self.warning();
        body
    }

    /// What its author labelled it as: `nudity`, `graphic-media` …
    fn warning(&self) -> Option<String> {
        let labels = self.labels.get()?.values.each();
        let values = labels.filter_map(|label| label.val.get().filter(|v| !v.starts_with('!')));
        let warning = values.collect::<Vec<_>>().join(", ");
        Some(warning).filter(|w| !w.is_empty())
    }
}

impl RawFacet<'_> {
    /// The first feature that is known; unknown kinds mark nothing.
    fn facet(&self) -> Option<Facet> {
        let index = self.index.get()?;
        let kind = self.features.each().find_map(|feature| {
            let (_, kind) = feature.kind.get()?.rsplit_once('#')?;
            match kind {
                "tag" => feature.tag.owned().map(FacetKind::Tag),
                "link" => feature.uri.owned().map(FacetKind::Link),
                "mention" => Some(FacetKind::Mention),
                _ => None,
            }
        });
        Some(Facet {
            start: usize::try_from(index.byte_start.0?).ok()?,
            end: usize::try_from(index.byte_end.0?).ok()?,
            kind: kind?,
        })
    }
}

/// Marks tags and links that stand in the words without a facet: Bluesky had no tags before 2024,
/// and many programs still write none.
fn mark_written(mut text: Text) -> Text {
    if !text.plain.contains(['#', '＃', ':']) {
        return text;
    }
    let found = Text::from_plain(text.plain.as_str()).spans.into_iter();
    let free = |start, end| text.spans.iter().all(|s| end <= s.start || s.end <= start);
    let found = found.filter(|s| !matches!(s.kind, SpanKind::Mention(_)) && free(s.start, s.end));
    let found: Vec<_> = found.collect();
    text.spans.extend(found);
    text.spans.sort();
    text
}
