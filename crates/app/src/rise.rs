//! The rise of a chat against its series' own history, read from the archive.

use analysis::trend::{Evening, SITTINGS, Trend, Voice, calls_itself_robot, trend};
use anyhow::Result;
use chat::Chat;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::Archive;

/// Compares a chat with those before it among `chats`, which are by their start. `None` where nobody
/// spoke at a known time of day.
///
/// # Errors
/// When the archive cannot be read.
pub(crate) fn rise<'a>(
    archive: &Archive,
    chat: &Chat,
    chats: impl DoubleEndedIterator<Item = &'a Chat>,
) -> Result<Option<Trend>> {
    let (opens_at, closes_at) = chat.talk();
    let own = evening(archive, chat)?;
    if own.voices.is_empty() {
        return Ok(None);
    }
    let before = |other: &&Chat| other.name.tag == chat.name.tag && other.talk().0 < opens_at;
    let mut earlier = Vec::new();
    for other in chats.rev().filter(before).take(SITTINGS) {
        earlier.push(evening(archive, other)?);
    }
    earlier.reverse();
    // Those of which only the day is known show no phase.
    earlier.retain(|evening: &Evening| !evening.voices.is_empty());
    Ok(Some(trend(&own, closes_at.as_millisecond(), &earlier)))
}

/// What was said in a chat from its opening on.
fn evening(archive: &Archive, chat: &Chat) -> Result<Evening> {
    let opens_at = chat.talk().0;
    let voices = archive.voices(&chat.name.tag, opens_at, chat.ends_at)?;
    let voice = |row: store::VoiceRow| Voice {
        at_ms: row.at_ms,
        is_robot: calls_itself_robot(row.handle.as_deref(), row.bio.as_deref()),
        author: row.author,
    };
    Ok(Evening {
        opens_ms: opens_at.as_millisecond(),
        voices: voices.into_iter().map(voice).collect(),
    })
}

/// The sum in words, its times in a zone.
pub(crate) fn told(trend: &Trend, zone: &TimeZone) -> String {
    trend.told(&clock(trend.from_ms, zone), &clock(trend.until_ms, zone))
}

/// A time of day in a zone, from milliseconds since 1970.
pub(crate) fn clock(ms: i64, zone: &TimeZone) -> String {
    let at = Timestamp::from_millisecond(ms).unwrap_or_default();
    zone.to_datetime(at).strftime("%H:%M").to_string()
}
