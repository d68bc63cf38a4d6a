//! Which chats are in the archive: the sittings that analysis finds in each series.

use analysis::sittings::{Said, sittings};
use anyhow::{Context, Result};
use jiff::Timestamp;
use store::{Sitting, Writer};

/// Finds the sittings of every series anew and stores them.
///
/// # Errors
/// When the archive cannot be read or written.
pub(crate) fn recount(writer: &mut Writer) -> Result<()> {
    for series in writer.series()? {
        let rows = writer.said(&series.tag)?;
        let said: Vec<Said> = rows
            .iter()
            .map(|row| Said {
                at_ms: row.at_ms,
                author: row.author.unsigned_abs(),
                has_time: row.has_time,
            })
            .collect();
        let mut found = Vec::new();
        for sitting in sittings(&said) {
            let at = |ms| Timestamp::from_millisecond(ms).context("a time beyond all calendars");
            found.push(Sitting {
                starts_at: at(sitting.starts_ms)?,
                ends_at: at(sitting.ends_ms)?,
                opens_at: at(sitting.opens_ms)?,
                closes_at: at(sitting.closes_ms)?,
            });
        }
        writer.set_sittings(&series, &rows, &found)?;
    }
    Ok(())
}
