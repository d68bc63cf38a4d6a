//! Who is asked about accounts, besides the stream: the host that is followed, if it holds accounts;
//! Bluesky's application; and the directory that says which host holds whom.

use std::time::Duration;

use reqwest::Url;
use serde_json::Value;

use crate::Place;
use crate::http::{Answer, AskError, Http};
use crate::json;
use crate::outward::is_a_host;
use crate::place::{Address, is_local};

/// Where Bluesky shows profiles and threads to everybody.
const VIEW: &str = "https://public.api.bsky.app";
/// Where it is written down which host holds an account.
const ACCOUNTS: &str = "https://plc.directory";

/// Who is asked about accounts, where a user names somebody else than Bluesky itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directories {
    /// An application that shows profiles and threads (`app.bsky.*`).
    pub view: Option<Address>,
    /// A directory of accounts (`did:plc`).
    pub accounts: Option<Address>,
}

/// Everybody who is asked.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    http: Http,
    /// For addresses that others told us.
    wary: Http,
    /// The host that is followed, which may hold accounts.
    pub(super) followed: Option<Url>,
    pub(super) view: Option<Url>,
    accounts: Option<Url>,
    /// Addresses that no stranger told us: these may be anywhere.
    named: Vec<Url>,
}

impl Hosts {
    /// Those of a place; `None` where nobody can be asked at all.
    pub(super) fn of(place: &Place, directories: &Directories, patience: Duration) -> Option<Self> {
        // What runs on this computer knows nobody elsewhere.
        let streams = place.streams();
        let is_here = streams.iter().any(|url| url.host_str().is_some_and(is_local));
        let or = |named: &Option<Address>, usual: &str| {
            named
                .as_ref()
                .map(|named| named.url().clone())
                .or_else(|| Url::parse(usual).ok().filter(|_| !is_here))
        };
        let followed = match place {
            Place::Firehose(url) => Some(url.clone()),
            _ => None,
        };
        let view = or(&directories.view, VIEW);
        let accounts = or(&directories.accounts, ACCOUNTS);
        Some(Self {
            http: Http::new(None, patience).ok()?,
            wary: Http::wary(patience).ok()?,
            named: streams.into_iter().chain(view.clone()).chain(accounts.clone()).collect(),
            followed,
            view,
            accounts,
        })
    }

    /// Whether there is anybody to ask who somebody is.
    pub(super) fn know_anybody(&self) -> bool {
        self.followed.is_some() || self.view.is_some()
    }

    /// Asks a method of a host.
    pub(super) async fn ask(
        &self,
        at: &Url,
        method: &str,
        query: &[(&str, &str)],
    ) -> Result<Answer, AskError> {
        let mut url = at.clone();
        url.set_path(&format!("/xrpc/{method}"));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.asker(at).get(url).await
    }

    /// The same for what may as well not be known: `None` for all that is no answer.
    pub(super) async fn learn(
        &self,
        at: &Url,
        method: &str,
        query: &[(&str, &str)],
    ) -> Option<Value> {
        match self.ask(at, method, query).await {
            Ok(Answer { status: 200, body, .. }) => json::value(&body),
            _ => None,
        }
    }

    /// Whether the host that is followed holds accounts, and is no relay.
    pub(super) async fn accounts_at_followed(&self) -> Option<&Url> {
        let followed = self.followed.as_ref()?;
        self.learn(followed, "com.atproto.server.describeServer", &[]).await.map(|_| followed)
    }

    /// The host that holds an account, as the directory says.
    pub(super) async fn home(&self, did: &str) -> Option<Url> {
        let mut url = match did.split_once("did:web:") {
            Some((_, host)) => Url::parse(&format!("https://{host}")).ok().filter(is_a_host)?,
            None => self.accounts.clone()?,
        };
        url.set_path(if did.starts_with("did:web:") { "/.well-known/did.json" } else { did });
        let answer = self.asker(&url).get(url).await.ok().filter(|found| found.status == 200)?;
        let home = pds_in(&json::value(&answer.body)?)?;
        (self.is_named(&home) || is_a_host(&home)).then_some(home)
    }

    fn is_named(&self, url: &Url) -> bool {
        self.named.iter().any(|named| named.origin() == url.origin())
    }

    fn asker(&self, at: &Url) -> &Http {
        if self.is_named(at) { &self.http } else { &self.wary }
    }
}

/// The host of accounts that a DID document names.
fn pds_in(document: &Value) -> Option<Url> {
    let services = document["service"].as_array()?;
    let is_pds = |service: &&Value| {
        service["type"] == "AtprotoPersonalDataServer"
            && service["id"].as_str().is_some_and(|id| id.ends_with("#atproto_pds"))
    };
    let endpoint = services.iter().find(is_pds)?["serviceEndpoint"].as_str()?;
    Url::parse(endpoint).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn hosts(place: &str, directories: &Directories) -> Hosts {
        Hosts::of(&place.parse().unwrap(), directories, Duration::from_secs(1)).unwrap()
    }

    #[test]
    fn only_the_world_is_asked_about_the_world() {
        let asks = |place: &str| {
            let hosts = hosts(place, &Directories::default());
            (hosts.followed.is_some(), hosts.view.is_some(), hosts.accounts.is_some())
        };
        assert_eq!(asks("bluesky"), (false, true, true));
        assert_eq!(asks("jetstream:wss://stream.example"), (false, true, true));
        assert_eq!(asks("firehose:https://relay.example"), (true, true, true));
        for here in ["localhost", "127.0.0.1", "[::1]"] {
            assert_eq!(asks(&format!("jetstream:ws://{here}:6008")), (false, false, false));
            assert_eq!(asks(&format!("firehose:http://{here}:2583")), (true, false, false));
        }
    }

    #[test]
    fn what_the_user_named_may_be_anywhere() {
        let view: Address = "http://localhost:3000".parse().unwrap();
        let named = Directories { view: Some(view.clone()), accounts: None };
        let hosts = hosts("jetstream:ws://localhost:6008", &named);
        assert!(hosts.is_named(view.url()) && hosts.view.as_ref() == Some(view.url()));
        assert!(!hosts.is_named(&Url::parse("http://localhost:3001").unwrap()));
        let service = |endpoint: &str| {
            json!({ "service": [{ "id": "#atproto_pds", "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": endpoint }] })
        };
        let pds = pds_in(&service("https://pds.example")).unwrap();
        assert_eq!(pds.as_str(), "https://pds.example/");
        assert_eq!(pds_in(&json!({ "service": "none" })), None);
    }
}
