//! Who somebody is: looked up on the side, and never waited for.

use std::time::Duration;

use chat::Uri;
use reqwest::Url;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::hosts::Hosts;

/// How many may wait to be looked up; more are not asked for until they post again.
const WAITING: usize = 1_000;
/// Posts of an account that are remembered until it was looked up.
const MEANWHILE: usize = 100;
/// The pause between two accounts.
const PACE: Duration = Duration::from_millis(50);

/// Looks accounts up.
pub(super) struct Profiles {
    asked: FxHashSet<String>,
    /// What those said in the meantime of whom nothing was learnt yet.
    meanwhile: FxHashMap<String, Vec<Uri>>,
    ask: mpsc::Sender<String>,
    learnt: mpsc::Receiver<Learnt>,
}

/// What was learnt of an account, as events of a stream.
pub(super) struct Learnt {
    pub(super) did: String,
    pub(super) events: Vec<String>,
}

impl Profiles {
    /// Starts to look up whoever is asked for, where there is somebody to ask.
    pub(super) fn start(hosts: Option<&Hosts>) -> Self {
        let (ask, asked) = mpsc::channel(WAITING);
        let (tell, learnt) = mpsc::channel(1);
        if let Some(hosts) = hosts.filter(|hosts| hosts.know_anybody()) {
            tokio::spawn(look_up(hosts.clone(), asked, tell));
        }
        Self { asked: FxHashSet::default(), meanwhile: FxHashMap::default(), ask, learnt }
    }

    /// Has an account looked up, once; and remembers what it said that was not known before.
    pub(super) fn look_up(&mut self, did: &str, said: Option<&Uri>) {
        if !self.asked.contains(did) && self.ask.try_send(did.to_owned()).is_ok() {
            self.asked.insert(did.to_owned());
            self.meanwhile.insert(did.to_owned(), Vec::new());
        }
        let posts = self.meanwhile.get_mut(did).filter(|posts| posts.len() < MEANWHILE);
        if let (Some(posts), Some(said)) = (posts, said) {
            posts.push(said.clone());
        }
    }

    /// What an account said before it was learnt who it is.
    pub(super) fn said_before(&mut self, did: &str) -> Vec<Uri> {
        self.meanwhile.remove(did).unwrap_or_default()
    }

    /// Waits until something was learnt; for ever where there is no directory.
    pub(super) async fn next(&mut self) -> Learnt {
        match self.learnt.recv().await {
            Some(learnt) => learnt,
            None => std::future::pending().await,
        }
    }
}

async fn look_up(hosts: Hosts, mut asked: mpsc::Receiver<String>, tell: mpsc::Sender<Learnt>) {
    while let Some(did) = asked.recv().await {
        let events = known_of(&hosts, &did).await;
        if !events.is_empty() && tell.send(Learnt { did, events }).await.is_err() {
            return;
        }
        sleep(PACE).await;
    }
}

/// What is known of an account, where it is known first.
async fn known_of(hosts: &Hosts, did: &str) -> Vec<String> {
    if let Some(followed) = &hosts.followed {
        let events = at_home(hosts, followed, did).await;
        if !events.is_empty() {
            return events;
        }
    }
    match &hosts.view {
        Some(view) => in_view(hosts, view, did).await,
        None => Vec::new(),
    }
}

/// The handle, and the profile record.
async fn at_home(hosts: &Hosts, pds: &Url, did: &str) -> Vec<String> {
    let mut events = Vec::new();
    if let Some(repo) = hosts.learn(pds, "com.atproto.repo.describeRepo", &[("repo", did)]).await {
        events.push(identity(did, &repo["handle"]));
    }
    let record = [("repo", did), ("collection", "app.bsky.actor.profile"), ("rkey", "self")];
    if let Some(found) = hosts.learn(pds, "com.atproto.repo.getRecord", &record).await {
        events.push(profile(did, &found["value"]));
    }
    events
}

/// The same from the view of a profile. Of its labels those count that the account gave itself.
async fn in_view(hosts: &Hosts, view: &Url, did: &str) -> Vec<String> {
    let Some(view) = hosts.learn(view, "app.bsky.actor.getProfile", &[("actor", did)]).await else {
        return Vec::new();
    };
    let own = |label: &&Value| label["src"] == did;
    let labels: Vec<&Value> = view["labels"].as_array().into_iter().flatten().filter(own).collect();
    let record = json!({
        "$type": "app.bsky.actor.profile",
        "displayName": view["displayName"],
        "description": view["description"],
        "labels": { "$type": "com.atproto.label.defs#selfLabels", "values": labels },
    });
    vec![identity(did, &view["handle"]), profile(did, &record)]
}

fn identity(did: &str, handle: &Value) -> String {
    json!({ "did": did, "kind": "identity", "identity": { "did": did, "handle": handle } })
        .to_string()
}

fn profile(did: &str, record: &Value) -> String {
    let commit = json!({ "operation": "update", "collection": "app.bsky.actor.profile", "rkey": "self", "record": record });
    json!({ "did": did, "kind": "commit", "commit": commit }).to_string()
}
