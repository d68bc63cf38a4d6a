//! Who asks, and which post asks which question.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chat::{Post, Uri};

use super::marks::{Letter, Mark};
use super::noted::Marked;
use super::{Asked, Talk};
use crate::groundwork::{Note, Notes};
use crate::reposts::{self, Folded};

/// Words by which a question is known again.
const SAME_WORDS: usize = 5;
/// A question asked again is asked by the one before its first answer, but no longer before: half
/// an hour.
const BEFORE_ANSWERS_MS: i64 = 30 * 60 * 1000;
/// Context older than this before the first post asks nothing here: a day.
const CONTEXT_MS: i64 = 24 * 60 * 60 * 1000;

/// Something said that may ask: a post of the chat, context, or what was only passed on.
pub(super) struct Told<'a> {
    pub(super) at_ms: i64,
    /// Who said it: the handle in lower case, else the author's name.
    pub(super) who: Cow<'a, str>,
    pub(super) text: &'a str,
    pub(super) uri: &'a Uri,
    /// The index, for a post of the chat.
    pub(super) post: Option<usize>,
    pub(super) mark: Option<Mark<'a>>,
    /// The mark of a question within it.
    pub(super) within: Option<Mark<'a>>,
    /// A host said that it asks the question of its mark.
    pub(super) is_set: bool,
}

/// What was found out about the questions.
#[derive(Default)]
pub(super) struct Found {
    /// By number.
    pub(super) asked: BTreeMap<u32, Asked>,
    /// For each post of the chat the questions that it announces or repeats.
    pub(super) also: Vec<Option<u32>>,
    /// For each post of the chat the questions it answers by a mark.
    pub(super) marked: Vec<[Option<u32>; 2]>,
    /// Who asks.
    pub(super) hosts: BTreeSet<String>,
}

/// The name under which an author is known here.
pub(super) fn who(post: &Post) -> String {
    let handle = post.author.handle.as_deref().map(str::to_lowercase);
    handle.unwrap_or_else(|| post.author.uri.to_string())
}

/// All that has a mark, by time.
pub(super) fn told<'a>(talk: &Talk<'a>, notes: &'a Notes, folded: &Folded) -> Vec<Told<'a>> {
    let first = talk.posts.iter().map(|p| p.created_at.ms()).min().unwrap_or_default();
    let of = |post: &'a Post, note: &'a Note, at: Option<usize>| {
        let who = notes.names.name(note.asking.who);
        let marked = note.asking.marked;
        marked_by(post.created_at.ms(), who, &post.body.text.plain, &post.uri, marked, at)
    };
    let posts = talk.posts.iter().zip(&notes.posts).enumerate();
    let mut told: Vec<Told<'a>> =
        posts.map(|(at, (post, note))| of(post, note, Some(at))).collect();
    let context = talk.context.iter().zip(&notes.context);
    let context = context.filter(|(post, _)| post.created_at.ms() >= first - CONTEXT_MS);
    told.extend(context.map(|(post, note)| of(post, note, None)));
    told.extend(passed_on(talk, folded));
    for told in &mut told {
        if let Some((_, number)) = talk.asks.iter().find(|(uri, _)| uri == told.uri) {
            // What a question says stands behind its mark, if it has one.
            let words = told.mark.map_or(told.text, |mark| mark.words);
            told.mark =
                Some(Mark { letter: Letter::Question, number: *number, second: None, words });
            told.is_set = true;
        }
    }
    told.retain(|one| one.mark.is_some() || one.within.is_some());
    told.sort_by(|a, b| (a.at_ms, a.uri, a.post).cmp(&(b.at_ms, b.uri, b.post)));
    told
}

fn marked_by<'a>(
    at_ms: i64,
    who: impl Into<Cow<'a, str>>,
    text: &'a str,
    uri: &'a Uri,
    marked: Marked,
    post: Option<usize>,
) -> Told<'a> {
    let mark = marked.mark.map(|place| place.of_text(text));
    let within = marked.within.map(|place| place.of_text(text));
    Told { at_ms, who: who.into(), text, uri, post, mark, within, is_set: false }
}

