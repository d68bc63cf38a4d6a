//! What each post is to the questions of a chat, as `analysis` finds it.

use analysis::questions::{By, questions};
use pages::live::Part;
use store::ChatPosts;

use crate::views::talk;

/// What each of a chat's posts is to the questions, in their order. What only the clock binds to a
/// question is left out: while the evening runs, that is a guess.
pub(super) fn parts(found: &ChatPosts) -> Vec<Part> {
    let mut parts = vec![Part::Aside; found.posts.len()];
    for question in questions(&talk(found)).questions {
        let number = question.number;
        let bound = question.answers.iter().filter(|answer| answer.by != By::Clock);
        let answers = bound.map(|answer| (answer.post, Part::Answers(number)));
        let repeats = question.also.iter().map(|&post| (post, Part::Repeats(number)));
        let asks =
            question.asked.and_then(|asked| asked.post).map(|post| (post, Part::Asks(number)));
        for (post, part) in answers.chain(repeats).chain(asks) {
            parts[post] = part;
        }
    }
    parts
}
