//! Answers that only the clock tells: said while a question was open.
//!
//! The question that is open is the one asked last. Whether a post without a mark answers it depends
//! most on the habit of the chat: where people mark their answers, what is not marked is mostly
//! chatter.

use std::collections::{BTreeMap, BTreeSet};

use chat::{Post, SpanKind, words::each_word};

use super::Talk;
use super::asked::{Found, who};
use crate::courtesies::is_courtesy;

/// Nobody has read a question and answered it sooner: 20 seconds.
const SOONEST_MS: i64 = 20 * 1000;
/// The last question is open for this long at least: 15 minutes.
const LAST_OPEN_MS: i64 = 15 * 60 * 1000;
/// How sure it is in a chat in which nobody marks, before anything speaks for it or against.
const UNMARKED: f64 = 0.75;
/// Fewer words than these say “good evening”.
const FEWEST_WORDS: usize = 4;

/// Which question is open when, and the habits of the chat.
pub(super) struct Clock<'a> {
    /// When each question opens and closes, by time.
    open: Vec<(i64, i64, u32)>,
    /// Content words of each question.
    words: BTreeMap<u32, BTreeSet<String>>,
    /// The share of answers that carry a mark.
    habit: f64,
    /// Who marks their answers.
    markers: BTreeSet<String>,
    /// When each person said something first.
    first_posts: BTreeMap<String, i64>,
    hosts: &'a BTreeSet<String>,
}

impl<'a> Clock<'a> {
    /// Learns a chat's habits; `is_bound` tells what marks and replies bind already.
    pub(super) fn of(talk: &Talk<'_>, found: &'a Found, is_bound: impl Fn(usize) -> bool) -> Self {
        let mut asked: Vec<(i64, u32)> =
            found.asked.iter().map(|(&number, asked)| (asked.at_ms, number)).collect();
        asked.sort_unstable();
        let longest = asked.windows(2).map(|pair| pair[1].0 - pair[0].0).max().unwrap_or_default();
        let open = asked.iter().enumerate().map(|(at, &(from, number))| {
            let next = asked.get(at + 1).map(|next| next.0);
            (from, next.unwrap_or(from + longest.clamp(LAST_OPEN_MS, 2 * LAST_OPEN_MS)), number)
        });
        let words =
            found.asked.iter().map(|(&number, asked)| (number, content(&untagged(&asked.text))));
        let is_marked = |post: &usize| found.marked[*post].iter().any(Option::is_some);
        let marked: Vec<usize> = (0..talk.posts.len()).filter(is_marked).collect();
        let mut clock = Self {
            open: open.collect(),
            words: words.collect(),
            habit: 0.0,
            markers: marked.iter().map(|&post| who(&talk.posts[post])).collect(),
            first_posts: BTreeMap::new(),
            hosts: &found.hosts,
        };
        for post in talk.posts {
            let first = clock.first_posts.entry(who(post)).or_insert(i64::MAX);
            *first = post.created_at.ms().min(*first);
        }
        let may = |post: &usize| !is_bound(*post) && clock.may_answer(&talk.posts[*post]).is_some();
        let unmarked = (0..talk.posts.len()).filter(may).count();
        clock.habit = marked.len() as f64 / (marked.len() + unmarked).max(1) as f64;
        clock
    }

    /// The question that a post may answer by its time alone, and how sure that is.
    pub(super) fn answered(&self, posts: &[Post], post: usize) -> Option<(u32, f64)> {
        let post = posts.get(post)?;
        let number = self.may_answer(post)?;
        let mut sure = UNMARKED * (1.0 - self.habit);
        if self.markers.contains(&who(post)) {
            sure *= 0.5;
        }
        let (said, of_question) = (content(&bare(post)), &self.words[&number]);
        let shared = said.iter().filter(|word| of_question.contains(*word)).count();
        sure += [0.0, 0.05].get(shared).copied().unwrap_or(0.15);
        let text = &post.body.text;
        if post.quote_of.is_some() || !text.links().is_empty() || text.plain.contains("http") {
            sure -= 0.15;
        }
        if text.plain.contains(['?', '？', '؟']) {
            sure -= 0.05;
        }
        if names_a_tag(&text.plain) {
            sure -= 0.15;
        }
        // Whoever comes in says so first.
        let is_first = self.first_posts.get(&who(post)) == Some(&post.created_at.ms());
        if is_first && self.open.first().is_some_and(|&(.., first)| first == number) {
            sure -= 0.1;
        }
        Some((number, sure.clamp(0.0, 0.95)))
    }

    /// The question open when a post was said, if the post may answer anything: it is said to
    /// nobody, is longer than a greeting, and not by a host.
    fn may_answer(&self, post: &Post) -> Option<u32> {
        let at = post.created_at.ms();
        let number = self.open_at(at).filter(|_| post.created_at.has_time())?;
        let is_said_to = post.reply_to.is_some() || post.reply_to_handle.is_some();
        let text = &post.body.text.plain;
        if is_said_to || text.starts_with('@') || self.hosts.contains(&who(post)) {
            return None;
        }
        let mut words = Vec::new();
        each_word(bare(post).as_str(), &mut String::new(), |word, _, _| {
            words.push(word.to_owned());
        });
        let first = words.first()?;
        (words.len() >= FEWEST_WORDS && !is_courtesy(first)).then_some(number)
    }

    fn open_at(&self, at_ms: i64) -> Option<u32> {
        let next = self.open.partition_point(|&(from, ..)| from + SOONEST_MS <= at_ms);
        let &(_, until, number) = self.open.get(next.checked_sub(1)?)?;
        (at_ms <= until + SOONEST_MS).then_some(number)
    }
}

/// A text without its tags, handles and links.
fn bare(post: &Post) -> String {
    let text = &post.body.text;
    let pieces = text.pieces().filter(|(_, kind)| {
        !matches!(kind, Some(SpanKind::Tag(_) | SpanKind::Mention(_) | SpanKind::Link(_)))
    });
    let pieces: Vec<&str> = pieces.map(|(said, _)| said).collect();
    untagged(&pieces.join(" "))
}

/// A text without what begins like a tag, a handle or a link.
fn untagged(text: &str) -> String {
    let is_word = |word: &&str| !word.starts_with(['#', '@']) && !word.starts_with("http");
    text.split_whitespace().filter(is_word).collect::<Vec<_>>().join(" ")
}

/// Whether a tag is a word of the sentence: “Hello #chat, …”.
fn names_a_tag(text: &str) -> bool {
    let mut words = text.split_whitespace().skip_while(|word| !word.starts_with('#'));
    words.any(|word| !word.starts_with('#') && word.chars().any(char::is_alphanumeric))
}

/// The longer words of a text: those that may carry what it is about.
fn content(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    each_word(text, &mut String::new(), |word, _, _| {
        if word.chars().count() >= 5 {
            words.insert(word.to_owned());
        }
    });
    words
}
