//! Making good what a stream lost: having it read, and taking in what was found.

use chat::{Change, Tombstone, Uri};
use formats::Found;
use jiff::Timestamp;
use serde_json::json;
use serde_json::value::RawValue;

use super::Session;
use crate::bluesky::listing::{Listing, Record};
use crate::bluesky::repair::{BEFORE, Loss, Mended};
use crate::{News, Stopped, Undone};

/// How it stands.
#[derive(Debug, Default)]
pub(super) struct Mending {
    /// Up to when the stream told everything.
    pub(super) told_until: Option<Timestamp>,
    /// From when on it will have told everything, while it is not caught up with.
    catching_up: Option<Timestamp>,
    /// The beginning of an older gap that nobody tried to make good.
    older: Option<Timestamp>,
    /// Whether a repair is under way, and what was lost meanwhile.
    is_under_way: bool,
    again: Option<Timestamp>,
    /// What is to be told as soon as the stream sees: before, its last gap is still open.
    repaired: Vec<News>,
}

impl Mending {
    pub(super) fn of(undone: &Undone) -> Self {
        Self { told_until: undone.unseen_since, older: undone.gap_since, ..Self::default() }
    }
}

impl Session {
    /// The stream was opened again, and told where to go on.
    pub(in crate::bluesky) fn connected(&mut self, now: Timestamp) {
        self.tells_from(self.complete_from(now));
    }

    /// The stream tells everything from a time on, once it is caught up with. What was said before
    /// that, and after its last word, is lost, and is read elsewhere.
    pub(in crate::bluesky) fn tells_from(&mut self, time: Timestamp) {
        self.mending.catching_up = Some(time);
        let broken = self.mending.told_until.filter(|until| *until < time);
        let since = [broken, self.mending.older.take()].into_iter().flatten().min();
        if let Some(since) = since {
            self.have_read(since);
        }
    }

    fn have_read(&mut self, since: Timestamp) {
        if self.mending.is_under_way {
            self.mending.again = Some(self.mending.again.map_or(since, |at| at.min(since)));
            return;
        }
        let people = self.heard.people();
        let posts = self.heard.posts_since(since - BEFORE);
        self.mending.is_under_way = self.aside.repair.ask(Loss { since, people, posts });
    }

    /// The stream tells what is said just now: from here on it sees.
    pub(in crate::bluesky) async fn caught_up(&mut self) -> Result<(), Stopped> {
        if let Some(since) = self.mending.catching_up.take() {
            self.following.tell(News::Seeing { since }).await?;
        }
        self.tell_repaired().await
    }

    /// Whether the stream is caught up with; then everything was told up to now.
    pub(in crate::bluesky) fn is_caught_up(&mut self, now: Timestamp) -> bool {
        let is_so = self.mending.catching_up.is_none();
        if is_so {
            self.mending.told_until = Some(now);
        }
        is_so
    }

    /// Tells what was made good meanwhile.
    async fn tell_repaired(&mut self) -> Result<(), Stopped> {
        for news in std::mem::take(&mut self.mending.repaired) {
            self.following.tell(news).await?;
        }
        Ok(())
    }

    /// Takes in what a repair found.
    pub(in crate::bluesky) async fn mend(&mut self, mended: Mended) -> Result<(), Stopped> {
        let mut found = Vec::new();
        match mended {
            Mended::Listing(listing) => self.take(&listing, &mut found),
            Mended::Records(records) => {
                for (uri, record) in &records {
                    self.read_record(uri, None, record, None, &mut found);
                }
            }
            Mended::Closed { did, status } => {
                let account = json!({ "did": did, "active": false, "status": status });
                let event = json!({ "did": did, "kind": "account", "account": account });
                self.read(&event.to_string(), &mut found);
            }
            Mended::Done { since, until, extent } => {
                self.mending.is_under_way = false;
                let news = extent.map(|extent| News::Repaired { from: since, to: until, extent });
                self.mending.repaired.extend(news);
                if let Some(since) = self.mending.again.take() {
                    self.have_read(since);
                }
            }
        }
        self.tell(found).await?;
        match self.mending.catching_up {
            None => self.tell_repaired().await,
            Some(_) => Ok(()),
        }
    }

    /// Takes in what an account has. Posts that are known and say something else were edited; those
    /// that are not there any more were deleted.
    fn take(&mut self, listing: &Listing, found: &mut Vec<Found>) {
        let rev = listing.rev.as_deref();
        for Record { uri, cid, value } in &listing.records {
            let known = self.heard.words(uri);
            let before = found.len();
            self.read_record(uri, cid.as_deref(), value, None, found);
            if known.is_some() && known != self.heard.words(uri) {
                found.truncate(before);
                self.read_record(uri, cid.as_deref(), value, rev, found);
            }
        }
        let Some(until) = rev.and_then(formats::bluesky::key_time).filter(|_| listing.is_whole)
        else {
            return;
        };
        for uri in self.heard.posts_of(&listing.did, listing.since, until) {
            if !listing.records.iter().any(|record| record.uri == uri) {
                self.heard.forget(&uri);
                let at = Some(self.following.now());
                let tombstone = Tombstone::new(Uri::new(uri), at);
                found.push(Found::Gone(Change::Deleted(tombstone)));
            }
        }
    }

    /// Reads a record as an event of the stream would have told it: as new, or as edited in a
    /// revision.
    fn read_record(
        &mut self,
        uri: &str,
        cid: Option<&str>,
        record: &RawValue,
        edited_in: Option<&str>,
        found: &mut Vec<Found>,
    ) {
        let mut parts = uri.trim_start_matches("at://").splitn(3, '/');
        let (Some(did), Some(collection), Some(key)) = (parts.next(), parts.next(), parts.next())
        else {
            return;
        };
        let operation = if edited_in.is_some() { "update" } else { "create" };
        // Its own bytes are kept as they are.
        let quoted = |text: &str| json!(text).to_string();
        let member = |name: &str, text: Option<&str>| {
            text.map_or_else(String::new, |text| format!("\"{name}\":{},", quoted(text)))
        };
        let event = format!(
            "{{\"did\":{},\"kind\":\"commit\",\"commit\":{{{}{}\"operation\":\"{operation}\",\"collection\":{},\"rkey\":{},\"record\":{}}}}}",
            quoted(did),
            member("rev", edited_in),
            member("cid", cid),
            quoted(collection),
            quoted(key),
            record.get(),
        );
        self.read(&event, found);
    }
}
