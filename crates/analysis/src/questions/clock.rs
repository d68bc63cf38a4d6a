//! Answers that only the clock tells: said while a question was open.
//!
//! The question that is open is the one asked last. Whether a post without a mark answers it depends
//! most on the habit of the chat: where people mark their answers, what is not marked is mostly
//! chatter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chat::Post;

use super::Talk;
use super::asked::Found;
use super::noted::{Noted, known_content};
use crate::groundwork::{Note, Notes};
use crate::terms::unsigned;

/// Fewer people than these have no greeting in common.
const FEWEST_GREET: usize = 2;
/// The last question is open for this long at least, and until the hosts take leave: 15 minutes.
const LAST_OPEN_MS: i64 = 15 * 60 * 1000;
/// How sure it is in a chat in which nobody marks, before anything speaks for it or against.
const UNMARKED: f64 = 0.75;

/// Which question is open when, and the habits of the chat.
pub(super) struct Clock<'a> {
    posts: &'a [Post],
    notes: &'a [Note],
    /// When each question opens and closes, by time.
    open: Vec<(i64, i64, u32)>,
    /// Content words of each question.
    words: BTreeMap<u32, Vec<u32>>,
    /// The share of answers that carry a mark.
    habit: f64,
    /// Who marks their answers; people are numbered by their names.
    markers: Vec<bool>,
    /// When each person said something first.
    first_posts: Vec<i64>,
    /// The share of people who said something before there was anything to answer.
    announced: f64,
    /// The words with which people here greet.
    greetings: Vec<bool>,
    hosts: Vec<bool>,
}

impl<'a> Clock<'a> {
    /// Learns a chat's habits; `is_bound` tells what marks and replies bind already.
    pub(super) fn of(
        talk: &Talk<'a>,
        notes: &'a Notes,
        found: &Found,
        is_bound: impl Fn(usize) -> bool,
    ) -> Self {
        let names = &notes.names;
        let words =
            found.asked.iter().map(|(&n, asked)| (n, known_content(&unsigned(&asked.text), names)));
        let is_marked = |post: &usize| found.marked[*post].iter().any(Option::is_some);
        let marked: Vec<usize> = (0..talk.posts.len()).filter(is_marked).collect();
        let mut clock = Self {
            posts: talk.posts,
            notes: &notes.posts,
            open: Vec::new(),
            words: words.collect(),
            habit: 0.0,
            markers: vec![false; names.len()],
            first_posts: vec![i64::MAX; names.len()],
            announced: 0.0,
            greetings: vec![false; names.len()],
            hosts: vec![false; names.len()],
        };
        for host in found.hosts.iter().filter_map(|host| names.known(host)) {
            clock.hosts[host as usize] = true;
        }
        for &post in &marked {
            let who = clock.who(post);
            clock.markers[who] = true;
        }
        for (at, post) in talk.posts.iter().enumerate() {
            let who = clock.who(at);
            clock.first_posts[who] = clock.first_posts[who].min(post.created_at.ms());
        }
        clock.open = clock.windows(found);
        let begins = clock.open.first().map_or(i64::MAX, |&(from, ..)| from);
        let came = clock.first_posts.iter().filter(|&&first| first < i64::MAX).count();
        let early = clock.first_posts.iter().filter(|&&first| first < begins).count();
        clock.announced = early as f64 / came.max(1) as f64;
        clock.greet();
        let may = |post: &usize| !is_bound(*post) && clock.may_answer(*post).is_some();
        let unmarked = (0..talk.posts.len()).filter(may).count();
        clock.habit = marked.len() as f64 / (marked.len() + unmarked).max(1) as f64;
        clock
    }

    fn noted(&self, post: usize) -> &Noted {
        &self.notes[post].asking
    }

    /// The number of the name of a post's author.
    fn who(&self, post: usize) -> usize {
        self.noted(post).who as usize
    }

