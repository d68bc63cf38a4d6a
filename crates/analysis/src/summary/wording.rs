//! The words of a post as a line of a summary.

use chat::{Post, SpanKind};

use crate::courtesies::is_courtesy;

/// A line longer than this, in characters, is shortened by whole sentences.
const LONGEST: usize = 240;
/// Fewer words than these are no statement.
const FEWEST_WORDS: usize = 6;
/// Words that lean on what was said before: a line that begins so is out of its context.
const LEANING: &str = "that thats this these those it its he hes she shes they theyre him her them yes \
    yeah yep no nope same agree agreed exactly absolutely ditto me but so or true lol louder \
    seconding seconded";
/// Words that only add: “And I wrote …” is understood alone, if what follows is.
const ADDING: [&str; 2] = ["and", "also"];

/// A post's words as a line; `None` where they say too little, are a greeting, or lean on others.
pub(super) fn line(post: &Post) -> Option<String> {
    let said = said(post);
    let words: Vec<chat::words::Word> = chat::words::words(&said);
    let first = words.first()?;
    let is_short = words.len() < FEWEST_WORDS;
    let adds = |word: &&chat::words::Word| ADDING.contains(&word.folded.as_str());
    let begins = words.iter().find(|word| !adds(word))?;
    let leans = LEANING.split_whitespace().any(|word| word == begins.folded);
    // “Good evening”, but not “Good letters are short”.
    let wishes =
        first.folded == "good" && words.get(1).is_some_and(|next| is_courtesy(&next.folded));
    if is_short || leans || wishes || is_courtesy(&first.folded) {
        return None;
    }
    Some(shortened(&said))
}

/// A question's words, without its mark.
pub(super) fn question(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.starts_with("http"));
    let mut words: Vec<&str> = words.collect();
    while words.last().is_some_and(|word| word.starts_with('#')) {
        words.pop();
    }
    unmarked(&words.join(" ")).to_owned()
}

/// Whether a text asks: its last sentence does.
pub(super) fn asks_something(text: &str) -> bool {
    let is_word = |word: &&str| !word.starts_with(['#', '@']) && !word.starts_with("http");
    let last = text.split_whitespace().rfind(is_word);
    last.is_some_and(|word| word.trim_end_matches(['"', '”', ')']).ends_with(['?', '？', '؟']))
}

/// The words without leading handles, the mark, the tags at the end and links.
fn said(post: &Post) -> String {
    let text = &post.body.text;
    let mut words: Vec<&str> = Vec::new();
    for (piece, kind) in text.pieces() {
        if !matches!(kind, Some(SpanKind::Link(_))) {
            words.extend(piece.split_whitespace().filter(|word| !word.starts_with("http")));
        }
    }
    let from = words.iter().take_while(|word| word.starts_with('@')).count();
    while words.len() > from && words.last().is_some_and(|word| is_beside(word)) {
        words.pop();
    }
    let joined = words.get(from..).unwrap_or_default().join(" ");
    unmarked(&joined).to_owned()
}

fn is_beside(word: &str) -> bool {
    word.starts_with('#') || word.chars().all(|c| !c.is_alphanumeric() && !is_end(c))
}

/// A text without `A1`, `Q2:`, `1)` before it.
fn unmarked(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(' ') else { return text };
    let bare = first.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = bare.trim_start_matches(['Q', 'q', 'A', 'a']).trim_start_matches('.');
    let is_number = !digits.is_empty() && digits.len() <= 2;
    let is_mark = is_number
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_alphanumeric())
        && (digits.len() < bare.len() || first.ends_with(')'));
    if is_mark { rest.trim_start_matches([':', '-', '–', '—', '.', ')', ' ']) } else { text }
}

/// As many whole sentences as fit, the first in any case.
fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let after = at + c.len_utf8();
        let ends = is_end(c) && text[after..].starts_with(|next: char| next.is_whitespace())
            || matches!(c, '。' | '！' | '？');
        if ends {
            if end > 0 && text[..after].chars().count() > LONGEST {
                break;
            }
            end = after;
        }
    }
    if end == 0 { text.to_owned() } else { text[..end].to_owned() }
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}
