//! What all of Twitter's formats have in common: who said what, when, and what is a repost.
//!
//! Reposts, in every format alike, so that files join to the same thing in any order: a status is a
//! repost if its source says so (`retweeted_status`, a reference of type `retweeted`), or if its
//! text begins with `RT @name:`. Where the file holds the original, that tells the words; else they
//! are kept as they were passed on. Everything else that merely contains "RT" is a post.

mod convert;
mod links;
mod status;
mod time;
mod values;

use std::borrow::Cow;

use chat::text::TweetLink;
use chat::{Audience, Author, Media, Moment, Network, Post, Repost, Text, Uri};
use jiff::Timestamp;

use crate::{ReadError, Reading};

pub(crate) use convert::{Extras, told};
pub(crate) use links::{Shortened, permalink, shortened};
pub(crate) use status::{Attached, Entities, Status, User};
pub(crate) use time::{moment, timestamp};
pub(crate) use values::{Id, Many, Words};

/// 6 April 2015: from here on Twitter shows a post that links to another as quoting it.
const FIRST_QUOTE: u64 = 585_000_000_000_000_000;

/// What a source told of one status, before it is settled what it is.
#[derive(Debug)]
pub(crate) struct Told<'a> {
    pub(crate) id: u64,
    pub(crate) author: Author,
    /// The account is protected.
    pub(crate) closed: bool,
    pub(crate) created_at: Moment,
    /// Its words, with Twitter's escapes and shortened links.
    pub(crate) words: Cow<'a, str>,
    /// Whether the source says that it cut the words, or did not.
    pub(crate) cut: Option<bool>,
    pub(crate) links: Vec<Shortened<'a>>,
    pub(crate) media: Vec<Media>,
    pub(crate) retweet_of: Option<u64>,
    pub(crate) quote_of: Option<u64>,
    pub(crate) reply_to: Option<u64>,
    pub(crate) reply_to_handle: Option<Cow<'a, str>>,
    pub(crate) reposts: Option<u64>,
    pub(crate) likes: Option<u64>,
    pub(crate) language: Option<String>,
    pub(crate) application: Option<String>,
}

impl<'a> Told<'a> {
    /// A status of which only the frame is known.
    pub(crate) fn new(id: u64, author: Author, created_at: Moment) -> Self {
        Self {
            id,
            author,
            closed: false,
            created_at,
            words: Cow::Borrowed(""),
            cut: None,
            links: Vec::new(),
            media: Vec::new(),
            retweet_of: None,
            quote_of: None,
            reply_to: None,
            reply_to_handle: None,
            reposts: None,
            likes: None,
            language: None,
            application: None,
        }
    }

    /// Whether this passes on what another said.
    pub(crate) fn is_repost(&self) -> bool {
        self.retweet_of.is_some() || begins_as_repost(&self.words)
    }

    /// The status as a post; `None` for what is a repost by the rule.
    pub(crate) fn into_post(mut self) -> Option<Post> {
        if self.is_repost() {
            return None;
        }
        let uri = Uri::tweet(self.id);
        let cut = self.is_cut();
        let quote_of = self.quote_of.or_else(|| self.linked_post());
        let text = self.text(cut);
        let reply_to_handle = self.reply_to_handle.take();
        let reply_to_handle = reply_to_handle.as_deref().or_else(|| leading_mention(&self.words));

        let earlier = |parent: &u64| *parent < self.id;
        let mut post = Post::new(uri, Network::Twitter, self.author, self.created_at);
        post.url = page(&post.author, self.id);
        if self.closed {
            post.audience = Audience::Closed;
        }
        post.reply_to = self.reply_to.filter(earlier).map(Uri::tweet);
        post.reply_to_handle = reply_to_handle.map(at_handle);
        post.quote_of = quote_of.filter(earlier).map(Uri::tweet);
        post.reposts = self.reposts;
        post.likes = self.likes;
        post.application = self.application;
        post.body.text = text;
        post.body.cut = cut;
        post.body.language = self.language;
        post.body.media = self.media;
        Some(post)
    }

    /// Hands the status over as what it is. `original` is the post passed on, where the file holds
    /// it.
    pub(crate) fn hand_over(
        self,
        original: Option<Post>,
        raw: &[u8],
        seen_at: Option<Timestamp>,
        reading: &mut Reading<'_>,
    ) -> Result<(), ReadError> {
        if self.closed && self.is_repost() {
            return reading.withheld();
        }
        if self.is_repost() {
            return reading.repost(self.into_repost(original.is_some()), original, raw, seen_at);
        }
        match self.into_post() {
            Some(post) => reading.post(post, raw, seen_at),
            None => Ok(()),
        }
    }

