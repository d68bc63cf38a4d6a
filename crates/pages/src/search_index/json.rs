//! Strings and lists as a script may hold them.

use std::fmt::Write as _;

use crate::escape::turns_direction;

/// Writes a string literal that is both JSON and JavaScript, and harmless within a `<script>`; what
/// turns the direction of text is left out, as in HTML.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '<' => out.push_str("\\u003c"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c if turns_direction(c) => {}
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A list of values that are written already.
pub(crate) fn list(values: impl Iterator<Item = String>) -> String {
    let mut out = String::from("[");
    for (i, value) in values.enumerate() {
        out.push_str(if i == 0 { "" } else { ",\n" });
        out.push_str(&value);
    }
    out.push(']');
    out
}
