//! When posts are counted for the last time: what is said in an evening is liked and passed on until the
//! next day.

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::EVENING;
use super::server::Server;

/// Last looks are this many looks at the evening apart, an hour, so that a busy tag is not read as a
/// whole day every few minutes.
const APART: u32 = 12;

/// The last looks.
pub(super) struct Looks {
    /// Up to which time of their making posts had theirs.
    until: Timestamp,
    next: Instant,
}

impl Looks {
    /// After the timeline was read whole.
    pub(super) fn begin(server: &Server) -> Self {
        Self { until: due(server), next: Instant::now() }
    }

    /// How far back the next look at the evening goes: as far as there are posts that are old enough
    /// for their last look, and had none.
    pub(super) fn floor(&mut self, server: &Server) -> Timestamp {
        let evening = server.following.now() - EVENING;
        let due = due(server);
        let is_owed = |at: Timestamp| at > self.until && at <= due;
        let mut made = server.statuses.0.values().map(|seen| seen.created_at);
        if Instant::now() < self.next || !made.any(is_owed) {
            return evening;
        }
        self.next = Instant::now() + server.following.pace.whole * APART;
        std::mem::replace(&mut self.until, due).min(evening)
    }
}

/// Posts that were made up to then are old enough.
fn due(server: &Server) -> Timestamp {
    let late = SignedDuration::try_from(server.following.pace.late).unwrap_or(EVENING);
    server.following.now() - late
}
