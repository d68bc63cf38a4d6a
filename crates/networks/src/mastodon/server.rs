//! A server that is followed, and asking it.

use std::collections::BTreeMap;
use std::time::Duration;

use formats::mastodon;
use formats::{Found, Options, ReadError, Reading, Record};
use jiff::Timestamp;
use reqwest::Url;

use super::answer::Trouble;
use super::probe::{self, About, Access};
use super::seen::{Place, Statuses};
use crate::http::{Answer, AskError, Http, Rate};
use crate::place::Secret;
use crate::{Following, News};

/// A reader of `formats`.
type Reader = fn(&mut dyn std::io::BufRead, &mut Reading<'_>) -> Result<(), ReadError>;

/// A server that is followed.
pub(super) struct Server {
    pub(super) following: Following,
    pub(super) http: Http,
    pub(super) address: Url,
    signed_in: bool,
    options: Options,
    reader: mastodon::Server,
    pub(super) statuses: Statuses,
    /// Up to when each tag was read whole.
    complete: BTreeMap<String, Timestamp>,
    /// When it last answered as it should.
    pub(super) heard_at: Timestamp,
    /// What it says of how often it may be asked.
    pub(super) rate: Rate,
    pub(super) about: About,
    /// Whether threads and single statuses are shown to us, as far as was tried.
    pub(super) threads: bool,
    pub(super) singles: bool,
    /// What may have been taken back: answers of an earlier run that stand in no timeline, and what was
    /// not found a moment ago.
    pub(super) doubtful: Vec<String>,
    /// How many threads were walked.
    pub(super) turn: u64,
}

impl Server {
    /// A server, as it was left.
    pub(super) fn new(
        address: &Url,
        http: Http,
        signed_in: bool,
        mut following: Following,
    ) -> Self {
        let cursor = following.cursor.take().unwrap_or_default();
        let (mut statuses, mut doubtful) = (Statuses::default(), Vec::new());
        for recent in std::mem::take(&mut following.recent) {
            let tags = following.topic.tags();
            let tag = tags.iter().position(|tag| recent.tags.contains(tag));
            if tag.is_none() {
                doubtful.push(recent.uri.as_str().to_owned());
            }
            // An answer without the tag stood in some thread.
            let place = tag.map_or(Place::Thread(String::new()), Place::Timeline);
            statuses.remember(recent.uri.as_str(), recent.created_at, place);
        }
        Self {
            http,
            address: address.clone(),
            signed_in,
            options: following.options(),
            reader: mastodon::Server::default(),
            statuses,
            complete: serde_json::from_str(&cursor).unwrap_or_default(),
            heard_at: following.now(),
            rate: Rate::default(),
            about: About::default(),
            threads: true,
            singles: true,
            doubtful,
            turn: 0,
            following,
        }
    }

    /// Goes on as a stranger.
    pub(super) fn sign_out(&mut self) {
        // Asking was possible with a token: without one it needs less.
        if let Ok(http) = Http::new(None, self.following.pace.patience) {
            self.http = http;
        }
        (self.signed_in, self.threads, self.singles) = (false, true, true);
    }

    /// Goes on with a token.
    pub(super) fn sign_in(&mut self, token: &Secret) {
        // One was just asked with it.
        if let Ok(http) = Http::new(Some(token), self.following.pace.patience) {
            self.http = http;
            (self.signed_in, self.threads, self.singles) = (true, true, true);
        }
    }

    /// Finds out what it is, and whether it shows tags to us at all.
    pub(super) async fn probe(&mut self) -> Result<(), Trouble> {
        self.about = probe::probe(self).await?;
        match (self.about.tags, self.signed_in) {
            (Access::SignedIn, false) => Err(Trouble::Closed(
                "it shows tags only to those who are signed in: a token opens it".into(),
            )),
            (Access::Closed, _) => Err(Trouble::Closed("it shows no tags".into())),
            _ => Ok(()),
        }
    }

    /// Asks for something.
    pub(super) async fn get(
        &mut self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Answer, AskError> {
        let mut url = self.address.clone();
        url.set_path(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let answer = self.http.get(url).await?;
        self.rate = answer.rate;
        Ok(answer)
    }

    /// Reads statuses, one JSON value each, and tells what concerns us.
    pub(super) async fn read(&mut self, statuses: &[String]) -> Result<(), Trouble> {
        let found = self.understand(statuses);
        self.tell(found).await
    }

    fn understand(&mut self, statuses: &[String]) -> Vec<Found> {
        let (now, topic) = (self.following.now(), &self.following.topic);
        let mut found = Vec::new();
        let mut take = |mut one: Found| {
            if let Found::Record(record) = &mut one {
                record.seen_at = Some(now);
            }
            if topic.concerns(&one) {
                found.push(one);
            }
            true
        };
        for status in statuses {
            let mut reading = Reading::new(&self.options, &mut take);
            // From memory, and nobody asks to stop: it cannot fail.
            let _ = self.reader.read(&mut status.as_bytes(), &mut reading);
        }
        found
    }

    /// The posts in an answer, whether they concern us or not.
    pub(super) fn posts_in(&self, answer: &str, read: Reader) -> Vec<Record> {
        let mut found = Vec::new();
        let mut take = |one: Found| {
            if let Found::Record(record) = one {
                found.push(record);
            }
            true
        };
        let mut reading = Reading::new(&self.options, &mut take);
        // From memory: what is not understood is not there.
        let _ = read(&mut answer.as_bytes(), &mut reading);
        found
    }

    /// Tells what was found.
    pub(super) async fn tell(&mut self, found: Vec<Found>) -> Result<(), Trouble> {
        if found.is_empty() {
            return Ok(());
        }
        let cursor = Some(self.cursor());
        Ok(self.following.tell(News::Found { found, cursor }).await?)
    }

    /// It answered, and there was perhaps nothing new.
    pub(super) async fn alive(&mut self) -> Result<(), Trouble> {
        self.heard_at = self.following.now();
        let cursor = Some(self.cursor());
        Ok(self.following.tell(News::Alive { cursor }).await?)
    }

    /// Up to when all tags were read whole; `None` before that.
    pub(super) fn complete(&self) -> Option<Timestamp> {
        let of = |tag: &chat::Tag| self.complete.get(tag.as_str()).copied();
        let all = self.following.topic.tags().iter().map(of).collect::<Option<Vec<_>>>()?;
        all.into_iter().min()
    }

    /// A tag was read whole up to this time.
    pub(super) fn completed(&mut self, tag: &str, at: Timestamp) {
        self.complete.insert(tag.to_owned(), at);
    }

    /// Where to go on: up to when each tag was read whole. No id, for those mean something only to
    /// the server, and not to all of them the same tomorrow.
    fn cursor(&self) -> String {
        serde_json::to_string(&self.complete).unwrap_or_default()
    }

    /// How long to wait at least before the next look: what is left of the questions must last.
    pub(super) fn polite(&self, least: Duration) -> Duration {
        let pause = self.rate.pause(self.following.now());
        pause.unwrap_or_default().max(least.min(Duration::from_secs(1)))
    }
}
