//! The words and phrases by which posts are compared, and named.
//!
//! Terms are folded words, pairs of words that follow each other, and in scripts without spaces
//! pairs of characters. Tags, handles, links and marks of questions are no terms, nor are words that
//! every text has.

mod stop;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chat::{Post, SpanKind, words::each_word};

/// The terms of many posts, numbered.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
    /// In how many of the texts each term stands.
    texts_with: Vec<u32>,
    /// The terms of each text, in order of their number, each once with how often it stands there.
    of_texts: Vec<Vec<(u32, u32)>>,
}

/// A word of a text on its way to a term.
struct Word {
    folded: String,
    written: String,
    /// It is a character of a script without spaces.
    is_sign: bool,
    /// It follows the word before it with nothing but a space or a hyphen between.
    follows: bool,
    end: usize,
}

impl Terms {
    /// Counts the terms of these posts.
    pub(crate) fn of<'a>(posts: impl IntoIterator<Item = &'a Post>) -> Self {
        let mut terms = Self::default();
        for post in posts {
            terms.push(post);
        }
        terms
    }

    fn push(&mut self, post: &Post) {
        let mut here: Vec<u32> = Vec::new();
        let words = words_of(post);
        for (at, word) in words.iter().enumerate() {
            if !word.is_sign && !stop::is_common(&word.folded) && !is_number(&word.folded) {
                here.push(self.number(&word.folded));
            }
            let Some(before) = at.checked_sub(1).map(|b| &words[b]).filter(|_| word.follows) else {
                continue;
            };
            if word.is_sign && before.is_sign {
                if stop::is_grammar(&before.folded, &word.folded) {
                    continue;
                }
                here.push(self.number(&format!("{}{}", before.folded, word.folded)));
            } else if !word.is_sign && !before.is_sign && is_phrase(before, word) {
                here.push(self.number(&format!("{} {}", before.folded, word.folded)));
            }
        }
        here.sort_unstable();
        let counted: Vec<(u32, u32)> = here
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], u32::try_from(same.len()).unwrap_or(u32::MAX)))
            .collect();
        for &(term, _) in &counted {
            self.texts_with[term as usize] += 1;
        }
        self.of_texts.push(counted);
    }

    fn number(&mut self, term: &str) -> u32 {
        if let Some(&number) = self.numbers.get(term) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = term.into();
        self.numbers.insert(Arc::clone(&name), number);
        self.names.push(name);
        self.texts_with.push(0);
        number
    }

    /// The terms of a text, by number, with how often each stands there.
    pub(crate) fn of_text(&self, text: usize) -> &[(u32, u32)] {
        self.of_texts.get(text).map_or(&[], Vec::as_slice)
    }

    /// In how many texts a term stands.
    pub(crate) fn texts_with(&self, term: u32) -> u32 {
        self.texts_with.get(term as usize).copied().unwrap_or_default()
    }

    /// A term as it is compared.
    pub(crate) fn name(&self, term: u32) -> &str {
        self.names.get(term as usize).map_or("", AsRef::as_ref)
    }
}

/// Whether two words that follow each other make a phrase.
fn is_phrase(before: &Word, word: &Word) -> bool {
    let tells = |word: &Word| !stop::is_common(&word.folded) && !is_number(&word.folded);
    tells(before) && tells(word)
}

/// Whether a word is one character of a script that has no upper and lower case.
fn is_sign(word: &str) -> bool {
    let mut chars = word.chars();
    let only = chars.next().filter(|_| chars.next().is_none());
    only.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
}

/// Whether a word is a number, a time or a size: `2012`, `1pm`.
fn is_number(word: &str) -> bool {
    word.starts_with(char::is_numeric)
}

/// The words of a post, without tags, handles, links and the mark of a question at the beginning.
fn words_of(post: &Post) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut folded = String::new();
    for (said, kind) in post.body.text.pieces() {
        if matches!(kind, Some(SpanKind::Tag(_) | SpanKind::Mention(_) | SpanKind::Link(_))) {
            continue;
        }
        let said = unmarked(said);
        let mut next = 0;
        for part in said.split_inclusive(char::is_whitespace) {
            let begin = next;
            next += part.len();
            if part.starts_with(['#', '@']) || part.starts_with("http") {
                if let Some(last) = words.last_mut() {
                    last.end = usize::MAX;
                }
                continue;
            }
            each_word(part, &mut folded, |word, start, end| {
                let (start, end) = (begin + start, begin + end);
                let follows = words.last().is_some_and(|last| {
                    said.get(last.end..start)
                        .is_some_and(|between| between.chars().all(|c| c == ' ' || c == '-'))
                });
                let written = said.get(start..end).unwrap_or_default();
                let is_sign = is_sign(word);
                words.push(Word {
                    folded: word.to_owned(),
                    written: written.to_owned(),
                    is_sign,
                    follows,
                    end,
                });
            });
        }
        if let Some(last) = words.last_mut() {
            last.end = usize::MAX;
        }
    }
    words
}

