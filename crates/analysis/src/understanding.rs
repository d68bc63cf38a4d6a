//! All that is found out of a chat, in one value.

use chat::Post;

use crate::bursts::{Burst, bursts_by};
use crate::people::{People, people};
use crate::questions::{Questions, Talk, questions};
use crate::summary::{Summary, summary_by};
use crate::terms::Terms;
use crate::threads::{Forest, conversations};
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
    let questions = questions(talk);
    let terms = Terms::of(talk.posts);
    let topics = topics_by(talk, &terms);
    let posts: Vec<&Post> = talk.posts.iter().collect();
    Understanding {
        conversations: conversations(&posts),
        people: people(talk, &questions),
        bursts: bursts_by(talk.posts, &questions, &terms),
        summary: summary_by(talk, &questions, &topics, &terms),
        topics,
        questions,
    }
}
