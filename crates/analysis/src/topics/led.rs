//! A led chat: each conversation belongs to the prompt that was open when it began, unless its own
//! marks say otherwise.

use super::prompts::Prompt;
use super::{Ground, Group};
use crate::composing::begun_ms;

/// What a host says to all so shortly before a prompt announces it: a minute.
const ANNOUNCED_MS: i64 = 60 * 1000;

/// The groups of a led chat, one a prompt.
pub(super) fn groups(ground: &Ground<'_>, prompts: &[Prompt]) -> Vec<Group> {
    let mut groups: Vec<Group> = prompts
        .iter()
        .map(|prompt| Group {
            posts: Vec::new(),
            questions: prompt.number.into_iter().collect(),
            label: Vec::new(),
        })
        .collect();
    let mut stated: Vec<Option<usize>> = vec![None; ground.talk.posts.len()];
    for question in &ground.questions.questions {
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
        let open = announced(ground, prompts, root).or_else(|| open_at(ground, prompts, root));
        for placed in tree {
            if let Some(at) = stated[placed.post].or(open) {
                groups[at].posts.push(placed.post);
            }
        }
    }
    groups
}

/// The prompt that a host announces with a post: “That was all for now. Ready for the next?” Before the
/// first there is a welcome.
fn announced(ground: &Ground<'_>, prompts: &[Prompt], post: usize) -> Option<usize> {
    let said = &ground.talk.posts[post];
    let next = prompts.partition_point(|prompt| prompt.at_ms <= said.created_at.ms());
    let prompt = prompts.get(next).filter(|_| next > 0)?;
    let host = &ground.talk.posts[prompt.post?].author.uri;
    let is_near = prompt.at_ms - said.created_at.ms() <= ANNOUNCED_MS;
    let to_all = said.reply_to.is_none() && said.reply_to_handle.is_none();
    (is_near && to_all && said.author.uri == *host && said.created_at.has_time()).then_some(next)
}

/// The prompt that was open when a post was begun: who is still writing answers the one before.
fn open_at(ground: &Ground<'_>, prompts: &[Prompt], post: usize) -> Option<usize> {
    let post = &ground.talk.posts[post];
    let open = |at_ms| prompts.partition_point(|prompt| prompt.at_ms <= at_ms).checked_sub(1);
    let open = open(begun_ms(post)).or_else(|| open(post.created_at.ms()));
    open.filter(|_| post.created_at.has_time())
}
