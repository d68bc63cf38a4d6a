//! Parents that come after their answers. A status names its parent by an id that only its server
//! knows; the parent's `uri` is found where the same file shows it, up to [`AHEAD`] records later.
//! What was found is handed over in the order of the file.

use std::collections::VecDeque;

use chat::{Audience, Post, Repost, Uri};

use super::status::{Reply, Status};
use crate::recent::Recent;
use crate::{ReadError, Reading};

/// How many records are held back for a parent: more than 100 pages of a timeline.
const AHEAD: usize = 5_000;
/// How many ids are remembered behind, at least.
const BEHIND: usize = 100_000;

/// Something found, waiting for its turn.
pub(super) enum Waiting {
    Post(Box<Post>, Vec<u8>),
    Repost(Box<Repost>, Box<Post>, Vec<u8>),
    Context(Box<Post>),
    Gone(Uri),
    Withheld(Option<Uri>),
    Skipped(String, String),
}

struct Known {
    uri: Uri,
    account: Option<String>,
}

/// The line in which what was found waits.
pub(super) struct Order {
    known: Recent<Known>,
    waiting: VecDeque<(Waiting, Option<Reply>)>,
}

impl Default for Order {
    fn default() -> Self {
        Self { known: Recent::new(BEHIND), waiting: VecDeque::new() }
    }
}

impl Order {
    /// Remembers which `uri` a server's own id stands for.
    pub(super) fn note(&mut self, status: &Status<'_>) {
        let (Some(id), Ok(uri)) = (status.id.get(), status.uri()) else {
            return;
        };
        if status.audience() != Audience::Closed {
            let account = status.account_id().map(str::to_owned);
            self.known.note(id, Known { uri, account });
        }
    }

    /// The `uri` that a server's own id stands for.
    pub(super) fn uri(&self, id: &str) -> Option<&Uri> {
        self.known.get(id).map(|known| &known.uri)
    }

    fn parent(&self, reply: &Reply) -> Option<&Uri> {
        let known = self.known.get(&reply.id)?;
        // In a file from two servers one id may stand for two things: the account must fit too.
        let fits = reply.account.is_none() || reply.account == known.account;
        fits.then_some(&known.uri)
    }

    /// Takes what was found and hands over what need not wait any longer.
    pub(super) fn push(
        &mut self,
        found: Waiting,
        reply: Option<Reply>,
        reading: &mut Reading<'_>,
    ) -> Result<(), ReadError> {
        self.waiting.push_back((found, reply));
        self.hand_over(AHEAD, reading)
    }

    /// Hands over all that still waits.
    pub(super) fn finish(&mut self, reading: &mut Reading<'_>) -> Result<(), ReadError> {
        self.hand_over(0, reading)
    }

    fn hand_over(&mut self, ahead: usize, reading: &mut Reading<'_>) -> Result<(), ReadError> {
        loop {
            let wait = |reply: &Reply| self.parent(reply).is_none() && self.waiting.len() <= ahead;
            if let Some((_, Some(reply))) = self.waiting.front()
                && wait(reply)
            {
                return Ok(());
            }
            let Some((mut found, reply)) = self.waiting.pop_front() else {
                return Ok(());
            };
            if let (Some(post), Some(reply)) = (found.post(), reply) {
                post.reply_to = self.parent(&reply).cloned();
                if post.reply_to.is_none() {
                    post.reply_to_handle = reply.handle;
                }
            }
            found.hand_over(reading)?;
        }
    }
}

impl Waiting {
    fn post(&mut self) -> Option<&mut Post> {
        match self {
            Self::Post(post, _) | Self::Repost(_, post, _) | Self::Context(post) => Some(post),
            _ => None,
        }
    }

    fn hand_over(self, reading: &mut Reading<'_>) -> Result<(), ReadError> {
        match self {
            Self::Post(post, raw) => reading.post(*post, &raw, None),
            Self::Repost(repost, post, raw) => reading.repost(*repost, Some(*post), &raw, None),
            Self::Context(post) => reading.context(*post),
            Self::Gone(uri) => reading.deleted(uri, None),
            Self::Withheld(Some(uri)) => reading.withhold(&uri),
            Self::Withheld(None) => reading.withheld(),
            Self::Skipped(at, reason) => reading.skipped(at, reason),
        }
    }
}
