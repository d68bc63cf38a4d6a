//! What each post is to the questions of a chat, as `analysis` finds it.

use analysis::questions::{By, Questions};
use pages::live::Part;

/// What each of a chat's posts is to its questions, in their order. What only the clock binds to a
/// question is left out: while the evening runs, that is a guess.
pub(super) fn parts(found: &Questions, posts: usize) -> Vec<Part> {
    let mut parts = vec![Part::Aside; posts];
    for question in &found.questions {
        let number = question.number;
        let bound = question.answers.iter().filter(|answer| answer.by != By::Clock);
        let answers = bound.map(|answer| (answer.post, Part::Answers(number)));
        let repeats = question.also.iter().map(|&post| (post, Part::Repeats(number)));
        let asked = question.asked.as_ref().and_then(|asked| asked.post);
        let asks = asked.map(|post| (post, Part::Asks(number)));
        for (post, part) in answers.chain(repeats).chain(asks) {
            parts[post] = part;
        }
    }
    parts
}
