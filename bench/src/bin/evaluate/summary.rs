//! Summaries at an equal budget of words: how much of what was answered, passed on and liked they
//! hold, against drafts of random posts and against the most that is possible.

use std::collections::BTreeSet;

use analysis::{fold, understand};

use crate::gold::Gold;

/// Drafts of random posts.
const DRAFTS: usize = 1000;
/// Posts of fewer words are greetings and thanks more often than not, and count for nothing.
const FEWEST_WORDS: usize = 6;

pub(crate) fn report(gold: &Gold) {
    let found = understand(&gold.talk());
    let weights = weights(gold);
    let length: Vec<usize> =
        gold.posts.iter().map(|post| post.body.text.plain.split_whitespace().count()).collect();
    let lines = found.summary.sections.iter().flat_map(|section| &section.lines);
    let chosen: BTreeSet<usize> = lines.filter_map(|line| line.posts.first().copied()).collect();
    let budget: usize = chosen.iter().map(|&post| length[post]).sum();
    let own: f64 = chosen.iter().map(|&post| weights[post]).sum();

    let mut by_worth: Vec<usize> = (0..gold.posts.len()).filter(|&p| weights[p] > 0.0).collect();
    let worth = |post: usize| weights[post] / length[post].max(1) as f64;
    by_worth.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)));
    let most = filled(&by_worth, &length, &weights, budget);

    let mut drafts: Vec<f64> = Vec::with_capacity(DRAFTS);
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..DRAFTS {
        let mut order: Vec<usize> = (0..gold.posts.len()).filter(|&p| weights[p] > 0.0).collect();
        for at in (1..order.len()).rev() {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let other = usize::try_from(dice >> 33).unwrap_or_default() % (at + 1);
            order.swap(at, other);
        }
        drafts.push(filled(&order, &length, &weights, budget));
    }
    drafts.sort_by(f64::total_cmp);
    let line = drafts[DRAFTS * 95 / 100];
    let all: f64 = weights.iter().sum();
    println!(
        "| summary of {} lines, {budget} words | chatkeep | 95 % line of {DRAFTS} random drafts | greedy upper bound | of the bound |\n|---|---|---|---|---|",
        chosen.len()
    );
    println!(
        "| share of what was answered, passed on and liked | {:.3} | {:.3} | {:.3} | {:.2} |\n",
        own / all,
        line / all,
        most / all,
        own / most
    );
}

/// The weight of as many posts as the budget of words holds, in this order.
fn filled(order: &[usize], length: &[usize], weights: &[f64], budget: usize) -> f64 {
    let (mut left, mut sum) = (budget, 0.0);
    for &post in order {
        if length[post] <= left {
            left -= length[post];
            sum += weights[post];
        }
    }
    sum
}

/// How much each post was heard: once for each answer and quote, twice for being passed on. What asks
/// a question of the chat leads it and is no part of its summary.
fn weights(gold: &Gold) -> Vec<f64> {
    let uris: std::collections::BTreeMap<_, usize> =
        gold.posts.iter().map(|post| &post.uri).zip(0..).collect();
    let mut weights = vec![0.0; gold.posts.len()];
    for post in &gold.posts {
        for uri in post.reply_to.iter().chain(&post.quote_of) {
            if let Some(&to) =
                uris.get(uri).filter(|&&to| gold.posts[to].author.uri != post.author.uri)
            {
                weights[to] += 1.0;
            }
        }
    }
    for (post, by) in fold(&gold.posts, &gold.reposts).of_posts.iter().enumerate() {
        weights[post] += 2.0 * by.len() as f64;
        weights[post] += gold.posts[post].likes.unwrap_or_default() as f64;
        let words = gold.posts[post].body.text.plain.split_whitespace();
        let words = words.filter(|word| !word.starts_with(['#', '@'])).count();
        let asks = gold.judged.get(&post).is_some_and(|j| j.1 == crate::gold::Kind::Asks);
        if words < FEWEST_WORDS || asks {
            weights[post] = 0.0;
        }
    }
    weights
}
