//! What was talked about: groups of posts, each with a label of its own words.
//!
//! Where hosts lead a chat by questions, numbered or not, a topic is what was said to one question:
//! time and replies tell that better than words. Where talk is free, conversations that share rare
//! words and phrases are one topic. The same posts always give the same topics.

mod labels;
mod led;
mod louvain;
mod prompts;
mod words;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::groundwork::{Groundwork, Notes};
use crate::questions::{Marks, Questions, Talk, questions_by};
use crate::reposts::Folded;
use crate::terms::Terms;
use crate::threads::Forest;

/// What a chat was about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topics {
    /// By the time of their first post.
    pub topics: Vec<Topic>,
    /// The posts that belong to none, as indices, by time.
    pub none: Vec<usize>,
}

/// Something that was talked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Two to four words of its posts.
    pub label: String,
    /// Its posts, as indices, by time.
    pub posts: Vec<usize>,
    /// The few that stand for the others, the best first.
    pub representative: Vec<usize>,
    /// The numbers of the questions it belongs to.
    pub questions: Vec<u32>,
}

/// A topic has at least so many posts …
const FEWEST_POSTS: usize = 3;
/// … by so many people.
const FEWEST_PEOPLE: usize = 2;

/// A word that stands in more than this share of the posts of free talk tells none …
const COMMON_SHARE: f64 = 0.12;
/// … unless there are so few of them.
const COMMON_LEAST: f64 = 6.0;

/// Everything that finding topics looks at.
struct Ground<'a> {
    talk: Talk<'a>,
    questions: &'a Questions,
    forest: &'a Forest,
    folded: &'a Folded,
    terms: &'a Terms,
    /// What each post answers.
    parents: Vec<Option<usize>>,
    /// The post with which the conversation of each began.
    roots: Vec<usize>,
    /// How many answer each post.
    answered: Vec<u32>,
    /// The posts in order of time.
    by_time: Vec<usize>,
}

impl Ground<'_> {
    /// Whether a term stands in a post.
    fn holds(&self, post: usize, term: u32) -> bool {
        self.terms.of_text(post).binary_search_by_key(&term, |&(known, _)| known).is_ok()
    }

    /// A term of more posts than these stands all over the chat.
    fn common(&self) -> f64 {
        (self.by_time.len() as f64 * COMMON_SHARE).max(COMMON_LEAST)
    }
}

/// Finds the topics of a chat. Takes O(n log n) time.
#[must_use]
pub fn topics(talk: &Talk<'_>) -> Topics {
    let notes = Notes::of(talk);
    let ground = Groundwork::of(talk, &notes);
    let questions = questions_by(talk, &notes, &ground, Marks::Seen);
    topics_by(talk, &Terms::of(talk.posts), &questions, &ground)
}

/// The same, with the terms of the posts counted and their questions found already.
pub(crate) fn topics_by(
    talk: &Talk<'_>,
    terms: &Terms,
    questions: &Questions,
    ground: &Groundwork,
) -> Topics {
    let posts = talk.posts;
    let mut by_time: Vec<usize> = (0..posts.len()).collect();
    by_time.sort_by_key(|&p| (posts[p].created_at.ms(), &posts[p].uri, p));
    let Groundwork { forest, folded, .. } = ground;
    let (mut parents, mut answered) = (vec![None; posts.len()], vec![0; posts.len()]);
    let mut roots = vec![0; posts.len()];
    for tree in forest.threads() {
        for placed in tree {
            roots[placed.post] = tree[0].post;
        }
    }
    for placed in forest.reading_order() {
        if let Some(under) = placed.under {
            parents[placed.post] = Some(under.post);
            answered[under.post] += 1;
        }
    }
    let ground =
        Ground { talk: *talk, questions, forest, folded, parents, roots, answered, terms, by_time };
    match prompts::prompts(&ground) {
        Some(prompts) => named(&ground, led::groups(&ground, &prompts), Lead::Prompts),
        None => named(&ground, words::groups(&ground), Lead::Nobody),
    }
}

/// Who says what is talked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Prompts,
    Nobody,
}

/// A group of posts on its way to a topic.
struct Group {
    posts: Vec<usize>,
    questions: Vec<u32>,
    /// The terms of its label, where they made it.
    label: Vec<(u32, String)>,
}

/// Gives each group that is large enough its label; the others are none.
fn named(ground: &Ground<'_>, mut groups: Vec<Group>, lead: Lead) -> Topics {
    let mut rank = vec![0; ground.by_time.len()];
    for (at, &post) in ground.by_time.iter().enumerate() {
        rank[post] = at;
    }
    for group in &mut groups {
        group.posts.sort_unstable_by_key(|&post| rank[post]);
    }
    if lead == Lead::Nobody {
        groups = of_labels(ground, &groups);
    }
    groups.retain(|group| is_large_enough(ground, &group.posts));
    groups.sort_by_key(|group| group.posts.first().map(|&post| rank[post]));
    let mut in_any = vec![false; ground.by_time.len()];
    for &post in groups.iter().flat_map(|group| &group.posts) {
        in_any[post] = true;
    }
    let labels = labels::labels(ground, &groups, lead);
    let topics = groups.into_iter().zip(labels).map(|(group, (label, representative))| Topic {
        label,
        posts: group.posts,
        representative,
        questions: group.questions,
    });
    Topics {
        topics: topics.collect(),
        none: ground.by_time.iter().copied().filter(|&post| !in_any[post]).collect(),
    }
}

/// The topics of groups of free talk, and of what is in none of these; what has the same first term is one.
fn of_labels(ground: &Ground<'_>, groups: &[Group]) -> Vec<Group> {
    let mut found: Vec<Group> =
        groups.iter().flat_map(|group| labels::about(ground, &group.posts)).collect();
    let mut is_left = vec![true; ground.by_time.len()];
    for &post in found.iter().flat_map(|group| &group.posts) {
        is_left[post] = false;
    }
    let left: Vec<usize> = ground.by_time.iter().copied().filter(|&post| is_left[post]).collect();
    found.extend(labels::about(ground, &left));
    let mut by_term: BTreeMap<Option<u32>, Group> = BTreeMap::new();
    for group in found {
        let first = group.label.first().map(|&(term, _)| term);
        match by_term.entry(first) {
            Entry::Occupied(mut known) => known.get_mut().posts.extend(group.posts),
            Entry::Vacant(none) => {
                none.insert(group);
            }
        }
    }
    by_term.into_values().collect()
}

fn is_large_enough(ground: &Ground<'_>, posts: &[usize]) -> bool {
    let authors = posts.iter().map(|&post| &ground.talk.posts[post].author.uri);
    let people: std::collections::HashSet<_> = authors.collect();
    posts.len() >= FEWEST_POSTS && people.len() >= FEWEST_PEOPLE
}

#[cfg(test)]
mod tests;
