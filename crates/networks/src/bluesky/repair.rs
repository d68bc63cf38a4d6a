//! What a stream lost, read afterwards from the hosts that hold the accounts: on the side, so that
//! the stream goes on.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use rustc_hash::FxHashSet;
use serde_json::value::RawValue;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::hosts::Hosts;
use super::listing::{self, Account, Listing, Trouble};
use super::thread;
use crate::following::Clock;
use crate::{Extent, Stopped};

/// Accounts that are asked in one repair, and threads that are walked.
const PEOPLE: usize = 2_000;
const THREADS: usize = 100;
/// The pause between two accounts.
const PACE: Duration = Duration::from_millis(50);
/// How often a host is asked again that does not answer, and how long it may ask us to wait.
const TRIES: u32 = 3;
const LONGEST: Duration = Duration::from_secs(60);
/// How far before the loss records are read again: they may have been edited or deleted in it.
pub(super) const BEFORE: SignedDuration = SignedDuration::from_hours(6);

/// What was lost.
#[derive(Debug)]
pub(super) struct Loss {
    /// From when on.
    pub(super) since: Timestamp,
    /// Who may have said something.
    pub(super) people: Vec<String>,
    /// Posts that may have been answered.
    pub(super) posts: Vec<String>,
}

/// What was found of it.
#[derive(Debug)]
pub(super) enum Mended {
    /// All that an account has said since a time.
    Listing(Listing),
    /// Single records, each with its name.
    Records(Vec<(String, Box<RawValue>)>),
    /// An account is closed, and why.
    Closed { did: String, status: String },
    /// That was all.
    Done {
        since: Timestamp,
        until: Timestamp,
        /// `None` where nobody could be asked.
        extent: Option<Extent>,
    },
}

/// Reads what was lost.
pub(super) struct Repair {
    ask: mpsc::Sender<Loss>,
    mended: mpsc::Receiver<Mended>,
}

impl Repair {
    /// Starts to read whatever is asked for, where there is somebody to ask.
    pub(super) fn start(hosts: Option<Hosts>, clock: Clock) -> Self {
        let (ask, mut asked) = mpsc::channel::<Loss>(1);
        let (tell, mended) = mpsc::channel(1);
        if let Some(hosts) = hosts {
            tokio::spawn(async move {
                while let Some(loss) = asked.recv().await {
                    let mender =
                        Mender { hosts: &hosts, tell: &tell, failed: FxHashSet::default() };
                    if mender.mend(loss, &clock).await.is_err() {
                        return;
                    }
                }
            });
        }
        Self { ask, mended }
    }

    /// Has something read; says whether that is possible at the moment.
    pub(super) fn ask(&self, loss: Loss) -> bool {
        self.ask.try_send(loss).is_ok()
    }

    /// Waits until something was found; for ever where nobody can be asked.
    pub(super) async fn next(&mut self) -> Mended {
        match self.mended.recv().await {
            Some(mended) => mended,
            None => std::future::pending().await,
        }
    }
}

/// One repair.
struct Mender<'a> {
    hosts: &'a Hosts,
    tell: &'a mpsc::Sender<Mended>,
    /// Hosts that did not answer, however often they were asked.
    failed: FxHashSet<Url>,
}

impl Mender<'_> {
    async fn mend(mut self, loss: Loss, clock: &Clock) -> Result<(), Stopped> {
        let (since, until) = (loss.since, clock());
        let pds = self.hosts.accounts_at_followed().await.cloned();
        let all = match &pds {
            Some(pds) => self.everybody(pds, since).await?,
            None => None,
        };
        let mut extent = if all.is_some() { Extent::Whole } else { Extent::Part };
        let mut waiting: VecDeque<String> = all.unwrap_or(loss.people).into();
        waiting.extend(self.walk(&loss.posts).await?);
        let mut asked = FxHashSet::default();
        let mut answered = 0;
        while let Some(did) = waiting.pop_front() {
            if !asked.insert(did.clone()) {
                continue;
            }
            if asked.len() > PEOPLE {
                extent = Extent::Part;
                break;
            }
            match self.account(&did, pds.as_ref(), since - BEFORE).await {
                Some(listing) => {
                    answered += 1;
                    if !listing.is_whole {
                        extent = Extent::Part;
                    }
                    self.tell(Mended::Listing(listing)).await?;
                }
                None => extent = Extent::Part,
            }
            sleep(PACE).await;
        }
        // A host of which nobody wrote was asked, too.
        let any = answered > 0 || pds.is_some() && extent == Extent::Whole;
        self.tell(Mended::Done { since, until, extent: any.then_some(extent) }).await
    }

    async fn tell(&self, mended: Mended) -> Result<(), Stopped> {
        self.tell.send(mended).await.map_err(|_| Stopped)
    }

    /// Everybody at a host whose records changed since a time; `None` where it does not say.
    async fn everybody(&self, pds: &Url, since: Timestamp) -> Result<Option<Vec<String>>, Stopped> {
        let Some(accounts) = listing::accounts(self.hosts, pds, PEOPLE).await else {
            return Ok(None);
        };
        let mut changed = Vec::new();
        for Account { did, changed_at, closed } in accounts {
            match closed {
                Some(status) => self.tell(Mended::Closed { did, status }).await?,
                None if changed_at.is_none_or(|at| at >= since) => changed.push(did),
                None => {}
            }
        }
        Ok(Some(changed))
    }

    /// Walks the threads of posts, where there is an application that shows them; returns who answers.
    async fn walk(&self, posts: &[String]) -> Result<Vec<String>, Stopped> {
        let Some(view) = &self.hosts.view else { return Ok(Vec::new()) };
        let mut people = Vec::new();
        for post in posts.iter().take(THREADS) {
            let query = [("uri", post.as_str()), ("depth", "10"), ("parentHeight", "0")];
            let asked = self.hosts.ask(view, "app.bsky.feed.getPostThread", &query).await;
            let Ok(answer) = asked else { break };
            let records = thread::records(&answer.body);
            people.extend(records.iter().filter_map(|(uri, _)| thread::did(uri)));
            if !records.is_empty() {
                self.tell(Mended::Records(records)).await?;
            }
            sleep(answer.rate.retry_after.unwrap_or(PACE).min(LONGEST)).await;
        }
        Ok(people)
    }

    /// What an account has said since a time; `None` where its host cannot be found or does not answer.
    async fn account(&mut self, did: &str, pds: Option<&Url>, since: Timestamp) -> Option<Listing> {
        let home = match pds {
            Some(pds) => pds.clone(),
            None => self.hosts.home(did).await?,
        };
        if self.failed.contains(&home) {
            return None;
        }
        for _ in 0..TRIES {
            match listing::listing(self.hosts, &home, did, since).await {
                Ok(listing) => return Some(listing),
                // It is not there any more, or closed for now.
                Err(Trouble::NotThere) => return None,
                Err(Trouble::Wait(long)) => sleep(long.min(LONGEST)).await,
            }
        }
        self.failed.insert(home);
        None
    }
}
