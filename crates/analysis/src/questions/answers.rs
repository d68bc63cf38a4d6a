//! Binding answers: by marks, then along replies and quotes, then by the clock.

use std::collections::HashMap;

use chat::Post;

use super::asked::Found;
use super::clock::Clock;
use super::{Answer, By, Marks, Question, Questions, Talk};
use crate::groundwork::Notes;
use crate::threads::{Answers, Forest, Known, Placed};

/// A mark says so itself; what remains are sizes of paper.
const MARKED: f64 = 0.97;
/// Said to the question itself.
const TO_QUESTION: f64 = 0.9;
/// Each step along a chain of replies may lead away from the question.
const A_STEP: f64 = 0.95;
/// A quote comments on an answer more often than it answers.
const QUOTED: f64 = 0.7;
/// The edge itself is inferred.
const INFERRED: f64 = 0.85;
/// What is less sure than this is taken for talk outside of the questions.
pub(super) const SURE_ENOUGH: f64 = 0.5;

/// A post's questions, up to two, and how it is bound to them.
#[derive(Clone, Copy, PartialEq)]
struct Bond {
    numbers: [Option<u32>; 2],
    confidence: f64,
    by: By,
    /// It asks, or asks again; it does not answer.
    asks: bool,
}

/// Binds all posts.
pub(super) fn bind(
    talk: &Talk<'_>,
    notes: &Notes,
    forest: &Forest,
    mut found: Found,
    marks: Marks,
) -> Questions {
    if marks == Marks::OfQuestions {
        found.marked.fill([None; 2]);
    }
    let posts: Vec<&Post> = talk.posts.iter().chain(talk.context).collect();
    let mut bonds = marked(talk, &found, &posts);
    for tree in forest.threads() {
        along(tree, &mut bonds);
    }
    let clock = Clock::of(talk, notes, forest, &found, |post| bonds[post].is_some());
    for tree in forest.threads() {
        let Some(root) = tree.first().map(|placed| placed.post) else { continue };
        if bonds[root].is_none()
            && let Some((number, confidence)) = clock.answered(root)
            && confidence >= SURE_ENOUGH
        {
            let numbers = [Some(number), None];
            bonds[root] = Some(Bond { numbers, confidence, by: By::Clock, asks: false });
            along(tree, &mut bonds);
        }
    }
    told(talk, found, &bonds)
}

/// What is bound by a mark, and what asks.
fn marked(talk: &Talk<'_>, found: &Found, posts: &[&Post]) -> Vec<Option<Bond>> {
    let mut bonds: Vec<Option<Bond>> = vec![None; posts.len()];
    let bond = |numbers, asks| Bond { numbers, confidence: MARKED, by: By::Mark, asks };
    for (post, numbers) in found.marked.iter().enumerate() {
        if numbers.iter().any(Option::is_some) {
            bonds[post] = Some(bond(*numbers, false));
        }
    }
    for (post, also) in found.also.iter().enumerate() {
        if also.is_some() {
            bonds[post] = Some(bond([*also, None], true));
        }
    }
    let uris: HashMap<_, usize> = posts.iter().map(|post| &post.uri).zip(0..).collect();
    for (&number, asked) in &found.asked {
        let post = asked.post.or_else(|| uris.get(&asked.uri).copied());
        if let Some(post) = post.filter(|&post| post < talk.posts.len() + talk.context.len()) {
            bonds[post] = Some(bond([Some(number), None], true));
        }
    }
    bonds
}

/// Binds what is said to a question or an answer, down a tree in reading order.
fn along(tree: &[Placed], bonds: &mut [Option<Bond>]) {
    for placed in tree {
        if bonds[placed.post].is_some() {
            continue;
        }
        let Some(under) = placed.under else { continue };
        bonds[placed.post] = bonds[under.post].map(|parent| below(parent, under));
    }
}

fn below(parent: Bond, under: Answers) -> Bond {
    let step = if parent.asks { TO_QUESTION } else { parent.confidence * A_STEP };
    let step = match under.known {
        Known::Stated => step,
        Known::Quoted if parent.asks => step,
        Known::Quoted => step * QUOTED,
        _ => step * INFERRED,
    };
    let by = if under.known == Known::Quoted { By::Quote } else { By::Reply };
    Bond { numbers: parent.numbers, confidence: step, by, asks: false }
}

/// Sorts bonds by question.
fn told(talk: &Talk<'_>, found: Found, bonds: &[Option<Bond>]) -> Questions {
    let mut by_time: Vec<usize> = (0..talk.posts.len()).collect();
    by_time.sort_by_key(|&p| (talk.posts[p].created_at.ms(), &talk.posts[p].uri, p));
    let mut questions: std::collections::BTreeMap<u32, Question> = found
        .asked
        .into_iter()
        .map(|(number, asked)| (number, question(number, Some(asked))))
        .collect();
    let mut outside = Vec::new();
    for post in by_time {
        let Some(bond) = bonds[post] else {
            outside.push(post);
            continue;
        };
        if bond.confidence < SURE_ENOUGH {
            outside.push(post);
            continue;
        }
        for number in bond.numbers.into_iter().flatten() {
            let into = questions.entry(number).or_insert_with(|| question(number, None));
            if !bond.asks {
                into.answers.push(Answer { post, confidence: bond.confidence, by: bond.by });
            } else if into.asked.as_ref().is_none_or(|asked| asked.post != Some(post)) {
                into.also.push(post);
            }
        }
    }
    Questions { questions: questions.into_values().collect(), outside }
}

fn question(number: u32, asked: Option<super::Asked>) -> Question {
    Question { number, asked, also: Vec::new(), answers: Vec::new() }
}
