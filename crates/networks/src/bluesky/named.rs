//! Posts that are known by name alone: what an answer answers, and stands outside of the chat or was said
//! before anybody listened. An application shows them (`app.bsky.feed.getPosts`), and where one of them
//! belongs, the rest of its thread (`app.bsky.feed.getPostThread`).

use std::time::Duration;

use chat::Uri;
use reqwest::Url;
use rustc_hash::FxHashMap;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::hosts::Hosts;
use crate::http::Answer;

/// How many may wait; more are not asked for.
const WAITING: usize = 1_000;
/// Names that are remembered, so that each is asked for once; then it begins anew.
const REMEMBERED: usize = 20_000;
/// Posts that are asked for together: the most that the method takes.
const TOGETHER: usize = 25;
/// How many steps up from an answer within the chat.
const HIGHEST: u8 = 10;
/// How deep a thread is asked for.
const DEPTH: &str = "20";
/// The pause between two questions, how often one is asked, and how long we may be asked to wait.
const PACE: Duration = Duration::from_millis(200);
const TRIES: u32 = 3;
const A_WHILE: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(60);

/// What is asked for.
enum Wanted {
    Post(String),
    Thread(String),
}

/// What an application showed: its answer.
pub(super) struct Shown(pub(super) String);

/// Asks for posts and threads.
pub(super) struct Named {
    /// The posts asked for, and how many steps up each is from the chat.
    heights: FxHashMap<String, u8>,
    ask: mpsc::Sender<Wanted>,
    shown: mpsc::Receiver<Shown>,
}

impl Named {
    /// Starts to ask, where there is an application.
    pub(super) fn start(hosts: Option<&Hosts>) -> Self {
        let (ask, asked) = mpsc::channel(WAITING);
        let (tell, shown) = mpsc::channel(1);
        if let Some((hosts, view)) = hosts.and_then(|hosts| Some((hosts, hosts.view.clone()?))) {
            tokio::spawn(Asking { hosts: hosts.clone(), view, tell }.go_on(asked));
        }
        Self { heights: FxHashMap::default(), ask, shown }
    }

    /// Has a post asked for that a post of the chat answers.
    pub(super) fn want(&mut self, uri: &Uri) {
        self.want_at(uri, 0);
    }

    /// Has a post asked for that another answers which was asked for.
    pub(super) fn want_above(&mut self, uri: &Uri, below: u8) {
        if below < HIGHEST {
            self.want_at(uri, below + 1);
        }
    }

    fn want_at(&mut self, uri: &Uri, height: u8) {
        if self.heights.len() >= REMEMBERED {
            self.heights.clear();
        }
        let uri = uri.as_str();
        if !self.heights.contains_key(uri) && self.ask.try_send(Wanted::Post(uri.into())).is_ok() {
            self.heights.insert(uri.to_owned(), height);
        }
    }

    /// Has the answers to a post asked for.
    pub(super) fn want_thread(&self, uri: &Uri) {
        // Where too much waits, they are left out.
        let _ = self.ask.try_send(Wanted::Thread(uri.as_str().into()));
    }

    /// How many steps up a post is that was asked for.
    pub(super) fn height(&self, uri: &Uri) -> Option<u8> {
        self.heights.get(uri.as_str()).copied()
    }

    /// Waits until something is shown; for ever where nobody can be asked.
    pub(super) async fn next(&mut self) -> Shown {
        match self.shown.recv().await {
            Some(shown) => shown,
            None => std::future::pending().await,
        }
    }
}

/// Who asks.
struct Asking {
    hosts: Hosts,
    view: Url,
    tell: mpsc::Sender<Shown>,
}

impl Asking {
    async fn go_on(self, mut asked: mpsc::Receiver<Wanted>) {
        while let Some(first) = asked.recv().await {
            let (mut posts, mut threads) = (Vec::new(), Vec::new());
            let mut next = Some(first);
            while let Some(wanted) = next {
                match wanted {
                    Wanted::Post(uri) => posts.push(uri),
                    Wanted::Thread(uri) => threads.push(uri),
                }
                next = (posts.len() < TOGETHER).then(|| asked.try_recv().ok()).flatten();
            }
            if !posts.is_empty() {
                let query: Vec<_> = posts.iter().map(|uri| ("uris", uri.as_str())).collect();
                self.ask("app.bsky.feed.getPosts", &query).await;
            }
            for uri in threads {
                let query = [("uri", uri.as_str()), ("depth", DEPTH), ("parentHeight", "0")];
                self.ask("app.bsky.feed.getPostThread", &query).await;
            }
            if self.tell.is_closed() {
                return;
            }
        }
    }

    /// Asks, a few times where it does not work, and tells what is shown.
    async fn ask(&self, method: &str, query: &[(&str, &str)]) {
        for _ in 0..TRIES {
            let wait = match self.hosts.ask(&self.view, method, query).await {
                Ok(Answer { status: 200, body, .. }) => {
                    // Nobody listens any more: then it is over anyway.
                    let _ = self.tell.send(Shown(body)).await;
                    sleep(PACE).await;
                    return;
                }
                Ok(answer) if answer.status == 429 || answer.status >= 500 => {
                    answer.rate.retry_after.unwrap_or(A_WHILE)
                }
                // There is no such thread, or none that is shown to us.
                Ok(_) => return,
                Err(_) => A_WHILE,
            };
            sleep(wait.min(LONGEST)).await;
        }
    }
}
