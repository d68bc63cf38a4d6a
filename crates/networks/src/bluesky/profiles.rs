//! Who somebody is: looked up on the side, and never waited for.

use std::time::Duration;

use reqwest::Url;
use rustc_hash::FxHashSet;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::sleep;

use crate::Place;
use crate::http::{Answer, Http};
use crate::place::is_local;

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

/// Where accounts are looked up: at the PDS that is followed, and in Bluesky's own application.
#[derive(Default)]
struct Directory {
    pds: Option<Url>,
    public: Option<Url>,
}

impl Directory {
    fn of(place: &Place) -> Self {
        // What runs on this computer knows nobody elsewhere.
        let public = |here: Option<&Url>| {
            let local = here.and_then(Url::host_str).is_some_and(is_local);
            Url::parse(PUBLIC).ok().filter(|_| !local)
        };
        match place {
            Place::Firehose(url) => Self { pds: Some(url.clone()), public: public(Some(url)) },
            Place::Jetstream(url) => Self { pds: None, public: public(Some(url)) },
            Place::Bluesky => Self { pds: None, public: public(None) },
            _ => Self::default(),
        }
    }

    /// What is known of an account, where it is known first.
    async fn look_up(&self, http: &Http, did: &str) -> Vec<String> {
        if let Some(pds) = &self.pds {
            let events = at_pds(http, pds, did).await;
            if !events.is_empty() {
                return events;
            }
        }
        match &self.public {
            Some(public) => in_public(http, public, did).await,
            None => Vec::new(),
        }
    }
}

impl Profiles {
    /// Starts to look up whoever is asked for, where the place has a directory.
    pub(super) fn start(place: &Place) -> Self {
        let (ask, asked) = mpsc::channel(WAITING);
        let (tell, learnt) = mpsc::channel(1);
        let directory = Directory::of(place);
        let knows = directory.pds.is_some() || directory.public.is_some();
        if let Some(http) = Http::new(None).ok().filter(|_| knows) {
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
        let events = directory.look_up(&http, &did).await;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_world_is_asked_about_the_world() {
        let asks = |place: &str| {
            let directory = Directory::of(&place.parse().unwrap());
            (directory.pds.is_some(), directory.public.is_some())
        };
        assert_eq!(asks("bluesky"), (false, true));
        assert_eq!(asks("jetstream:wss://stream.example"), (false, true));
        assert_eq!(asks("firehose:https://relay.example"), (true, true));
        for here in ["localhost", "127.0.0.1", "[::1]"] {
            assert_eq!(asks(&format!("jetstream:ws://{here}:6008")), (false, false));
            assert_eq!(asks(&format!("firehose:http://{here}:2583")), (true, false));
        }
    }
}
