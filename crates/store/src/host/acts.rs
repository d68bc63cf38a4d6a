//! Decisions: taken, and undone.

use chat::{Chat, ChatName};
use jiff::Timestamp;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::rewriting::{self, REWRITTEN, Rewriting};
use super::{Host, reach};
use crate::step::Step;
use crate::{StoreError, changes, chats};

/// What a host decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Readers are not shown this post (uri).
    HidePost(String),
    /// Readers are shown nothing by this account (uri or handle).
    HideAuthor(String),
    /// Readers are shown nothing by accounts of this server.
    HideServer(String),
    /// This post (uri) asks the question of this number.
    Asks(String, u32),
    /// This post (uri) stands above the chat.
    Pin(String),
    /// Posts of people who were not here before wait until a host has seen them.
    Hold,
    /// Posts with this word wait until a host has seen them.
    Word(String),
    /// This post (uri) waits no longer.
    LetInPost(String),
    /// Nothing by this account (uri) waits any longer.
    LetInAuthor(String),
    /// The summary of the chat stands in a language model's words.
    Rewritten(Box<Rewriting>),
    /// The chat's title and times: what they were before, and whether a host had set them.
    Times(Box<Times>),
}

/// A chat as it was before its host set it, and as it was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// As it was.
    pub before: Chat,
    /// Whether a host had said so; else it was found.
    pub by_host: bool,
    /// As it was set.
    pub after: Chat,
}

impl Deed {
    /// The name under which it is stored.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::HidePost(_) => "hide post",
            Self::HideAuthor(_) => "hide author",
            Self::HideServer(_) => "hide server",
            Self::Asks(..) => "asks",
            Self::Pin(_) => "pin",
            Self::Hold => "hold",
            Self::Word(_) => "word",
            Self::LetInPost(_) => "let in post",
            Self::LetInAuthor(_) => "let in author",
            Self::Rewritten(_) => REWRITTEN,
            Self::Times(_) => "times",
        }
    }

    /// What it is about: a uri, a handle, a server, a word; empty for [`Deed::Hold`],
    /// [`Deed::Rewritten`] and [`Deed::Times`].
    #[must_use]
    pub fn target(&self) -> &str {
        match self {
            Self::Hold | Self::Rewritten(_) | Self::Times(_) => "",
            Self::HidePost(target)
            | Self::HideAuthor(target)
            | Self::HideServer(target)
            | Self::Asks(target, _)
            | Self::Pin(target)
            | Self::Word(target)
            | Self::LetInPost(target)
            | Self::LetInAuthor(target) => target,
        }
    }

    pub(super) fn read(name: &str, target: String, number: i64) -> Option<Self> {
        Some(match name {
            "hide post" => Self::HidePost(target),
            "hide author" => Self::HideAuthor(target),
            "hide server" => Self::HideServer(target),
            "asks" => Self::Asks(target, u32::try_from(number).ok()?),
            "pin" => Self::Pin(target),
            "hold" => Self::Hold,
            "word" => Self::Word(target),
            "let in post" => Self::LetInPost(target),
            "let in author" => Self::LetInAuthor(target),
            REWRITTEN => Self::Rewritten(Box::new(serde_json::from_str(&target).ok()?)),
            "times" => Self::Times(Box::new(serde_json::from_str(&target).ok()?)),
            _ => return None,
        })
    }
}

/// A decision to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The chat it is for; `None` for the whole archive.
    pub chat: Option<ChatName>,
    /// What is decided.
    pub deed: Deed,
    /// Why, as readers are told; may be empty.
    pub reason: String,
}

