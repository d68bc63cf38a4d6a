//! The words of a text as search and topics compare them: case and accents folded.
//!
//! A word is a run of letters and digits. Scripts written without spaces (Han, kana, Thai, Lao,
//! Khmer, Myanmar) give one word a character; a query for several of them is a phrase.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded: lower case, without accents.
    pub folded: String,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
}

/// Calls `found` with each word of `text`, folded, and its byte range. `folded` is reused.
pub fn each_word(text: &str, folded: &mut String, mut found: impl FnMut(&str, usize, usize)) {
    folded.clear();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphanumeric() {
            if folded.is_empty() {
                start = at;
            }
            folded.push(c.to_ascii_lowercase());
        } else if c.is_ascii() {
            // Apostrophes inside a word join it: "don't" is found as "dont" and as "don't".
            if !(c == '\'' && joins(folded, &text[at + 1..])) {
                end_word(folded, start, at, &mut found);
            }
        } else if !(c == '’' && joins(folded, &text[at + c.len_utf8()..])) {
            for part in std::iter::once(c).nfkd().filter(|&part| !is_combining_mark(part)) {
                if is_unspaced(part) || !part.is_alphanumeric() {
                    end_word(folded, start, at, &mut found);
                }
                if folded.is_empty() {
                    start = at;
                }
                if part.is_alphanumeric() {
                    fold(part, folded);
                }
                if is_unspaced(part) {
                    end_word(folded, start, at + c.len_utf8(), &mut found);
                }
            }
        }
    }
    end_word(folded, start, text.len(), &mut found);
}

fn joins(word: &str, rest: &str) -> bool {
    !word.is_empty() && rest.chars().next().is_some_and(char::is_alphabetic)
}

/// Returns the words of a text.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    each_word(text, &mut String::new(), |folded, start, end| {
        words.push(Word { folded: folded.to_owned(), start, end });
    });
    words
}

fn end_word(
    folded: &mut String,
    start: usize,
    end: usize,
    found: &mut impl FnMut(&str, usize, usize),
) {
    if !folded.is_empty() {
        found(folded, start, end);
        folded.clear();
    }
}

/// Lower case, and plain letters for those that no decomposition reaches.
fn fold(part: char, folded: &mut String) {
    match part {
        'ß' | 'ẞ' => folded.push_str("ss"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'œ' | 'Œ' => folded.push_str("oe"),
        'ø' | 'Ø' => folded.push('o'),
        'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
        'ł' | 'Ł' => folded.push('l'),
        'ı' => folded.push('i'),
        part => folded.extend(part.to_lowercase().nfkd().filter(|&p| !is_combining_mark(p))),
    }
}

/// Whether a script is written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9D | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> String {
        words(text).into_iter().map(|w| w.folded).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn case_and_accents_are_folded() {
        assert_eq!(folded("Café CRÈME, Straße!"), "cafe creme strasse");
        assert_eq!(folded("#CharterShip @ada_b"), "chartership ada b");
        assert_eq!(folded("don't — ‘quoted’"), "dont quoted");
        assert_eq!(folded("Ελλάδα Ёлка"), "ελλαδα елка");
    }

    #[test]
    fn scripts_without_spaces_give_a_word_a_character() {
        assert_eq!(folded("図書館が好き"), "図 書 館 か 好 き");
        assert_eq!(folded("AI図書館2026"), "ai 図 書 館 2026");
    }

    proptest! {
        #[test]
        fn words_lie_on_characters_and_in_order(text in "\\PC{0,40}") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(word.start >= last && text.get(word.start..word.end).is_some());
                prop_assert!(!word.folded.is_empty());
                last = word.start;
            }
        }

        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,20}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
