//! A recorded file as a live source: the demo, tests, and whoever reports a bug with a recording.

use std::path::Path;
use std::time::Duration;

use chat::Change;
use formats::{Found, ReadError};
use jiff::{SignedDuration, Timestamp};
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::{Following, News, Stopped};

/// How fast a recording runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// So many times as fast as it was; 1 is as it was.
    Times(f64),
    /// Without waiting.
    AtOnce,
}

impl Default for Speed {
    fn default() -> Self {
        Self::Times(1.0)
    }
}

/// The longest wait within a recording, before it is divided by the speed: nobody sits through the
/// month between two chats.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(10);

/// Follows a recording to its end. Its cursor is how much of it was told.
pub(crate) async fn follow(file: &Path, speed: Speed, following: Following) -> Result<(), Stopped> {
    let sources = match formats::open::open(file) {
        Ok(sources) => sources,
        Err(error) => return refuse(&following, &format!("{}: {error}", file.display())).await,
    };
    let told = following.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    following.tell(News::Seeing { since: Timestamp::MIN }).await?;
    let handle = Handle::current();
    let reading = tokio::task::spawn_blocking(move || {
        let mut run = Run { following, speed, handle, number: 0, told, clock: None };
        let mut failed = None;
        for source in &sources {
            let options = run.following.options();
            match formats::read(source, &options, &mut |found| run.take(found).is_ok()) {
                Ok(_) => {}
                Err(ReadError::Stopped) => return (run.following, Err(Stopped)),
                Err(error) => failed = Some(format!("{}: {error}", source.path)),
            }
        }
        (run.following, Ok(failed))
    });
    // A reader that panicked told why on its way; nothing more comes of it.
    let Ok((following, read)) = reading.await else { return Err(Stopped) };
    match read? {
        Some(reason) => refuse(&following, &reason).await,
        None => following.tell(News::Ended).await,
    }
}

/// A recording that cannot be read will not get better by waiting.
async fn refuse(following: &Following, reason: &str) -> Result<(), Stopped> {
    following.tell(News::Blind { since: following.now(), reason: reason.to_owned() }).await?;
    following.tell(News::Ended).await
}

/// A recording under way.
struct Run {
    following: Following,
    speed: Speed,
    handle: Handle,
    /// How much was read.
    number: u64,
    /// How much was told before we began.
    told: u64,
    /// When something was last due, and the time that stands at it in the recording.
    clock: Option<(Instant, Timestamp)>,
}

impl Run {
    fn take(&mut self, found: Found) -> Result<(), Stopped> {
        self.number += 1;
        if !self.following.topic.concerns(&found) || self.number <= self.told {
            return Ok(());
        }
        if let Some(at) = said_at(&found) {
            self.wait(at)?;
        }
        let news = News::Found { found: vec![found], cursor: Some(self.number.to_string()) };
        self.handle.block_on(self.following.tell(news))
    }

    /// Waits until something said at this time is due.
    fn wait(&mut self, at: Timestamp) -> Result<(), Stopped> {
        let Speed::Times(times) = self.speed else { return Ok(()) };
        let Some((due, last)) = self.clock else {
            self.clock = Some((Instant::now(), at));
            return Ok(());
        };
        // What stands before its time in the file is due at once.
        let wait = at.duration_since(last).clamp(SignedDuration::ZERO, LONGEST_WAIT);
        let due = due + Duration::from_secs_f64(wait.as_secs_f64() / times);
        self.clock = Some((due, at.max(last)));
        let gone = self.following.out.closed();
        self.handle.block_on(async {
            tokio::select! {
                () = tokio::time::sleep_until(due) => Ok(()),
                () = gone => Err(Stopped),
            }
        })
    }
}

/// When something was said; what is no event has no time.
fn said_at(found: &Found) -> Option<Timestamp> {
    let change = match found {
        Found::Record(record) => &record.change,
        Found::Gone(change) => change,
        Found::Context(post) => return Some(post.created_at.at()),
        _ => return None,
    };
    match change {
        Change::Posted(post) => Some(post.created_at.at()),
        Change::Reposted(repost) => Some(repost.created_at.at()),
        Change::Deleted(tombstone) => tombstone.at.or(tombstone.created_at.map(|at| at.at())),
        Change::AuthorGone { at, .. } => *at,
    }
}

#[cfg(test)]
mod tests;
