//! Summaries at an equal budget of words: how much of what was answered, passed on and liked they
//! hold, against drafts of random posts and against the most that is possible.

use std::collections::BTreeSet;

use analysis::{fold, understand};

use crate::gold::Gold;

/// Drafts of random posts.
const DRAFTS: usize = 1000;
/// Posts of fewer words are greetings and thanks more often than not, and count for nothing.
const FEWEST_WORDS: usize = 6;
/// With these begin greetings, thanks and housekeeping.
const GREETINGS: [&str; 16] = [
    "thanks", "thank", "thx", "hello", "hi", "hey", "welcome", "good", "morning", "evening", "bye",
    "goodbye", "sorry", "reminder", "join", "joining",
];

/// What names the chat itself is housekeeping: when it is, how to follow it.
const HOUSEKEEPING: [&str; 5] = ["chat", "chatting", "hashtag", "transcript", "lurking"];

/// How much a summary holds, as shares of all that was heard.
struct Measured {
    lines: usize,
    words: usize,
    own: f64,
    /// What 95 of 100 random drafts stay below.
    line: f64,
    /// What choosing by worth alone reaches.
    most: f64,
}

/// The summary of each chat; those in which nothing was heard of anybody are left out.
pub(crate) fn report(chats: &[Gold]) {
    println!(
        "| summary: share of what was answered, passed on and liked | lines | words | chatkeep | 95 % line of {DRAFTS} random drafts | greedy upper bound | of the bound |\n|---|---|---|---|---|---|---|"
    );
    let measured: Vec<(&Gold, Measured)> =
        chats.iter().filter_map(|chat| Some((chat, measured(chat)?))).collect();
    for (chat, Measured { lines, words, own, line, most }) in &measured {
        println!(
            "| {} | {lines} | {words} | {own:.3} | {line:.3} | {most:.3} | {:.2} |",
            chat.name,
            own / most
        );
    }
    let above = measured.iter().filter(|(_, m)| m.own > m.line).count();
    let enough = measured.iter().filter(|(_, m)| m.own >= 0.6 * m.most).count();
    println!(
        "\n{above} of {} are above the line, {enough} reach 0.6 of the bound.\n",
        measured.len()
    );
}

fn measured(gold: &Gold) -> Option<Measured> {
    let found = understand(&gold.talk());
    let weights = weights(gold);
    let all: f64 = weights.iter().sum();
    let length: Vec<usize> =
        gold.posts.iter().map(|post| post.body.text.plain.split_whitespace().count()).collect();
    let lines = found.summary.sections.iter().flat_map(|section| &section.lines);
    let chosen: BTreeSet<usize> = lines.filter_map(|line| line.posts.first().copied()).collect();
    let words: usize = chosen.iter().map(|&post| length[post]).sum();
    let own: f64 = chosen.iter().map(|&post| weights[post]).sum();
    if chosen.is_empty() || all == 0.0 {
        return None;
    }
    let worth = |post: usize| weights[post] / length[post].max(1) as f64;
    let mut by_worth: Vec<usize> = (0..gold.posts.len()).filter(|&p| weights[p] > 0.0).collect();
    by_worth.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)));
    let most = filled(&by_worth, &length, &weights, words);
    let told: Vec<usize> = (0..gold.posts.len()).filter(|&p| may_be_told(gold, p)).collect();
    let line = line(&told, |order| filled(order, &length, &weights, words));
    let lines = chosen.len();
    Some(Measured { lines, words, own: own / all, line: line / all, most: most / all })
}

/// What 95 of 100 drafts in random order stay below.
fn line(posts: &[usize], weight: impl Fn(&[usize]) -> f64) -> f64 {
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let mut drafts: Vec<f64> = Vec::with_capacity(DRAFTS);
    for _ in 0..DRAFTS {
        let mut order = posts.to_vec();
        for at in (1..order.len()).rev() {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let other = usize::try_from(dice >> 33).unwrap_or_default() % (at + 1);
            order.swap(at, other);
        }
        drafts.push(weight(&order));
    }
    drafts.sort_by(f64::total_cmp);
    drafts[DRAFTS * 95 / 100]
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

/// How much each post was heard: once for each answer, quote and like, twice for being passed on.
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
    for (at, by) in fold(&gold.posts, &gold.reposts).of_posts.iter().enumerate() {
        let post = &gold.posts[at];
        weights[at] += 2.0 * (by.len() as f64).max(post.reposts.unwrap_or_default() as f64);
        weights[at] += post.likes.unwrap_or_default() as f64;
        if !may_be_told(gold, at) {
            weights[at] = 0.0;
        }
    }
    weights
}

/// Whether a post says something: no greeting, thanks or housekeeping, and no question, which leads a chat or is
/// listed apart from its summary.
fn may_be_told(gold: &Gold, post: usize) -> bool {
    let text = gold.posts[post].body.text.plain.to_lowercase();
    let said = text.split_whitespace().filter(|word| !word.starts_with(['#', '@', '.']));
    let words: Vec<&str> = said.filter(|word| !word.starts_with("http")).collect();
    let first = words.first().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let keeps_house = words
        .iter()
        .any(|word| HOUSEKEEPING.contains(&word.trim_matches(|c: char| !c.is_alphabetic())));
    let asks = gold.judged.get(&post).is_some_and(|j| j.1 == crate::gold::Kind::Asks);
    words.len() >= FEWEST_WORDS
        && !keeps_house
        && !first.is_some_and(|first| GREETINGS.contains(&first))
        && !words.last().is_some_and(|word| word.ends_with('?'))
        && !asks
}
