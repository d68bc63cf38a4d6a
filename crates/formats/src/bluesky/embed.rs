//! What is embedded in a post: pictures, films, cards, other posts. As records hold it (blobs) and
//! as servers show it (addresses): one shape reads both.

use chat::{Media, MediaKind, Uri};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::bluesky::names;
use crate::lenient::{Many, One, Words};

/// An embed, `app.bsky.embed.*` or its `#view`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Embed<'a> {
    #[serde(borrow)]
    images: Many<One<Image<'a>>>,
    #[serde(borrow)]
    external: One<Card<'a>>,
    /// The embedded record: a reference, or a view of it, or (beside media) one of them in a shell.
    #[serde(borrow)]
    record: Option<&'a RawValue>,
    #[serde(borrow)]
    media: One<Box<Embed<'a>>>,
    #[serde(borrow)]
    video: One<Blob<'a>>,
    #[serde(borrow)]
    cid: Words<'a>,
    #[serde(borrow)]
    playlist: Words<'a>,
    #[serde(borrow)]
    alt: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Image<'a> {
    #[serde(borrow)]
    alt: Words<'a>,
    #[serde(borrow)]
    fullsize: Words<'a>,
    #[serde(borrow)]
    image: One<Blob<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Card<'a> {
    #[serde(borrow)]
    uri: Words<'a>,
    #[serde(borrow)]
    title: Words<'a>,
}

/// A blob; of the first ones (2022) only the `cid`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Blob<'a> {
    #[serde(borrow, rename = "ref")]
    reference: One<Link<'a>>,
    #[serde(borrow)]
    cid: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Link<'a> {
    #[serde(borrow, rename = "$link")]
    link: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Embedded<'a> {
    #[serde(borrow)]
    uri: Words<'a>,
    #[serde(borrow)]
    record: Option<&'a RawValue>,
}

impl Blob<'_> {
    fn cid(&self) -> Option<&str> {
        let link = self.reference.get().and_then(|r| r.link.get());
        link.or(self.cid.get())
    }
}

impl<'a> Embed<'a> {
    /// Its pictures and films, at the addresses of Bluesky's own servers where the record names
    /// only blobs; a card is kept as a link with its title.
    pub(crate) fn media(&self, did: &str) -> Vec<Media> {
        let mut media: Vec<Media> =
            self.images.each().filter_map(|image| image.media(did)).collect();
        let film = self.video.get().and_then(Blob::cid).or(self.cid.get());
        let built = || Some(format!("https://video.bsky.app/watch/{did}/{}/playlist.m3u8", film?));
        if let Some(url) = self.playlist.owned().or_else(built) {
            media.push(Media { url, kind: MediaKind::Video, alt: self.alt.owned() });
        }
        if let Some((card, url)) = self.external.get().and_then(|c| Some((c, c.uri.owned()?))) {
            media.push(Media { url, kind: MediaKind::Other, alt: card.title.owned() });
        }
        if let Some(beside) = self.media.get() {
            media.extend(beside.media(did));
        }
        media
    }

    /// The embedded record, out of its shell.
    fn embedded(&self) -> Option<(&'a RawValue, Embedded<'a>)> {
        let mut raw = self.record?;
        // With media the record has one shell more; no view has two.
        for _ in 0..2 {
            let found = serde_json::from_str::<One<Embedded<'a>>>(raw.get()).ok()?.0?;
            match (found.uri.get(), found.record) {
                (None, Some(inner)) => raw = inner,
                _ => return Some((raw, found)),
            }
        }
        None
    }

    /// The name of the post that is quoted. Lists, feeds and starter packs are no posts.
    pub(crate) fn quoted_uri(&self) -> Option<Uri> {
        let (_, embedded) = self.embedded()?;
        let uri = embedded.uri.get()?;
        let (_, collection, _) = names::parts(uri)?;
        (collection == names::POST).then(|| Uri::new(uri))
    }

    /// The view of the quoted post, where a server shows it.
    pub(crate) fn quoted_view(&self) -> Option<&'a str> {
        self.embedded().map(|(raw, _)| raw.get())
    }
}

impl Image<'_> {
    fn media(&self, did: &str) -> Option<Media> {
        let cid = self.image.get().and_then(Blob::cid);
        let built = || {
            let plain = "https://cdn.bsky.app/img/feed_fullsize/plain";
            Some(format!("{plain}/{did}/{}@jpeg", cid?))
        };
        Some(Media {
            url: self.fullsize.owned().or_else(built)?,
            kind: MediaKind::Image,
            alt: self.alt.owned(),
        })
    }
}
