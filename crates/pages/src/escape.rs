//! What strangers wrote, made harmless on its way into HTML or XML.
//!
//! - Markup is escaped.
//! - Characters that HTML and XML forbid (most controls, non-characters) become U+FFFD.
//! - Characters that turn the direction of what follows (U+202A–202E, U+2066–2069) are left out:
//!   direction is set by the page, with `dir="auto"` and `bdi`.

use std::borrow::Cow;
use std::fmt::{self, Write};

use askama::filters::Escaper;

/// The one escaper of all templates.
#[derive(Debug, Clone, Copy, Default)]
pub struct Foreign;

impl Escaper for Foreign {
    fn write_escaped_str<W: Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        let mut written = 0;
        for (at, c) in string.char_indices() {
            // Most text is letters: look no further for them.
            if c.is_ascii_alphanumeric() || c == ' ' {
                continue;
            }
            if let Some(instead) = instead_of(c) {
                dest.write_str(&string[written..at])?;
                dest.write_str(instead)?;
                written = at + c.len_utf8();
            }
        }
        dest.write_str(&string[written..])
    }
}

/// What stands for a character that cannot stand for itself.
fn instead_of(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '\t' | '\n' => return None,
        '\r' => " ",
        c if turns_direction(c) => "",
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => "\u{fffd}",
        c if u32::from(c) & 0xfffe == 0xfffe => "\u{fffd}",
        _ => return None,
    })
}

/// Whether a character turns the direction of what follows.
pub(crate) fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is left out or replaced, and not only escaped.
pub(crate) fn is_replaced(c: char) -> bool {
    !matches!(c, '&' | '<' | '>' | '"' | '\'') && instead_of(c).is_some()
}

/// Writes foreign text into HTML.
///
/// # Errors
/// When `out` does; a string never does.
pub fn write(out: &mut impl Write, text: &str) -> fmt::Result {
    Foreign.write_escaped_str(out, text)
}

/// A name cut to what a line can hold; the longest real ones are far shorter.
#[must_use]
pub fn clipped(name: &str, longest: usize) -> Cow<'_, str> {
    match name.char_indices().nth(longest) {
        None => Cow::Borrowed(name),
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        write(&mut out, text).unwrap();
        out
    }

    #[test]
    fn nothing_foreign_gets_through() {
        assert_eq!(
            escaped("<script>alert('1' & \"2\")</script>"),
            "&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;"
        );
        assert_eq!(escaped("a\u{202e}b\u{2069}c\u{200f}é図"), "abc\u{200f}é図");
        assert_eq!(
            escaped("a\0b\u{85}c\u{ffff}\n\u{1ffff}"),
            "a\u{fffd}b\u{fffd}c\u{fffd}\n\u{fffd}"
        );
    }

    #[test]
    fn names_are_clipped_on_characters() {
        assert_eq!(clipped("図書館", 2), "図書…");
        assert_eq!(clipped("図書館", 3), "図書館");
    }
}