/// A post's words without its tags, handles and links.
pub(crate) fn without_signs(post: &Post) -> String {
    let pieces = post.body.text.pieces().filter(|(_, kind)| {
        !matches!(kind, Some(SpanKind::Tag(_) | SpanKind::Mention(_) | SpanKind::Link(_)))
    });
    let pieces: Vec<&str> = pieces.map(|(said, _)| said).collect();
    unsigned(&pieces.join(" "))
}

/// A text without what begins like a tag, a handle or a link.
pub(crate) fn unsigned(text: &str) -> String {
    let is_word = |word: &&str| !word.starts_with(['#', '@']) && !word.starts_with("http");
    text.split_whitespace().filter(is_word).collect::<Vec<_>>().join(" ")
}

/// A text without the mark of a question before it.
fn unmarked(text: &str) -> &str {
    let trimmed = text.trim_start();
    let Some(rest) = trimmed.strip_prefix(['Q', 'q', 'A', 'a']) else { return text };
    let rest = rest.trim_start_matches('.');
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_mark = after.len() < rest.len() && !after.starts_with(char::is_alphanumeric);
    if is_mark { after } else { text }
}

/// So many terms are enough to describe a group.
const TELLING: usize = 12;

/// The terms that tell a group from the other posts, the best first: those that stand in more of
/// its posts than chance would put there (each weighs as the main term of the log-likelihood ratio,
/// Dunning 1993).
pub(crate) fn telling(terms: &Terms, posts: &[usize]) -> Vec<(u32, f64)> {
    let mut here: BTreeMap<u32, u32> = BTreeMap::new();
    for &post in posts {
        for &(term, _) in terms.of_text(post) {
            *here.entry(term).or_default() += 1;
        }
    }
    let all = terms.of_texts.len() as f64;
    let share = posts.len() as f64 / all;
    let mut telling: Vec<(u32, f64)> = here
        .into_iter()
        .filter(|&(_, count)| count > 1)
        .map(|(term, count)| {
            let (count, with) = (f64::from(count), f64::from(terms.texts_with(term)));
            let expected = with * share;
            let phrase = if terms.name(term).contains(' ') { 1.6 } else { 1.0 };
            // In a chat of one topic nothing is rarer elsewhere; then what is frequent tells.
            let rise = if share > 0.9 { 1.0 } else { (count / expected).ln().max(0.05) };
            (term, phrase * count * rise)
        })
        .collect();
    let by_name = |a: &(u32, f64), b: &(u32, f64)| {
        b.1.total_cmp(&a.1).then_with(|| terms.name(a.0).cmp(terms.name(b.0)))
    };
    telling.sort_by(by_name);
    telling.truncate(TELLING);
    telling
}

/// So many posts show how a term is written.
const ASKED: usize = 40;

/// A run of signs of a script without spaces as people wrote it most often, if two of the first texts
/// hold it: `図書館` for `図書` and `書館`.
pub(crate) fn run_as_written(run: &str, texts: &[usize], posts: &[Post]) -> Option<String> {
    let signs: Vec<String> = run.chars().map(String::from).collect();
    let mut forms: BTreeMap<String, usize> = BTreeMap::new();
    for post in texts.iter().take(ASKED).filter_map(|&text| posts.get(text)) {
        let words = words_of(post);
        let found = words.windows(signs.len()).find(|words| {
            let same = words.iter().zip(&signs).all(|(word, sign)| word.folded == *sign);
            same && words.iter().skip(1).all(|word| word.follows)
        });
        if let Some(words) = found {
            *forms.entry(words.iter().map(|word| word.written.as_str()).collect()).or_default() +=
                1;
        }
    }
    let held: usize = forms.values().sum();
    let most = forms.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    most.map(|(form, _)| form).filter(|_| held > 1)
}

/// Whether a term is a pair of signs of a script without spaces.
pub(crate) fn is_run(name: &str) -> bool {
    let mut signs = name.chars().map(|c| is_sign(c.encode_utf8(&mut [0; 4])));
    name.chars().count() > 1 && signs.all(|is_sign| is_sign)
}

/// A way to write a term as people wrote it most often: `CPD log` for `cpd log`. `texts` are indices
/// into `posts`, whose terms these are.
pub(crate) fn as_written(terms: &Terms, term: u32, texts: &[usize], posts: &[Post]) -> String {
    let name = terms.name(term);
    let parts: Vec<&str> = name.split(' ').collect();
    let mut forms: HashMap<String, usize> = HashMap::new();
    let holds = |text: &&usize| {
        terms.of_text(**text).binary_search_by_key(&term, |&(known, _)| known).is_ok()
    };
    for post in texts.iter().filter(holds).take(ASKED).filter_map(|&text| posts.get(text)) {
        let words = words_of(post);
        for run in words.windows(parts.len()) {
            let same = run.iter().zip(&parts).all(|(word, part)| word.folded == *part);
            if same && run.iter().skip(1).all(|word| word.follows) {
                let written: Vec<&str> = run.iter().map(|word| word.written.as_str()).collect();
                *forms.entry(written.join(" ")).or_default() += 1;
            }
        }
    }
    let most = forms.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    most.map_or_else(|| name.to_owned(), |(form, _)| form)
}
