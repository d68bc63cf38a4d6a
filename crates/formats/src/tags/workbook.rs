//! Workbooks: the one sheet that holds posts, and the one that says what was searched for.

use std::borrow::Cow;
use std::io::{Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::columns::Columns;
use crate::{ReadError, open};

/// Columns beyond this one are not looked at: a row of a hostile sheet may have its cell at the end.
const COLUMNS: u32 = 256;
/// A header stands within this many rows.
const HEADER_WITHIN: usize = 20;
/// The greatest number up to which a cell's floating-point number holds every integer.
const EXACT_UP_TO: f64 = 9_007_199_254_740_992.0;

/// A row's number, from 1, and its cells.
pub(super) type Row = (usize, Vec<Cow<'static, str>>);

/// What a workbook holds for us.
pub(super) struct Book {
    pub(super) columns: Columns,
    /// Below the header, in the order of the sheet.
    pub(super) rows: Vec<Row>,
    /// What was searched for.
    pub(super) queries: Vec<String>,
}

/// Reads a workbook; `None` when no sheet has a header that is known.
pub(super) fn read(bytes: Vec<u8>) -> Result<Option<Book>, ReadError> {
    open::check_zip(&bytes)?;
    // calamine trusts the names of cells, and counts beyond all numbers where they lie.
    let damaged = || ReadError::NotUnderstood("the workbook is damaged beyond use".into());
    catch_unwind(AssertUnwindSafe(|| read_trusting(bytes))).unwrap_or_else(|_| Err(damaged()))
}

fn read_trusting(bytes: Vec<u8>) -> Result<Option<Book>, ReadError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut names = book.sheet_names();
    names.sort_by_key(|name| !name.eq_ignore_ascii_case("Archive"));
    let queries = queries(&mut book, &names)?;
    for name in &names {
        let mut header: Option<Columns> = None;
        let mut banner = Vec::new();
        let mut rows = Vec::new();
        each_row(&mut book, name, |number, cells| {
            if header.is_some() {
                rows.push((number, cells));
                return true;
            }
            header = Columns::of(cells.iter().map(Cow::as_ref));
            if header.is_none() {
                banner.extend(cells.into_iter().map(Cow::into_owned));
            }
            header.is_some() || number < HEADER_WITHIN
        })?;
        if let Some(columns) = header {
            let queries = queries.into_iter().chain(banner).collect();
            return Ok(Some(Book { columns, rows, queries }));
        }
    }
    Ok(None)
}

/// TAGS' settings: what stands beside "Enter term" in the sheet `ReadmeSettings`.
fn queries<RS: Read + Seek>(
    book: &mut Xlsx<RS>,
    names: &[String],
) -> Result<Vec<String>, ReadError> {
    let mut queries = Vec::new();
    let is_settings = |name: &&String| name.to_lowercase().contains("settings");
    for name in names.iter().filter(is_settings) {
        each_row(book, name, |number, cells| {
            let asks = |cell: &Cow<'_, str>| {
                let label = cell.to_lowercase();
                label.len() < 60 && (label.contains("enter term") || label.contains("search term"))
            };
            if let Some(at) = cells.iter().position(asks) {
                let answer = cells.into_iter().skip(at + 1).find(|cell| !cell.trim().is_empty());
                queries.extend(answer.map(Cow::into_owned));
            }
            number < 200
        })?;
    }
    Ok(queries)
}

/// Calls `each` with every row that has a cell, until it returns false. Cells are read one by one: a
/// sheet's corners may be a million rows apart.
fn each_row<RS: Read + Seek>(
    book: &mut Xlsx<RS>,
    sheet: &str,
    mut each: impl FnMut(usize, Vec<Cow<'static, str>>) -> bool,
) -> Result<(), ReadError> {
    let mut reader = match book.worksheet_cells_reader(sheet) {
        Ok(reader) => reader,
        // A sheet of charts has no cells.
        Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(()),
        Err(error) => return Err(damaged(error)),
    };
    let mut row = 0;
    let mut cells: Vec<Cow<'static, str>> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (at, column) = cell.get_position();
        if at != row && !cells.is_empty() && !each(row as usize + 1, std::mem::take(&mut cells)) {
            return Ok(());
        }
        row = at;
        let text = text(cell.get_value());
        if column < COLUMNS && !text.is_empty() {
            let column = column as usize;
            if cells.len() <= column {
                cells.resize(column + 1, Cow::Borrowed(""));
            }
            cells[column] = Cow::Owned(text);
        }
    }
    if !cells.is_empty() {
        each(row as usize + 1, cells);
    }
    Ok(())
}

/// A cell as text. A number too great to be exact shows that it was rounded, by its exponent.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() > EXACT_UP_TO => format!("{number:e}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "used as map_err's function")]
fn damaged(error: XlsxError) -> ReadError {
    ReadError::NotUnderstood(format!("the workbook is damaged: {error}"))
}

#[cfg(test)]
mod tests;
