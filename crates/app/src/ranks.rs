//! The rank that servers gave a chat's tag while it was held, read from the archive.

use analysis::ranks::{Asked, Stood, stood};
use anyhow::Result;
use chat::Chat;
use jiff::Timestamp;
use store::Archive;
use store::live::RankRow;

/// The times in which the tag stood in a server's list.
///
/// # Errors
/// When the archive cannot be read.
pub(crate) fn ranks(archive: &Archive, chat: &Chat) -> Result<Vec<Stood>> {
    let (from, to) = while_held(chat);
    let asked = |row: RankRow| Asked {
        source: row.list,
        at_ms: row.asked_at.as_millisecond(),
        rank: row.rank,
    };
    let rows = archive.ranks(&chat.name.tag, from, to)?;
    Ok(stood(&rows.into_iter().map(asked).collect::<Vec<_>>()))
}

/// From a chat's first post until its last is as old as what is still called talk.
pub(crate) fn while_held(chat: &Chat) -> (Timestamp, Timestamp) {
    (chat.starts_at, chat.ends_at.saturating_add(networks::TALK).unwrap_or(Timestamp::MAX))
}
