//! What is asked for beside a stream, so that it goes on meanwhile: who somebody is, what was lost, and
//! posts that are known by name alone.

use super::hosts::Hosts;
use super::named::{Named, Shown};
use super::profiles::{Learnt, Profiles};
use super::repair::{Mended, Repair};
use crate::following::Clock;

/// Everybody who asks.
pub(super) struct Aside {
    pub(super) profiles: Profiles,
    pub(super) repair: Repair,
    pub(super) named: Named,
}

/// What one of them found.
pub(super) enum Answer {
    Learnt(Learnt),
    Mended(Mended),
    Shown(Shown),
}

impl Aside {
    /// Starts them, where there is somebody to ask.
    pub(super) fn start(hosts: Option<Hosts>, clock: Clock) -> Self {
        Self {
            profiles: Profiles::start(hosts.as_ref()),
            named: Named::start(hosts.as_ref()),
            repair: Repair::start(hosts, clock),
        }
    }

    /// Waits until something was found; for ever where nobody can be asked. May be given up at any
    /// moment without losing anything.
    pub(super) async fn next(&mut self) -> Answer {
        tokio::select! {
            learnt = self.profiles.next() => Answer::Learnt(learnt),
            mended = self.repair.next() => Answer::Mended(mended),
            shown = self.named.next() => Answer::Shown(shown),
        }
    }
}
