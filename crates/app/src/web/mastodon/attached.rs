//! What posts show, as attachments. Pictures are named where this server has them, so that no client
//! asks another in its reader's name; what is not here is only said to be there.

use ::chat::{Media, MediaKind, Post};
use ::pages::Page;
use anyhow::Result;
use serde_json::{Value, json};
use store::Picture;

use super::teller::Teller;

impl Teller<'_> {
    pub(super) fn attachments(&self, number: u64, post: &Post) -> Result<Vec<Value>> {
        let media = post.body.media.iter().enumerate();
        media.map(|(nth, media)| self.attachment(&format!("{number}-{nth}"), post, media)).collect()
    }

    fn attachment(&self, id: &str, post: &Post, media: &Media) -> Result<Value> {
        let known = match media.kind {
            MediaKind::Image => self.archive.picture(&post.uri, &media.url)?,
            _ => Picture::Missing(String::new()),
        };
        let meta = match known {
            Picture::Kept { width, height } => {
                let size = json!({
                    "width": width, "height": height, "size": format!("{width}x{height}"),
                    "aspect": f64::from(width) / f64::from(height.max(1)),
                });
                json!({"original": size, "small": size})
            }
            Picture::Wanted if self.named.allow(&media.url) => json!({}),
            // Of what is not here a client is told what Mastodon says of a file that it did not take:
            // the kind is unknown, and a page of ours leads to it.
            Picture::Wanted | Picture::Missing(_) => {
                return Ok(json!({
                    "id": id, "type": "unknown", "url": self.whole(&Page::Post(&post.uri)),
                    "preview_url": null, "remote_url": null, "preview_remote_url": null,
                    "meta": {}, "description": media.alt, "blurhash": null,
                }));
            }
        };
        let url = self.whole(&Page::Picture(&post.uri, &media.url));
        Ok(json!({
            "id": id, "type": "image", "url": url, "preview_url": url,
            "remote_url": null, "preview_remote_url": null,
            "meta": meta, "description": media.alt, "blurhash": null,
        }))
    }
}
