//! By question: each question with what was said to it.

use std::collections::HashMap;

use askama::Template;
use chat::Post;

use crate::{
    counted::counted,
    entry::{Scene, name_of},
    places::question_id,
    understood::{RunIn, Understood},
};
use analysis::{
    Question,
    questions::{Answer, By},
};

/// More answers than these are folded away.
const SHOWN: usize = 10;

/// The section of a chat's page.
#[derive(Template)]
#[template(path = "by_question.html")]
pub(crate) struct ByQuestion<'a> {
    questions: Vec<Asked<'a>>,
    outside: String,
}

/// One question.
struct Asked<'a> {
    id: String,
    number: u32,
    words: Option<String>,
    lang: Option<&'static str>,
    by: Option<String>,
    at: Option<(String, String)>,
    sum: String,
    shown: Vec<RunIn<'a>>,
    folded: Vec<RunIn<'a>>,
}

impl<'a> ByQuestion<'a> {
    /// The questions of a chat; `None` where none was found.
    pub(crate) fn new(understood: &Understood<'a>, scene: &'a Scene<'a>) -> Option<Self> {
        let found = &understood.found.questions;
        let questions: Vec<Asked<'a>> =
            found.questions.iter().map(|q| Asked::new(q, understood.posts, scene)).collect();
        let outside = counted(found.outside.len() as u64, "post is", "posts are");
        (!questions.is_empty()).then_some(Self { questions, outside })
    }
}

impl<'a> Asked<'a> {
    fn new(question: &'a Question, posts: &'a [Post], scene: &'a Scene<'a>) -> Self {
        let asked = question.asked.as_ref();
        let post = asked.and_then(|asked| posts.get(asked.post?));
        let mut shown = run_in(question, posts, scene);
        let folded = shown.split_off(shown.len().min(SHOWN));
        Self {
            id: question_id(question.number),
            number: question.number,
            words: asked.map(|asked| words(&asked.text)),
            lang: post.and_then(|post| crate::language::lang(post.body.language.as_deref())),
            by: post.map(|post| name_of(&post.author)).or_else(|| Some(asked?.host.clone())),
            at: post.map(|post| {
                (scene.places.post(&post.uri), scene.zone.clock_on(&post.created_at, None))
            }),
            sum: sum(&question.answers),
            shown,
            folded,
        }
    }
}

/// The answers that are said to no other answer, each with how many stand under it.
fn run_in<'a>(question: &Question, posts: &'a [Post], scene: &'a Scene<'a>) -> Vec<RunIn<'a>> {
    let own: HashMap<_, usize> = question
        .answers
        .iter()
        .filter_map(|answer| Some((&posts.get(answer.post)?.uri, answer.post)))
        .collect();
    let parent = |at: usize| {
        let post: &Post = posts.get(at)?;
        own.get(post.reply_to.as_ref()?).copied()
    };
    let (mut below, mut tops) = (HashMap::<usize, usize>::new(), Vec::new());
    // Answers come by time, so that what one is said to has its place already.
    let mut top_of: HashMap<usize, usize> = HashMap::new();
    for answer in &question.answers {
        let above = parent(answer.post).and_then(|up| top_of.get(&up).copied());
        match above.filter(|_| answer.by != By::Mark) {
            Some(top) => {
                top_of.insert(answer.post, top);
                *below.entry(top).or_default() += 1;
            }
            None => {
                top_of.insert(answer.post, answer.post);
                tops.push(answer.post);
            }
        }
    }
    let of = |&at: &usize| {
        Some(RunIn::new(posts.get(at)?, scene, below.get(&at).copied().unwrap_or_default()))
    };
    tops.iter().filter_map(of).collect()
}

/// `58 answers: 31 marked, 22 by reply, 5 by the clock.`
fn sum(answers: &[Answer]) -> String {
    let all = counted(answers.len() as u64, "answer", "answers");
    let kinds = [
        (By::Mark, "marked"),
        (By::Reply, "by reply"),
        (By::Quote, "by quote"),
        (By::Clock, "by the clock"),
    ];
    let counts = kinds.into_iter().filter_map(|(by, words)| {
        let count = answers.iter().filter(|answer| answer.by == by).count();
        (count > 0).then(|| format!("{count} {words}"))
    });
    let counts: Vec<String> = counts.collect();
    if counts.is_empty() { format!("{all}.") } else { format!("{all}: {}.", counts.join(", ")) }
}

/// A question's words, without the mark before them and the tags after.
pub(crate) fn words(text: &str) -> String {
    const LONGEST: usize = 600;
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| word.starts_with('#')) {
        words.pop();
    }
    let joined = words.join(" ");
    let bare = joined.trim_start_matches(['"', '“']);
    let rest = bare.strip_prefix(['Q', 'q']).map(|rest| rest.trim_start_matches('.'));
    let rest = rest.and_then(|rest| {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_mark = after.len() < rest.len() && !after.starts_with(char::is_alphanumeric);
        is_mark.then(|| after.trim_start_matches([':', '.', ')', '-', '–', '—', ' ']))
    });
    let rest = rest.filter(|rest| !rest.is_empty()).unwrap_or(&joined);
    crate::escape::clipped(rest, LONGEST).into_owned()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_question_is_told_without_its_mark_and_tags() {
        assert_eq!(words("Q1: What do you keep? #chat #more"), "What do you keep?");
        assert_eq!(words("Q.2 – Where?"), "Where?");
        assert_eq!(words("Welcome! Q1. What?"), "Welcome! Q1. What?");
        assert_eq!(words("Quite so"), "Quite so");
        assert_eq!(words("Q1"), "Q1");
    }
}
