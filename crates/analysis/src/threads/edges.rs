//! Edges that no source states as a reply: quotes, names, repeated words, numbered parts.

use std::collections::HashMap;

use chat::{Post, SpanKind, Uri, words::each_word};

use super::noted::{Noted, Turns};
use super::{Answers, Known};

const MINUTE_MS: i64 = 60 * 1000;
/// Whoever is named was talking no longer ago than this.
const TALKING_MS: i64 = 5 * MINUTE_MS;
/// In a dialogue, where the one named had just turned to the one who names them, it may be longer.
const DIALOGUE_MS: i64 = 15 * MINUTE_MS;
/// Repeated words are looked for this far back: a day.
const REPEATED_MS: i64 = 24 * 60 * MINUTE_MS;
/// The part before is no older than this.
const PART_MS: i64 = 15 * MINUTE_MS;
/// Of an author's latest posts so many are compared.
const COMPARED: usize = 200;
/// The share of repeated words that has to be found in the post they are from.
const REPEATED_SHARE: f64 = 0.7;
/// The fewest words that count as repeated.
const ENOUGH_WORDS: usize = 3;

/// The posts, and what each says by itself.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) posts: &'a [&'a Post],
    pub(super) noted: &'a [&'a Noted],
}

impl Told<'_> {
    fn turns(&self, at: usize) -> &Turns {
        self.noted[at].turns(self.posts[at])
    }

    fn ms(&self, at: usize) -> i64 {
        self.posts[at].created_at.ms()
    }
}

/// Gives a parent to each post that has none, where one can be inferred.
pub(super) fn infer(told: Told<'_>, by_time: &[usize], parents: &mut [Option<Answers>]) {
    let posts = told.posts;
    let quotes = posts.iter().any(|post| post.quote_of.is_some());
    let named: HashMap<&Uri, usize> =
        posts.iter().map(|p| &p.uri).zip(0..).filter(|_| quotes).collect();
    let mut heard = Heard::default();
    for &at in by_time {
        let post = posts[at];
        let quoted = || {
            let quoted = *named.get(post.quote_of.as_ref()?)?;
            (quoted != at).then_some(Answers { post: quoted, known: Known::Quoted })
        };
        if parents[at].is_none() && post.reply_to.is_none() {
            parents[at] = quoted();
        }
        if parents[at].is_none() && post.reply_to.is_none() && post.created_at.has_time() {
            parents[at] = heard.answered(told, at);
        }
        heard.push(told.noted[at], at);
    }
}

/// What was said so far, by whom.
#[derive(Default)]
struct Heard<'a> {
    by_handle: HashMap<&'a str, Vec<usize>>,
    by_first_name: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Heard<'a> {
    fn push(&mut self, noted: &'a Noted, at: usize) {
        if let Some(handle) = &noted.handle {
            self.by_handle.entry(handle).or_default().push(at);
        }
        if let Some(first) = &noted.first_name {
            self.by_first_name.entry(first).or_default().push(at);
        }
    }

    fn said_by(&self, handle: &str) -> &[usize] {
        self.by_handle.get(handle).map_or(&[], Vec::as_slice)
    }

    /// What a post answers, as far as its words tell.
    fn answered(&self, told: Told<'_>, at: usize) -> Option<Answers> {
        let answers = |post, known| Answers { post, known };
        if let Some(part) = self.part_before(told, at) {
            return Some(answers(part, Known::Continued));
        }
        if let Some(original) = self.repeated(told, at) {
            return Some(answers(original, Known::Repeated));
        }
        let turns = told.turns(at);
        let named = match turns.handles.first() {
            Some(_) => turns.handles.iter().find_map(|h| talking(told, at, self.said_by(h))),
            None => {
                let said = self.by_first_name.get(turns.addressed.as_deref()?)?;
                talking(told, at, said)
            }
        };
        named.map(|to| answers(to, Known::Named))
    }

    /// The part before this one: `2/3` follows the same author's `1/3`.
    fn part_before(&self, told: Told<'_>, at: usize) -> Option<usize> {
        let (number, of) = told.turns(at).part.filter(|&(number, _)| number > 1)?;
        let own = self.said_by(told.noted[at].handle.as_deref()?);
        let now = told.ms(at);
        let recent = own.iter().rev().take_while(|&&p| told.ms(p) >= now - PART_MS);
        let before = recent
            .copied()
            .find(|&p| told.turns(p).part.is_some_and(|(n, m)| n + 1 == number && m == of));
        // The first part is often not numbered.
        before.or_else(|| {
            let last = *own.last().filter(|&&p| told.ms(p) >= now - PART_MS)?;
            let bare = told.turns(last).part.is_none();
            (number == 2 && bare && told.ms(last) >= now - 3 * MINUTE_MS).then_some(last)
        })
    }

    /// The post whose words stand here after its author's handle.
    fn repeated(&self, told: Told<'_>, at: usize) -> Option<usize> {
        let (handle, wanted) = told.turns(at).repeats.as_ref()?;
        if wanted.len() < ENOUGH_WORDS {
            return None;
        }
        let since = told.ms(at) - REPEATED_MS;
        let said = self.said_by(handle).iter().rev().take(COMPARED).copied();
        let share = |p: usize| {
            let said = told.noted[p].words(told.posts[p]);
            let found = wanted.iter().filter(|word| said.binary_search(word).is_ok()).count();
            found as f64 / wanted.len() as f64
        };
        said.take_while(|&p| told.ms(p) >= since)
            .map(|p| (p, share(p)))
            .filter(|&(_, share)| share >= REPEATED_SHARE)
            .fold(None, |best: Option<(usize, f64)>, found| match best {
                Some(best) if best.1 >= found.1 => Some(best),
                _ => Some(found),
            })
            .map(|(p, _)| p)
    }
}

