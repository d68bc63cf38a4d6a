//! What is found out of live chats, kept for all who look: it is made anew every ten seconds at most,
//! but at once where something in it was taken back.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use ::chat::ChatName;
use ::pages::live::Made;
use anyhow::Result;
use store::Archive;
use store::live::Changed;

use crate::views::{Library, Moment};

/// So long it is shown although more was said.
const PATIENCE: Duration = Duration::from_secs(10);
/// So long after it was made it is kept, for who may still look.
const KEPT: Duration = Duration::from_mins(10);

/// What is found out of each chat that somebody looked at lately.
#[derive(Default)]
pub(super) struct Finder {
    chats: Mutex<HashMap<(ChatName, u64), Arc<Kept>>>,
}

/// What was found out of one.
#[derive(Default)]
struct Kept {
    latest: Mutex<Option<Latest>>,
    /// Held by the one who makes it.
    making: Mutex<()>,
}

#[derive(Clone)]
struct Latest {
    made: Arc<Made>,
    at: Instant,
    /// The number of the decision by which a model's words stand in it.
    rewritten: Option<i64>,
}

/// How good what is kept still is.
enum Look {
    Fresh(Arc<Made>),
    /// More was said since, but nothing taken back.
    Old(Arc<Made>),
    /// It shows what is gone, or there is none.
    Unfit,
}

impl Finder {
    /// What is found out of a chat, in this playing of it; made if need be. Where somebody makes it
    /// already, the others are given what there was.
    pub(super) fn look(
        &self,
        library: &Library<'_>,
        name: &ChatName,
        now: Moment,
        take: u64,
    ) -> Result<Option<Arc<Made>>> {
        let kept = self.kept(name, take);
        let turn = match kept.look(library.archive, name)? {
            Look::Fresh(made) => return Ok(Some(made)),
            Look::Old(made) => match kept.making.try_lock() {
                Ok(turn) => turn,
                Err(TryLockError::Poisoned(turn)) => turn.into_inner(),
                Err(TryLockError::WouldBlock) => return Ok(Some(made)),
            },
            Look::Unfit => kept.making.lock().unwrap_or_else(PoisonError::into_inner),
        };
        // Somebody may have made it while we waited.
        if let Look::Fresh(made) = kept.look(library.archive, name)? {
            return Ok(Some(made));
        }
        let rewritten = rewritten(library.archive, name)?;
        let Some(made) = library.find_out(name, now)?.map(Arc::new) else { return Ok(None) };
        let latest = Some(Latest { made: Arc::clone(&made), at: Instant::now(), rewritten });
        *kept.latest.lock().unwrap_or_else(PoisonError::into_inner) = latest;
        drop(turn);
        Ok(Some(made))
    }

    fn kept(&self, name: &ChatName, take: u64) -> Arc<Kept> {
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = chats.get(&(name.clone(), take)) {
            return Arc::clone(kept);
        }
        chats.retain(|_, kept| Arc::strong_count(kept) > 1 || kept.is_recent());
        let kept = Arc::default();
        chats.insert((name.clone(), take), Arc::clone(&kept));
        kept
    }
}

impl Kept {
    fn look(&self, archive: &Archive, name: &ChatName) -> Result<Look> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(Latest { made, at, rewritten: was }) = latest else { return Ok(Look::Unfit) };
        let (_, changed) = archive.changed_since(made.seen())?;
        let is_taken_back =
            |changed: &Changed| matches!(changed, Changed::Gone(_) | Changed::Hidden(_));
        Ok(if changed.iter().any(is_taken_back) || rewritten(archive, name)? != was {
            Look::Unfit
        } else if changed.is_empty() || at.elapsed() < PATIENCE {
            Look::Fresh(made)
        } else {
            Look::Old(made)
        })
    }

    fn is_recent(&self) -> bool {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.as_ref().is_some_and(|latest| latest.at.elapsed() < KEPT)
    }
}

fn rewritten(archive: &Archive, name: &ChatName) -> Result<Option<i64>> {
    Ok(archive.rewriting(name)?.map(|(id, _)| id))
}
