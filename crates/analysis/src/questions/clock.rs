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
use crate::threads::Forest;

/// Fewer people than these have no greeting in common.
const FEWEST_GREET: usize = 2;
/// The last question is open for this long at least, and until the hosts take leave: 15 minutes.
const LAST_OPEN_MS: i64 = 15 * 60 * 1000;
/// How sure it is in a chat in which nobody marks, before anything speaks for it or against.
const UNMARKED: f64 = 0.75;

/// It is so much less sure of a post of few words …
const SHORT: f64 = 0.25;
/// … of somebody who has to do with nobody, where most have …
const UNTIED: f64 = 0.3;
/// … and with each post more than two that its author said to all while the question was open.
const AGAIN: f64 = 0.1;
/// Where fewer people than these have to do with the hosts or with those who answered, that says nothing.
const FEWEST_TIED: usize = 5;

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
    /// Who has to do with the hosts, or with those who answered.
    tied: Vec<bool>,
    /// Enough people have.
    ties_tell: bool,
    /// How many posts their author had said before to all while the same question was open.
    earlier: Vec<u32>,
}

impl<'a> Clock<'a> {
    /// Learns a chat's habits; `is_bound` tells what marks and replies bind already.
    pub(super) fn of(
        talk: &Talk<'a>,
        notes: &'a Notes,
        forest: &Forest,
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
            tied: vec![false; names.len()],
            ties_tell: false,
            earlier: vec![0; talk.posts.len()],
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
        clock.tie(forest, &is_bound);
        clock.count(&marked, is_bound);
        clock
    }

    /// Counts what is marked and what is not, and what each said before to the same question.
    fn count(&mut self, marked: &[usize], is_bound: impl Fn(usize) -> bool) {
        let may = |post: &usize| !is_bound(*post) && self.may_answer(*post).is_some();
        let unmarked: Vec<usize> = (0..self.posts.len()).filter(may).collect();
        self.habit = self.habit_of(marked, &unmarked);
        let mut said: HashMap<(usize, u32), u32> = HashMap::new();
        let mut by_time = unmarked;
        by_time.sort_by_key(|&post| (self.posts[post].created_at.ms(), &self.posts[post].uri));
        for post in by_time {
            if let Some(number) = self.may_answer(post) {
                let said = said.entry((self.who(post), number)).or_default();
                self.earlier[post] = *said;
                *said += 1;
            }
        }
    }

    /// The share of answers that carry a mark, or of those who answer the share who mark: whichever is
    /// more, since much chatter is no sign of answers without marks.
    fn habit_of(&self, marked: &[usize], unmarked: &[usize]) -> f64 {
        let share =
            |marked: usize, unmarked: usize| marked as f64 / (marked + unmarked).max(1) as f64;
        let mark: BTreeSet<usize> = marked.iter().map(|&post| self.who(post)).collect();
        let others = unmarked.iter().map(|&post| self.who(post));
        let others: BTreeSet<usize> =
            others.filter(|who| self.tied[*who] && !mark.contains(who)).collect();
        share(marked.len(), unmarked.len()).max(share(mark.len(), others.len()))
    }

    /// Finds out who has to do with the hosts, or with those whose answers are known: they wrote such an
    /// answer, turned to one of them, or one of them turned to them.
    fn tie(&mut self, forest: &Forest, is_bound: impl Fn(usize) -> bool) {
        let n = self.posts.len();
        let mut within = self.hosts.clone();
        for post in (0..n).filter(|&post| is_bound(post)) {
            within[self.who(post)] = true;
        }
        self.tied.clone_from(&within);
        let tie = |a: usize, b: usize, tied: &mut Vec<bool>| {
            tied[a] |= within[b];
            tied[b] |= within[a];
        };
        for placed in forest.reading_order() {
            let Some(under) = placed.under.filter(|under| placed.post < n && under.post < n) else {
                continue;
            };
            let (from, to) =
                (self.notes[placed.post].asking.who, self.notes[under.post].asking.who);
            if from != to {
                tie(from as usize, to as usize, &mut self.tied);
            }
        }
        for note in self.notes {
            for &named in &note.asking.turns_to {
                tie(note.asking.who as usize, named as usize, &mut self.tied);
            }
        }
        let guests = self.tied.iter().zip(&self.hosts).filter(|&(&tied, &host)| tied && !host);
        self.ties_tell = guests.count() >= FEWEST_TIED;
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
        if noted.is_short {
            sure -= SHORT;
        }
        if self.ties_tell && !self.tied[self.who(post)] {
            sure -= UNTIED;
        }
        sure -= AGAIN * f64::from(self.earlier[post].saturating_sub(1).min(3));
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
