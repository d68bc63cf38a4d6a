//! All that is found out of a chat, in one value.

use crate::bursts::{Burst, bursts_of, tell};
use crate::groundwork::{Groundwork, Notes};
use crate::people::{People, connect, people_by};
use crate::questions::{Marks, Questions, Talk, questions_by};
use crate::summary::{Summary, summary_by};
use crate::terms::Terms;
use crate::threads::Forest;
use crate::topics::{Topics, topics_by};

/// What was found out of a chat. Posts are named by their index among those given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Understanding {
    /// What answers what.
    pub conversations: Forest,
    /// Its questions and their answers.
    pub questions: Questions,
    /// What was talked about.
    pub topics: Topics,
    /// Who took part.
    pub people: People,
    /// When more was said than usual.
    pub bursts: Vec<Burst>,
    /// A draft of its summary.
    pub summary: Summary,
}

/// Finds out all that there is to find out of a chat.
#[must_use]
pub fn understand(talk: &Talk<'_>) -> Understanding {
    let notes = Notes::of(talk);
    let ground = Groundwork::of(talk, &notes);
    let mut found = at_once(talk, &notes, &ground);
    in_time(&mut found, talk, &ground);
    found
}

/// What is found out with each post: conversations, questions, people but for who connects them, and bursts
/// but for what they were about.
pub(crate) fn at_once(talk: &Talk<'_>, notes: &Notes, ground: &Groundwork) -> Understanding {
    let questions = questions_by(talk, notes, ground, Marks::Seen);
    Understanding {
        conversations: ground.forest.clone(),
        people: people_by(talk, &questions, ground),
        bursts: bursts_of(talk.posts, &questions),
        questions,
        ..Understanding::default()
    }
}

/// What takes longer: topics, the draft, who connects people, and what bursts were about.
pub(crate) fn in_time(found: &mut Understanding, talk: &Talk<'_>, ground: &Groundwork) {
    let terms = Terms::of(talk.posts);
    found.topics = topics_by(talk, &terms, &found.questions, ground);
    found.summary = summary_by(talk, &found.questions, &found.topics, &terms, ground);
    connect(&mut found.people);
    tell(&mut found.bursts, talk.posts, &terms);
}
