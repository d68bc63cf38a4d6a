//! Sheets of posts: TAGS v5 and v6 as CSV, TSV and workbook; Twitter Archiver; the `t` command line.
//!
//! Columns are known by their header, in any order and with any others between. An id that a
//! spreadsheet rounded is repaired from the post's address (`ids`); a time with an offset is
//! trusted before the sheet's local one (`times`).

mod columns;
mod ids;
mod row;
mod separated;
mod times;
mod workbook;
mod write;

use std::borrow::Cow;
use std::io::{BufRead, Read};

use chat::Tag;

use crate::{Format, ReadError, Reading};
use row::Sheet;

pub use write::TagsWriter;

/// Longest sheet that is read into memory: 1 GiB.
const LONGEST: u64 = 1 << 30;

/// Reads a sheet of comma-, semicolon- or tab-separated values. The original of a record is its row,
/// byte for byte.
///
/// # Errors
/// [`ReadError`] when the bytes cannot be had, no header line is found, or the receiver asked to
/// stop.
pub fn read_csv(input: &mut dyn BufRead, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let bytes = all(input)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let Some(found) = separated::find_header(bytes) else {
        return Err(no_header("no line of it"));
    };
    for line in &found.banner {
        name_tags(line, reading)?;
    }
    let mut sheet = Sheet::new(found.columns.clone());
    separated::each_row(bytes, &found, |row| {
        sheet.survey(&row.cells);
        Ok(())
    })?;
    separated::each_row(bytes, &found, |row| {
        if let Some(repaired) = row.repaired {
            reading.repaired(format!("row {}", row.number), repaired)?;
        }
        hand_over(&sheet, row.number, &row.cells, || row.raw.to_vec(), reading)
    })
}

/// Reads a workbook: the sheet `Archive`, or the first with a header that is known. The original of
/// a record is its row as a JSON array of the cells' texts.
///
/// # Errors
/// [`ReadError`] when it is no workbook or damaged, no sheet has a header that is known, or the
/// receiver asked to stop.
pub fn read_xlsx(input: &mut dyn BufRead, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let Some(book) = workbook::read(all(input)?)? else {
        return Err(no_header("no sheet of it"));
    };
    for query in &book.queries {
        name_tags(query, reading)?;
    }
    let mut sheet = Sheet::new(book.columns);
    for (_, cells) in &book.rows {
        sheet.survey(cells);
    }
    for (number, cells) in &book.rows {
        let raw = || serde_json::to_vec(cells).unwrap_or_default();
        hand_over(&sheet, *number, cells, raw, reading)?;
    }
    Ok(())
}

/// Which sheet begins like this, if any: told by its header line, which may stand below a banner.
pub(crate) fn recognise(head: &str) -> Option<Format> {
    separated::find_header(head.as_bytes()).map(|found| found.columns.format)
}

fn all(input: &mut dyn BufRead) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    input.take(LONGEST).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == LONGEST {
        return Err(ReadError::NotUnderstood("a sheet of more than 1 GiB".into()));
    }
    Ok(bytes)
}

fn no_header(what: &str) -> ReadError {
    ReadError::NotUnderstood(format!(
        "{what} is a header that chatkeep knows: it must name a text, an id or status_url, and who wrote it"
    ))
}

fn hand_over(
    sheet: &Sheet,
    number: usize,
    cells: &[Cow<'_, str>],
    raw: impl FnOnce() -> Vec<u8>,
    reading: &mut Reading<'_>,
) -> Result<(), ReadError> {
    if sheet.is_none(cells) {
        return Ok(());
    }
    let realigned = sheet.realigned(cells);
    if realigned.is_some() {
        reading.repaired(
            format!("row {number}"),
            "a comma stands in a text without quotes: the text was put together again",
        )?;
    }
    let cells = realigned.as_deref().unwrap_or(cells);
    match sheet.told(cells, reading.options.timezone.as_ref()) {
        Ok(told) => told.hand_over(None, &raw(), None, reading),
        Err(reason) => reading.skipped(format!("row {number}"), reason),
    }
}

/// Names the tags that a search was made for: `#a OR #b -filter:retweets`, but not `-#c`.
fn name_tags(query: &str, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let query = query.replace("%23", "#");
    let mut named = Vec::new();
    for word in query.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | ',' | ':'))
    {
        if let Some(tag) = word.strip_prefix('#').and_then(Tag::new)
            && !named.contains(&tag)
        {
            named.push(tag.clone());
            reading.named(tag)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
