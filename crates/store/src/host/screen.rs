//! What readers are not shown: what hosts hid, and what waits until they have seen it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chat::{Author, Uri};
use rusqlite::Connection;

use super::{Arrivals, Deed, reach};
use crate::key::Key;
use crate::row::{GONE, POST, REPOST, Stored};
use crate::search::words_of;
use crate::{Archive, StoreError};

/// Why readers are not shown something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A host hid it, with this reason, which may be empty.
    Hidden(String),
    /// It is by somebody who was not here before, and waits for a host.
    IsNew,
    /// It holds this word, and waits for a host.
    Holds(String),
}

/// The decisions in force that keep something from readers. Empty, it costs nothing.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    posts: HashMap<Vec<u8>, Rules>,
    /// By uri and by handle, in lower case.
    accounts: HashMap<String, Rules>,
    servers: HashMap<String, Rules>,
    /// Who and what is let in: uris.
    let_in: HashSet<String>,
    waiting: Vec<Waiting>,
    /// What came since the first of them.
    arrivals: Option<Arc<Arrivals>>,
}

type Rules = Vec<Rule>;

#[derive(Debug)]
struct Rule {
    scope: Option<Scope>,
    reason: String,
}

/// What waits: from a change on, all by new people, or what holds a word.
#[derive(Debug)]
struct Waiting {
    scope: Option<Scope>,
    since: i64,
    word: Option<String>,
}

/// The chat that a decision is for.
#[derive(Debug, Clone, Copy)]
struct Scope {
    tag: i64,
    rows: (i64, i64),
}

impl Archive {
    /// From here on reads as readers are to see it: without what hosts hid, and without what waits for
    /// them. Asks anew each time it is called; where nothing was decided, reading is as fast as ever.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn as_readers_see(&self) -> Result<(), StoreError> {
        let screen = Screen::read(self)?;
        *self.screen.borrow_mut() = screen.filter(|screen| !screen.is_empty());
        Ok(())
    }

    /// From here on reads everything, as it is kept.
    pub fn as_kept(&self) {
        *self.screen.borrow_mut() = None;
    }

    /// Why readers are not shown a post; `None` if they are, or if it is not here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn why_hidden(&self, uri: &Uri) -> Result<Option<Why>, StoreError> {
        let Some(screen) = Screen::read(self)?.filter(|screen| !screen.is_empty()) else {
            return Ok(None);
        };
        let key = Key::of(uri);
        match self.stored_as_kept("where r.key = ?", [key.as_bytes()])?.first() {
            Some(stored) => screen.why(&self.db, stored),
            None => Ok(None),
        }
    }
}

impl Screen {
    fn read(archive: &Archive) -> Result<Option<Self>, StoreError> {
        let acts = archive.in_force()?;
        if acts.is_empty() {
            return Ok(None);
        }
        let mut screen = Self::default();
        let mut since = archive.db.prepare_cached("select number from acts where id = ?")?;
        for act in acts {
            let scope = match &act.chat {
                None => None,
                Some(chat) => {
                    let rows = reach::window(&archive.db, chat)?;
                    match (archive.tag_id(&chat.tag)?, rows) {
                        (Some(tag), Some(rows)) => Some(Scope { tag, rows }),
                        // The chat is no more: nothing belongs to it.
                        _ => continue,
                    }
                }
            };
            let rule = Rule { scope, reason: act.reason };
            let mut wait = |word: Option<String>| -> Result<(), StoreError> {
                let since = since.query_row([act.id], |row| row.get(0))?;
                screen.waiting.push(Waiting { scope, since, word });
                Ok(())
            };
            match act.deed {
                Deed::HidePost(uri) => {
                    let key = Key::of(&Uri::new(uri)).as_bytes().to_vec();
                    screen.posts.entry(key).or_default().push(rule);
                }
                Deed::HideAuthor(name) => {
                    screen.accounts.entry(name.to_lowercase()).or_default().push(rule);
                }
                Deed::HideServer(server) => {
                    screen.servers.entry(server.to_lowercase()).or_default().push(rule);
                }
                Deed::LetInPost(uri) | Deed::LetInAuthor(uri) => {
                    screen.let_in.insert(uri);
                }
                Deed::Hold => wait(None)?,
                Deed::Word(word) => wait(Some(word.to_lowercase()))?,
                Deed::Asks(..) | Deed::Pin(_) | Deed::Rewritten(_) | Deed::Times(_) => {}
            }
        }
        if let Some(first) = screen.waiting.iter().map(|waiting| waiting.since).min() {
            let known = archive.arrivals.take();
            let arrivals = Arrivals::since(&archive.db, first, known)?;
            *archive.arrivals.borrow_mut() = Some(Arc::clone(&arrivals));
            screen.arrivals = Some(arrivals);
        }
        Ok(Some(screen))
    }

    /// What came after change `since`.
    pub(super) fn came_after(&self, since: i64) -> Vec<i64> {
        self.arrivals.as_ref().map_or_else(Vec::new, |arrivals| arrivals.after(since))
    }

