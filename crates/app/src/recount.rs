//! Which chats are in the archive: the sittings that analysis finds in each series.

use analysis::sittings::{Said, sittings};
use anyhow::{Context, Result};
use chat::{Series, Tag};
use jiff::Timestamp;
use store::{Sitting, Writer};

/// Finds the sittings of every series anew and stores them.
///
/// # Errors
/// When the archive cannot be read or written.
pub(crate) fn recount(writer: &mut Writer) -> Result<()> {
    for series in writer.series()? {
        recount_one(writer, &series)?;
    }
    Ok(())
}

/// The same of one series.
///
/// # Errors
/// When the archive cannot be read or written.
pub(crate) fn recount_series(writer: &mut Writer, tag: &Tag) -> Result<()> {
    match writer.series()?.into_iter().find(|series| series.tag == *tag) {
        Some(series) => recount_one(writer, &series),
        None => Ok(()),
    }
}

fn recount_one(writer: &mut Writer, series: &Series) -> Result<()> {
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
    writer.set_sittings(series, &rows, &found)?;
    Ok(())
}