    fn into_repost(self, with_original: bool) -> Repost {
        let text = (!with_original && !self.words.is_empty()).then(|| self.text(false));
        Repost {
            uri: Uri::tweet(self.id),
            network: Network::Twitter,
            of: self.retweet_of.map(Uri::tweet),
            author: self.author,
            created_at: self.created_at,
            text,
        }
    }

    fn text(&self, cut: bool) -> Text {
        let link = |link: &Shortened<'a>| TweetLink {
            short: link.short.clone(),
            target: link.target.clone(),
        };
        let links: Vec<_> = self.links.iter().map(link).collect();
        let shown = self.before_the_whole().filter(|_| cut);
        Text::from_tweet(shown.map_or(&self.words, |(shown, _)| shown), &links)
    }

    /// Whether Twitter cut the words. Where the source does not say so, their end tells, unless the
    /// link there is known to lead elsewhere.
    fn is_cut(&self) -> bool {
        if let Some(cut) = self.cut {
            return cut;
        }
        let Some((_, link)) = self.before_the_whole() else {
            return false;
        };
        let to_itself = |url| permalink(url).is_some_and(|(_, id)| id == self.id);
        match self.links.iter().find(|known| known.short == link) {
            Some(known) => known.target.as_deref().is_some_and(to_itself),
            None => links::is_short(link) || to_itself(link),
        }
    }

    /// Twitter cut longer texts to "…" and a link to the whole: the words with "…", and the link.
    fn before_the_whole(&self) -> Option<(&str, &str)> {
        let words = self.words.trim_end();
        let end = words.rfind('…')? + '…'.len_utf8();
        let (shown, link) = (words.get(..end)?, words.get(end..)?.trim());
        let is_link = link.starts_with("http") && !link.contains(char::is_whitespace);
        (is_link && shown != "…").then_some((shown, link))
    }

    /// The post that the last link to a post leads to: what Twitter shows as quoted.
    fn linked_post(&self) -> Option<u64> {
        let targets = self.links.iter().rev().filter_map(|l| l.target.as_deref());
        let (_, id) = targets.filter_map(permalink).next()?;
        Some(id).filter(|&id| self.id >= FIRST_QUOTE && id < self.id)
    }
}

/// Whether a text passes another's words on: `RT @name:` and nothing before.
fn begins_as_repost(words: &str) -> bool {
    let Some(rest) = words.trim_start().strip_prefix("RT @") else {
        return false;
    };
    let name = rest.bytes().take_while(|&b| in_handle(b)).count();
    name > 0 && rest.as_bytes().get(name) == Some(&b':')
}

fn leading_mention(words: &str) -> Option<&str> {
    let rest = words.trim_start().strip_prefix('@')?;
    let len = rest.bytes().take_while(|&b| in_handle(b)).count();
    rest.get(..len).filter(|handle| !handle.is_empty())
}

fn in_handle(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn at_handle(handle: &str) -> String {
    format!("@{}", handle.trim_start_matches('@'))
}

/// A post's page, where the author's handle is known.
fn page(author: &Author, id: u64) -> Option<String> {
    let handle = author.handle.as_deref()?.trim_start_matches('@');
    Some(format!("https://twitter.com/{handle}/status/{id}"))
}

/// The name of a program: the words of `<a href="…">Tweety</a>`, or the text itself.
pub(crate) fn application(source: &str) -> Option<String> {
    let name = match source.split_once('>') {
        Some((_, rest)) => rest.split('<').next().unwrap_or_default(),
        None => source,
    };
    let name = name.trim().replace("&amp;", "&");
    Some(name).filter(|name| !name.is_empty())
}

/// A language as BCP 47 names it; Twitter's "undetermined" and "only links" are none.
pub(crate) fn language(code: &str) -> Option<String> {
    match code {
        "" | "und" | "zxx" | "art" => None,
        "in" => Some("id".to_owned()),
        "iw" => Some("he".to_owned()),
        // Private codes such as "qht": only hashtags.
        code if code.len() == 3 && code.starts_with('q') => None,
        code => Some(code.to_owned()),
    }
}

/// Why a JSON text is no record, in plain words, and none of its own: it may be private.
pub(crate) fn why(error: &serde_json::Error) -> String {
    let at = error.column();
    if error.is_eof() {
        "it ends in the middle".to_owned()
    } else if error.is_syntax() {
        format!("it is no JSON from character {at} on")
    } else {
        format!("it is not written as Twitter writes a post, at character {at}")
    }
}

#[cfg(test)]
mod tests;
