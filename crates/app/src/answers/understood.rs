//! What analysis found out, as JSON: conversations, questions.

use analysis::{Forest, Questions};
use chat::Post;
use serde::Serialize;

/// One conversation of `threads --json`.
#[derive(Debug, Serialize)]
pub(crate) struct Conversation {
    root: String,
    posts: Vec<InConversation>,
}

/// A post and what it answers.
#[derive(Debug, Serialize)]
struct InConversation {
    uri: String,
    parent: Option<String>,
    /// Whether no source says so.
    inferred: bool,
    /// How it is known; absent for a root.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'static str>,
}

/// All conversations, by their first post.
pub(crate) fn conversations(posts: &[&Post], forest: &Forest) -> Vec<Conversation> {
    let uri = |at: usize| posts.get(at).map(|post| post.uri.to_string());
    let of = |placed: &analysis::Placed| {
        Some(InConversation {
            uri: uri(placed.post)?,
            parent: placed.under.and_then(|under| uri(under.post)),
            inferred: placed.under.is_some_and(|under| under.known.is_inferred()),
            by: placed.under.map(|under| under.known.as_str()),
        })
    };
    let conversation = |tree: &[analysis::Placed]| {
        let posts: Vec<InConversation> = tree.iter().filter_map(of).collect();
        Some(Conversation { root: posts.first()?.uri.clone(), posts })
    };
    forest.threads().filter_map(conversation).collect()
}

/// `questions --json`
#[derive(Debug, Serialize)]
pub(crate) struct AskedAndAnswered {
    questions: Vec<ShownQuestion>,
    outside: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ShownQuestion {
    n: u32,
    post: Option<String>,
    text: Option<String>,
    /// What announces or repeats it.
    also: Vec<String>,
    answers: Vec<ShownAnswer>,
}

#[derive(Debug, Serialize)]
struct ShownAnswer {
    uri: String,
    confidence: f64,
    by: &'static str,
}

impl AskedAndAnswered {
    pub(crate) fn new(posts: &[Post], found: &Questions) -> Self {
        let uri = |&at: &usize| posts.get(at).map(|post| post.uri.to_string());
        let question = |question: &analysis::Question| ShownQuestion {
            n: question.number,
            post: question.asked.as_ref().map(|asked| asked.uri.to_string()),
            text: question.asked.as_ref().map(|asked| asked.text.clone()),
            also: question.also.iter().filter_map(uri).collect(),
            answers: question.answers.iter().filter_map(|answer| shown(posts, answer)).collect(),
        };
        Self {
            questions: found.questions.iter().map(question).collect(),
            outside: found.outside.iter().filter_map(uri).collect(),
        }
    }
}

fn shown(posts: &[Post], answer: &analysis::questions::Answer) -> Option<ShownAnswer> {
    Some(ShownAnswer {
        uri: posts.get(answer.post)?.uri.to_string(),
        confidence: hundredths(answer.confidence),
        by: answer.by.as_str(),
    })
}

/// A figure to two decimals.
fn hundredths(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}