    /// When each question opens and closes, by time.
    fn windows(&self, found: &Found) -> Vec<(i64, i64, u32)> {
        let mut asked: Vec<(i64, u32)> =
            found.asked.iter().map(|(&number, asked)| (asked.at_ms, number)).collect();
        asked.sort_unstable();
        let longest = asked.windows(2).map(|pair| pair[1].0 - pair[0].0).max().unwrap_or_default();
        let left = self.taken_leave().unwrap_or(i64::MAX);
        let open = asked.iter().enumerate().map(|(at, &(from, number))| {
            let next = asked.get(at + 1).map(|next| next.0);
            let last = from + longest.clamp(LAST_OPEN_MS, 2 * LAST_OPEN_MS);
            (from, next.unwrap_or(last.min(left.max(from + LAST_OPEN_MS))), number)
        });
        open.collect()
    }

    /// The question that a post may answer by its time alone, and how sure that is.
    pub(super) fn answered(&self, post: usize) -> Option<(u32, f64)> {
        if post >= self.posts.len() {
            return None;
        }
        let number = self.may_answer(post)?;
        let noted = self.noted(post);
        let mut sure = UNMARKED * (1.0 - self.habit);
        if self.markers[self.who(post)] {
            sure *= 0.5;
        }
        let of_question = &self.words[&number];
        let is_of_question = |word: &&u32| of_question.binary_search(word).is_ok();
        let shared = noted.content.iter().filter(is_of_question).count();
        sure += [0.0, 0.05].get(shared).copied().unwrap_or(0.15);
        if noted.has_link {
            sure -= 0.15;
        }
        if noted.asks {
            sure -= 0.05;
        }
        if noted.names_a_tag {
            sure -= 0.15;
        }
        // Where people say first that they are here, so does who comes late.
        if self.is_first(post) {
            sure *= 1.0 - self.announced;
        }
        Some((number, sure.clamp(0.0, 0.95)))
    }

    /// Finds the chat's own greetings, in any language: words that open the first posts of two people or
    /// more, and no more of all other posts.
    fn greet(&mut self) {
        let mut openings: HashMap<u32, (BTreeSet<usize>, usize)> = HashMap::new();
        for post in 0..self.posts.len() {
            let Some(word) = self.noted(post).opening else { continue };
            let (greeted, others) = openings.entry(word).or_default();
            if self.is_first(post) {
                greeted.insert(self.who(post));
            } else {
                *others += 1;
            }
        }
        for (word, (greeted, others)) in openings {
            self.greetings[word as usize] =
                greeted.len() >= FEWEST_GREET && greeted.len() >= others;
        }
    }

    /// Whether somebody comes in with this post.
    fn is_first(&self, post: usize) -> bool {
        self.first_posts[self.who(post)] == self.posts[post].created_at.ms()
    }

    /// The question open when a post was begun, if the post may answer anything: it is said to
    /// nobody and of nobody's post, is longer than a greeting, and not by a host.
    fn may_answer(&self, at: usize) -> Option<u32> {
        let (post, noted) = (&self.posts[at], self.noted(at));
        if !noted.tells_all || self.hosts[self.who(at)] || !post.created_at.has_time() {
            return None;
        }
        // Who was quicker than most was so with the first question too.
        let open = self.open_at(noted.begun_ms);
        let number = open.or_else(|| self.open_at(post.created_at.ms()))?;
        let greets =
            self.is_first(at) && noted.opening.is_some_and(|word| self.greetings[word as usize]);
        (!greets).then_some(number)
    }

    fn open_at(&self, at_ms: i64) -> Option<u32> {
        let next = self.open.partition_point(|&(from, ..)| from <= at_ms);
        let &(_, until, number) = self.open.get(next.checked_sub(1)?)?;
        (at_ms <= until).then_some(number)
    }

    /// When a host said something to all for the last time.
    fn taken_leave(&self) -> Option<i64> {
        let to_all = |&at: &usize| {
            let post = &self.posts[at];
            let is_said_to = post.reply_to.is_some() || post.reply_to_handle.is_some();
            self.hosts[self.who(at)] && !is_said_to && !post.body.text.plain.starts_with('@')
        };
        let theirs = (0..self.posts.len()).filter(to_all);
        theirs.map(|at| self.posts[at].created_at.ms()).max()
    }
}
