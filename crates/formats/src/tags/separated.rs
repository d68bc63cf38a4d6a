//! Sheets as text: which character separates, where the header is, and where each row's bytes are.

use std::borrow::Cow;

use csv::ByteRecord;

use super::columns::Columns;
use crate::{ReadError, json};

/// A header stands within this many rows.
const HEADER_WITHIN: usize = 20;

/// Where a sheet's rows begin.
pub(super) struct Header {
    pub(super) delimiter: Delimiter,
    /// The header's row number, from 1.
    pub(super) row: usize,
    pub(super) columns: Columns,
    /// The texts above it.
    pub(super) banner: Vec<String>,
}

/// How cells are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Delimiter {
    byte: u8,
    /// Google's tab-separated sheets quote nothing: a quote there is somebody's word.
    quoting: bool,
}

/// Finds the header among the first rows, whatever separates its cells.
pub(super) fn find_header(bytes: &[u8]) -> Option<Header> {
    b",\t;".iter().find_map(|&byte| {
        let mut delimiter = Delimiter { byte, quoting: true };
        let mut banner = Vec::new();
        let mut rows = Rows::new(bytes, delimiter);
        while let Some((row, cells, _)) = rows.next_row() {
            if row > HEADER_WITHIN {
                return None;
            }
            if let Some(columns) = Columns::of(cells.iter().map(Cow::as_ref)) {
                delimiter.quoting = byte != b'\t' || is_quoted(bytes, columns.width);
                return Some(Header { delimiter, row, columns, banner });
            }
            banner.extend(cells.into_iter().filter(|c| !c.is_empty()).map(Cow::into_owned));
        }
        None
    })
}

/// Whether quotes in a tab-separated sheet enclose cells: not if each line is a whole row as it is,
/// and some cell only begins with one.
fn is_quoted(bytes: &[u8], width: usize) -> bool {
    let lines = || bytes.split(|&b| b == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let whole = |line: &[u8]| line.split(|&b| b == b'\t').count() >= width;
    let only_begins = |cell: &[u8]| {
        let cell = cell.trim_ascii();
        cell.starts_with(b"\"") && (cell.len() == 1 || !cell.ends_with(b"\""))
    };
    let loose = lines().flat_map(|line| line.split(|&b| b == b'\t')).any(only_begins);
    !(loose && lines().all(whole))
}

/// Calls `each` with every row below the header: its number in the spreadsheet, its cells, and its
/// bytes.
pub(super) fn each_row(
    bytes: &[u8],
    delimiter: Delimiter,
    header: usize,
    mut each: impl FnMut(usize, &[Cow<'_, str>], &[u8]) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut rows = Rows::new(bytes, delimiter);
    while let Some((number, cells, raw)) = rows.next_row() {
        if number > header {
            each(number, &cells, raw)?;
        }
    }
    Ok(())
}

type Cells<'r> = Vec<Cow<'r, str>>;

/// Row by row: its number in the spreadsheet, its cells, and its bytes.
struct Rows<'a> {
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    record: ByteRecord,
    number: usize,
}

impl<'a> Rows<'a> {
    fn new(bytes: &'a [u8], delimiter: Delimiter) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter.byte)
            .quoting(delimiter.quoting)
            .from_reader(bytes);
        Self { bytes, reader, record: ByteRecord::new(), number: 0 }
    }

    fn next_row(&mut self) -> Option<(usize, Cells<'_>, &'a [u8])> {
        let position = |reader: &csv::Reader<_>| usize::try_from(reader.position().byte());
        let start = position(&self.reader).ok()?;
        if !self.reader.read_byte_record(&mut self.record).ok()? {
            return None;
        }
        let raw = self.bytes.get(start..position(&self.reader).ok()?)?;
        // Empty lines are no records to the reader, but rows to a spreadsheet.
        let blank = raw.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
        self.number += 1 + blank.filter(|&&b| b == b'\n').count();
        let cells = self.record.iter().map(json::as_text).collect();
        Some((self.number, cells, without_line_ends(raw)))
    }
}

fn without_line_ends(mut raw: &[u8]) -> &[u8] {
    while let [b'\r' | b'\n', rest @ ..] | [rest @ .., b'\r' | b'\n'] = raw {
        raw = rest;
    }
    raw
}
