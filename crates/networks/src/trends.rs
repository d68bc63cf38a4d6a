//! The rank of our tags in the servers' own lists of trends, asked for while people talk.
//!
//! It goes on beside a source that is followed, and ends with it. A server that has no such list is
//! asked once; one that has is asked when somebody spoke lately, and at most once in a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chat::{Change, Tag};
use formats::trends::{NoTrends, Trends};
use formats::{Found, trends};
use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use tokio::sync::mpsc::Sender;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::http::{Answer, Http};
use crate::place::{host, is_local};
use crate::{Clock, Following, News, Place, Secret, Told};

/// How long after a post people still talk.
pub const TALK: SignedDuration = SignedDuration::from_mins(15);
/// How often a list is asked for, at most.
const PACE: Duration = Duration::from_secs(300);
/// Where Bluesky shows its trends to everybody.
const PUBLIC: &str = "https://public.api.bsky.app";

/// What all sources of one capture share: which tags to look for, when somebody spoke last, and when
/// each list was asked for. Two series at one server ask it once.
#[derive(Debug, Clone)]
pub struct Asking {
    tags: Arc<[Tag]>,
    pace: Duration,
    spoken_at: Arc<watch::Sender<Timestamp>>,
    asked_at: Arc<Mutex<HashMap<String, Instant>>>,
}

/// A server's list, as far as it concerns us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Whose list it is: the host, or `bluesky`.
    pub list: String,
    /// The place of each tag; none where it is not in the list.
    pub ranks: Vec<(Tag, Option<u32>)>,
    /// The answer.
    pub proof: String,
}

/// A list that can be asked for.
struct List {
    name: String,
    address: Url,
    token: Option<Secret>,
    read: fn(&str) -> Result<Trends, NoTrends>,
}

impl Asking {
    /// Looks for these tags every five minutes at most.
    #[must_use]
    pub fn new(tags: &[Tag]) -> Self {
        Self::every(PACE, tags)
    }

    /// Looks for these tags as often as this at most.
    #[must_use]
    pub fn every(pace: Duration, tags: &[Tag]) -> Self {
        Self {
            tags: tags.into(),
            pace,
            spoken_at: Arc::new(watch::Sender::new(Timestamp::MIN)),
            asked_at: Arc::default(),
        }
    }

    /// Takes note of what people said just now.
    pub(crate) fn hear(&self, found: &[Found], now: Timestamp) {
        let spoken = found.iter().filter_map(|found| match found {
            Found::Record(record) => match &record.change {
                Change::Posted(post) => Some(post.created_at.at()),
                _ => None,
            },
            _ => None,
        });
        // Somebody's clock may be ahead.
        let Some(last) = spoken.map(|at| at.min(now)).max() else { return };
        self.spoken_at.send_if_modified(|at| {
            let is_later = last > *at;
            *at = last.max(*at);
            is_later
        });
    }

    /// Whether a list was not asked for lately; then it is now.
    fn is_due(&self, list: &str) -> bool {
        let mut asked_at = self.asked_at.lock().unwrap_or_else(PoisonError::into_inner);
        // Who sleeps for the pace wakes a little after it, and never a little before.
        let is_due = asked_at.get(list).is_none_or(|at| at.elapsed() >= self.pace);
        if is_due {
            asked_at.insert(list.to_owned(), Instant::now());
        }
        is_due
    }

    fn understand(&self, list: &List, answer: &Answer) -> Option<Ranked> {
        let trends = (answer.status == 200).then(|| (list.read)(&answer.body).ok()).flatten()?;
        let ranks = self.tags.iter().map(|tag| (tag.clone(), trends.rank(tag))).collect();
        Some(Ranked { list: list.name.clone(), ranks, proof: trends.proof })
    }
}

/// Asking beside one source.
pub(crate) struct Errand {
    asking: Asking,
    number: usize,
    /// How long an answer may take.
    patience: Duration,
    clock: Clock,
    out: Sender<Told>,
}

