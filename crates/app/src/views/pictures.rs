//! Which pictures of posts a page shows, and which post one belongs to.

use ::chat::{Media, MediaKind, Post, Uri};
use anyhow::Result;
use pages::{Known, Page, Pictures};
use store::Picture;

use super::Library;
use crate::media::Named;

impl Library<'_> {
    /// Tells a page which pictures of these posts can be shown from here.
    pub(super) fn tell_pictures<'p>(
        &self,
        posts: impl IntoIterator<Item = &'p Post>,
        known: &mut Known<'p>,
    ) -> Result<()> {
        let mut named = None;
        for post in posts {
            for media in pictures(post) {
                let size = match self.archive.picture(&post.uri, &media.url)? {
                    Picture::Kept { width, height } => Some((width, height)),
                    Picture::Wanted if self.site.pictures == Pictures::Fetched => {
                        let named = match &mut named {
                            Some(named) => named,
                            none => none.insert(Named::in_archive(self.archive)?),
                        };
                        if !named.allow(&media.url) {
                            continue;
                        }
                        None
                    }
                    Picture::Wanted | Picture::Missing(_) => continue,
                };
                known.add_picture(&post.uri, &media.url, pages::Picture { size });
            }
        }
        Ok(())
    }

    /// The address of the picture that stands under this name, as its post gives it; nothing of a post
    /// that readers are not shown.
    pub(crate) fn picture(&self, post: &Uri, name: &str) -> Result<Option<String>> {
        let Some(post) = self.archive.post(post)?.and_then(store::KeptPost::shown) else {
            return Ok(None);
        };
        let path = format!("media/{name}");
        let mut all = pictures(&post).map(|media| &media.url);
        Ok(all.find(|url| Page::Picture(&post.uri, url).path() == path).cloned())
    }
}

/// The pictures that a post shows.
pub(crate) fn pictures(post: &Post) -> impl Iterator<Item = &Media> {
    post.body.media.iter().filter(|media| media.kind == MediaKind::Image)
}
