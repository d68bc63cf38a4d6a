//! What was said, and who passed it on.

mod copied;

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use copied::Copied;

use crate::{Audience, Author, Join, Moment, Network, SpanKind, Tag, Text, Uri, join_max};

/// A post: what one author said once, with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its world-wide name.
    pub uri: Uri,
    /// Its page for people, where that is not the `uri`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Where it was said.
    pub network: Network,
    /// Who said it.
    pub author: Author,
    /// When.
    pub created_at: Moment,
    /// For whom.
    #[serde(skip_serializing_if = "Audience::is_public", default)]
    pub audience: Audience,
    /// What it says now.
    #[serde(flatten)]
    pub body: Body,
    /// What it said before, each with the time from which it said so.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub earlier: Vec<Version>,
    /// The post it replies to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reply_to: Option<Uri>,
    /// The handle it replies to, with `@`, where the post itself is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reply_to_handle: Option<String>,
    /// The post it quotes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote_of: Option<Uri>,
    /// The post on another network that a bridge made this one of: its name, or the address of its
    /// page, whichever the bridge tells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub copy_of: Option<Uri>,
    /// How often it was passed on, as its network counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reposts: Option<u64>,
    /// How often it was liked, as its network counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub likes: Option<u64>,
    /// The program it was written with.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub application: Option<String>,
    /// The copies of it that are kept, by uri. No source tells them: an archive finds them out.
    #[serde(skip)]
    pub copies: Vec<Copied>,
}

/// What a post says: the part that an edit changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Body {
    /// When it began to say so, if it was edited.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub edited_at: Option<Timestamp>,
    /// The words with their tags, mentions and links.
    #[serde(flatten)]
    pub text: Text,
    /// Whether the source cut the text short.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub cut: bool,
    /// The line shown instead until a reader asks for the text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content_warning: Option<String>,
    /// Whether its author asked for pictures and film to be shown only on demand, and gave no
    /// warning, behind which they would stand anyway.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub sensitive: bool,
    /// The language its author stated (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// Pictures, sound and film.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub media: Vec<Media>,
    /// Tags that stand beside the text and not in it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub more_tags: Vec<Tag>,
}

/// An earlier wording.
pub type Version = Body;

/// Something attached to a post.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Media {
    /// Where it is, or was.
    pub url: String,
    /// What it is.
    pub kind: MediaKind,
    /// What its author wrote for those who cannot see or hear it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alt: Option<String>,
}

/// What is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film, with sound or without.
    Video,
    /// Sound.
    Audio,
    /// Anything else.
    Other,
}

/// Somebody passed a post on. A repost is not a post: it has no words of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repost {
    /// The repost's own world-wide name.
    pub uri: Uri,
    /// Where it happened.
    pub network: Network,
    /// What was passed on; unknown for "RT @ada: …" of old times, where [`Repost::text`] tells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub of: Option<Uri>,
    /// Who passed it on.
    pub author: Author,
    /// When.
    pub created_at: Moment,
    /// The words as they were passed on ("RT @ada: …"), where the source gave only them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<Text>,
}

/// One source showed us a post.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sighting {
    /// The vantage point: a file's name, a server, a stream.
    pub source: String,
    /// When it saw the post, if it says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<Timestamp>,
}

impl Post {
    /// A post of which only the frame is known.
    #[must_use]
    pub fn new(uri: Uri, network: Network, author: Author, created_at: Moment) -> Self {
        Self {
            uri,
            url: None,
            network,
            author,
            created_at,
            audience: Audience::Public,
            body: Body::default(),
            earlier: Vec::new(),
            reply_to: None,
            reply_to_handle: None,
            quote_of: None,
            copy_of: None,
            reposts: None,
            likes: None,
            application: None,
            copies: Vec::new(),
        }
    }

    /// Its tags, each once, in the order in which they stand.
    #[must_use]
    pub fn tags(&self) -> Vec<Tag> {
        self.body.tags()
    }

