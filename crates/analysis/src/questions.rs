//! Numbered questions and the answers marked with their number.
//!
//! Only what is said plainly is taken: a post that begins with `Q1` asks or answers question 1, one
//! that begins with `A1` answers it. Answers known only by reply or by clock are not looked for here.

mod marks;

use std::collections::{BTreeMap, BTreeSet};

use chat::{Post, Question};

use marks::{Letter, Mark, mark, mark_within};

/// A post that a mark binds to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marked {
    /// Which post, as an index into the slice given.
    pub post: usize,
    /// The number of the question: Q1 is 1.
    pub number: u32,
    /// What it does.
    pub role: Role,
}

/// What a marked post does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It asks the question, as the first.
    Asks,
    /// It repeats the question.
    AsksAgain,
    /// It answers: marked `A1`, or marked `Q1` by somebody who does not ask.
    Answers,
}

/// Words by which a question is known again.
const SAME_WORDS: usize = 5;

/// The numbered questions of a chat, by number, each with the post that asked it first.
#[must_use]
pub fn questions(posts: &[Post]) -> Vec<Question> {
    let asked = marked(posts).into_iter().filter(|m| m.role == Role::Asks);
    let mut questions: Vec<Question> =
        asked.map(|m| Question { number: m.number, post: posts[m.post].uri.clone() }).collect();
    questions.sort_by_key(|question| question.number);
    questions
}

/// All posts of a chat that carry the mark of a question, by time.
///
/// Who asks is not known in an imported archive; the hosts are taken to be those who were the first
/// to use the most question marks. A question mark used by a host opens the question (also within a
/// greeting: `Welcome! Q1. …`). Where no host used a number, the first post with it does if it holds
/// a question mark and nobody answered before. Whoever else writes `Q1` answers. An answer to a
/// question that nobody asked counts when two people gave one: `A4` is also a size of paper.
#[must_use]
pub fn marked(posts: &[Post]) -> Vec<Marked> {
    let mut by_time: Vec<usize> = (0..posts.len()).collect();
    by_time.sort_by_key(|&p| (posts[p].created_at.ms(), &posts[p].uri, p));
    let hosts = hosts(posts, &by_time);
    let is_host = |post: usize| hosts.contains(posts[post].author.uri.as_str());
    let found: Vec<(usize, Mark)> = by_time
        .into_iter()
        .filter_map(|post| {
            let text = &posts[post].body.text.plain;
            let within = || mark_within(text).filter(|_| is_host(post));
            Some((post, mark(text).or_else(within)?))
        })
        .collect();

    let asked = asked(&found, is_host);
    let mut answered: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for (post, mark) in &found {
        let author = posts[*post].author.uri.as_str();
        answered.entry(mark.number).or_default().insert(author);
    }
    let role = |(post, mark): (usize, Mark)| {
        let role = match asked.get(&mark.number) {
            Some(&(first, _)) if first == post => Role::Asks,
            Some((_, words)) if mark.letter == Letter::Question => {
                let asks = is_host(post) && mark.words.contains('?');
                let same = *words == first_words(mark.words) && words.len() == SAME_WORDS;
                if asks || same { Role::AsksAgain } else { Role::Answers }
            }
            Some(_) => Role::Answers,
            None if answered[&mark.number].len() > 1 => Role::Answers,
            None => return None,
        };
        let number = mark.number;
        Some(Marked { post, number, role })
    };
    found.into_iter().filter_map(role).collect()
}

/// Those who were the first to use the most question marks; none where nobody used any.
fn hosts<'a>(posts: &'a [Post], by_time: &[usize]) -> BTreeSet<&'a str> {
    let mut first: BTreeMap<u32, &str> = BTreeMap::new();
    for post in by_time.iter().map(|&post| &posts[post]) {
        let text = &post.body.text.plain;
        let mark = mark(text).or_else(|| mark_within(text));
        if let Some(mark) = mark.filter(|m| m.letter == Letter::Question) {
            first.entry(mark.number).or_insert(post.author.uri.as_str());
        }
    }
    let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
    for author in first.into_values() {
        *asked.entry(author).or_default() += 1;
    }
    let most = asked.values().copied().max();
    let hosts = asked.into_iter().filter(|&(_, count)| Some(count) == most);
    hosts.map(|(author, _)| author).collect()
}

/// For each number the post that asks it first, and the words by which it is known again.
fn asked(
    found: &[(usize, Mark)],
    is_host: impl Fn(usize) -> bool,
) -> BTreeMap<u32, (usize, Vec<String>)> {
    let mut asked = BTreeMap::new();
    let questions = || found.iter().filter(|(_, m)| m.letter == Letter::Question);
    for (post, mark) in questions().filter(|(post, _)| is_host(*post)) {
        asked.entry(mark.number).or_insert_with(|| (*post, first_words(mark.words)));
    }
    let mut begun: BTreeSet<u32> = asked.keys().copied().collect();
    for (post, mark) in found {
        let opens = begun.insert(mark.number);
        if opens && mark.letter == Letter::Question && mark.words.contains('?') {
            asked.insert(mark.number, (*post, first_words(mark.words)));
        }
    }
    asked
}

/// The first words of a question, folded.
fn first_words(words: &str) -> Vec<String> {
    let words = chat::words::words(words).into_iter().take(SAME_WORDS);
    words.map(|word| word.folded).collect()
}

#[cfg(test)]
mod tests;
