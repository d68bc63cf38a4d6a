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

/// Everything that finding topics looks at.
struct Ground<'a> {
    talk: Talk<'a>,
    questions: &'a Questions,
    forest: &'a Forest,
    folded: &'a Folded,
    terms: &'a Terms,
    /// What each post answers.
    parents: Vec<Option<usize>>,
    /// How many answer each post.
    answered: Vec<u32>,
    /// The posts in order of time.
    by_time: Vec<usize>,
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
    for placed in forest.reading_order() {
        if let Some(under) = placed.under {
            parents[placed.post] = Some(under.post);
            answered[under.post] += 1;
        }
    }
    let ground =
        Ground { talk: *talk, questions, forest, folded, parents, answered, terms, by_time };
    let groups = match prompts::prompts(&ground) {
        Some(prompts) => led::groups(&ground, &prompts),
        None => words::groups(&ground),
    };
    named(&ground, groups)
}

/// A group of posts on its way to a topic.
struct Group {
    posts: Vec<usize>,
    questions: Vec<u32>,
}

/// Gives each group that is large enough its label; the others are none.
fn named(ground: &Ground<'_>, mut groups: Vec<Group>) -> Topics {
    let mut rank = vec![0; ground.by_time.len()];
    for (at, &post) in ground.by_time.iter().enumerate() {
        rank[post] = at;
    }
    for group in &mut groups {
        group.posts.sort_unstable_by_key(|&post| rank[post]);
    }
    groups.retain(|group| is_large_enough(ground, &group.posts));
    groups.sort_by_key(|group| group.posts.first().map(|&post| rank[post]));
    let mut in_any = vec![false; ground.by_time.len()];
    for &post in groups.iter().flat_map(|group| &group.posts) {
        in_any[post] = true;
    }
    let labels = labels::labels(ground, &groups);
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

fn is_large_enough(ground: &Ground<'_>, posts: &[usize]) -> bool {
    let authors = posts.iter().map(|&post| &ground.talk.posts[post].author.uri);
    let people: std::collections::HashSet<_> = authors.collect();
    posts.len() >= FEWEST_POSTS && people.len() >= FEWEST_PEOPLE
}

#[cfg(test)]
mod tests;
