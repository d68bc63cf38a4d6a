//! A row of `records` as it was read, and the value that it is.

use std::borrow::Cow;

use chat::{Author, Basis, Body, Change, Moment, Post, Repost, Text, Tombstone, Uri};
use jiff::Timestamp;

use super::{Details, GONE, POST, of_uri};
use crate::StoreError;
use crate::key::{Key, ms_of_row};

/// A row as it was read.
pub(crate) struct Stored {
    pub(crate) id: i64,
    pub(crate) kind: i64,
    pub(crate) standing: i64,
    pub(crate) basis: i64,
    pub(crate) key: Vec<u8>,
    pub(crate) target: Option<Vec<u8>>,
    pub(crate) uri: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) details: Option<String>,
    pub(crate) profile: Option<String>,
}

impl Stored {
    /// The columns, in the order that [`Stored::read`] wants; join `authors` as `a`.
    pub(crate) const COLUMNS: &'static str =
        "r.id, r.kind, r.standing, r.basis, r.key, r.target, r.uri, r.text, r.details, a.profile";
    /// The tables that the columns come from: an author is who a bare handle turned out to be.
    pub(crate) const TABLES: &'static str = "records r left join authors w on w.id = r.author \
         left join authors a on a.id = coalesce(w.same_as, w.id)";
    /// The same with the author as it was told.
    pub(crate) const TABLES_AS_TOLD: &'static str =
        "records r left join authors a on a.id = r.author";

