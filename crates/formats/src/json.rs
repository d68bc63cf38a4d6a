//! JSON as it comes in files: one value a line, one value a file, or one array a file, possibly
//! printed over many lines, possibly cut at the end.

use std::io::{BufRead, Read};

use serde_json::value::RawValue;

use crate::ReadError;
use crate::encoding::{LostLetters, as_text, has_lost_letters};

/// Longest line, or whole document, that is read into memory: 1 GiB.
const LONGEST: usize = 1 << 30;

/// Calls `each` with every top-level JSON value and its place (`line 3`); of a top-level array,
/// with every element (`item 3`). A value that is no JSON is passed on as it is: the caller skips it.
pub(crate) fn each_value(
    input: &mut dyn BufRead,
    mut each: impl FnMut(Place, &str) -> Result<(), ReadError>,
) -> Result<LostLetters, ReadError> {
    let mut line = Vec::new();
    let mut number = 0;
    let mut lost = LostLetters::default();
    loop {
        line.clear();
        read_line(input, &mut line)?;
        if line.is_empty() {
            return Ok(lost);
        }
        number += 1;
        let text = as_text(trim(&line));
        if text.is_empty() {
            continue;
        }
        if number == 1 && !is_whole(&text) {
            return each_of_document(input, line, each);
        }
        if has_lost_letters(&text) {
            lost.push(number);
        }
        if text.starts_with('[') && is_whole(&text) {
            each_element(&text, Some(number), &mut each)?;
        } else {
            each(Place::Line(number), &text)?;
        }
    }
}

/// Where a value stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Line(usize),
    Item(usize),
    ItemInLine(usize, usize),
    Document,
}

impl Place {
    /// The place of the nth element of a list inside this one.
    pub(crate) fn inside(self, list: &str, number: usize) -> String {
        match self {
            Self::Document => format!("{list}, item {number}"),
            _ => format!("{self}, {list}, item {number}"),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(n) => write!(f, "line {n}"),
            Self::Item(n) => write!(f, "item {n}"),
            Self::ItemInLine(line, n) => write!(f, "line {line}, item {n}"),
            Self::Document => f.write_str("the whole file"),
        }
    }
}

fn is_whole(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The first line is no whole value: the file is one value over many lines, or its first line is
/// damaged.
fn each_of_document(
    input: &mut dyn BufRead,
    mut bytes: Vec<u8>,
    mut each: impl FnMut(Place, &str) -> Result<(), ReadError>,
) -> Result<LostLetters, ReadError> {
    let limit = LONGEST as u64 + 1;
    input.take(limit).read_to_end(&mut bytes)?;
    if bytes.len() > LONGEST {
        return Err(too_long());
    }
    let text = as_text(trim(&bytes));
    let mut lost = LostLetters::default();
    if has_lost_letters(&text) {
        let lines = bytes.split(|&b| b == b'\n').enumerate();
        let broken = lines.filter(|(_, line)| has_lost_letters(&as_text(line)));
        broken.for_each(|(index, _)| lost.push(index + 1));
    }
    if text.starts_with('[') {
        each_element(&text, None, &mut each)?;
    } else if is_whole(&text) || text.starts_with('{') && goes_on(&text) {
        each(Place::Document, &text)?;
    } else {
        for (index, line) in filled_lines(&text) {
            each(Place::Line(index + 1), line)?;
        }
    }
    Ok(lost)
}

fn filled_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().map(str::trim).enumerate();
    lines.filter(|(_, line)| !line.is_empty())
}

/// Whether most lines after the first go on with what it began (a member, or an element and its
/// comma) and are no values of their own.
fn goes_on(text: &str) -> bool {
    let value = |line: &str| line.starts_with(['{', '[']) && !line.ends_with(',');
    let after = || filled_lines(text).skip(1);
    after().filter(|(_, line)| value(line)).count() * 2 < after().count()
}

/// Hands over the elements of the named lists in a document that is cut or damaged, those that are
/// whole and what is left of the one that is not. Returns whether it found any such list.
pub(crate) fn salvage(
    document: &str,
    lists: &[&str],
    mut each: impl FnMut(Place, &str) -> Result<(), ReadError>,
) -> Result<bool, ReadError> {
    let begin = |name: &&str| {
        let (before, rest) = document.split_once(&format!("\"{name}\""))?;
        let list = rest.trim_start().strip_prefix(':')?.trim_start();
        list.starts_with('[').then_some((before.len(), list))
    };
    let mut found: Vec<(usize, &str)> = lists.iter().filter_map(begin).collect();
    found.sort_unstable();
    for (_, list) in &found {
        each_element(list, None, &mut each)?;
    }
    Ok(!found.is_empty())
}

