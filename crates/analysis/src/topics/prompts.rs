//! The posts by which hosts lead a chat: numbered questions, or questions that many passed on.

use std::collections::{BTreeMap, BTreeSet};

use chat::{Post, Uri};

use super::Ground;
use crate::questions::Question;

const MINUTE_MS: i64 = 60 * 1000;
/// Two prompts are at least so far apart; what is nearer announces or repeats.
const APART_MS: i64 = 4 * MINUTE_MS;
/// What stands in a post that leads has at least so many words.
const FEWEST_WORDS: usize = 5;
/// Of all posts this share comes after the first prompt, where a chat is led.
const LED_SHARE: f64 = 0.5;
/// Where more people than these ask as if they led, nobody does.
const MOST_HOSTS: usize = 3;
/// More prompts than these no hour has.
const MOST: usize = 20;

/// A post that leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prompt {
    pub(super) at_ms: i64,
    /// Its number, where it has one.
    pub(super) number: Option<u32>,
    /// Its index among the posts, where it is one of them.
    pub(super) post: Option<usize>,
}

/// The prompts of a chat, by time; `None` where nobody leads it.
pub(super) fn prompts(ground: &Ground<'_>) -> Option<Vec<Prompt>> {
    let prompt = |question: &Question| {
        let asked = question.asked.as_ref()?;
        Some(Prompt { at_ms: asked.at_ms, number: Some(question.number), post: asked.post })
    };
    let mut prompts: Vec<Prompt> = ground.questions.questions.iter().filter_map(prompt).collect();
    if prompts.len() < 2 {
        prompts = unnumbered(ground);
    }
    prompts.sort_by_key(|prompt| prompt.at_ms);
    let first = prompts.first()?.at_ms;
    let posts = ground.talk.posts;
    let after = posts.iter().filter(|p| p.created_at.has_time() && p.created_at.ms() >= first);
    let leads = after.count() as f64 >= LED_SHARE * posts.len() as f64;
    (prompts.len() >= 2 && leads).then_some(prompts)
}

/// A question that may lead.
struct Candidate<'a> {
    post: usize,
    at_ms: i64,
    who: &'a Uri,
    /// One, and two more for each time it was passed on.
    weight: u32,
}

/// Questions without a number: asked to all, by whoever asks most and is passed on most.
fn unnumbered(ground: &Ground<'_>) -> Vec<Prompt> {
    let candidates = candidates(ground);
    let mut by_author: BTreeMap<&Uri, (u32, usize)> = BTreeMap::new();
    for candidate in &candidates {
        let sum = by_author.entry(candidate.who).or_default();
        sum.0 += candidate.weight;
        sum.1 += 1;
    }
    let most = by_author.values().map(|&(weight, _)| weight).max().unwrap_or_default();
    let leads = |&(weight, questions): &(u32, usize)| questions >= 2 && weight * 2 >= most;
    let hosts: BTreeSet<&Uri> =
        by_author.iter().filter(|(_, sum)| leads(sum)).map(|(who, _)| *who).collect();
    let theirs: Vec<&Candidate<'_>> = candidates.iter().filter(|c| hosts.contains(c.who)).collect();
    // A host also asks small questions: those that lead are passed on at least half as often as the
    // third of them all.
    let mut weights: Vec<u32> = theirs.iter().map(|c| c.weight).collect();
    weights.sort_unstable_by(|a, b| b.cmp(a));
    let enough = weights.get(2).or(weights.last()).copied().unwrap_or_default() / 2;
    // Of what is asked to lead, most is passed on; who reports what is said elsewhere asks much that is not.
    let passed_on = weights.iter().filter(|&&weight| weight > 1).count();
    let one_of_many = passed_on * 2 < weights.len() || hosts.len() > MOST_HOSTS;
    if hosts.is_empty() || one_of_many || weights.first() < Some(&3) {
        return Vec::new();
    }
    let mut prompts: Vec<Prompt> = Vec::new();
    for candidate in theirs.into_iter().filter(|c| c.weight > enough) {
        let near = prompts.last().is_some_and(|last| candidate.at_ms - last.at_ms < APART_MS);
        if !near {
            prompts.push(Prompt {
                at_ms: candidate.at_ms,
                number: None,
                post: Some(candidate.post),
            });
        }
    }
    prompts.truncate(MOST);
    prompts
}

/// Questions asked to all, by time.
fn candidates<'a>(ground: &Ground<'a>) -> Vec<Candidate<'a>> {
    let asks = |&&at: &&usize| {
        let post: &Post = &ground.talk.posts[at];
        let text = &post.body.text.plain;
        let to_all = post.reply_to.is_none()
            && post.reply_to_handle.is_none()
            && post.quote_of.is_none()
            && !text.starts_with('@');
        to_all
            && post.created_at.has_time()
            && text.contains(['?', '？', '؟'])
            && text.split_whitespace().count().max(text.chars().count() / 12) >= FEWEST_WORDS
    };
    let candidates = ground.by_time.iter().filter(asks).map(|&at| {
        let post: &Post = &ground.talk.posts[at];
        let passed_on = u32::try_from(ground.folded.of_posts[at].len()).unwrap_or(u32::MAX);
        Candidate {
            post: at,
            at_ms: post.created_at.ms(),
            who: &post.author.uri,
            weight: passed_on.saturating_mul(2).saturating_add(1),
        }
    });
    candidates.collect()
}
