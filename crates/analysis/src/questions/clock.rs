//! Answers that only the clock tells: said while a question was open.
//!
//! The question that is open is the one asked last. Whether a post without a mark answers it depends
//! most on the habit of the chat: where people mark their answers, what is not marked is mostly
//! chatter.

use std::collections::{BTreeMap, BTreeSet};

use chat::{Post, words::each_word};

use super::Talk;
use super::asked::{Found, who};
use crate::composing::begun_ms;
use crate::courtesies::begins_with_courtesy;
use crate::terms::{unsigned, without_signs};

/// Fewer people than these have no greeting in common.
const FEWEST_GREET: usize = 2;
/// The last question is open for this long at least, and until the hosts take leave: 15 minutes.
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
    /// The share of people who said something before there was anything to answer.
    announced: f64,
    /// The words with which people here greet.
    greetings: BTreeSet<String>,
    hosts: &'a BTreeSet<String>,
}

impl<'a> Clock<'a> {
    /// Learns a chat's habits; `is_bound` tells what marks and replies bind already.
    pub(super) fn of(talk: &Talk<'_>, found: &'a Found, is_bound: impl Fn(usize) -> bool) -> Self {
        let mut asked: Vec<(i64, u32)> =
            found.asked.iter().map(|(&number, asked)| (asked.at_ms, number)).collect();
        asked.sort_unstable();
        let longest = asked.windows(2).map(|pair| pair[1].0 - pair[0].0).max().unwrap_or_default();
        let left = taken_leave(talk.posts, &found.hosts).unwrap_or(i64::MAX);
        let open = asked.iter().enumerate().map(|(at, &(from, number))| {
            let next = asked.get(at + 1).map(|next| next.0);
            let last = from + longest.clamp(LAST_OPEN_MS, 2 * LAST_OPEN_MS);
            (from, next.unwrap_or(last.min(left.max(from + LAST_OPEN_MS))), number)
        });
        let words =
            found.asked.iter().map(|(&number, asked)| (number, content(&unsigned(&asked.text))));
        let is_marked = |post: &usize| found.marked[*post].iter().any(Option::is_some);
        let marked: Vec<usize> = (0..talk.posts.len()).filter(is_marked).collect();
        let mut clock = Self {
            open: open.collect(),
            words: words.collect(),
            habit: 0.0,
            markers: marked.iter().map(|&post| who(&talk.posts[post])).collect(),
            first_posts: BTreeMap::new(),
            announced: 0.0,
            greetings: BTreeSet::new(),
            hosts: &found.hosts,
        };
        for post in talk.posts {
            let first = clock.first_posts.entry(who(post)).or_insert(i64::MAX);
            *first = post.created_at.ms().min(*first);
        }
        let begins = clock.open.first().map_or(i64::MAX, |&(from, ..)| from);
        let early = clock.first_posts.values().filter(|&&first| first < begins).count();
        clock.announced = early as f64 / clock.first_posts.len().max(1) as f64;
        clock.greetings = clock.greetings_of(talk.posts);
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
        let (said, of_question) = (content(&without_signs(post)), &self.words[&number]);
        let shared = said.iter().filter(|word| of_question.contains(*word)).count();
        sure += [0.0, 0.05].get(shared).copied().unwrap_or(0.15);
        let text = &post.body.text;
        if !text.links().is_empty() || text.plain.contains("http") {
            sure -= 0.15;
        }
        if text.plain.contains(['?', '？', '؟']) {
            sure -= 0.05;
        }
        if names_a_tag(&text.plain) {
            sure -= 0.15;
        }
        // Where people say first that they are here, so does who comes late.
        if self.is_first(post) {
            sure *= 1.0 - self.announced;
        }
        Some((number, sure.clamp(0.0, 0.95)))
    }

    /// The chat's own greetings, in any language: words that open the first posts of two people or more,
    /// and no more of all other posts.
    fn greetings_of(&self, posts: &[Post]) -> BTreeSet<String> {
        let mut openings: BTreeMap<String, (BTreeSet<String>, usize)> = BTreeMap::new();
        for post in posts {
            let Some(word) = opening(post) else { continue };
            let (greeted, others) = openings.entry(word).or_default();
            if self.is_first(post) {
                greeted.insert(who(post));
            } else {
                *others += 1;
            }
        }
        let greets = |(greeted, others): &(BTreeSet<String>, usize)| {
            greeted.len() >= FEWEST_GREET && greeted.len() >= *others
        };
        openings.into_iter().filter(|(_, use_of)| greets(use_of)).map(|(word, _)| word).collect()
    }

    /// Whether somebody comes in with this post.
    fn is_first(&self, post: &Post) -> bool {
        self.first_posts.get(&who(post)) == Some(&post.created_at.ms())
    }

    /// The question open when a post was begun, if the post may answer anything: it is said to
    /// nobody and of nobody's post, is longer than a greeting, and not by a host.
    fn may_answer(&self, post: &Post) -> Option<u32> {
        // Who was quicker than most was so with the first question too.
        let open = self.open_at(begun_ms(post)).or_else(|| self.open_at(post.created_at.ms()));
        let number = open.filter(|_| post.created_at.has_time())?;
        // What is quoted is what it is about; if that is the question, the quote tells.
        let is_said_to =
            post.reply_to.is_some() || post.reply_to_handle.is_some() || post.quote_of.is_some();
        let text = &post.body.text.plain;
        if is_said_to || text.starts_with('@') || self.hosts.contains(&who(post)) {
            return None;
        }
        let mut words = Vec::new();
        each_word(&without_signs(post), &mut String::new(), |word, _, _| {
            words.push(word.to_owned());
        });
        let first = words.first()?;
        let greets = begins_with_courtesy(words.iter().map(String::as_str))
            || self.is_first(post) && self.greetings.contains(first);
        (words.len() >= FEWEST_WORDS && !greets).then_some(number)
    }

    fn open_at(&self, at_ms: i64) -> Option<u32> {
        let next = self.open.partition_point(|&(from, ..)| from <= at_ms);
        let &(_, until, number) = self.open.get(next.checked_sub(1)?)?;
        (at_ms <= until).then_some(number)
    }
}

/// When a host said something to all for the last time.
fn taken_leave(posts: &[Post], hosts: &BTreeSet<String>) -> Option<i64> {
    let to_all = |post: &&Post| {
        let text = &post.body.text.plain;
        post.reply_to.is_none() && post.reply_to_handle.is_none() && !text.starts_with('@')
    };
    let theirs = posts.iter().filter(|post| hosts.contains(&who(post))).filter(to_all);
    theirs.map(|post| post.created_at.ms()).max()
}

/// The first word of a post, folded.
fn opening(post: &Post) -> Option<String> {
    let mut first = None;
    each_word(&without_signs(post), &mut String::new(), |word, _, _| {
        first.get_or_insert_with(|| word.to_owned());
    });
    first
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