/// Says what is wrong with a text that should be JSON.
pub(crate) fn damage(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Eof => "it is cut: the JSON ends in the middle".into(),
        _ => format!("it is not JSON: {error}"),
    }
}

/// Hands over the elements of an array one by one; of a cut array, those that are whole, and the
/// remainder as one broken value.
fn each_element(
    array: &str,
    line: Option<usize>,
    each: &mut impl FnMut(Place, &str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let place = |n| line.map_or(Place::Item(n), |line| Place::ItemInLine(line, n));
    let mut rest = array.get(1..).unwrap_or_default();
    let mut number = 0;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() || rest.starts_with(']') {
            return Ok(());
        }
        number += 1;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(value)) => {
                each(place(number), value.get())?;
                rest = rest.get(values.byte_offset()..).unwrap_or_default();
            }
            _ => return each(place(number), rest),
        }
    }
}

fn read_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> Result<(), ReadError> {
    let limit = LONGEST as u64;
    input.take(limit).read_until(b'\n', line)?;
    if line.len() == LONGEST { Err(too_long()) } else { Ok(()) }
}

fn too_long() -> ReadError {
    ReadError::NotUnderstood("a single line or document is longer than 1 GiB".into())
}

fn trim(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(file: &[u8]) -> Vec<String> {
        values_and_lost(file).0
    }

    fn values_and_lost(file: &[u8]) -> (Vec<String>, Vec<usize>) {
        let mut found = Vec::new();
        let lost = each_value(&mut &file[..], |place, json| {
            found.push(format!("{place}: {json}"));
            Ok(())
        });
        (found, lost.unwrap().lines().to_vec())
    }

    #[test]
    fn lines_documents_and_arrays() {
        assert_eq!(values(b"{\"a\":1}\n\n{\"b\":2}\n"), ["line 1: {\"a\":1}", "line 3: {\"b\":2}"]);
        assert_eq!(
            values(b"\xef\xbb\xbf[{\"a\":1},\n {\"b\":2}]"),
            ["item 1: {\"a\":1}", "item 2: {\"b\":2}"]
        );
        assert_eq!(values(b"{\n \"a\": 1\n}"), ["the whole file: {\n \"a\": 1\n}"]);
        assert_eq!(
            values(b"[{\"a\":1}]\n[{\"b\":2}]"),
            ["line 1, item 1: {\"a\":1}", "line 2, item 1: {\"b\":2}"]
        );
        assert!(values(b"").is_empty());
    }

    #[test]
    fn what_is_cut_comes_last_and_broken() {
        assert_eq!(values(b"{\"a\":1}\n{\"b\":"), ["line 1: {\"a\":1}", "line 2: {\"b\":"]);
        assert_eq!(values(b"[{\"a\":1},\n{\"b\":"), ["item 1: {\"a\":1}", "item 2: {\"b\":"]);
        assert_eq!(values(b"{\"a\":\n{\"b\":2}\n"), ["line 1: {\"a\":", "line 2: {\"b\":2}"]);
    }

    #[test]
    fn a_cut_document_is_one_value_and_its_lists_are_saved() {
        let cut = "{\n \"posts\": [\n  {\"a\": 1},\n  {\"b\": ";
        assert_eq!(values(cut.as_bytes()), [format!("the whole file: {cut}").trim_end()]);
        assert_eq!(values(b"{\"a\":\nnoise\n{\"b\":2}\n{\"c\":3}\n").len(), 4);
        assert_eq!(
            values(b"{\"posts\":[{\"a\":1},{\"b\":"),
            ["line 1: {\"posts\":[{\"a\":1},{\"b\":"]
        );
        let mut saved = Vec::new();
        let found = salvage(cut, &["feed", "posts"], |place, json| {
            saved.push(format!("{place}: {json}"));
            Ok(())
        });
        assert!(found.unwrap());
        assert_eq!(saved, ["item 1: {\"a\": 1}", "item 2: {\"b\": "]);
    }

    #[test]
    fn lines_with_lost_letters_are_told() {
        let lines = values_and_lost(b"{\"a\":\"\xed\xa0\xbd\xed\xb8\x80\"}\n{\"a\":\"caf\xe9\"}\n");
        assert_eq!(lines.1, [2]);
        assert_eq!(lines.0[1], "line 2: {\"a\":\"caf\u{fffd}\"}");
        assert_eq!(values_and_lost(b"[\n{\"a\":1},\n{\"a\":\"caf\xe9\"}\n]").1, [3]);
        assert!(values_and_lost("{\"a\":\"\u{fffd}\"}".as_bytes()).1.is_empty(), "as it was");
    }
}
