//! What stands behind Twitter's shortened links.

use std::borrow::Cow;

use chat::{Media, MediaKind};

use super::status::{Attached, Entities};

/// A shortened link as it stands in a text, and where it leads; a picture's leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shortened<'a> {
    pub(crate) short: Cow<'a, str>,
    pub(crate) target: Option<Cow<'a, str>>,
}

/// Reads the address of a post's page: its author's handle (`i` where none is told) and its id.
pub(crate) fn permalink(url: &str) -> Option<(&str, u64)> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/')?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let host = host.strip_prefix("mobile.").unwrap_or(host);
    if !host.eq_ignore_ascii_case("twitter.com") && !host.eq_ignore_ascii_case("x.com") {
        return None;
    }
    let path = path.strip_prefix("#!/").unwrap_or(path);
    let mut parts = path.split('/');
    let handle = parts.next().filter(|handle| !handle.is_empty())?;
    let mut mark = parts.next()?;
    if handle == "i" && mark == "web" {
        mark = parts.next()?;
    }
    let digits = parts.next().filter(|_| matches!(mark, "status" | "statuses"))?;
    let end = digits.find(|c: char| !c.is_ascii_digit());
    let id = digits[..end.unwrap_or(digits.len())].parse().ok()?;
    Some((handle, id)).filter(|_| id > 0)
}

/// Collects the shortened links and what is attached. `id` is the post's own: an address of its own
/// pictures is no link.
pub(crate) fn shortened<'a: 'b, 'b>(
    id: u64,
    entities: impl Iterator<Item = &'b Entities<'a>>,
) -> (Vec<Shortened<'a>>, Vec<Media>) {
    let mut links: Vec<Shortened<'a>> = Vec::new();
    let mut media: Vec<Media> = Vec::new();
    let mut pages: Vec<Media> = Vec::new();
    let add = |links: &mut Vec<Shortened<'a>>, short: Cow<'a, str>, target| {
        if !short.is_empty() && links.iter().all(|known| known.short != short) {
            links.push(Shortened { short, target });
        }
    };
    for entities in entities {
        for attached in &entities.media.0 {
            add(&mut links, attached.url.cow(), None);
            if let Some(one) = attached.media() {
                push_once(&mut media, one);
            }
        }
        for link in &entities.urls.0 {
            let target = link.expanded_url.cow();
            if let Some(kind) = own_picture(&target, &link.display_url.0, id) {
                let url = target.into_owned();
                push_once(&mut pages, Media { url, kind, alt: None });
                add(&mut links, link.url.cow(), None);
            } else if !target.is_empty() {
                add(&mut links, link.url.cow(), Some(target));
            }
        }
    }
    if media.is_empty() {
        media = pages;
    }
    (links, media)
}

fn push_once(all: &mut Vec<Media>, one: Media) {
    if all.iter().all(|known| known.url != one.url) {
        all.push(one);
    }
}

/// `https://twitter.com/ada/status/7/photo/1` in post 7: v2 lists pictures among the links.
fn own_picture(target: &str, shown: &str, id: u64) -> Option<MediaKind> {
    let (_, of) = permalink(target)?;
    let shown = shown.starts_with("pic.twitter.com/") || shown.starts_with("pic.x.com/");
    if target.contains("/photo/") && (of == id || shown) {
        Some(MediaKind::Image)
    } else if target.contains("/video/") && (of == id || shown) {
        Some(MediaKind::Video)
    } else {
        None
    }
}

impl Attached<'_> {
    /// Where it is and what it shows; `None` when no address is told.
    pub(crate) fn media(&self) -> Option<Media> {
        let kind = match self.kind.0.as_ref() {
            "photo" => MediaKind::Image,
            "video" | "animated_gif" => MediaKind::Video,
            "audio" => MediaKind::Audio,
            "" if self.expanded_url.0.contains("/video/") => MediaKind::Video,
            "" => MediaKind::Image,
            _ => MediaKind::Other,
        };
        let in_full =
            Some(&self.url).filter(|url| !self.media_key.0.is_empty() && !is_short(&url.0));
        let stills = [
            Some(&self.media_url_https),
            Some(&self.media_url),
            in_full,
            Some(&self.preview_image_url),
        ];
        let still = stills.into_iter().flatten().find_map(|w| w.some());
        let url = self.film().or(still)?.to_owned();
        let alt = self.ext_alt_text.owned().or_else(|| self.alt_text.owned());
        Some(Media { url, kind, alt })
    }

    /// The best of a film's files.
    fn film(&self) -> Option<&str> {
        let variants = self.video_info.iter().flat_map(|video| &video.variants.0);
        let rated = variants.chain(&self.variants.0).filter_map(|variant| {
            let rate = variant.bitrate.0.or(variant.bit_rate.0)?;
            Some((rate, variant.url.some()?))
        });
        rated.max().map(|(_, url)| url)
    }
}

/// Whether an address is of Twitter's shortener.
pub(super) fn is_short(url: &str) -> bool {
    url.starts_with("https://t.co/") || url.starts_with("http://t.co/")
}
