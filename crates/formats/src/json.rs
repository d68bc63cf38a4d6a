//! JSON as it comes in files: one value a line, one value a file, or one array a file, possibly
//! printed over many lines, possibly cut at the end.

use std::io::{BufRead, Read};

use serde_json::value::RawValue;

use crate::ReadError;
use crate::encoding::{LostLetters, as_text, has_lost_letters, without_half_letters};

/// Longest line, or whole document, that is read into memory: 1 GiB.
const LONGEST: usize = 1 << 30;

/// Calls `each` with every top-level JSON value and its place (`line 3`); of a top-level array,
/// with every element (`item 3`). A value that is no JSON is passed on as it is: the caller skips it.
pub(crate) fn each_value(
    input: &mut dyn BufRead,
    mut each: impl FnMut(Place, &str) -> Result<(), ReadError>,
) -> Result<LostLetters, ReadError> {
    let mut line = Vec::new();
    let (mut number, mut filled) = (0, 0);
    let mut lost = LostLetters::default();
    loop {
        line.clear();
        read_line(input, &mut line)?;
        if line.is_empty() {
            return Ok(lost);
        }
        number += 1;
        let text = without_half_letters(as_text(trim(&line)));
        if text.is_empty() {
            continue;
        }
        filled += 1;
        if filled == 1 && !is_whole(&text) {
            return each_of_document(input, line, number - 1, each);
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

/// The first line with something in it is no whole value: the file is one value over many lines, or
/// several such, or its first line is damaged. `before` counts the empty lines above it.
fn each_of_document(
    input: &mut dyn BufRead,
    mut bytes: Vec<u8>,
    before: usize,
    mut each: impl FnMut(Place, &str) -> Result<(), ReadError>,
) -> Result<LostLetters, ReadError> {
    let limit = LONGEST as u64 + 1;
    input.take(limit).read_to_end(&mut bytes)?;
    if bytes.len() > LONGEST {
        return Err(too_long());
    }
    let text = without_half_letters(as_text(trim(&bytes)));
    let mut lost = LostLetters::default();
    if has_lost_letters(&text) {
        let lines = bytes.split(|&b| b == b'\n').enumerate();
        let broken = |line: &[u8]| has_lost_letters(&without_half_letters(as_text(line)));
        let broken = lines.filter(|(_, line)| broken(line));
        broken.for_each(|(index, _)| lost.push(before + index + 1));
    }
    if text.starts_with('[') {
        each_element(&text, None, &mut each)?;
    } else if begins_with_whole(&text) {
        each_of_many(&text, &mut each)?;
    } else if is_whole(&text) || text.starts_with('{') && goes_on(&text) {
        each(Place::Document, &text)?;
    } else {
        for (index, line) in filled_lines(&text) {
            each(Place::Line(before + index + 1), line)?;
        }
    }
    Ok(lost)
}

/// Whether a text begins with a whole value and goes on with another.
fn begins_with_whole(text: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    let first = matches!(values.next(), Some(Ok(_)));
    let rest = text.get(values.byte_offset()..).unwrap_or_default();
    first && rest.trim_start().starts_with(['{', '['])
}

/// Hands over values that stand behind one another, each over many lines, as `jq` prints them; what is
/// broken, with all behind it, as one.
fn each_of_many(
    text: &str,
    each: &mut impl FnMut(Place, &str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let (mut number, mut end) = (0, 0);
    while let Some(value) = values.next() {
        number += 1;
        let Ok(value) = value else {
            return each(Place::Item(number), text.get(end..).unwrap_or_default().trim());
        };
        each(Place::Item(number), value.get())?;
        end = values.byte_offset();
    }
    Ok(())
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
mod tests;
