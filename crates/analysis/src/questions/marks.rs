//! The marks themselves: `Q1`, `Q.2`, `Q1a`, `Question 3:`, `A1`, `A1/A2`, `1)`.

/// A mark and what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark<'a> {
    pub(super) letter: Letter,
    pub(super) number: u32,
    /// A second number: `A1/A2`.
    pub(super) second: Option<u32>,
    /// The text after the mark.
    pub(super) words: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letter {
    Question,
    Answer,
    /// No letter: `1)`. It answers, where a question of that number is open.
    Bare,
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
/// Numbers written as words, after "Question".
const NUMBERS: [&str; 10] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
/// More questions than this no chat has; a greater number is something else.
const MOST_QUESTIONS: u32 = 50;

/// The mark with which a text begins, after mentions, tags, emoji and quotation marks.
pub(super) fn mark(text: &str) -> Option<Mark<'_>> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| !(c.is_alphanumeric() || is_sign(c)));
        let here = rest.trim_start_matches(['#', '＃']);
        if let Some(mark) = mark_at(here).or_else(|| bare_at(here)) {
            return Some(mark);
        }
        // A mention or a tag may stand before the mark, a word may not.
        rest = rest.strip_prefix(is_sign)?;
        rest = rest.trim_start_matches(|c: char| !c.is_whitespace());
    }
}

/// The first mark that opens a sentence within a text: `Welcome! Q1. …`. It has to be followed by
/// a point, a colon, a dash or a bracket: “thanks! Q1 was fun” asks nothing.
pub(super) fn mark_within(text: &str, letter: Letter) -> Option<Mark<'_>> {
    let ends = text.match_indices(['.', '!', '?', '\n', '…', ':', '-', '–', '—']);
    let mut marks = ends.filter_map(|(at, end)| {
        let rest = text.get(at + end.len()..)?;
        let mark = mark_at(rest.trim_start()).filter(|m| m.letter == letter)?;
        let is_apart = rest.len() > rest.trim_start().len();
        (is_apart && mark.words.trim_start().starts_with(['.', ':', ')', '-', '–', '—']))
            .then_some(mark)
    });
    marks.next()
}

/// The mark with which a text ends, before tags and links, behind a sentence or in brackets:
/// `Everything. A1 #chat`, `What do you keep? Q1`. So “please answer with A1” is none. Or one that
/// names the question: `re Q1`, `answering Q2:`.
pub(super) fn mark_beside(text: &str) -> Option<Mark<'_>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_beside = |word: &&&str| word.starts_with(is_sign) || word.starts_with("http");
    let said = words.len() - words.iter().rev().take_while(|word| is_beside(word)).count();
    let ended = words[..said].split_last().and_then(|(last, before)| {
        let before = before.last().filter(|_| said > 2)?;
        let is_apart = last.starts_with(['(', '[']) || !before.ends_with(char::is_alphanumeric);
        let last = last.trim_start_matches(['(', '[']).trim_end_matches([')', ']', '.']);
        let is_listed = before.ends_with([',', '/', '&']);
        let mark = mark_at(last).filter(|m| m.words.is_empty() && is_apart && !is_listed)?;
        match mark.letter {
            Letter::Answer => Some(Mark { words: "", ..mark }),
            Letter::Question if text.contains(['?', '？', '؟']) => {
                Some(Mark { words: text, ..mark })
            }
            _ => None,
        }
    });
    ended.or_else(|| {
        words[..said].windows(2).find_map(|pair| {
            let before = pair[0].trim_start_matches(['(', '[']).trim_end_matches(':');
            let names = ["re", "answer", "answering", "answers"];
            if !names.iter().any(|name| before.eq_ignore_ascii_case(name)) {
                return None;
            }
            let mark = mark_at(pair[1]).filter(|m| m.letter == Letter::Question)?;
            Some(Mark { letter: Letter::Answer, words: "", ..mark })
        })
    })
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
    let (number, words) = number_at(between).or_else(|| {
        let is_whole = spelling == "question" && after.starts_with(char::is_whitespace);
        is_whole.then(|| number_word(between)).flatten()
    })?;
    let (second, words) = match second_at(words) {
        Some((second, words)) => (Some(second), words),
        None => (None, words),
    };
    Some(Mark { letter, number, second: second.filter(|&n| n != number), words })
}

/// A number of a question, which a single letter may follow, as in `1a`.
fn number_at(text: &str) -> Option<(u32, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number = text[..digits].parse().ok().filter(|n| (1..=MOST_QUESTIONS).contains(n))?;
    let words = &text[digits..];
    let part = words.strip_prefix(|c: char| matches!(c.to_ascii_lowercase(), 'a'..='f'));
    let words = part.filter(|rest| !rest.starts_with(is_of_a_word)).unwrap_or(words);
    (!words.starts_with(is_of_a_word)).then_some((number, words))
}

fn number_word(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let at = NUMBERS.iter().position(|word| word.eq_ignore_ascii_case(&text[..end]))?;
    Some((u32::try_from(at).ok()? + 1, &text[end..]))
}

/// The second of two marks joined by a sign: `A1/A2`, `A1 & 2:`.
fn second_at(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start().strip_prefix(['/', '&', '+', ','])?.trim_start();
    let has_letter = rest.starts_with(['A', 'a', 'Q', 'q']);
    let (number, words) = number_at(rest.trim_start_matches(['A', 'a', 'Q', 'q']))?;
    let ends = words.is_empty() || words.starts_with([':', ')', '.', '-']);
    (has_letter || ends).then_some((number, words))
}

/// A number in a bracket or before a point: `1) …`, `(1) …`. A list of several is none.
fn bare_at(text: &str) -> Option<Mark<'_>> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u32 = text[..digits].parse().ok().filter(|n| (1..=MOST_QUESTIONS).contains(n))?;
    let words = text[digits..].strip_prefix(')')?;
    let is_list = words.contains(&format!("{})", number + 1));
    (!is_list).then_some(Mark { letter: Letter::Bare, number, second: None, words })
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
