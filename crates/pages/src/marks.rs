//! Where a text says what somebody searched for.

use std::ops::Range;

use chat::words::{Word, words};

/// What to mark: the words and phrases that a query asks for. The same rules as the search: case
/// and accents folded, `"a phrase"`, and `-word` asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    phrases: Vec<Vec<String>>,
}

impl Marks {
    /// What this query asks for.
    #[must_use]
    pub fn of(query: &str) -> Self {
        let mut phrases: Vec<Vec<String>> = Vec::new();
        for part in parts(query) {
            let phrase: Vec<String> = words(part).into_iter().map(|w| w.folded).collect();
            if !phrase.is_empty() && !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
        Self { phrases }
    }

    /// The byte ranges of `text` to mark: in order, apart from each other, on characters.
    #[must_use]
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        if self.phrases.is_empty() {
            return Vec::new();
        }
        let said = words(text);
        let mut marked = vec![false; said.len()];
        for phrase in &self.phrases {
            let found = said.windows(phrase.len()).enumerate();
            for (at, _) in found.filter(|(_, window)| says(window, phrase)) {
                marked[at..at + phrase.len()].fill(true);
            }
        }
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (word, _) in said.iter().zip(marked).filter(|(_, marked)| *marked) {
            match ranges.last_mut().filter(|last| last.end >= word.start) {
                Some(last) => last.end = last.end.max(word.end),
                None => ranges.push(word.start..word.end),
            }
        }
        ranges
    }
}

fn says(window: &[Word], phrase: &[String]) -> bool {
    window.iter().zip(phrase).all(|(word, wanted)| word.folded == *wanted)
}

/// The parts of a query that ask for something: words apart, phrases whole, exclusions left out.
fn parts(query: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let excluded = rest.starts_with('-');
        let asked = rest.strip_prefix('-').unwrap_or(rest);
        let (part, after) = match asked.strip_prefix('"') {
            Some(phrase) => phrase.split_once('"').unwrap_or((phrase, "")),
            None => asked.split_once(char::is_whitespace).unwrap_or((asked, "")),
        };
        if !excluded {
            parts.push(part);
        }
        rest = after.trim_start();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, text: &str) -> String {
        let mut out = text.to_owned();
        for range in Marks::of(query).ranges(text).into_iter().rev() {
            out.insert(range.end, ']');
            out.insert(range.start, '[');
        }
        out
    }

    #[test]
    fn words_and_phrases_are_marked() {
        assert_eq!(marked("cafe", "Café, CAFE; cafeteria"), "[Café], [CAFE]; cafeteria");
        assert_eq!(marked("\"a log\" -bus", "A log on a bus"), "[A] [log] on a bus");
        assert_eq!(marked("log a", "a log"), "[a] [log]");
        assert_eq!(marked("図書館", "図書と図書館"), "図書と[図書館]");
        assert_eq!(marked("#tag -\"x y\" z", "tag x y z"), "[tag] x y [z]");
        assert_eq!(marked("", "a"), "a");
        assert_eq!(marked("\"open", "open end"), "[open] end");
    }
}
