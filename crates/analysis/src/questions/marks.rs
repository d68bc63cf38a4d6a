//! The marks themselves: `Q1`, `Q.2`, `Question 3:`, `A1`.

/// A mark and what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark<'a> {
    pub(super) letter: Letter,
    pub(super) number: u32,
    /// The text after the mark.
    pub(super) words: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letter {
    Question,
    Answer,
}

/// The words that a mark begins with, longest first.
const SPELLINGS: [(&str, Letter); 6] = [
    ("question", Letter::Question),
    ("answer", Letter::Answer),
    ("ques", Letter::Question),
    ("ans", Letter::Answer),
    ("q", Letter::Question),
    ("a", Letter::Answer),
];
/// More questions than this no chat has; a greater number is something else.
const MOST_QUESTIONS: u32 = 50;

/// The mark with which a text begins, after mentions, tags, emoji and quotation marks.
pub(super) fn mark(text: &str) -> Option<Mark<'_>> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| !(c.is_alphanumeric() || is_sign(c)));
        if let Some(mark) = mark_at(rest.trim_start_matches(['#', '＃'])) {
            return Some(mark);
        }
        // A mention or a tag may stand before the mark, a word may not.
        rest = rest.strip_prefix(is_sign)?;
        rest = rest.trim_start_matches(|c: char| !c.is_whitespace());
    }
}

/// The first question mark that opens a sentence within a text: `Welcome! Q1. …`. It has to be
/// followed by a point, a colon or a bracket: “thanks! Q1 was fun” asks nothing.
pub(super) fn mark_within(text: &str) -> Option<Mark<'_>> {
    let ends = text.match_indices(['.', '!', '?', '\n', '…']);
    let mut marks = ends.filter_map(|(at, end)| {
        let rest = text.get(at + end.len()..)?;
        let mark = mark_at(rest.trim_start()).filter(|m| m.letter == Letter::Question)?;
        (rest.len() > rest.trim_start().len() && mark.words.starts_with(['.', ':', ')']))
            .then_some(mark)
    });
    marks.next()
}

fn is_sign(c: char) -> bool {
    matches!(c, '@' | '#' | '＠' | '＃')
}

/// The mark that stands right here.
fn mark_at(text: &str) -> Option<Mark<'_>> {
    let (spelling, letter) = SPELLINGS.into_iter().find(|(spelling, _)| {
        let start = text.get(..spelling.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(spelling))
    })?;
    let after = &text[spelling.len()..];
    let between = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '#'));
    // “A 3 year old” is no answer.
    if spelling == "a" && after.starts_with(char::is_whitespace) {
        return None;
    }
    let digits = between.find(|c: char| !c.is_ascii_digit()).unwrap_or(between.len());
    let number = between[..digits].parse().ok().filter(|n| (1..=MOST_QUESTIONS).contains(n))?;
    let words = &between[digits..];
    if words.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    Some(Mark { letter, number, words })
}
