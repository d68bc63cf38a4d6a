//! A draft of a summary: for each question or topic a few sentences, each the words of a post.
//!
//! Nothing is written that nobody said. A line is a post without its mark, its leading handles and its
//! last tags, shortened only by whole sentences; it names its post. What is chosen was answered and
//! passed on much for its length, says what tells its section from the others, and repeats no line
//! before it.

mod choose;
mod wording;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chat::{Post, Uri};

use crate::groundwork::Groundwork;
use crate::questions::{Questions, Talk};
use crate::terms::Terms;
use crate::threads::Forest;
use crate::topics::Topics;

/// A draft, to be edited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// By question, else by topic.
    pub sections: Vec<Section>,
    /// What was linked to, the most often first.
    pub links: Vec<Link>,
    /// What somebody asked and nobody answered, by time.
    pub open_questions: Vec<Line>,
    /// The evening in figures.
    pub numbers: Numbers,
}

/// What was said to one question or about one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The question's words, or the topic's label.
    pub heading: String,
    /// The question's number.
    pub question: Option<u32>,
    /// What was said, answers after what they answer, else by time.
    pub lines: Vec<Line>,
}

/// A line, and the posts that carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The words of the first of the posts.
    pub text: String,
    /// As indices; never empty.
    pub posts: Vec<usize>,
}

/// An address that was shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub url: String,
    /// The posts that hold it, as indices, by time.
    pub posts: Vec<usize>,
}

/// The evening in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Posts.
    pub posts: usize,
    /// People who wrote them.
    pub people: usize,
    /// Reposts.
    pub reposts: usize,
    /// Numbered questions.
    pub questions: usize,
    /// Answers to them.
    pub answers: usize,
    /// Conversations of two posts or more.
    pub conversations: usize,
    /// Different links.
    pub links: usize,
}

/// Topics beyond these are left out of a summary.
const MOST_TOPICS: usize = 12;
/// The heading of what belongs to no question and no topic.
const BESIDES: &str = "Also said";
/// Of what belongs to none one line is told for so many posts: it is of many matters …
const POSTS_A_LINE: usize = 6;
/// … but at least so many …
const FEWEST_BESIDES: usize = 3;
/// … and no more than two sections have.
const MOST_BESIDES: usize = 14;
/// Open questions and links that are listed.
const LISTED: usize = 12;

/// What choosing lines looks at.
struct Ground<'a> {
    posts: &'a [Post],
    forest: &'a Forest,
    terms: &'a Terms,
    /// The place of each post in reading order.
    place: Vec<usize>,
    /// How many posts each one leans on: those above it in its conversation, up to a question.
    leans_on: Vec<usize>,
    /// How many others answered or quoted each post.
    answered: Vec<usize>,
    /// How often each post was passed on.
    passed_on: Vec<usize>,
    /// The first names of all who wrote, in lower case.
    names: HashSet<String>,
}

impl<'a> Ground<'a> {
    fn of(
        talk: &Talk<'a>,
        questions: &Questions,
        terms: &'a Terms,
        ground: &'a Groundwork,
    ) -> Self {
        let Groundwork { forest, folded, .. } = ground;
        let n = talk.posts.len();
        let asks = asking(questions);
        let (mut place, mut leans_on) = (vec![0; n], vec![0; n]);
        let mut answered: Vec<BTreeSet<&Uri>> = vec![BTreeSet::new(); n];
        for (at, placed) in forest.reading_order().iter().enumerate() {
            place[placed.post] = at;
            let above = placed.under.filter(|under| !asks.contains(&under.post));
            leans_on[placed.post] = above.map_or(0, |under| leans_on[under.post] + 1);
            let own = &talk.posts[placed.post].author.uri;
            if let Some(under) = placed.under.filter(|u| talk.posts[u.post].author.uri != *own) {
                answered[under.post].insert(own);
            }
        }
        let passed_on = talk.posts.iter().zip(&folded.of_posts).map(|(post, by)| {
            let counted = usize::try_from(post.reposts.unwrap_or_default()).unwrap_or_default();
            by.len().max(counted)
        });
        Self {
            posts: talk.posts,
            terms,
            names: talk.posts.iter().filter_map(first_name).collect(),
            place,
            leans_on,
            answered: answered.iter().map(BTreeSet::len).collect(),
            passed_on: passed_on.collect(),
            forest,
        }
    }

    /// How much a post was heard: answered, passed on, liked.
    fn heard(&self, post: usize) -> f64 {
        let likes = self.posts[post].likes.unwrap_or_default().min(1000) as f64;
        2.0 * self.answered[post] as f64 + 3.0 * self.passed_on[post] as f64 + likes
    }
}

/// Drafts a summary. Takes O(n log n) time.
#[must_use]
pub fn summary(talk: &Talk<'_>, questions: &Questions, topics: &Topics) -> Summary {
    let ground = Groundwork::alone(talk);
    summary_by(talk, questions, topics, &Terms::of(talk.posts), &ground)
}

fn first_name(post: &Post) -> Option<String> {
    Some(post.author.name.as_deref()?.split_whitespace().next()?.to_lowercase())
}

