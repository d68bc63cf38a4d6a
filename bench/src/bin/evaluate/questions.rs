//! Questions and answers, against a reader's judgement.

use std::collections::BTreeSet;

use analysis::Questions;
use analysis::questions::{Marks, questions_with};

use crate::gold::{Gold, Kind};
use crate::hidden::{Hide, unmark, without_marks};
use crate::score::rates;

/// A post and the number of the question it belongs to.
pub(crate) type Pairs = BTreeSet<(usize, u32)>;

pub(crate) fn report(gold: &Gold) {
    println!("| questions and answers | precision | recall | F1 |\n|---|---|---|---|");
    let seen = pairs(&questions_with(&gold.talk(), Marks::Seen));
    let bare = without_marks(gold, Hide::Answers);
    let hidden = pairs(&questions_with(&bare.talk(), Marks::Seen));
    let own = own_mark_hidden(gold);
    let (all, marked) = (judged(gold, &[]), judged(gold, &[Kind::Replies]));
    let only_marked = |found: &Pairs| -> Pairs {
        let by_replies = |post: usize| gold.judged.get(&post).is_some_and(|j| j.1 == Kind::Replies);
        found.iter().copied().filter(|&(post, _)| !by_replies(post)).collect()
    };
    let among = |found: &Pairs| -> Pairs {
        found.iter().copied().filter(|(post, _)| gold.judged.contains_key(post)).collect()
    };
    row("as a user has them", &seen, &all);
    row("… without what only replies tell (kind c)", &only_marked(&seen), &marked);
    row("answers' marks hidden, all posts", &hidden, &all);
    row("… among the posts judged", &among(&hidden), &all);
    row("… among them without kind c", &only_marked(&among(&hidden)), &marked);
    row("only its own mark hidden, among the posts judged", &among(&own), &all);
    println!();
}

fn row(what: &str, found: &Pairs, judged: &Pairs) {
    let [precision, recall, both] = rates(found, judged);
    println!("| {what} | {precision:.3} | {recall:.3} | {both:.3} |");
}

/// All that belongs to a question: what asks it, again, and answers.
pub(crate) fn pairs(found: &Questions) -> Pairs {
    let mut pairs = Pairs::new();
    for question in &found.questions {
        let asks = question.asked.iter().filter_map(|asked| asked.post);
        let answers = question.answers.iter().map(|answer| answer.post);
        let all = asks.chain(question.also.iter().copied()).chain(answers);
        pairs.extend(all.map(|post| (post, question.number)));
    }
    pairs
}

pub(crate) fn judged(gold: &Gold, without: &[Kind]) -> Pairs {
    let kept = gold.judged.iter().filter(|(_, (_, kind))| !without.contains(kind));
    kept.map(|(&post, &(number, _))| (post, number)).collect()
}

/// What is found of each marked post while its own mark alone is hidden.
fn own_mark_hidden(gold: &Gold) -> Pairs {
    let mut found = pairs(&questions_with(&gold.talk(), Marks::Seen));
    for (&post, _) in gold.judged.iter().filter(|(_, (_, kind))| *kind == Kind::Marked) {
        let mut posts = gold.posts.clone();
        unmark(&mut posts[post]);
        let talk = analysis::Talk { posts: &posts, ..gold.talk() };
        let without = pairs(&questions_with(&talk, Marks::Seen));
        found.retain(|&(other, _)| other != post);
        found.extend(without.into_iter().filter(|&(other, _)| other == post));
    }
    found
}
