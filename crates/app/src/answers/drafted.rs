//! The draft of a summary, as JSON.

use analysis::Summary;
use analysis::summary::Line;
use chat::Post;
use schemars::JsonSchema;
use serde::Serialize;

use super::understood::uris;
use crate::rewrite::Rewriter;

/// `summary --json`
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Drafted {
    sections: Vec<ShownSection>,
    links: Vec<ShownLink>,
    open_questions: Vec<ShownLine>,
    numbers: ShownNumbers,
    /// Who wrote the lines, where they are not the words of the posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    rewritten: Option<ShownRewriter>,
}

/// The language model that wrote the lines of a draft.
#[derive(Debug, Serialize, JsonSchema)]
struct ShownRewriter {
    model: String,
    /// Sentences left out, since they did not name the posts that they rest on.
    dropped: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ShownSection {
    heading: String,
    question: Option<u32>,
    lines: Vec<ShownLine>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ShownLine {
    text: String,
    posts: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ShownLink {
    url: String,
    posts: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ShownNumbers {
    posts: usize,
    people: usize,
    reposts: usize,
    questions: usize,
    answers: usize,
    conversations: usize,
    links: usize,
}

impl Drafted {
    pub(crate) fn new(posts: &[Post], draft: &Summary, by: Option<&Rewriter>) -> Self {
        let lines = |lines: &[Line]| -> Vec<ShownLine> {
            let line = |line: &Line| ShownLine {
                text: line.text.clone(),
                posts: uris(posts, &line.posts),
            };
            lines.iter().map(line).collect()
        };
        let numbers = &draft.numbers;
        Self {
            sections: draft
                .sections
                .iter()
                .map(|section| ShownSection {
                    heading: section.heading.clone(),
                    question: section.question,
                    lines: lines(&section.lines),
                })
                .collect(),
            links: draft
                .links
                .iter()
                .map(|link| ShownLink { url: link.url.clone(), posts: uris(posts, &link.posts) })
                .collect(),
            open_questions: lines(&draft.open_questions),
            numbers: ShownNumbers {
                posts: numbers.posts,
                people: numbers.people,
                reposts: numbers.reposts,
                questions: numbers.questions,
                answers: numbers.answers,
                conversations: numbers.conversations,
                links: numbers.links,
            },
            rewritten: by.map(|by| ShownRewriter { model: by.model.clone(), dropped: by.dropped }),
        }
    }
}
