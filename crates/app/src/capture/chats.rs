//! The chats of the tags that are followed, found anew while posts come in.

use std::time::{Duration, Instant};

use anyhow::Result;
use chat::Tag;
use store::live::Live;

use crate::recount::recount_series;

/// How soon after a post the chats know of it, at the earliest.
const PACE: Duration = Duration::from_secs(1);
/// Finding them may take one part in so many of the writer's time.
const SHARE: u32 = 20;

/// When they are due.
pub(super) struct Chats {
    tags: Vec<Tag>,
    changed: bool,
    next: Instant,
}

impl Chats {
    pub(super) fn new(tags: Vec<Tag>) -> Self {
        Self { tags, changed: false, next: Instant::now() }
    }

    /// Something was committed.
    pub(super) fn changed(&mut self) {
        self.changed = true;
    }

    pub(super) fn are_due(&self) -> bool {
        self.changed && Instant::now() >= self.next
    }

    pub(super) fn recount(&mut self, live: &mut Live) -> Result<()> {
        let began = Instant::now();
        self.next = began + PACE;
        for tag in &self.tags {
            recount_series(live.writer(), tag)?;
        }
        self.changed = false;
        self.next = Instant::now() + PACE.max(began.elapsed() * SHARE);
        Ok(())
    }
}
