//! Text for a terminal: nothing foreign may move the cursor, turn the line around or hide in it.

/// Takes out control characters and everything that reorders or hides text; keeps line breaks.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|&c| c == '\n' || !is_tricky(c)).collect()
}

/// The same in one line.
pub(crate) fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    plain(&words.join(" "))
}

/// Controls, bidirectional embeddings, overrides and isolates, and other invisible formatting.
fn is_tricky(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The width to set text in: the terminal's, at most 88 columns; 80 in a pipe.
pub(crate) fn width() -> usize {
    textwrap::termwidth().clamp(30, 88)
}

/// Sets a paragraph, every line behind `indent`.
pub(crate) fn set(text: &str, indent: &str) -> String {
    let options = textwrap::Options::new(width()).initial_indent(indent).subsequent_indent(indent);
    textwrap::fill(&plain(text), options)
}

/// A count with its noun: `1 post`, `12,345 posts`.
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// Digits in groups of three.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_foreign_steers_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\r\nd"), "a[31mbc\nd");
        assert_eq!(line("two\n lines\t"), "two lines");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(1, "post", "posts"), "1 post");
        assert_eq!(count(1_234_567, "post", "posts"), "1,234,567 posts");
    }
}
