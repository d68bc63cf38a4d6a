//! Sources of which another archive tells: who looked, and when they could not see.

use chat::{Source, Tag};

use super::followings::State;
use super::gaps::MadeGood;
use crate::step::Step;
use crate::{StoreError, Writer};

impl Writer {
    /// Takes in a source that was followed for another archive, and its gaps. What is known of it
    /// already stays; it is followed no longer, and where it was left is not told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_source(&mut self, source: &Source) -> Result<(), StoreError> {
        let step = Step::begin(&self.db)?;
        let id = self.tables.sources.id(&step, &source.name)?;
        let mut tags: Vec<&str> = source.tags.iter().map(Tag::as_str).collect();
        tags.sort_unstable();
        let topic = tags.join(" ");
        let ended_at = source.gaps.iter().map(|gap| gap.to.unwrap_or(gap.from)).max();
        step.prepare_cached(
            "insert into followings (source, topic, address, state, since) values (?, ?, ?, ?, ?)
             on conflict do nothing",
        )?
        .execute((
            id,
            &topic,
            &source.name,
            State::Ended.as_str(),
            ended_at.unwrap_or_default().as_millisecond(),
        ))?;
        // One that is followed here has its own way of knowing whether it is blind now.
        let mut insert = step.prepare_cached(
            "insert into gaps (following, began_at, ended_at, reason, repaired)
             select f.id, ?3, ?4, ?5, ?6 from followings f
             where f.source = ?1 and f.topic = ?2 and (?4 is not null or f.state = 'ended')
                 and not exists (select 1 from gaps g where g.following = f.id and g.began_at = ?3
                     and g.ended_at is ?4 and g.reason = ?5 and g.repaired = ?6)",
        )?;
        for gap in &source.gaps {
            let (from, to) = (gap.from.as_millisecond(), gap.to.map(|to| to.as_millisecond()));
            let made_good = match (gap.repaired, gap.partly) {
                (true, _) => MadeGood::Wholly,
                (false, true) => MadeGood::Partly,
                (false, false) => MadeGood::Not,
            };
            insert.execute((id, &topic, from, to, &gap.reason, made_good.number()))?;
        }
        drop(insert);
        step.commit()
    }
}