/// The post of somebody who is being named: their latest that turned to the one who names them, else
/// the only one of the last minutes; of several the one that shares most words with what is said, else
/// the latest that was said to nobody.
fn talking(told: Told<'_>, at: usize, said: &[usize]) -> Option<usize> {
    let (posts, post, now) = (told.posts, told.posts[at], told.ms(at));
    let since = |span| {
        let said = said.iter().rev();
        said.copied().take_while(move |&p| told.ms(p) >= now - span)
    };
    let turned = |p: &usize| {
        told.noted[at].handle.as_deref().is_some_and(|own| {
            let to = posts[*p].reply_to_handle.as_deref();
            to.is_some_and(|handle| handle.eq_ignore_ascii_case(own))
                || told.turns(*p).handles.iter().any(|handle| handle == own)
        })
    };
    let others = |p: &usize| posts[*p].author.uri != post.author.uri;
    if let Some(dialogue) = since(DIALOGUE_MS).filter(others).find(turned) {
        return Some(dialogue);
    }
    let mut recent = since(TALKING_MS).filter(others);
    if let (Some(only), None) = (recent.next(), recent.next()) {
        return Some(only);
    }
    let about = since(DIALOGUE_MS).filter(others).collect::<Vec<_>>();
    sharing_most(told, at, &about).or_else(|| {
        let to_all = |&p: &usize| posts[p].reply_to.is_none() && told.turns(p).handles.is_empty();
        since(TALKING_MS).filter(others).find(to_all)
    })
}

/// The one post that shares more of the longer words with what is said than any other.
fn sharing_most(told: Told<'_>, at: usize, among: &[usize]) -> Option<usize> {
    let longer = |p: usize| told.noted[p].longer(told.posts[p]);
    let said = longer(at);
    let shared =
        |&p: &usize| (longer(p).iter().filter(|word| said.binary_search(word).is_ok()).count(), p);
    let mut shared: Vec<(usize, usize)> = among.iter().take(COMPARED).map(shared).collect();
    shared.sort_unstable_by(|a, b| b.cmp(a));
    let next = shared.get(1).map_or(0, |&(next, _)| next);
    shared.first().filter(|&&(most, _)| most > next).map(|&(_, p)| p)
}

/// The handles a post begins with.
pub(super) fn leading_handles(post: &Post) -> Vec<&str> {
    let mut handles = Vec::new();
    for (said, kind) in post.body.text.pieces() {
        match kind {
            Some(SpanKind::Mention(handle)) => handles.push(handle.as_str()),
            None if said.trim_matches(|c: char| c.is_whitespace() || c == '.').is_empty() => {}
            _ => break,
        }
    }
    if handles.is_empty() {
        let words = post.body.text.plain.split_whitespace();
        let named = words.map_while(|word| {
            let word = word.trim_end_matches([',', ':', '.']);
            word.starts_with('@').then_some(word).filter(|word| word.len() > 1)
        });
        handles.extend(named);
    }
    handles
}

/// The name that a text begins with, where a comma or colon follows it: "Ada, how?".
pub(super) fn addressed(text: &str) -> Option<String> {
    let first = text.split_whitespace().next()?;
    let name = first.strip_suffix([',', ':'])?;
    name.chars().all(char::is_alphabetic).then(|| name.to_lowercase())
}

/// Takes "So true! RT @ada: words" or "“@ada: words”" apart into `@ada` and the words.
pub(super) fn passed_on(text: &str) -> Option<(&str, &str)> {
    let from = ["RT @", "MT @", "rt @"].into_iter().filter_map(|mark| text.find(mark)).min();
    let rest = match from {
        Some(at) => text.get(at + 3..)?,
        None => {
            let at = text.find(['“', '"'])?;
            let after = text.get(at..)?.trim_start_matches(['“', '"']);
            Some(after).filter(|after| after.starts_with('@'))?
        }
    };
    let end = rest
        .char_indices()
        .skip(1)
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '@')))
        .map_or(rest.len(), |(at, _)| at);
    let words = rest.get(end..)?.trim_start_matches([':', ' ']);
    let is_said = from.is_some() || rest.get(end..)?.starts_with(':');
    is_said.then_some((rest.get(..end)?, words))
}

/// The number of a part at the beginning or the end: `2/3`, `(2/3)`, `2/`.
pub(super) fn part(text: &str) -> Option<(u32, Option<u32>)> {
    let is_last = |word: &&str| !word.starts_with(['#', '@']) && !word.starts_with("http");
    let words: Vec<&str> = text.split_whitespace().filter(is_last).collect();
    [words.last()?, words.first()?].into_iter().find_map(|word| {
        let (part, of) = word.trim_matches(['(', ')', '[', ']', '.']).split_once('/')?;
        let part: u32 = part.parse().ok().filter(|n| (1..=20).contains(n))?;
        let of = if of.is_empty() { None } else { Some(of.parse().ok()?) };
        of.is_none_or(|of| (part..=20).contains(&of)).then_some((part, of))
    })
}

/// The words of a text, folded, each once.
pub(super) fn folded(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, &mut String::new(), |word, _, _| words.push(word.to_owned()));
    words.sort_unstable();
    words.dedup();
    words
}