    /// Reads a row of [`Stored::COLUMNS`].
    pub(crate) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            standing: row.get(2)?,
            basis: row.get(3)?,
            key: row.get(4)?,
            target: row.get(5)?,
            uri: row.get(6)?,
            text: row.get(7)?,
            details: row.get(8)?,
            profile: row.get(9)?,
        })
    }

    /// The name of the record.
    pub(crate) fn uri(&self) -> Result<Uri, StoreError> {
        let told = self.uri.as_ref().map(Uri::new).or_else(|| Key::uri(&self.key));
        told.ok_or_else(|| self.damaged("it has no name"))
    }

    pub(crate) fn details(&self) -> Result<Details<'_>, StoreError> {
        let Some(json) = &self.details else {
            return Ok(Details::default());
        };
        serde_json::from_str(json).map_err(|error| self.damaged(&error.to_string()))
    }

    /// Who wrote it or passed it on.
    pub(crate) fn author(&self) -> Result<Author, StoreError> {
        let json = self.profile.as_ref().ok_or_else(|| self.damaged("it has no author"))?;
        Ok(serde_json::from_str(json)?)
    }

    fn damaged(&self, why: &str) -> StoreError {
        StoreError::Damaged(format!("record {}: {why}", self.id))
    }

    fn moment(&self, details: &Details<'_>) -> Result<Moment, StoreError> {
        let at = match details.at {
            Some(at) => at,
            None => Timestamp::from_millisecond(ms_of_row(self.id))
                .map_err(|e| self.damaged(&e.to_string()))?,
        };
        let basis = match self.basis {
            0 => Basis::Day,
            1 => Basis::Local,
            2 => Basis::Id,
            _ => Basis::Stated,
        };
        Ok(Moment::known(at, basis))
    }

    fn target_uri(&self, details: &Details<'_>) -> Option<Uri> {
        let named = details.target.as_deref().cloned();
        named.or_else(|| self.target.as_deref().and_then(Key::uri))
    }

    /// The tombstone that it is, as it is shown.
    pub(crate) fn tombstone(&self) -> Result<Tombstone, StoreError> {
        let details = self.details()?;
        let mut tombstone = self.tombstone_with(&details)?;
        if let Some(original) = details.target_folded {
            tombstone.reply_to = Some(original.into_owned());
        }
        Ok(tombstone)
    }

    /// The tombstone that it is, as its sources told it.
    pub(crate) fn tombstone_as_told(&self) -> Result<Tombstone, StoreError> {
        self.tombstone_with(&self.details()?)
    }

    fn tombstone_with(&self, details: &Details<'_>) -> Result<Tombstone, StoreError> {
        let created_at = if details.unplaced { None } else { Some(self.moment(details)?) };
        let reply_to = self.target_uri(details);
        let url = details.url.as_deref().map(str::to_owned);
        let (uri, at) = (self.uri()?, details.gone_at);
        Ok(Tombstone { url, created_at, reply_to, ..Tombstone::new(uri, at) })
    }

    fn text(&self, details: &Details<'_>) -> Option<Text> {
        let plain = self.text.clone()?;
        let spans = details.spans.iter().filter_map(|mark| mark.span(&plain)).collect();
        Some(Text { plain, spans })
    }

    /// The post that it is, as it is shown: where it answers or quotes a folded copy, it answers or
    /// quotes the original.
    pub(crate) fn post(&self) -> Result<Post, StoreError> {
        let details = self.details()?;
        let mut post = self.post_with(&details)?;
        if let Some(original) = details.target_folded {
            post.reply_to = Some(original.into_owned());
        }
        if let Some(original) = details.quote_folded {
            post.quote_of = Some(original.into_owned());
        }
        post.copies = details.copies.into_owned();
        Ok(post)
    }

    /// The post that it is, as its sources told it.
    pub(crate) fn post_as_told(&self) -> Result<Post, StoreError> {
        self.post_with(&self.details()?)
    }

    fn post_with(&self, details: &Details<'_>) -> Result<Post, StoreError> {
        let uri = self.uri()?;
        let owned = |text: &Option<Cow<'_, str>>| text.as_ref().map(|t| t.clone().into_owned());
        Ok(Post {
            url: owned(&details.url),
            network: details.network.unwrap_or_else(|| of_uri(&uri)),
            author: self.author()?,
            created_at: self.moment(details)?,
            audience: details.audience,
            body: Body {
                edited_at: details.edited_at,
                text: self.text(details).unwrap_or_default(),
                cut: details.cut,
                content_warning: owned(&details.content_warning),
                sensitive: details.sensitive,
                language: owned(&details.language),
                media: details.media.to_vec(),
                more_tags: details.more_tags.to_vec(),
            },
            earlier: details.earlier.to_vec(),
            reply_to: self.target_uri(details),
            reply_to_handle: owned(&details.reply_to_handle),
            quote_of: details.quote_of.as_deref().cloned(),
            copy_of: details.copy_of.as_deref().cloned(),
            copies: Vec::new(),
            reposts: details.reposts,
            likes: details.likes,
            application: owned(&details.application),
            uri,
        })
    }

    /// The repost that it is, as it is shown: of the original where it passes on a folded copy.
    pub(crate) fn repost(&self) -> Result<Repost, StoreError> {
        let details = self.details()?;
        let mut repost = self.repost_with(&details)?;
        if let Some(original) = details.target_folded {
            repost.of = Some(original.into_owned());
        }
        Ok(repost)
    }

    /// The repost that it is, as its sources told it.
    pub(crate) fn repost_as_told(&self) -> Result<Repost, StoreError> {
        self.repost_with(&self.details()?)
    }

    fn repost_with(&self, details: &Details<'_>) -> Result<Repost, StoreError> {
        let uri = self.uri()?;
        Ok(Repost {
            network: details.network.unwrap_or_else(|| of_uri(&uri)),
            of: self.target_uri(details),
            author: self.author()?,
            created_at: self.moment(details)?,
            text: self.text(details),
            uri,
        })
    }

    /// What it is as its sources told it, as a change; a tombstone is a [`Change::Deleted`].
    pub(crate) fn change(&self) -> Result<Change, StoreError> {
        Ok(match (self.standing, self.kind) {
            (GONE, _) => Change::Deleted(self.tombstone_as_told()?),
            (_, POST) => Change::Posted(Box::new(self.post_as_told()?)),
            _ => Change::Reposted(Box::new(self.repost_as_told()?)),
        })
    }
}
