//! Who took part: who wrote, answered, was answered, passed on, and who connects the others.

pub mod before;
mod between;
pub mod layout;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chat::{Author, Post, Uri};

use crate::groundwork::Groundwork;
use crate::questions::{Questions, Talk};
use crate::reposts::Folded;
use crate::threads::{Forest, Known};

/// The people of a chat and what ties them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct People {
    /// Who wrote or passed on, the most talkative first, then by name.
    pub people: Vec<Person>,
    /// Who turned to whom, by both indices.
    pub ties: Vec<Tie>,
    /// Each single time that somebody turned to somebody, by time.
    pub turns: Vec<Turn>,
}

impl People {
    /// Who did most to connect the others, at most three, the most first: people through whom more
    /// than one in fifty of the ways between others lead.
    #[must_use]
    pub fn connectors(&self) -> Vec<&Person> {
        let mut found: Vec<&Person> = self.people.iter().filter(|p| p.connects > 0.02).collect();
        found.sort_by(|a, b| b.connects.total_cmp(&a.connects));
        let mut named: Vec<&Person> = Vec::new();
        for person in found {
            // One person may have an account on each network.
            let is_other = |known: &&Person| person.name.is_none() || known.name != person.name;
            if named.len() < 3 && named.iter().all(is_other) {
                named.push(person);
            }
        }
        named
    }
}

/// Somebody who took part.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The account's name.
    pub uri: Uri,
    /// The handle, with `@`.
    pub handle: Option<String>,
    /// The name shown.
    pub name: Option<String>,
    /// How many posts they wrote.
    pub posts: u32,
    /// How many of these answer a question.
    pub answers: u32,
    /// How often somebody else replied to them or quoted them.
    pub answered: u32,
    /// How often somebody else passed on what they wrote.
    pub passed_on: u32,
    /// How often they passed on what somebody wrote.
    pub passes_on: u32,
    /// Whether they asked a numbered question.
    pub is_host: bool,
    /// When they first said or passed on something, in milliseconds since the Unix epoch.
    pub first_ms: i64,
    /// How much of the talk between others goes through them, from 0 to 1: the share of all pairs of
    /// people whose shortest way to each other leads over them (betweenness, Freeman 1977).
    pub connects: f64,
}

/// One person turned to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// Who turned, as an index among the people.
    pub from: usize,
    /// To whom.
    pub to: usize,
    /// How often by a reply, inferred ones included.
    pub replies: u32,
    /// How often by quoting.
    pub quotes: u32,
    /// How often by naming them in a post that is no reply to them.
    pub mentions: u32,
    /// How often by passing on what they wrote.
    pub reposts: u32,
}

impl Tie {
    /// How often they talked: passing on is none.
    #[must_use]
    pub fn talk(&self) -> u32 {
        self.replies + self.quotes + self.mentions
    }
}

/// One time that one person turned to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Who turned, as an index among the people.
    pub from: usize,
    /// To whom.
    pub to: usize,
    /// How.
    pub way: Way,
}

/// How one person turns to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By a reply, inferred ones included.
    Reply,
    /// By quoting.
    Quote,
    /// By naming them in a post that is no reply to them.
    Mention,
    /// By passing on what they wrote.
    Repost,
}

/// Finds out who took part and how. Takes O(n log n) time for the posts; the ways between people
/// take their number times that of their ties, and are sampled where there are more than 1,000.
#[must_use]
pub fn people(talk: &Talk<'_>, questions: &Questions) -> People {
    let mut people = people_by(talk, questions, &Groundwork::alone(talk));
    connect(&mut people);
    people
}

/// The same, with the ground laid already, but for who connects the others.
pub(crate) fn people_by(talk: &Talk<'_>, questions: &Questions, ground: &Groundwork) -> People {
    let mut crowd = Crowd::default();
    for post in talk.posts {
        let own = crowd.person(&post.author, post.created_at.ms());
        crowd.people[own].posts += 1;
    }
    for repost in talk.reposts {
        let own = crowd.person(&repost.author, repost.created_at.ms());
        crowd.people[own].passes_on += 1;
    }
    crowd.count_questions(talk, questions);
    crowd.tie_replies(talk.posts, &ground.forest);
    crowd.tie_reposts(talk, &ground.folded);
    crowd.finish()
}

/// Finds out who connects the others.
pub(crate) fn connect(people: &mut People) {
    let talks = people.ties.iter().filter(|tie| tie.talk() > 0);
    let talks: Vec<(usize, usize)> = talks.map(|tie| (tie.from, tie.to)).collect();
    let connects = between::betweenness(people.people.len(), &talks);
    for (person, connects) in people.people.iter_mut().zip(connects) {
        person.connects = connects;
    }
}