/// What is known only by being passed on: `RT @ada: Q1 …`.
fn passed_on<'a>(talk: &Talk<'a>, folded: &Folded) -> Vec<Told<'a>> {
    let known: BTreeSet<&Uri> = talk.context.iter().map(|post| &post.uri).collect();
    let firsts = folded.unresolved.iter().filter_map(|group| group.reposts.first());
    let told = firsts.filter_map(|&first| {
        let repost = &talk.reposts[first];
        let text = repost.text.as_ref()?.plain.as_str();
        let (handle, words) = reposts::passed_on(text)?;
        let uri = repost.of.as_ref().unwrap_or(&repost.uri);
        if known.contains(uri) {
            return None;
        }
        let (at_ms, marked) = (repost.created_at.ms(), Marked::of(words));
        Some(marked_by(at_ms, handle.to_lowercase(), words, uri, marked, None))
    });
    told.collect()
}

/// Finds the questions, and what each post's mark means.
///
/// Who asks is not known in an imported archive; the hosts are taken to be those who were the first
/// to use several question marks. A question mark used by a host opens the question (also within a
/// greeting: `Welcome! Q1. …`). Where no host used a number, the first post with it does if it holds
/// a question mark and nobody answered before. Whoever else writes `Q1` answers. An answer to a
/// question that nobody asked counts when two people gave one: `A4` is also a size of paper. What a
/// host said goes before all of it.
pub(super) fn asked(told: &[Told<'_>], posts: usize) -> Found {
    let hosts = hosts(told);
    let asks: Vec<Option<Mark<'_>>> = told.iter().map(|one| asking(one, &hosts)).collect();
    let mut candidates: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut answered: BTreeMap<u32, (i64, BTreeSet<&str>)> = BTreeMap::new();
    for (at, one) in told.iter().enumerate() {
        if let Some(mark) = asks[at] {
            candidates.entry(mark.number).or_default().push(at);
        } else if let Some(mark) = one.mark.filter(|mark| mark.letter != Letter::Bare) {
            for number in std::iter::once(mark.number).chain(mark.second) {
                let first = answered.entry(number).or_insert((one.at_ms, BTreeSet::new()));
                first.1.insert(one.who.as_ref());
            }
        }
    }
    add_guests(told, &mut candidates, &mut answered);

    let mut found = Found {
        also: vec![None; posts],
        marked: vec![[None; 2]; posts],
        hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
        ..Found::default()
    };
    let mut same: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (&number, at) in &candidates {
        let first_answer = answered.get(&number).map(|(first, _)| *first);
        let Some(best) = best(told, at, number, first_answer) else { continue };
        let one = &told[best];
        let words = asks[best].or(one.mark).map(|mark| first_words(mark.words));
        same.insert(number, words.unwrap_or_default());
        let (uri, text) = (one.uri.clone(), one.text.to_owned());
        let host = one.who.clone().into_owned();
        found.asked.insert(number, Asked { uri, post: one.post, text, at_ms: one.at_ms, host });
    }
    for (one, asks) in told.iter().zip(&asks) {
        let Some(post) = one.post else { continue };
        let asked = asks.map(|mark| mark.number);
        if let Some(number) = asked.filter(|number| found.asked.contains_key(number)) {
            let is_it = found.asked[&number].post == Some(post);
            found.also[post] = (!is_it).then_some(number);
        } else if let Some(mark) = one.mark {
            judge(&mut found, post, mark, &same, &answered);
        }
    }
    found
}

/// What a mark by somebody who does not ask means.
fn judge(
    found: &mut Found,
    post: usize,
    mark: Mark<'_>,
    same: &BTreeMap<u32, Vec<String>>,
    answered: &BTreeMap<u32, (i64, BTreeSet<&str>)>,
) {
    let number = mark.number;
    let is_asked = found.asked.get(&number);
    if is_asked.is_some_and(|asked| asked.post == Some(post)) {
        return;
    }
    let words = first_words(mark.words);
    let repeats = mark.letter == Letter::Question
        && words.len() == SAME_WORDS
        && same.get(&number) == Some(&words);
    if repeats {
        found.also[post] = Some(number);
        return;
    }
    let counts = |number: &u32| match mark.letter {
        Letter::Bare => found.asked.contains_key(number),
        _ => {
            let by_two = answered.get(number).is_some_and(|(_, who)| who.len() > 1);
            found.asked.contains_key(number) || by_two
        }
    };
    let numbers = [Some(number).filter(counts), mark.second.filter(counts)];
    found.marked[post] = numbers;
}

/// The mark by which something said by a host asks, or announces.
fn asking<'a>(told: &Told<'a>, hosts: &BTreeSet<&str>) -> Option<Mark<'a>> {
    if told.is_set {
        return told.mark;
    }
    if !hosts.contains(told.who.as_ref()) {
        return None;
    }
    told.mark.filter(|mark| mark.letter == Letter::Question).or(told.within)
}

