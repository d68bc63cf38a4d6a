//! Hashtags, compared as Mastodon compares them.

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A hashtag in the form in which it is compared: NFKC, lower case, ASCII-folded, without `#`.
///
/// The rule is Mastodon's `HashtagNormalizer`: `#Chârtership` and `#CHARTERSHIP` are one tag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

impl Tag {
    /// Normalises a tag as people write it, with or without `#`; `None` if nothing of it is left.
    #[must_use]
    pub fn new(written: &str) -> Option<Self> {
        let written = written.trim().trim_start_matches(['#', '＃']);
        let tag = if written.is_ascii() {
            written.chars().filter(|&c| is_tag_char(c)).map(|c| c.to_ascii_lowercase()).collect()
        } else {
            fold(written)
        };
        Some(Self(tag)).filter(|t| !t.0.is_empty())
    }

    /// The tag that somebody names, with or without `#`; `None` unless it is one word that could stand
    /// behind a `#`, so that a slip is not taken for another tag.
    #[must_use]
    pub fn named(written: &str) -> Option<Self> {
        let word = written.trim().trim_start_matches(['#', '＃']);
        Self::new(word).filter(|_| word.chars().all(is_tag_char))
    }

    /// Returns the tag without `#`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a character can stand in a tag.
pub(crate) fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '_' | '·' | '・' | '\u{200c}')
}

fn fold(written: &str) -> String {
    let mut folded = fold_once(written);
    // A letter that gave up one mark may take up the next: folded again, until nothing changes.
    while folded.chars().any(is_combining_mark) {
        let again = fold_once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

fn fold_once(written: &str) -> String {
    let compatible: String = written.nfkc().collect();
    let lower = compatible.to_lowercase();
    lower.chars().filter(|&c| is_tag_char(c)).nfc().map(fold_latin).collect()
}

/// Takes the accents off a Latin letter; other scripts keep their marks.
fn fold_latin(c: char) -> char {
    match c {
        'đ' | 'ð' => 'd',
        'ħ' => 'h',
        'ı' => 'i',
        'ĸ' => 'k',
        'ŀ' | 'ł' => 'l',
        'ŋ' => 'n',
        'ø' => 'o',
        'ŧ' => 't',
        _ => std::iter::once(c).nfd().next().filter(char::is_ascii_alphabetic).unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tag(s: &str) -> String {
        Tag::new(s).map_or_else(String::new, |t| t.0)
    }

    #[test]
    fn compares_as_mastodon_does() {
        assert_eq!(tag("#Chartership"), "chartership");
        assert_eq!(tag("#CHÂRTERSHÍP"), "chartership");
        assert_eq!(tag("ｆｕｌｌｗｉｄｔｈ"), "fullwidth");
        assert_eq!(tag("#Smørrebrød"), "smorrebrod");
        assert_eq!(tag("#図書館が好き"), "図書館が好き");
        assert_eq!(tag("#ひらがな゛"), tag("#ひらがな゛"));
        assert_eq!(tag("#uk-libchat"), "uklibchat");
        assert_eq!(tag("W΅"), "w");
        assert_eq!(Tag::new("#"), None);
        assert_eq!(Tag::new(" "), None);
    }

    proptest! {
        #[test]
        fn normalising_twice_is_normalising_once(s in "\\PC{0,20}") {
            if let Some(once) = Tag::new(&s) {
                prop_assert_eq!(Tag::new(once.as_str()), Some(once));
            }
        }
    }
}