/// The same, with the terms of the posts counted already.
pub(crate) fn summary_by(
    talk: &Talk<'_>,
    questions: &Questions,
    topics: &Topics,
    terms: &Terms,
    ground: &Groundwork,
) -> Summary {
    let ground = Ground::of(talk, questions, terms, ground);
    let (mut sections, outside) = if questions.questions.is_empty() {
        (by_topic(&ground, topics), &topics.none)
    } else {
        (by_question(&ground, questions), &questions.outside)
    };
    sections.extend(besides(&ground, outside));
    let links = links(talk.posts, &ground);
    let authors: BTreeSet<&Uri> = talk.posts.iter().map(|post| &post.author.uri).collect();
    Summary {
        sections,
        open_questions: open_questions(&ground, questions),
        numbers: Numbers {
            posts: talk.posts.len(),
            people: authors.len(),
            reposts: talk.reposts.len(),
            questions: questions.questions.len(),
            answers: questions.questions.iter().map(|q| q.answers.len()).sum(),
            conversations: ground.forest.threads().filter(|tree| tree.len() > 1).count(),
            links: links.len(),
        },
        links: links.into_iter().take(LISTED).collect(),
    }
}

fn by_question(ground: &Ground<'_>, questions: &Questions) -> Vec<Section> {
    let section = |question: &crate::Question| {
        let posts: Vec<(usize, f64)> =
            question.answers.iter().map(|answer| (answer.post, answer.confidence)).collect();
        let asked = question.asked.as_ref().map(|asked| wording::question(&asked.text));
        Section {
            heading: asked.unwrap_or_else(|| format!("Question {}", question.number)),
            question: Some(question.number),
            lines: choose::lines(ground, &posts),
        }
    };
    questions.questions.iter().map(section).collect()
}

fn by_topic(ground: &Ground<'_>, topics: &Topics) -> Vec<Section> {
    let mut largest: Vec<&crate::Topic> = topics.topics.iter().collect();
    largest.sort_by_key(|topic| std::cmp::Reverse(topic.posts.len()));
    largest.truncate(MOST_TOPICS);
    largest.sort_by_key(|topic| topic.posts.first().map(|&p| ground.posts[p].created_at.ms()));
    let section = |topic: &crate::Topic| {
        // What nobody answered or passed on is no line, however much it says.
        let heard = topic.posts.iter().filter(|&&post| ground.heard(post) > 0.0);
        let lines = choose::lines(ground, &heard.map(|&post| (post, 1.0)).collect::<Vec<_>>());
        let question = topic.questions.first().copied();
        Section { heading: topic.label.clone(), question, lines }
    };
    largest.into_iter().map(section).filter(|section| !section.lines.is_empty()).collect()
}

/// What was said outside of all sections and was heard all the same.
fn besides(ground: &Ground<'_>, outside: &[usize]) -> Option<Section> {
    let heard = outside.iter().filter(|&&post| ground.heard(post) > 0.0);
    let heard: Vec<(usize, f64)> = heard.map(|&post| (post, 1.0)).collect();
    let wanted = (outside.len() / POSTS_A_LINE).clamp(FEWEST_BESIDES, MOST_BESIDES);
    let lines = choose::most_worth(ground, &heard, wanted);
    let heading = BESIDES.to_owned();
    (!lines.is_empty()).then_some(Section { heading, question: None, lines })
}

/// All addresses shared, the most often first, then by time.
fn links(posts: &[Post], ground: &Ground<'_>) -> Vec<Link> {
    let mut by_url: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, post) in posts.iter().enumerate() {
        for url in post.body.text.links() {
            by_url.entry(url).or_default().push(at);
        }
    }
    let mut links: Vec<Link> = by_url
        .into_iter()
        .map(|(url, mut posts)| {
            posts.sort_by_key(|&post| (ground.posts[post].created_at.ms(), post));
            Link { url: url.to_owned(), posts }
        })
        .collect();
    let first = |link: &Link| link.posts.first().map(|&p| ground.posts[p].created_at.ms());
    links.sort_by(|a, b| b.posts.len().cmp(&a.posts.len()).then_with(|| first(a).cmp(&first(b))));
    links
}

/// The posts that ask a numbered question, or ask it again.
fn asking(questions: &Questions) -> BTreeSet<usize> {
    let asks = questions.questions.iter().flat_map(|question| {
        question.asked.iter().filter_map(|asked| asked.post).chain(question.also.iter().copied())
    });
    asks.collect()
}

/// Questions of those who do not lead that nobody answered.
fn open_questions(ground: &Ground<'_>, questions: &Questions) -> Vec<Line> {
    let asks = asking(questions);
    let mut open: Vec<usize> = (0..ground.posts.len())
        .filter(|&at| {
            let text = &ground.posts[at].body.text.plain;
            ground.answered[at] == 0
                && !asks.contains(&at)
                && ground.posts[at].body.content_warning.is_none()
                && wording::asks_something(text)
        })
        .collect();
    open.sort_by_key(|&at| (ground.posts[at].created_at.ms(), &ground.posts[at].uri));
    let line = |at: usize| {
        let text = wording::line(&ground.posts[at])?;
        Some(Line { text, posts: vec![at] })
    };
    open.into_iter().filter_map(line).take(LISTED).collect()
}

#[cfg(test)]
mod tests;
