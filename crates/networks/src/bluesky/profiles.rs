//! Who somebody is: looked up on the side, and never waited for.

use std::time::Duration;

use reqwest::Url;
use rustc_hash::FxHashSet;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::sleep;

use crate::Place;
use crate::http::{Answer, Http};

/// How many may wait to be looked up; more are not asked for until they post again.
const WAITING: usize = 1_000;
/// The pause between two accounts.
const PACE: Duration = Duration::from_millis(50);
/// Where Bluesky shows profiles to everybody.
const PUBLIC: &str = "https://public.api.bsky.app";

/// Looks accounts up.
pub(super) struct Profiles {
    asked: FxHashSet<String>,
    ask: mpsc::Sender<String>,
    learnt: mpsc::Receiver<Learnt>,
}

/// What was learnt of an account, as events of a stream.
pub(super) struct Learnt {
    pub(super) did: String,
    pub(super) events: Vec<String>,
}

/// Where accounts are looked up.
enum Directory {
    /// At the PDS that is followed.
    Pds(Url),
    /// In Bluesky's own application.
    Public(Url),
}

impl Profiles {
    /// Starts to look up whoever is asked for, where the place has a directory.
    pub(super) fn start(place: &Place) -> Self {
        let (ask, asked) = mpsc::channel(WAITING);
        let (tell, learnt) = mpsc::channel(1);
        let directory = match place {
            Place::Firehose(url) => Some(Directory::Pds(url.clone())),
            Place::Bluesky => Url::parse(PUBLIC).ok().map(Directory::Public),
            _ => None,
        };
        if let (Some(directory), Ok(http)) = (directory, Http::new(None)) {
            tokio::spawn(look_up(http, directory, asked, tell));
        }
        Self { asked: FxHashSet::default(), ask, learnt }
    }

    /// Has an account looked up, once.
    pub(super) fn look_up(&mut self, did: &str) {
        if !self.asked.contains(did) && self.ask.try_send(did.to_owned()).is_ok() {
            self.asked.insert(did.to_owned());
        }
    }

    /// Waits until something was learnt; for ever where there is no directory.
    pub(super) async fn next(&mut self) -> Learnt {
        match self.learnt.recv().await {
            Some(learnt) => learnt,
            None => std::future::pending().await,
        }
    }
}

async fn look_up(
    http: Http,
    directory: Directory,
    mut asked: mpsc::Receiver<String>,
    tell: mpsc::Sender<Learnt>,
) {
    while let Some(did) = asked.recv().await {
        let events = match &directory {
            Directory::Pds(pds) => at_pds(&http, pds, &did).await,
            Directory::Public(api) => in_public(&http, api, &did).await,
        };
        if !events.is_empty() && tell.send(Learnt { did, events }).await.is_err() {
            return;
        }
        sleep(PACE).await;
    }
}

/// Whether an address is a PDS, which serves accounts, and no relay.
pub(super) async fn is_pds(url: &Url) -> bool {
    let Ok(http) = Http::new(None) else { return false };
    ask(&http, url, "com.atproto.server.describeServer", &[]).await.is_some()
}

async fn ask(http: &Http, at: &Url, method: &str, query: &[(&str, &str)]) -> Option<Value> {
    let mut url = at.clone();
    url.set_path(&format!("/xrpc/{method}"));
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    match http.get(url).await {
        Ok(Answer { status: 200, body, .. }) => serde_json::from_str(&body).ok(),
        _ => None,
    }
}

/// The handle, and the profile record.
async fn at_pds(http: &Http, pds: &Url, did: &str) -> Vec<String> {
    let mut events = Vec::new();
    if let Some(repo) = ask(http, pds, "com.atproto.repo.describeRepo", &[("repo", did)]).await {
        events.push(identity(did, &repo["handle"]));
    }
    let record = [("repo", did), ("collection", "app.bsky.actor.profile"), ("rkey", "self")];
    if let Some(found) = ask(http, pds, "com.atproto.repo.getRecord", &record).await {
        events.push(profile(did, &found["value"]));
    }
    events
}

/// The same from the view of a profile. Of its labels those count that the account gave itself.
async fn in_public(http: &Http, api: &Url, did: &str) -> Vec<String> {
    let Some(view) = ask(http, api, "app.bsky.actor.getProfile", &[("actor", did)]).await else {
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
