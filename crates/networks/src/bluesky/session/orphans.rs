//! Answers that came too early.

use std::collections::VecDeque;

use chat::Uri;

/// How many answers to posts that are not known (yet) are held, and how many bytes of them.
const ORPHANS: usize = 4_000;
const ORPHAN_BYTES: usize = 4 << 20;

/// Answers that came before what they answer: order holds within an account only.
#[derive(Default)]
pub(super) struct Orphans {
    events: VecDeque<(Uri, String)>,
    bytes: usize,
}

impl Orphans {
    /// Holds an answer.
    pub(super) fn hold(&mut self, parent: Uri, event: &str) {
        self.bytes += event.len();
        self.events.push_back((parent, event.to_owned()));
        while self.events.len() > ORPHANS || self.bytes > ORPHAN_BYTES {
            let Some((_, event)) = self.events.pop_front() else { return };
            self.bytes -= event.len();
        }
    }

    /// Takes out what answers a post.
    pub(super) fn of(&mut self, parent: &Uri) -> Vec<String> {
        let mut found = Vec::new();
        if self.events.iter().any(|(of, _)| of == parent) {
            let (mine, rest): (VecDeque<_>, _) =
                std::mem::take(&mut self.events).into_iter().partition(|(of, _)| of == parent);
            self.events = rest;
            found.extend(mine.into_iter().map(|(_, event)| event));
            self.bytes -= found.iter().map(String::len).sum::<usize>();
        }
        found
    }
}
