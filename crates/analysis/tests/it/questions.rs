//! Questions: what is found, against one reader's judgement.

use std::collections::BTreeSet;

use analysis::questions::{By, Marks, questions_with};
use analysis::{Questions, Talk};

use crate::data::{self, QuestionChat};

/// A post and the number of the question it belongs to.
pub(crate) type Pairs = BTreeSet<(String, u32)>;

pub(crate) fn judged(chat: &QuestionChat, kinds: &str) -> Pairs {
    let gold = chat.gold.iter().filter(|g| kinds.contains(&g.kind));
    gold.map(|g| (format!("https://twitter.com/i/web/status/{}", g.id), g.question)).collect()
}

fn found(chat: &QuestionChat, marks: Marks) -> Questions {
    questions_with(
        &Talk { posts: &chat.posts, context: &[], reposts: &chat.reposts, asks: &[] },
        marks,
    )
}

/// All that belongs to a question: what asks it, again, and answers.
pub(crate) fn pairs(chat: &QuestionChat, found: &Questions, only: Option<By>) -> Pairs {
    let mut pairs = Pairs::new();
    for question in &found.questions {
        let answers = question.answers.iter().filter(|a| only.is_none_or(|by| a.by == by));
        let asks =
            question.asked.iter().filter_map(|asked| asked.post).chain(question.also.clone());
        for post in asks.chain(answers.map(|answer| answer.post)) {
            pairs.insert((chat.posts[post].uri.to_string(), question.number));
        }
    }
    pairs
}

/// Precision, recall, and their harmonic mean.
pub(crate) fn rates(found: &Pairs, judged: &Pairs) -> (f64, f64, f64) {
    let right = found.intersection(judged).count() as f64;
    let (precision, recall) = (right / found.len() as f64, right / judged.len() as f64);
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}

#[test]
fn marks_bind_answers_to_questions() {
    let Some(chat) = data::question_chat() else {
        return;
    };
    let found = found(&chat, Marks::Seen);
    let marked = pairs(&chat, &found, Some(By::Mark));
    let (precision, _, _) = rates(&marked, &judged(&chat, "abc"));
    let (_, recall, _) = rates(&marked, &judged(&chat, "ab"));
    println!("by marks: precision {precision:.3}, recall {recall:.3} of a and b");
    assert!(precision >= 0.97 && recall >= 0.95);
    assert_eq!(found.questions.len(), 4);
    assert!(judged(&chat, "a").is_subset(&marked));
}

#[test]
fn questions_and_answers_as_a_reader_judged() {
    let Some(chat) = data::question_chat() else {
        return;
    };
    let judged = judged(&chat, "abc");
    let of_judged: BTreeSet<&String> = judged.iter().map(|(uri, _)| uri).collect();
    // Of all posts, and of those alone that answer something.
    for (marks, least, least_of_judged) in
        [(Marks::Seen, 0.95, 0.95), (Marks::OfQuestions, 0.62, 0.8)]
    {
        let mut found = pairs(&chat, &found(&chat, marks), None);
        let (precision, recall, both) = rates(&found, &judged);
        println!("{marks:?}: precision {precision:.3}, recall {recall:.3}, F1 {both:.3}");
        found.retain(|(uri, _)| of_judged.contains(uri));
        let (_, _, among) = rates(&found, &judged);
        println!("{marks:?}, among the posts judged: F1 {among:.3}");
        assert!(both >= least && among >= least_of_judged);
    }
}
