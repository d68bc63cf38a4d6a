//! What analysis found out, as JSON.

use analysis::people::before::{Before, Came};
use analysis::{Burst, Forest, People, Questions, Topics};
use chat::Post;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::schema::Time;

/// One conversation of `threads --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Conversation {
    root: String,
    posts: Vec<InConversation>,
}

/// A post and what it answers.
#[derive(Debug, Serialize, JsonSchema)]
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
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AskedAndAnswered {
    questions: Vec<ShownQuestion>,
    outside: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ShownQuestion {
    n: u32,
    post: Option<String>,
    text: Option<String>,
    /// What announces or repeats it.
    also: Vec<String>,
    answers: Vec<ShownAnswer>,
}

#[derive(Debug, Serialize, JsonSchema)]
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

/// The uris of posts named by their index.
pub(super) fn uris(posts: &[Post], at: &[usize]) -> Vec<String> {
    at.iter().filter_map(|&at| posts.get(at)).map(|post| post.uri.to_string()).collect()
}

/// `topics --json`
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownTopics {
    topics: Vec<ShownTopic>,
    none: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ShownTopic {
    label: String,
    posts: Vec<String>,
    representative: Vec<String>,
    /// The numbers of the questions it belongs to.
    questions: Vec<u32>,
}

impl ShownTopics {
    pub(crate) fn new(posts: &[Post], found: &Topics) -> Self {
        let topic = |topic: &analysis::Topic| ShownTopic {
            label: topic.label.clone(),
            posts: uris(posts, &topic.posts),
            representative: uris(posts, &topic.representative),
            questions: topic.questions.clone(),
        };
        Self { topics: found.topics.iter().map(topic).collect(), none: uris(posts, &found.none) }
    }
}

/// One burst of `bursts --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownBurst {
    #[schemars(with = "Time")]
    from: Timestamp,
    #[schemars(with = "Time")]
    until: Timestamp,
    weight: f64,
    posts: Vec<String>,
    question: Option<u32>,
    about: Vec<String>,
}

impl ShownBurst {
    pub(crate) fn new(posts: &[Post], burst: &Burst) -> Self {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
        Self {
            from: at(burst.from_ms),
            until: at(burst.until_ms),
            weight: hundredths(burst.weight),
            posts: uris(posts, &burst.posts),
            question: burst.question,
            about: burst.about.clone(),
        }
    }
}

/// `people CHAT --json`
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownPeople {
    people: Vec<ShownPerson>,
    ties: Vec<ShownTie>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ShownPerson {
    uri: String,
    handle: Option<String>,
    name: Option<String>,
    posts: u32,
    answers: u32,
    answered: u32,
    passed_on: u32,
    passes_on: u32,
    host: bool,
    /// Whether they wrote in no earlier chat here; `null` in the first chat.
    newcomer: Option<bool>,
    /// Whether they wrote in at least half of the six chats of the series before, and at least two.
    regular: bool,
    /// Whether they are among the three who connect most.
    connector: bool,
    connects: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ShownTie {
    from: String,
    to: String,
    replies: u32,
    quotes: u32,
    mentions: u32,
    reposts: u32,
}

impl ShownPeople {
    pub(crate) fn new(found: &People, before: &Before) -> Self {
        let connectors = found.connectors();
        let person = |person: &analysis::Person| ShownPerson {
            uri: person.uri.to_string(),
            handle: person.handle.clone(),
            name: person.name.clone(),
            posts: person.posts,
            answers: person.answers,
            answered: person.answered,
            passed_on: person.passed_on,
            passes_on: person.passes_on,
            host: person.is_host,
            newcomer: before.came(&person.uri).map(|came| came == Came::First),
            regular: before.came(&person.uri) == Some(Came::Regular),
            connector: connectors.iter().any(|other| other.uri == person.uri),
            connects: (person.connects * 10_000.0).round() / 10_000.0,
        };
        let uri = |at: usize| found.people.get(at).map(|person| person.uri.to_string());
        let tie = |tie: &analysis::people::Tie| {
            Some(ShownTie {
                from: uri(tie.from)?,
                to: uri(tie.to)?,
                replies: tie.replies,
                quotes: tie.quotes,
                mentions: tie.mentions,
                reposts: tie.reposts,
            })
        };
        Self {
            people: found.people.iter().map(person).collect(),
            ties: found.ties.iter().filter_map(tie).collect(),
        }
    }
}

/// A figure to two decimals.
fn hundredths(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}