/// Questions that no host asked: the first post with the number, if it holds a question mark.
fn add_guests(
    told: &[Told<'_>],
    candidates: &mut BTreeMap<u32, Vec<usize>>,
    answered: &mut BTreeMap<u32, (i64, BTreeSet<&str>)>,
) {
    let mut begun: BTreeSet<u32> = candidates.keys().copied().collect();
    for (at, one) in told.iter().enumerate() {
        let Some(mark) = one.mark.filter(|mark| mark.letter != Letter::Bare) else { continue };
        let opens = begun.insert(mark.number);
        if opens && mark.letter == Letter::Question && mark.words.contains('?') {
            candidates.insert(mark.number, vec![at]);
            if let Some((_, who)) = answered.get_mut(&mark.number) {
                who.remove(one.who.as_ref());
            }
        }
    }
}

/// Those who were the first to use question marks: at least a third as many as whoever used most.
fn hosts<'a>(told: &'a [Told<'_>]) -> BTreeSet<&'a str> {
    let mut first: BTreeMap<u32, (&str, bool)> = BTreeMap::new();
    for one in told.iter().filter(|one| !one.is_set) {
        let mark = one.mark.or(one.within);
        if let Some(mark) = mark.filter(|mark| mark.letter == Letter::Question) {
            let asks = mark.words.contains(['?', '？', '؟']);
            let known = first.entry(mark.number).or_insert((one.who.as_ref(), asks));
            if known.0 == one.who.as_ref() {
                known.1 |= asks;
            }
        }
    }
    // Who never asks with a question mark is a host only where nobody does.
    let any_asks = first.values().any(|&(_, asks)| asks);
    let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
    for &(who, asks) in first.values() {
        if asks || !any_asks {
            *asked.entry(who).or_default() += 1;
        }
    }
    let most = asked.values().copied().max().unwrap_or_default();
    let hosts = asked.into_iter().filter(|&(_, count)| count * 3 >= most);
    hosts.map(|(who, _)| who).collect()
}

/// Of several posts that ask a question the one that opens it.
///
/// One that holds a question goes before one that only announces it; of those the first in the half
/// hour before the first answer, so that an agenda of the morning does not open it; else the last
/// before that, else the first.
fn best(
    told: &[Told<'_>],
    candidates: &[usize],
    number: u32,
    answer: Option<i64>,
) -> Option<usize> {
    if let Some(set) = candidates.iter().find(|&&at| told[at].is_set) {
        return Some(*set);
    }
    let full = |&at: &usize| {
        let one = &told[at];
        let mark = one.mark.filter(|mark| mark.number == number);
        let mark = mark.or(one.within);
        mark.is_some_and(|mark| mark.words.contains(['?', '？', '؟']))
    };
    let mut asking: Vec<usize> = candidates.iter().copied().filter(full).collect();
    if asking.is_empty() {
        asking = candidates.to_vec();
    }
    let Some(answer) = answer else { return asking.first().copied() };
    let at_ms = |at: &usize| told[*at].at_ms;
    let near = |at: &usize| (answer - BEFORE_ANSWERS_MS..=answer).contains(&at_ms(at));
    let before = |at: &usize| at_ms(at) <= answer;
    let found = asking.iter().find(|at| near(at)).or_else(|| asking.iter().rfind(|at| before(at)));
    found.or(asking.first()).copied()
}

/// The first words of a question, folded.
fn first_words(words: &str) -> Vec<String> {
    let words = chat::words::words(words).into_iter().take(SAME_WORDS);
    words.map(|word| word.folded).collect()
}
