//! Bytes as text: UTF-8 as it should be, CESU-8 put right, and what cannot be read told.

use std::borrow::Cow;

use crate::{ReadError, Reading};

/// UTF-8 as it is; CESU-8 (surrogates as two three-byte sequences) put right; anything else with
/// `U+FFFD` for what cannot be read.
pub(crate) fn as_text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(from_cesu8(bytes)),
    }
}

/// Whether [`as_text`] met bytes that it could not read.
#[expect(clippy::ptr_arg, reason = "what is borrowed was read as it is")]
pub(crate) fn has_lost_letters(text: &Cow<'_, str>) -> bool {
    matches!(text, Cow::Owned(text) if text.contains(char::REPLACEMENT_CHARACTER))
}

/// The same JSON with `U+FFFD` for each half of a pair of surrogates (`\ud83d`) that stands alone: JSON
/// allows it (RFC 8259, section 8.2), and it is no letter.
pub(crate) fn without_half_letters(json: Cow<'_, str>) -> Cow<'_, str> {
    let halves = half_letters(&json);
    if halves.is_empty() {
        return json;
    }
    let mut whole = String::with_capacity(json.len());
    let mut end = 0;
    for at in halves {
        whole.push_str(&json[end..at]);
        whole.push(char::REPLACEMENT_CHARACTER);
        end = at + ESCAPE;
    }
    whole.push_str(&json[end..]);
    Cow::Owned(whole)
}

/// How long an escape is: `\ud83d`.
const ESCAPE: usize = 6;

/// Where surrogates stand alone.
fn half_letters(json: &str) -> Vec<usize> {
    let code = |at: usize| {
        let digits = json.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    // From one backslash to the next: most of a line is none, and every line is looked through.
    let (mut halves, mut at) = (Vec::new(), 0);
    while let Some(next) = json.get(at..).and_then(|rest| rest.find('\\')) {
        at += next;
        at += match code(at) {
            Some(0xd800..=0xdbff) if matches!(code(at + ESCAPE), Some(0xdc00..=0xdfff)) => {
                2 * ESCAPE
            }
            Some(0xd800..=0xdfff) => {
                halves.push(at);
                ESCAPE
            }
            // What is escaped may be another backslash.
            _ => 1 + json[at + 1..].chars().next().map_or(1, char::len_utf8),
        };
    }
    halves
}

fn from_cesu8(bytes: &[u8]) -> String {
    let mut fixed = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        if let [0xED, a @ 0xA0..=0xAF, b, 0xED, c @ 0xB0..=0xBF, d, ..] = *rest {
            let high = (u32::from(a & 0x0F) << 6) | u32::from(b & 0x3F);
            let low = (u32::from(c & 0x0F) << 6) | u32::from(d & 0x3F);
            let code = 0x1_0000 + (high << 10) + low;
            let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            fixed.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &rest[6..];
        } else {
            fixed.push(first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&fixed).into_owned()
}

/// The lines in which letters could not be read.
#[derive(Debug, Default)]
#[must_use = "the reader says where letters were lost"]
pub(crate) struct LostLetters(Vec<usize>);

impl LostLetters {
    /// Letters were lost in this line, counted from 1.
    pub(crate) fn push(&mut self, line: usize) {
        self.0.push(line);
    }

    /// The lines.
    #[cfg(test)]
    pub(crate) fn lines(&self) -> &[usize] {
        &self.0
    }

    /// Notes each of them.
    pub(crate) fn tell(self, reading: &mut Reading<'_>) -> Result<(), ReadError> {
        self.tell_within("", reading)
    }

    /// Notes each of them, in one of several files: `tweets.js, `.
    pub(crate) fn tell_within(
        self,
        file: &str,
        reading: &mut Reading<'_>,
    ) -> Result<(), ReadError> {
        let mut lines = self.0.into_iter();
        lines.try_for_each(|line| reading.repaired(format!("{file}line {line}"), LOST))
    }
}

/// What is said where [`has_lost_letters`].
pub(crate) const LOST: &str =
    "it holds letters that are broken (no UTF-8, or half of one); each was read as \u{fffd}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_encodings_are_put_right() {
        assert_eq!(as_text(b"\xed\xa0\xbd\xed\xb8\x80 ok"), "😀 ok");
        assert_eq!(as_text(b"caf\xe9"), "caf\u{fffd}");
        let whole = |json| without_half_letters(Cow::Borrowed(json));
        assert_eq!(whole(r#""\ud83d\ude00 \uD83D\uDE00""#), r#""\ud83d\ude00 \uD83D\uDE00""#);
        assert_eq!(whole(r#""a\ud83d b\udE00""#), "\"a\u{fffd} b\u{fffd}\"");
        assert_eq!(whole(r#""\ud83d\ud83d\ude00""#), "\"\u{fffd}\\ud83d\\ude00\"");
        assert_eq!(whole(r#""no \\ud83d""#), r#""no \\ud83d""#);
        // No JSON, and no reason to end.
        assert_eq!(whole("\\é \\ud83"), "\\é \\ud83");
        assert_eq!(whole("\\"), "\\");
    }
}