    /// Its page for people.
    #[must_use]
    pub fn page(&self) -> &str {
        self.url.as_deref().unwrap_or(self.uri.as_str())
    }
}

impl Body {
    /// Its tags, each once, in the order in which they stand.
    #[must_use]
    pub fn tags(&self) -> Vec<Tag> {
        let mut known = HashSet::new();
        let in_text = self.text.spans.iter().filter_map(|span| match &span.kind {
            SpanKind::Tag(tag) => Some(tag),
            _ => None,
        });
        in_text.chain(&self.more_tags).filter(|tag| known.insert(*tag)).cloned().collect()
    }

    /// How good a wording of the same version is: whole before cut, with more links known and more
    /// tags marked before fewer, then the longer, then the text itself to settle it.
    fn rank(&self) -> impl Ord + '_ {
        let quality = (!self.cut, self.text.known_links(), self.text.spans.len(), self.media.len());
        let described = self.media.iter().filter(|m| m.alt.is_some()).count();
        let details =
            (described, self.sensitive, &self.content_warning, &self.language, &self.more_tags);
        (quality, self.text.plain.len(), details, &self.text, &self.media)
    }
}

impl Join for Body {
    fn join(&mut self, other: Self) {
        if other.rank() > self.rank() {
            *self = other;
        }
    }
}

impl Join for Post {
    /// Every field on its own: the better known time, the last edit's wording with all earlier ones
    /// behind it, the greater counts, any known parent.
    fn join(&mut self, mut other: Self) {
        self.join_versions(&mut other);
        join_max(&mut self.url, other.url);
        join_author(&mut self.author, other.author);
        self.created_at.join(other.created_at);
        self.audience = self.audience.max(other.audience);
        join_max(&mut self.reply_to, other.reply_to);
        join_max(&mut self.reply_to_handle, other.reply_to_handle);
        join_max(&mut self.quote_of, other.quote_of);
        join_max(&mut self.copy_of, other.copy_of);
        join_max(&mut self.reposts, other.reposts);
        join_max(&mut self.likes, other.likes);
        join_max(&mut self.application, other.application);
    }
}

impl Post {
    /// The last edit's wording stands, all earlier ones behind it.
    fn join_versions(&mut self, other: &mut Self) {
        let (theirs, earlier) =
            (std::mem::take(&mut other.body), std::mem::take(&mut other.earlier));
        if self.body.edited_at == theirs.edited_at && self.earlier.is_empty() && earlier.is_empty()
        {
            return self.body.join(theirs);
        }
        let mut versions: BTreeMap<Option<Timestamp>, Body> = BTreeMap::new();
        let mine = std::mem::take(&mut self.earlier).into_iter();
        let mine = mine.chain(std::iter::once(std::mem::take(&mut self.body)));
        for body in mine.chain(earlier).chain(std::iter::once(theirs)) {
            versions
                .entry(body.edited_at)
                .and_modify(|known| known.join(body.clone()))
                .or_insert(body);
        }
        if let Some((_, last)) = versions.pop_last() {
            self.body = last;
        }
        self.earlier = versions.into_values().collect();
    }
}

impl Join for Repost {
    fn join(&mut self, other: Self) {
        join_max(&mut self.of, other.of);
        join_author(&mut self.author, other.author);
        self.created_at.join(other.created_at);
        join_max(&mut self.text, other.text);
    }
}

/// Joins two accounts said to have written the same post. Where one source knew the account's
/// permanent name and the other only its handle, the permanent one stands; a stand-in for an author
/// that a file does not tell gives way to any.
fn join_author(mine: &mut Author, theirs: Author) {
    if mine.uri == theirs.uri {
        return mine.join(theirs);
    }
    let order =
        |a: &Author| (a.uri.twitter_user_id().is_some(), !a.uri.is_stand_in(), a.uri.clone());
    if order(&theirs) > order(mine) {
        *mine = theirs;
    }
}

#[cfg(test)]
mod tests;
