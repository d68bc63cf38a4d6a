//! A led chat: each conversation belongs to the prompt that was open when it began, unless its own
//! marks say otherwise.

use super::prompts::Prompt;
use super::{Ground, Group};
use crate::questions::{Marks, questions_with};

/// People are still answering the prompt before for so long after the next: 40 seconds.
const READING_MS: i64 = 40 * 1000;

/// The groups of a led chat, one a prompt.
pub(super) fn groups(ground: &Ground<'_>, prompts: &[Prompt]) -> Vec<Group> {
    let mut groups: Vec<Group> = prompts
        .iter()
        .map(|prompt| Group { posts: Vec::new(), questions: prompt.number.into_iter().collect() })
        .collect();
    let mut stated: Vec<Option<usize>> = vec![None; ground.talk.posts.len()];
    for question in &questions_with(&ground.talk, Marks::Seen).questions {
        let at = prompts.iter().position(|prompt| prompt.number == Some(question.number));
        let asks = question.asked.iter().filter_map(|asked| asked.post);
        let answers = question.answers.iter().map(|answer| answer.post);
        for post in asks.chain(question.also.iter().copied()).chain(answers) {
            stated[post] = at;
        }
    }
    for prompt in prompts {
        if let Some(post) = prompt.post {
            stated[post] = prompts.iter().position(|other| other == prompt);
        }
    }
    for tree in ground.forest.threads() {
        let Some(root) = tree.first().map(|placed| placed.post) else { continue };
        let open = open_at(ground, prompts, root);
        for placed in tree {
            if let Some(at) = stated[placed.post].or(open) {
                groups[at].posts.push(placed.post);
            }
        }
    }
    groups
}

/// The prompt that was open when a post was said.
fn open_at(ground: &Ground<'_>, prompts: &[Prompt], post: usize) -> Option<usize> {
    let at = ground.talk.posts[post].created_at;
    let next = prompts.partition_point(|prompt| prompt.at_ms + READING_MS <= at.ms());
    next.checked_sub(1).filter(|_| at.has_time())
}