#[derive(Default)]
struct Crowd {
    people: Vec<Person>,
    known: HashMap<Uri, usize>,
    by_handle: HashMap<String, usize>,
    turns: Vec<Turn>,
}

impl Crowd {
    fn person(&mut self, author: &Author, at_ms: i64) -> usize {
        let next = self.people.len();
        let own = *self.known.entry(author.uri.clone()).or_insert(next);
        if own == next {
            self.people.push(Person {
                uri: author.uri.clone(),
                handle: author.handle.clone(),
                name: author.name.clone(),
                posts: 0,
                answers: 0,
                answered: 0,
                passed_on: 0,
                passes_on: 0,
                is_host: false,
                first_ms: at_ms,
                connects: 0.0,
            });
        }
        let person = &mut self.people[own];
        person.first_ms = person.first_ms.min(at_ms);
        if let Some(handle) = &author.handle {
            self.by_handle.entry(handle.to_lowercase()).or_insert(own);
        }
        own
    }

    fn count_questions(&mut self, talk: &Talk<'_>, questions: &Questions) {
        for question in &questions.questions {
            for answer in &question.answers {
                let own = self.known[&talk.posts[answer.post].author.uri];
                self.people[own].answers += 1;
            }
            if let Some(post) = question.asked.as_ref().and_then(|asked| asked.post) {
                let own = self.known[&talk.posts[post].author.uri];
                self.people[own].is_host = true;
            }
        }
    }

    fn tie_replies(&mut self, posts: &[Post], forest: &Forest) {
        for placed in forest.reading_order() {
            let post = &posts[placed.post];
            let from = self.known[&post.author.uri];
            let to = placed.under.map(|under| self.known[&posts[under.post].author.uri]);
            if let (Some(to), Some(under)) = (to.filter(|&to| to != from), placed.under) {
                self.people[to].answered += 1;
                let quotes = under.known == Known::Quoted;
                let way = if quotes { Way::Quote } else { Way::Reply };
                self.turns.push(Turn { at_ms: post.created_at.ms(), from, to, way });
            }
            let named: BTreeSet<usize> = post
                .body
                .text
                .mentions()
                .into_iter()
                .filter_map(|handle| self.by_handle.get(&handle.to_lowercase()).copied())
                .filter(|&named| named != from && Some(named) != to)
                .collect();
            let mention = |to| Turn { at_ms: post.created_at.ms(), from, to, way: Way::Mention };
            self.turns.extend(named.into_iter().map(mention));
        }
    }

    fn tie_reposts(&mut self, talk: &Talk<'_>, folded: &Folded) {
        for (post, by) in talk.posts.iter().zip(&folded.of_posts) {
            let to = self.known[&post.author.uri];
            for &repost in by {
                let from = self.known[&talk.reposts[repost].author.uri];
                if from != to {
                    self.people[to].passed_on += 1;
                    let at_ms = talk.reposts[repost].created_at.ms();
                    self.turns.push(Turn { at_ms, from, to, way: Way::Repost });
                }
            }
        }
    }

    /// Puts people in order.
    fn finish(mut self) -> People {
        let mut order: Vec<usize> = (0..self.people.len()).collect();
        let key = |&at: &usize| {
            let person = &self.people[at];
            let name = person.name.as_ref().or(person.handle.as_ref()).cloned();
            (std::cmp::Reverse((person.posts, person.passes_on)), name, person.uri.clone())
        };
        order.sort_by_cached_key(key);
        let mut rank = vec![0; order.len()];
        for (at, &own) in order.iter().enumerate() {
            rank[own] = at;
        }
        for turn in &mut self.turns {
            (turn.from, turn.to) = (rank[turn.from], rank[turn.to]);
        }
        self.turns.sort_unstable();
        let ties = ties(&self.turns);
        let mut people: Vec<Option<Person>> = self.people.into_iter().map(Some).collect();
        let people = order.into_iter().filter_map(|own| people[own].take()).collect();
        People { people, ties, turns: self.turns }
    }
}

/// Who turned to whom, and how often in each way.
fn ties(turns: &[Turn]) -> Vec<Tie> {
    let mut counts: BTreeMap<(usize, usize), [u32; 4]> = BTreeMap::new();
    for turn in turns {
        counts.entry((turn.from, turn.to)).or_default()[turn.way as usize] += 1;
    }
    let tie = |((from, to), [replies, quotes, mentions, reposts]): ((usize, usize), [u32; 4])| {
        Tie { from, to, replies, quotes, mentions, reposts }
    };
    counts.into_iter().map(tie).collect()
}

#[cfg(test)]
mod tests;