impl Errand {
    /// Beside a source that is about to be followed.
    pub(crate) fn of(following: &Following) -> Self {
        Self {
            asking: following.asking.clone(),
            number: following.number,
            patience: following.pace.patience,
            clock: Arc::clone(&following.clock),
            out: following.out.clone(),
        }
    }

    /// Asks for as long as it is polled; never ends.
    pub(crate) async fn go_on(self, place: &Place) {
        if let Some(list) = List::of(place)
            && let Ok(http) = Http::new(list.token.as_ref(), self.patience)
            && !self.asking.tags.is_empty()
        {
            self.ask(&list, &http).await;
        }
        // It has no such list, or nobody listens.
        std::future::pending::<()>().await;
    }

    async fn ask(&self, list: &List, http: &Http) {
        let mut spoken_at = self.asking.spoken_at.subscribe();
        loop {
            let talks = |at: &Timestamp| (self.clock)().duration_since(*at) < TALK;
            if spoken_at.wait_for(talks).await.is_err() {
                return;
            }
            let mut wait = self.asking.pace;
            if self.asking.is_due(&list.name)
                && let Ok(answer) = http.get(list.address.clone()).await
            {
                wait = wait.max(answer.rate.retry_after.unwrap_or_default());
                match self.asking.understand(list, &answer) {
                    Some(ranked) => {
                        let (source, at) = (self.number, (self.clock)());
                        let told = Told { source, at, news: News::Ranked(ranked) };
                        if self.out.send(told).await.is_err() {
                            return;
                        }
                    }
                    None if answer.status == 429 || answer.status >= 500 => {}
                    None => return,
                }
            }
            sleep(wait).await;
        }
    }
}

impl List {
    /// The list that a place's people see, if there may be one.
    fn of(place: &Place) -> Option<Self> {
        let at = |server: &Url, path: &str, query: &str| {
            let mut address = server.clone();
            // A stream's address says so; what is asked for is a page.
            let _ = address.set_scheme(match server.scheme() {
                "ws" | "http" => "http",
                _ => "https",
            });
            address.set_path(path);
            address.set_query(Some(query));
            address
        };
        match place {
            Place::Replay { .. } => None,
            Place::Mastodon { server, token } => Some(Self {
                name: host(server),
                address: at(server, "/api/v1/trends/tags", "limit=20"),
                token: token.clone(),
                read: trends::mastodon,
            }),
            Place::Bluesky | Place::Jetstream(_) | Place::Firehose(_) => {
                // What runs on this computer knows nobody elsewhere, and is asked itself.
                let here = match place {
                    Place::Jetstream(url) | Place::Firehose(url)
                        if url.host_str().is_some_and(is_local) =>
                    {
                        Some(url)
                    }
                    _ => None,
                };
                let public = Url::parse(PUBLIC).ok()?;
                Some(Self {
                    name: here.map_or_else(|| "bluesky".to_owned(), host),
                    address: at(
                        here.unwrap_or(&public),
                        "/xrpc/app.bsky.unspecced.getTrends",
                        "limit=25",
                    ),
                    token: None,
                    read: trends::bluesky,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_asked_for_the_list_its_people_see() {
        let asked = |place: &str| {
            List::of(&place.parse().unwrap()).map(|list| format!("{} {}", list.name, list.address))
        };
        let shown = [
            "https://reef.example",
            "bluesky",
            "jetstream:wss://stream.example",
            "firehose:http://127.0.0.1:2583",
            "jetstream:ws://localhost:6008",
        ];
        let shown = shown.map(|place| asked(place).unwrap()).join("\n");
        insta::assert_snapshot!(shown, @r"
        reef.example https://reef.example/api/v1/trends/tags?limit=20
        bluesky https://public.api.bsky.app/xrpc/app.bsky.unspecced.getTrends?limit=25
        bluesky https://public.api.bsky.app/xrpc/app.bsky.unspecced.getTrends?limit=25
        127.0.0.1:2583 http://127.0.0.1:2583/xrpc/app.bsky.unspecced.getTrends?limit=25
        localhost:6008 http://localhost:6008/xrpc/app.bsky.unspecced.getTrends?limit=25
        ");
        assert_eq!(asked("replay:evening.jsonl"), None);
    }
}
