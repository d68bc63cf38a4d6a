//! Conversations: what was spun off, the most answered first; each opens in the transcript.

use analysis::Placed;
use askama::Template;
use chat::Post;
use jiff::Timestamp;

use crate::{
    counted::{counted, people},
    entry::{Scene, name_of},
    understood::{Bond, RunIn, Understood},
    when::Clock,
};

/// Fewer posts than these are an answer, and no conversation.
const FEWEST: usize = 3;
/// More conversations than these are folded away.
const SHOWN: usize = 10;
/// So many people of one are named.
const NAMED: usize = 4;

/// The section of a chat's page.
#[derive(Template)]
#[template(path = "conversations.html")]
pub(crate) struct Conversations<'a> {
    sum: String,
    is_led: bool,
    shown: Vec<Conversation<'a>>,
    folded: Vec<Conversation<'a>>,
}

/// One conversation.
struct Conversation<'a> {
    begins: RunIn<'a>,
    question: Option<(u32, String)>,
    posts: usize,
    facts: String,
    at_ms: i64,
}

impl<'a> Conversations<'a> {
    /// The conversations of a chat; `None` where nobody talked to and fro.
    pub(crate) fn new(understood: &Understood<'a>, scene: &'a Scene<'a>) -> Option<Self> {
        let asks = |at: usize| {
            let uri = &understood.posts.get(at)?.uri;
            scene.bonds?.bond(uri).filter(|bond| matches!(bond, Bond::Asks(_)))
        };
        let mut found = Vec::new();
        for thread in understood.found.conversations.threads() {
            let is_question = thread.first().is_some_and(|root| asks(root.post).is_some());
            // What is said to a question stands under it already: here each answer is one of its own.
            let spun_off = if is_question { 1 } else { 0 };
            let parts = thread.get(spun_off..).unwrap_or_default();
            let parts = parts.chunk_by(|_, next| next.depth > spun_off);
            found.extend(parts.filter_map(|part| Conversation::new(part, understood, scene)));
        }
        found.sort_by_key(|one| (std::cmp::Reverse(one.posts), one.at_ms));
        let all: usize = found.iter().map(|one| one.posts).sum();
        let folded = found.split_off(found.len().min(SHOWN));
        let many = found.len() + folded.len();
        let sum = format!(
            "{} of {} posts or more hold {} of {}.",
            counted(many as u64, "conversation", "conversations"),
            FEWEST,
            all,
            crate::counted::posts(understood.posts.len() as u64),
        );
        let is_led = !understood.found.questions.questions.is_empty();
        (!found.is_empty()).then_some(Self { sum, is_led, shown: found, folded })
    }
}

impl<'a> Conversation<'a> {
    fn new(part: &[Placed], understood: &Understood<'a>, scene: &'a Scene<'a>) -> Option<Self> {
        let posts: Vec<&'a Post> =
            part.iter().filter_map(|placed| understood.posts.get(placed.post)).collect();
        let first = *posts.first().filter(|_| posts.len() >= FEWEST)?;
        let mut authors: Vec<(&chat::Uri, String)> = Vec::new();
        for post in &posts {
            if !authors.iter().any(|(known, _)| *known == &post.author.uri) {
                authors.push((&post.author.uri, name_of(&post.author)));
            }
        }
        let bond = scene.bonds.and_then(|bonds| bonds.bond(&first.uri));
        let sum = crate::counted::posts(posts.len() as u64);
        let names: Vec<String> = authors.into_iter().map(|(_, name)| name).collect();
        let (count, who) = (people(names.len() as u64), listed(&names));
        let facts = match span(&posts, scene) {
            Some(times) => format!("{sum} by {count}, {times}: {who}."),
            None => format!("{sum} by {count}: {who}."),
        };
        Some(Self {
            begins: RunIn::new(first, scene, 0),
            question: bond.map(|bond| (bond.number(), scene.places.question(bond.number()))),
            posts: posts.len(),
            facts,
            at_ms: first.created_at.ms(),
        })
    }
}

/// `19:42 to 20:01`, where the times are known.
pub(crate) fn span(posts: &[&Post], scene: &Scene<'_>) -> Option<String> {
    let times = || posts.iter().map(|post| &post.created_at).filter(|at| at.has_time());
    let clock = |ms: i64| {
        let at = Timestamp::from_millisecond(ms).unwrap_or_default();
        Clock(scene.zone.civil(at)).to_string()
    };
    let (first, last) = (times().map(|at| at.ms()).min()?, times().map(|at| at.ms()).max()?);
    let (first, last) = (clock(first), clock(last));
    Some(if first == last { first } else { format!("{first} to {last}") })
}

/// `Ada, Bo, Cy, Dee and 3 others`.
fn listed(names: &[String]) -> String {
    let (shown, others) = names.split_at(names.len().min(NAMED));
    match (shown, others.len()) {
        ([only], 0) => only.clone(),
        ([most @ .., last], 0) => format!("{} and {last}", most.join(", ")),
        (_, 1) => format!("{} and one other", shown.join(", ")),
        (_, n) => format!("{} and {n} others", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn people_are_listed_as_one_would_say_it() {
        let names = |n: usize| (0..n).map(|n| format!("P{n}")).collect::<Vec<_>>();
        assert_eq!(listed(&names(1)), "P0");
        assert_eq!(listed(&names(3)), "P0, P1 and P2");
        assert_eq!(listed(&names(5)), "P0, P1, P2, P3 and one other");
        assert_eq!(listed(&names(9)), "P0, P1, P2, P3 and 5 others");
    }
}