impl Host {
    /// Takes a decision, in the name of a host. Those who follow are told by the number of a change,
    /// as of a post. The same decided twice stands once. Returns its number in the log.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn decide(&mut self, act: &Act, host: &str, now: Timestamp) -> Result<i64, StoreError> {
        let transaction = Step::begin(&self.db)?;
        let chat = act.chat.as_ref().map(ToString::to_string);
        let (name, target) = (act.deed.name(), act.deed.target());
        let mut standing = transaction.prepare(
            "select id, reason, number from acts
             where undone_at is null and deed = ? and target = ? and chat is ?",
        )?;
        let known: Option<(i64, String, i64)> = standing
            .query_row((name, target, &chat), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        drop(standing);
        let number = match act.deed {
            Deed::Asks(_, number) => i64::from(number),
            Deed::Hold | Deed::Word(_) => match &known {
                Some((_, _, since)) => *since,
                None => changes::last(&transaction)?,
            },
            _ => 0,
        };
        if let Some((id, reason, known)) = known {
            if reason == act.reason && known == number {
                return Ok(id);
            }
            transaction.execute(
                "update acts set undone_at = ?, undone_by = ? where id = ?",
                (now.as_millisecond(), host, id),
            )?;
        }
        if let Deed::Asks(_, asked) = act.deed {
            // A question is asked by one post.
            transaction.execute(
                "update acts set undone_at = ?, undone_by = ?
                 where undone_at is null and deed = 'asks' and number = ? and chat is ?",
                (now.as_millisecond(), host, asked, &chat),
            )?;
        }
        let id = transaction.query_row(
            "insert into acts (chat, deed, target, number, reason, host, at)
             values (?, ?, ?, ?, ?, ?, ?) returning id",
            (chat, name, target, number, &act.reason, host, now.as_millisecond()),
            |row| row.get(0),
        )?;
        changes::note(&transaction, &reach::rows(&transaction, act)?)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Undoes a decision; `false` where there is none of this number in force.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn undo(&mut self, id: i64, host: &str, now: Timestamp) -> Result<bool, StoreError> {
        let transaction = Step::begin(&self.db)?;
        let undone = transaction
            .query_row(
                "update acts set undone_at = ?, undone_by = ? where id = ? and undone_at is null
                 returning chat, deed, target, number, reason",
                (now.as_millisecond(), host, id),
                |row| {
                    let (deed, target): (String, String) = (row.get(1)?, row.get(2)?);
                    let number: i64 = row.get(3)?;
                    let chat: Option<String> = row.get(0)?;
                    Ok((chat, Deed::read(&deed, target, number), number, row.get(4)?))
                },
            )
            .optional()?;
        let Some((chat, deed, number, reason)) = undone else { return Ok(false) };
        if let Some(Deed::Times(times)) = &deed {
            chats::restore(&transaction, &times.before, times.by_host)?;
        }
        if let Some(Deed::Rewritten(_)) = &deed {
            rewriting::blank(&transaction, id)?;
        }
        if let Some(deed) = deed {
            let chat = chat.and_then(|chat| chat.parse().ok());
            let act = Act { chat, deed, reason };
            let mut rows = reach::rows(&transaction, &act)?;
            if matches!(act.deed, Deed::Hold | Deed::Word(_)) {
                rows = reach::since(&transaction, number)?;
            }
            changes::note(&transaction, &rows)?;
        }
        transaction.commit()?;
        Ok(true)
    }

    /// Sets the title and the times of a known chat, in the name of a host; what was set of it before is
    /// overruled. Undone, the chat is as it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_chat(&mut self, chat: &Chat, host: &str, now: Timestamp) -> Result<(), StoreError> {
        let transaction = Step::begin(&self.db)?;
        let name = chat.name.to_string();
        if let Some((before, by_host)) = chats::known(&transaction, &chat.name)? {
            if before == *chat && by_host {
                return Ok(());
            }
            let times = Times { before, by_host, after: chat.clone() };
            transaction.execute(
                "update acts set undone_at = ?, undone_by = ?
                 where undone_at is null and deed = 'times' and chat = ?",
                (now.as_millisecond(), host, &name),
            )?;
            transaction.execute(
                "insert into acts (chat, deed, target, number, reason, host, at)
                 values (?, 'times', ?, 0, '', ?, ?)",
                (&name, serde_json::to_string(&times)?, host, now.as_millisecond()),
            )?;
        }
        chats::set(&transaction, chat)?;
        transaction.commit()?;
        Ok(())
    }

    /// The number of the last change, for those who are to be told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn last_change(&self) -> Result<u64, StoreError> {
        Ok(changes::last(&self.db)?.unsigned_abs())
    }
}
