//! What a host of accounts holds: who is there, and what somebody said (`com.atproto.sync.listRepos`,
//! `com.atproto.repo.listRecords`).

use std::time::Duration;

use formats::bluesky::key_time;
use jiff::Timestamp;
use reqwest::Url;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::hosts::Hosts;
use crate::http::Answer;
use crate::json::Few;

/// The collections that are read, in an order in which what is answered comes before its reposts.
const COLLECTIONS: [&str; 2] = ["app.bsky.feed.post", "app.bsky.feed.repost"];
/// Accounts on a page.
const ACCOUNTS: &str = "1000";
/// Records on a page, pages of a collection, and bytes of them: an endless chain ends.
const RECORDS: &str = "100";
const PAGES: usize = 20;
const BYTES: usize = 8 << 20;
/// How long a host is left alone that does not say how long.
const A_WHILE: Duration = Duration::from_secs(1);

/// Why there is no listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The host does not have the account.
    NotThere,
    /// It does not work now, and may after a while.
    Wait(Duration),
}

/// An account at a host.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) did: String,
    /// When anything in it changed last.
    pub(super) changed_at: Option<Timestamp>,
    /// It was deleted or taken down.
    pub(super) closed: Option<String>,
}

/// What somebody said since a time.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) did: String,
    /// The revision of all that they have.
    pub(super) rev: Option<String>,
    pub(super) since: Timestamp,
    /// Whether everything since then is here.
    pub(super) is_whole: bool,
    /// Oldest first.
    pub(super) records: Vec<Record>,
}

/// A record, as it is kept at its host.
#[derive(Debug, Deserialize)]
pub(super) struct Record {
    pub(super) uri: String,
    pub(super) cid: Option<String>,
    pub(super) value: Box<RawValue>,
}

#[derive(Deserialize)]
struct Page {
    cursor: Option<String>,
    records: Few<Record>,
}

#[derive(Deserialize)]
struct Repos {
    cursor: Option<String>,
    repos: Few<Repo>,
}

#[derive(Deserialize)]
struct Repo {
    did: String,
    rev: Option<String>,
    active: Option<bool>,
    status: Option<String>,
}

/// Everybody at a host; `None` where it does not say, or where there are more than `most`.
pub(super) async fn accounts(hosts: &Hosts, pds: &Url, most: usize) -> Option<Vec<Account>> {
    let mut found: Vec<Account> = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let mut query = vec![("limit", ACCOUNTS)];
        query.extend(cursor.iter().map(|cursor| ("cursor", cursor.as_str())));
        let answer = hosts.ask(pds, "com.atproto.sync.listRepos", &query).await.ok()?;
        let page: Repos = serde_json::from_str(&answer.body).ok()?;
        let before = found.len();
        found.extend(page.repos.0.into_iter().map(Account::from));
        if found.len() > most {
            return None;
        }
        match page.cursor {
            Some(next) if found.len() > before => cursor = Some(next),
            _ => return Some(found),
        }
    }
}

impl From<Repo> for Account {
    fn from(repo: Repo) -> Self {
        let is_closed = |status: &String| status == "deleted" || status == "takendown";
        Self {
            changed_at: repo.rev.as_deref().and_then(key_time),
            closed: repo.status.filter(|s| repo.active == Some(false) && is_closed(s)),
            did: repo.did,
        }
    }
}

/// What somebody said since a time, newest pages first.
pub(super) async fn listing(
    hosts: &Hosts,
    home: &Url,
    did: &str,
    since: Timestamp,
) -> Result<Listing, Trouble> {
    // Asked before the records: what is changed meanwhile has a later revision.
    let commit = hosts.learn(home, "com.atproto.sync.getLatestCommit", &[("did", did)]).await;
    let rev = commit.and_then(|commit| commit["rev"].as_str().map(str::to_owned));
    let mut listing =
        Listing { did: did.to_owned(), rev, since, is_whole: true, records: Vec::new() };
    for collection in COLLECTIONS {
        let mut records = Vec::new();
        let end = read_back(hosts, home, did, collection, since, &mut records).await?;
        listing.is_whole &= end == End::Reached;
        records.reverse();
        listing.records.append(&mut records);
    }
    Ok(listing)
}

/// How a chain of pages ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// At the time wanted, or at the very first record.
    Reached,
    /// It was too long.
    TooMuch,
}

async fn read_back(
    hosts: &Hosts,
    home: &Url,
    did: &str,
    collection: &str,
    since: Timestamp,
    found: &mut Vec<Record>,
) -> Result<End, Trouble> {
    let mut cursor: Option<String> = None;
    let mut bytes = 0;
    for _ in 0..PAGES {
        let mut query = vec![("repo", did), ("collection", collection), ("limit", RECORDS)];
        query.extend(cursor.iter().map(|cursor| ("cursor", cursor.as_str())));
        let answer = hosts.ask(home, "com.atproto.repo.listRecords", &query).await;
        let page = page(&answer.map_err(|_| Trouble::Wait(A_WHILE))?)?;
        let is_old = |record: &Record| record.made_at().is_some_and(|at| at < since);
        // Pages are in the order of keys: one that is no time says nothing of what follows it.
        let mut keys = page.records.0.iter().filter_map(|record| key_time(key_of(&record.uri)));
        let reached = page.records.0.is_empty() || keys.next_back().is_some_and(|at| at < since);
        let mine = page.records.0.into_iter().filter(|record| record.is_of(did, collection));
        for record in mine.filter(|record| !is_old(record)) {
            bytes += record.value.get().len();
            found.push(record);
        }
        match page.cursor {
            Some(next) if !reached && cursor.as_ref() != Some(&next) => cursor = Some(next),
            _ => return Ok(End::Reached),
        }
        if bytes > BYTES {
            break;
        }
    }
    Ok(End::TooMuch)
}

fn page(answer: &Answer) -> Result<Page, Trouble> {
    let wait = || Trouble::Wait(answer.rate.retry_after.unwrap_or(A_WHILE));
    match answer.status {
        200 => serde_json::from_str(&answer.body).map_err(|_| wait()),
        400 | 401 | 403 | 404 => Err(Trouble::NotThere),
        _ => Err(wait()),
    }
}

/// The key in a record's name.
pub(super) fn key_of(uri: &str) -> &str {
    uri.rsplit('/').next().unwrap_or_default()
}

impl Record {
    /// The collection and the key in its name, if it is of this account.
    pub(super) fn is_of(&self, did: &str, collection: &str) -> bool {
        let rest = self.uri.strip_prefix("at://").and_then(|rest| rest.strip_prefix(did));
        let rest = rest.and_then(|rest| rest.strip_prefix('/')?.strip_prefix(collection));
        rest.is_some_and(|key| key.strip_prefix('/').is_some_and(|key| !key.is_empty()))
    }

    /// When it was made: its key says so, and where that is no time, the record.
    pub(super) fn made_at(&self) -> Option<Timestamp> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Stated {
            created_at: Option<String>,
        }
        let stated = || {
            let stated: Stated = serde_json::from_str(self.value.get()).ok()?;
            stated.created_at?.parse().ok()
        };
        key_time(key_of(&self.uri)).or_else(stated)
    }
}
