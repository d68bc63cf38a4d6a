//! Sheets as text: which character separates, where the header is, and where each row's bytes are.

use std::borrow::Cow;

use csv::ByteRecord;

use super::columns::Columns;
use crate::{ReadError, encoding};

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
        while let Some(row) = rows.next_row() {
            if row.number > HEADER_WITHIN {
                return None;
            }
            if let Some(columns) = Columns::of(row.cells.iter().map(Cow::as_ref)) {
                let number = row.number;
                delimiter.quoting = byte != b'\t' || is_quoted(bytes, columns.width);
                return Some(Header { delimiter, row: number, columns, banner });
            }
            banner.extend(row.cells.into_iter().filter(|c| !c.is_empty()).map(Cow::into_owned));
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

/// Calls `each` with every row below the header.
pub(super) fn each_row(
    bytes: &[u8],
    header: &Header,
    mut each: impl FnMut(&Row<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut rows = Rows::new(bytes, header.delimiter);
    rows.columns = Some(&header.columns);
    while let Some(row) = rows.next_row() {
        if row.number > header.row {
            each(&row)?;
        }
    }
    Ok(())
}

/// A row as it stands.
pub(super) struct Row<'r> {
    /// Its number in the spreadsheet, from 1.
    pub(super) number: usize,
    pub(super) cells: Vec<Cow<'r, str>>,
    /// Its bytes, without the line's end.
    pub(super) raw: &'r [u8],
    /// What had to be put right.
    pub(super) repaired: Option<&'static str>,
}

/// Row by row.
struct Rows<'a> {
    bytes: &'a [u8],
    delimiter: Delimiter,
    /// Known below the header: then quotes that were never meant to enclose are found out.
    columns: Option<&'a Columns>,
    reader: csv::Reader<&'a [u8]>,
    /// Where `reader` began.
    base: usize,
    record: ByteRecord,
    number: usize,
}

impl<'a> Rows<'a> {
    fn new(bytes: &'a [u8], delimiter: Delimiter) -> Self {
        let reader = delimiter.reader(bytes);
        let record = ByteRecord::new();
        Self { bytes, delimiter, columns: None, reader, base: 0, record, number: 0 }
    }

    /// Where the next row begins.
    fn at(&self) -> Option<usize> {
        Some(self.base + usize::try_from(self.reader.position().byte()).ok()?)
    }

    fn next_row(&mut self) -> Option<Row<'_>> {
        let start = self.at()?;
        if !self.reader.read_byte_record(&mut self.record).ok()? {
            return None;
        }
        let mut raw = self.bytes.get(start..self.at()?)?;
        // Empty lines are no records to the reader, but rows to a spreadsheet.
        let blank = raw.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
        self.number += 1 + blank.filter(|&&b| b == b'\n').count();
        raw = without_line_ends(raw);
        let mut repaired = None;
        if self.is_open(raw) {
            repaired = Some("a quote is opened in it and never closed");
            if !raw.contains(&b'\n') {
                self.record = self.line_by_itself(raw);
            }
        }
        if let Some(line) = self.runaway(raw, repaired.is_some()) {
            repaired =
                Some("a quote is opened in it and not closed: it was read to the end of its line");
            let begins =
                start + self.bytes.get(start..)?.iter().position(|b| !b"\r\n".contains(b))?;
            self.base = begins + line.len() + 1;
            self.reader = self.delimiter.reader(self.bytes.get(self.base..).unwrap_or_default());
            self.record = self.line_by_itself(line);
            raw = without_line_ends(line);
        }
        let cells: Vec<Cow<'_, str>> = self.record.iter().map(encoding::as_text).collect();
        if cells.iter().any(encoding::has_lost_letters) {
            repaired = repaired.or(Some(encoding::LOST));
        }
        Some(Row { number: self.number, cells, raw, repaired })
    }

    /// Whether the last row ends within quotes: then another cell behind it is none.
    fn is_open(&self, raw: &[u8]) -> bool {
        self.delimiter.quoting
            && self.columns.is_some()
            && self.at().is_some_and(|at| at >= self.bytes.len())
            && self.delimiter.cells(&[raw, &[self.delimiter.byte, b'x']].concat()).len()
                == self.record.len()
    }

    /// The first line of a row whose quote encloses other rows, whole ones: it was never meant to.
    ///
    /// Where the row has as many cells as it should, a line within it must be exactly a row to count: text
    /// over several lines may look like one.
    fn runaway<'r>(&self, raw: &'r [u8], open: bool) -> Option<&'r [u8]> {
        let columns = self.columns?;
        let is_odd = open || self.record.len() != columns.width;
        let end = raw.iter().position(|&b| b == b'\n')?;
        let mut lines = raw[end + 1..].split(|&b| b == b'\n');
        let whole = |line: &[u8]| {
            let cells = self.delimiter.cells(without_line_ends(line));
            if is_odd {
                columns.are_of_a_post(cells.iter().map(encoding::as_text))
            } else {
                let cells: Vec<_> = cells.iter().map(encoding::as_text).collect();
                columns.are_exactly_of_a_post(cells.into_iter())
            }
        };
        lines.any(whole).then_some(&raw[..end])
    }

    /// The cells of such a line: as if its quotes were letters, where that gives as many as the
    /// header has; else all that stands behind the open quote is one cell.
    fn line_by_itself(&self, line: &[u8]) -> ByteRecord {
        let plain = self.delimiter.unquoted().cells(line);
        if self.columns.is_some_and(|columns| columns.width == plain.len()) {
            return plain;
        }
        self.delimiter.cells(&[line, b"\""].concat())
    }
}

impl Delimiter {
    /// The same, where a quote is a letter like others.
    fn unquoted(self) -> Self {
        Self { quoting: false, ..self }
    }

    fn reader(self, bytes: &[u8]) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.byte)
            .quoting(self.quoting)
            .from_reader(bytes)
    }

    /// The cells of one row.
    fn cells(self, row: &[u8]) -> ByteRecord {
        let mut cells = ByteRecord::new();
        // Flexible rows of bytes in memory cannot fail; one that did would have no cells.
        let _ = self.reader(row).read_byte_record(&mut cells);
        cells
    }
}

fn without_line_ends(mut raw: &[u8]) -> &[u8] {
    while let [b'\r' | b'\n', rest @ ..] | [rest @ .., b'\r' | b'\n'] = raw {
        raw = rest;
    }
    raw
}
