//! What a post says by itself of questions: its marks, and what may make it an answer. It is read once a
//! post, so that a chat that grows is not read again.

use chat::{Post, words::each_word};

use super::asked::who;
use super::marks::{Letter, Mark, mark, mark_beside, mark_within};
use crate::composing::begun_ms;
use crate::courtesies::begins_with_courtesy;
use crate::names::Names;
use crate::terms::without_signs;

/// Fewer words than these say “good evening”.
const FEWEST_WORDS: usize = 4;
/// Fewer words than these are more often a remark than an answer.
const SHORT: usize = 8;
/// Words of fewer letters carry little of what a post is about.
const LONGER: usize = 5;

/// The marks of a text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marked {
    /// The mark that it answers with, or asks.
    pub(super) mark: Option<Place>,
    /// The mark of a question within it.
    pub(super) within: Option<Place>,
}

/// A mark, and where what follows it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    letter: Letter,
    number: u32,
    second: Option<u32>,
    words: usize,
}

impl Place {
    fn of(mark: Mark<'_>, text: &str) -> Self {
        let Mark { letter, number, second, words } = mark;
        Self { letter, number, second, words: text.len() - words.len() }
    }

    /// The mark in the text that it was found in.
    pub(super) fn of_text(self, text: &str) -> Mark<'_> {
        let Self { letter, number, second, words } = self;
        Mark { letter, number, second, words: text.get(words..).unwrap_or_default() }
    }
}

impl Marked {
    /// Reads the marks of a text.
    pub(super) fn of(text: &str) -> Self {
        let within = |letter| mark_within(text, letter);
        let mark = mark(text).or_else(|| within(Letter::Answer)).or_else(|| mark_beside(text));
        let place = |mark| Place::of(mark, text);
        Self { mark: mark.map(place), within: within(Letter::Question).map(place) }
    }
}

/// What a post says by itself.
#[derive(Debug, Clone)]
pub(crate) struct Noted {
    /// The number of its author's name.
    pub(super) who: u32,
    pub(super) marked: Marked,
    /// When it was begun.
    pub(super) begun_ms: i64,
    /// It is said to all, and says more than a greeting.
    pub(super) tells_all: bool,
    /// It is shorter than most statements.
    pub(super) is_short: bool,
    /// The numbers of the names of those it turns to.
    pub(super) turns_to: Vec<u32>,
    /// The number of its first word.
    pub(super) opening: Option<u32>,
    /// Its longer words, by number, each once.
    pub(super) content: Vec<u32>,
    pub(super) has_link: bool,
    pub(super) asks: bool,
    /// A tag is a word of a sentence: “Hello #chat, …”.
    pub(super) names_a_tag: bool,
}

impl Noted {
    /// Reads a post.
    pub(crate) fn of(post: &Post, names: &mut Names) -> Self {
        let text = &post.body.text;
        let said = without_signs(post);
        let mut words: Vec<String> = Vec::new();
        each_word(&said, &mut String::new(), |word, _, _| words.push(word.to_owned()));
        // What is quoted is what it is about; if that is the question, the quote tells.
        let is_said_to =
            post.reply_to.is_some() || post.reply_to_handle.is_some() || post.quote_of.is_some();
        let greets = begins_with_courtesy(words.iter().map(String::as_str));
        Self {
            who: names.number(&who(post)),
            marked: Marked::of(&text.plain),
            begun_ms: begun_ms(post),
            tells_all: !is_said_to
                && !text.plain.starts_with('@')
                && words.len() >= FEWEST_WORDS
                && !greets,
            is_short: words.len() < SHORT,
            turns_to: turns_to(post, names),
            opening: words.first().map(|word| names.number(word)),
            content: content(&words, names),
            has_link: !text.links().is_empty() || text.plain.contains("http"),
            asks: text.plain.contains(['?', '？', '؟']),
            names_a_tag: names_a_tag(&text.plain),
        }
    }
}

/// The longer of these words by number, each once: those that may carry what a text is about.
fn content(words: &[String], names: &mut Names) -> Vec<u32> {
    let longer = words.iter().filter(|word| word.chars().count() >= LONGER);
    let mut content: Vec<u32> = longer.map(|word| names.number(word)).collect();
    content.sort_unstable();
    content.dedup();
    content
}

/// Those whom a post names.
fn turns_to(post: &Post, names: &mut Names) -> Vec<u32> {
    let begins =
        post.body.text.plain.split_whitespace().next().filter(|word| word.starts_with('@'));
    let begins = begins.map(|word| word.trim_end_matches([',', ':', '.']));
    let handles = post.body.text.mentions().into_iter().chain(begins);
    let handles = handles.chain(post.reply_to_handle.as_deref());
    handles.map(|handle| names.number(&handle.to_lowercase())).collect()
}

/// The longer words of a text among those known.
pub(super) fn known_content(text: &str, names: &Names) -> Vec<u32> {
    let mut content = Vec::new();
    each_word(text, &mut String::new(), |word, _, _| {
        if word.chars().count() >= LONGER {
            content.extend(names.known(word));
        }
    });
    content.sort_unstable();
    content.dedup();
    content
}

/// Whether a tag is a word of the sentence: “Hello #chat, …”.
fn names_a_tag(text: &str) -> bool {
    let mut words = text.split_whitespace().skip_while(|word| !word.starts_with('#'));
    words.any(|word| !word.starts_with('#') && word.chars().any(char::is_alphanumeric))
}
