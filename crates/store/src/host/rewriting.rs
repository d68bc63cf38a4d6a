//! A chat's summary in a language model's words, as a host let it stand: a decision like others, taken
//! and undone. Each sentence names the posts that it rests on, and goes with any of them.

use chat::{ChatName, Uri};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{Deed, Host};
use crate::step::Step;
use crate::{Archive, StoreError};

/// The name under which the decision is stored.
pub(super) const REWRITTEN: &str = "rewritten";

/// A summary in a model's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewriting {
    /// The model's name.
    pub model: String,
    /// Its sections, in their order; empty once it was taken back.
    pub sections: Vec<RewrittenSection>,
}

/// A section of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewrittenSection {
    /// What it is about.
    pub heading: String,
    /// The number of the question that it sums up.
    pub question: Option<u32>,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
}

/// A sentence that a model wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// The posts that it rests on.
    pub posts: Vec<Uri>,
}

impl Rewriting {
    /// It without the sentences that rest on a post of which `is_here` says no.
    #[must_use]
    pub fn resting_on(mut self, is_here: impl Fn(&Uri) -> bool) -> Self {
        for section in &mut self.sections {
            let rests = |sentence: &Sentence| {
                !sentence.posts.is_empty() && sentence.posts.iter().all(&is_here)
            };
            section.sentences.retain(rests);
        }
        self.sections.retain(|section| !section.sentences.is_empty());
        self
    }
}

impl Host {
    /// Lets a chat's summary stand in a model's words, in the name of a host, in the place of what stood
    /// there before. Returns its number in the log.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn rewrite(
        &mut self,
        chat: &ChatName,
        rewriting: &Rewriting,
        host: &str,
        now: Timestamp,
    ) -> Result<i64, StoreError> {
        let transaction = Step::begin(&self.db)?;
        let name = chat.to_string();
        let before = transaction
            .prepare(
                "update acts set undone_at = ?, undone_by = ?
                 where undone_at is null and deed = ? and chat = ? returning id",
            )?
            .query_map((now.as_millisecond(), host, REWRITTEN, &name), |row| row.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        for id in before {
            blank(&transaction, id)?;
        }
        let id = transaction.query_row(
            "insert into acts (chat, deed, target, number, reason, host, at)
             values (?, ?, ?, 0, '', ?, ?) returning id",
            (name, REWRITTEN, serde_json::to_string(rewriting)?, host, now.as_millisecond()),
            |row| row.get(0),
        )?;
        transaction.commit()?;
        Ok(id)
    }
}

impl Archive {
    /// The summary of a chat in a model's words, where a host let it stand, with the number by which
    /// that is undone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn rewriting(&self, chat: &ChatName) -> Result<Option<(i64, Rewriting)>, StoreError> {
        let clause = "where undone_at is null and deed = ?1 and chat = ?2 order by id desc";
        let acts = self.logged(clause, (REWRITTEN, chat.to_string()))?;
        Ok(acts.into_iter().find_map(|act| match act.deed {
            Deed::Rewritten(rewriting) => Some((act.id, *rewriting)),
            _ => None,
        }))
    }
}

/// Keeps of a decision that was taken back which model it was, and none of its words.
pub(super) fn blank(db: &Connection, id: i64) -> Result<(), StoreError> {
    change(db, id, |rewriting| rewriting.resting_on(|_| false))
}

/// Takes out the sentences that rest on removed posts.
pub(crate) fn forget(db: &Connection, gone: &[Uri]) -> Result<(), StoreError> {
    let mut select = db.prepare_cached("select id from acts where deed = ?")?;
    let ids = select.query_map([REWRITTEN], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    for id in ids {
        change(db, id, |rewriting| rewriting.resting_on(|uri| !gone.contains(uri)))?;
    }
    Ok(())
}

fn change(
    db: &Connection,
    id: i64,
    change: impl FnOnce(Rewriting) -> Rewriting,
) -> Result<(), StoreError> {
    let text: String =
        db.query_row("select target from acts where id = ?", [id], |row| row.get(0))?;
    let before: Rewriting = serde_json::from_str(&text)?;
    let after = change(before.clone());
    if after != before {
        let text = serde_json::to_string(&after)?;
        db.execute("update acts set target = ? where id = ?", (text, id))?;
    }
    Ok(())
}
