//! The words of a post as a line of a summary.

use chat::{Post, SpanKind};

use crate::courtesies::begins_with_courtesy;

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

/// What is said of the chat itself is no part of what was said in it.
const HOUSEKEEPING: &str = "chat chats chatting hashtag transcript lurk lurking lurkers";
/// In an answer these words stand for what was said before it, or for whom it answers.
const POINTING: &str = "it its this that these those they them he she him her one mine there you your \
    youre yours youll youve also too";
/// With these a line leads to something that is no part of it: a link, a picture, the next post.
const LEADING: &str = "at here from via on in to is are the a and or of for with happened";

/// Whether a line names the chat itself: how it is held, not what it is about.
pub(super) fn is_housekeeping(line: &str) -> bool {
    has_any(line, HOUSEKEEPING)
}

/// Whether the line of a post points at something that is not in it: at what it answers, here or
/// elsewhere.
pub(super) fn points(post: &Post, leans: bool, line: &str) -> bool {
    let text = &post.body.text;
    let answers = leans || post.reply_to_handle.is_some() || text.plain.starts_with('@');
    answers && has_any(line, POINTING)
}

fn has_any(line: &str, list: &str) -> bool {
    let words = chat::words::words(line);
    words.iter().any(|word| list.split(' ').any(|other| other == word.folded))
}

/// Whether a line ends where something else has to follow.
fn leads_away(said: &str) -> bool {
    let said = said.trim_end();
    let last = said.rsplit(' ').next().unwrap_or_default();
    said.ends_with([':', ',']) || LEADING.split(' ').any(|word| last.eq_ignore_ascii_case(word))
}

/// A post's words as a line; `None` where they say too little, are a greeting, or lean on others.
pub(super) fn line(post: &Post) -> Option<String> {
    let said = said(post);
    let words: Vec<chat::words::Word> = chat::words::words(&said);
    let greets = begins_with_courtesy(words.iter().map(|word| word.folded.as_str()));
    let is_short = words.len() < FEWEST_WORDS;
    let adds = |word: &&chat::words::Word| ADDING.contains(&word.folded.as_str());
    let begins = words.iter().find(|word| !adds(word))?;
    let leans = LEANING.split_whitespace().any(|word| word == begins.folded);
    // “@ada did write of it” without its subject.
    let is_headless = post.body.text.plain.starts_with('@') && said.starts_with(char::is_lowercase);
    let line = shortened(&said);
    let is_whole = !is_headless && !leads_away(&line);
    (is_whole && !is_short && !leans && !greets).then_some(line)
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
    // What follows is another's words, and stands where they said it.
    if let Some(at) = words.windows(2).position(|two| two[0] == "RT" && two[1].starts_with('@')) {
        words.truncate(at);
    }
    let from = words.iter().take_while(|word| word.starts_with('@')).count();
    let tags = words[from..].iter().take_while(|word| is_beside(word)).count();
    let next = words.get(from + tags).and_then(|word| word.chars().next());
    let from = if next.is_some_and(char::is_uppercase) { from + tags } else { from };
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
