//! Who spoke under a tag in a time: no words, so that a year of chats is read in milliseconds.

use chat::{Tag, Uri};
use jiff::Timestamp;

use crate::key::{SPREAD, first_row_of, last_row_of, ms_of_row};
use crate::{Archive, StoreError};

/// A tagged post, as far as it matters who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceRow {
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// The account's world-wide name.
    pub author: String,
    /// Its handle, with `@`.
    pub handle: Option<String>,
    /// How it describes itself.
    pub bio: Option<String>,
}

impl Archive {
    /// Who wrote under a tag between two times, both inclusive, by time. Posts of which only the day
    /// is known are left out, and what readers are not shown.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn voices(
        &self,
        tag: &Tag,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<VoiceRow>, StoreError> {
        let mut select = self.db.prepare_cached(
            "select t.record, coalesce(b.uri, a.uri), coalesce(b.handle, a.handle),
                    json_extract(coalesce(b.profile, a.profile), '$.bio')
             from record_tags t join records r on r.id = t.record
             join authors a on a.id = r.author left join authors b on b.id = a.same_as
             where t.tag = (select id from tags where tag = ?1) and t.record between ?2 and ?3
               and r.kind = 0 and r.standing = 1 and r.basis > 0 order by t.record",
        )?;
        let unseen = self.unseen()?;
        let is_shown = |row: i64| unseen.as_ref().is_none_or(|unseen| !unseen.has(row));
        let window = (first_row_of(from.as_millisecond()), last_row_of(to.as_millisecond()));
        let mut rows = select.query((tag.as_str(), window.0, window.1))?;
        let mut voices = Vec::new();
        while let Some(row) = rows.next()? {
            let record = row.get(0)?;
            if is_shown(record) {
                voices.push(VoiceRow {
                    at_ms: ms_of_row(record),
                    author: row.get(1)?,
                    handle: row.get(2)?,
                    bio: row.get(3)?,
                });
            }
        }
        Ok(voices)
    }

    /// Whether an account wrote in a chat, of any series, that began before a time, as readers see it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn came_before(&self, author: &Uri, before: Timestamp) -> Result<bool, StoreError> {
        let mut select = self.db.prepare_cached(&format!(
            "select exists (
                 select 1 from records r
                 join chats c on (r.id >> {SPREAD}) between c.starts_at and c.ends_at
                 where r.author = ?1 and r.kind = 0 and r.standing = 1 and r.id < ?2 and c.starts_at < ?3
                   and r.id not in (select value from json_each(?4))
                   and exists (select 1 from record_tags t where t.record = r.id
                               and t.tag = (select id from tags where tag = c.tag)))"
        ))?;
        let ms = before.as_millisecond();
        let unseen = self.unseen()?;
        let hidden = unseen.as_ref().map_or("[]", |unseen| unseen.as_json());
        for account in self.author_ids(author.as_str())? {
            if select.query_row((account, first_row_of(ms), ms, hidden), |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