    /// Whether a record came after change `seen` while something waits.
    pub(crate) fn came_later(&self, row: i64, seen: u64) -> bool {
        let seen = i64::try_from(seen).unwrap_or(i64::MAX);
        self.arrivals.as_ref().is_some_and(|arrivals| arrivals.came_after(row, seen))
    }

    fn is_empty(&self) -> bool {
        self.posts.is_empty()
            && self.accounts.is_empty()
            && self.servers.is_empty()
            && self.waiting.is_empty()
    }

    /// Why readers are not shown a record; `None` if they are.
    pub(crate) fn why(&self, db: &Connection, stored: &Stored) -> Result<Option<Why>, StoreError> {
        if let Some(why) = self.why_itself(db, stored)? {
            return Ok(Some(why));
        }
        // Who passes on what is hidden shows it again.
        let (REPOST, Some(target)) = (stored.kind, &stored.target) else { return Ok(None) };
        let sql = format!("select {} from {} where r.key = ?", Stored::COLUMNS, Stored::TABLES);
        let mut select = db.prepare_cached(&sql)?;
        let mut rows = select.query_map([target], Stored::read)?;
        match rows.next().transpose()? {
            Some(target) => self.why_itself(db, &target),
            None => Ok(None),
        }
    }

    fn why_itself(&self, db: &Connection, stored: &Stored) -> Result<Option<Why>, StoreError> {
        let mut rules: Vec<&Rule> = self.posts.get(&stored.key).into_iter().flatten().collect();
        let looks_at_people = !self.accounts.is_empty() || !self.servers.is_empty();
        let author: Option<Author> = match &stored.profile {
            Some(json) if looks_at_people || !self.let_in.is_empty() => {
                Some(serde_json::from_str(json)?)
            }
            _ => None,
        };
        if let Some(author) = &author {
            let handle = author.handle.as_deref().map(str::to_lowercase);
            let names = [Some(author.uri.as_str().to_lowercase()), handle];
            let by_name = names.iter().flatten().filter_map(|name| self.accounts.get(name));
            let server = server_of(author).and_then(|server| self.servers.get(&server));
            rules.extend(by_name.chain(server).flatten());
        }
        for rule in rules {
            if holds(db, rule.scope, stored)? {
                return Ok(Some(Why::Hidden(rule.reason.clone())));
            }
        }
        self.why_waiting(db, stored, author.as_ref())
    }

    fn why_waiting(
        &self,
        db: &Connection,
        stored: &Stored,
        author: Option<&Author>,
    ) -> Result<Option<Why>, StoreError> {
        let Some(arrivals) = &self.arrivals else { return Ok(None) };
        let came_after = |since| arrivals.came_after(stored.id, since);
        for waiting in self.waiting.iter().filter(|waiting| came_after(waiting.since)) {
            let concerns = match &waiting.word {
                Some(word) => words(stored)?.contains(word.as_str()),
                None => is_new(db, stored.id, arrivals, waiting.since)?,
            };
            if !concerns || !holds(db, waiting.scope, stored)? {
                continue;
            }
            let is_let_in = self.let_in.contains(stored.uri()?.as_str())
                || author.is_some_and(|author| self.let_in.contains(author.uri.as_str()));
            if !is_let_in {
                return Ok(Some(waiting.word.clone().map_or(Why::IsNew, Why::Holds)));
            }
        }
        Ok(None)
    }
}

/// Where words that wait are looked for, in lower case: where a search looks, too.
fn words(stored: &Stored) -> Result<String, StoreError> {
    let words = match (stored.standing, stored.kind) {
        (GONE, _) => String::new(),
        (_, POST) => words_of(&stored.post()?),
        _ => stored.text.clone().unwrap_or_default(),
    };
    Ok(words.to_lowercase())
}

/// The server that an account lives on, as far as its name tells: an account on Bluesky can move, and
/// Twitter is one.
fn server_of(author: &Author) -> Option<String> {
    if author.network == chat::Network::Twitter {
        return None;
    }
    let address = author.uri.as_str().split_once("://")?.1;
    let server = address.split(['/', '?', '#']).next()?;
    Some(server.to_lowercase()).filter(|server| !server.is_empty())
}

/// Whether a decision holds for a record: it stands in the time of its chat, and carries its tag or
/// answers something.
fn holds(db: &Connection, scope: Option<Scope>, stored: &Stored) -> Result<bool, StoreError> {
    let Some(Scope { tag, rows: (first, last) }) = scope else { return Ok(true) };
    if !(first..=last).contains(&stored.id) {
        return Ok(false);
    }
    let mut select = db.prepare_cached("select 1 from record_tags where tag = ? and record = ?")?;
    Ok(stored.target.is_some() || select.exists((tag, stored.id))?)
}

/// Whether nobody knew the author of a record before a change.
fn is_new(
    db: &Connection,
    record: i64,
    arrivals: &Arrivals,
    since: i64,
) -> Result<bool, StoreError> {
    let mut select = db.prepare_cached(
        "select k.id from records k where k.author = (select author from records where id = ?)
         and k.kind = 0 and k.standing = 1",
    )?;
    let mut posts = select.query([record])?;
    while let Some(post) = posts.next()? {
        if !arrivals.came_after(post.get(0)?, since) {
            return Ok(false);
        }
    }
    Ok(true)
}
