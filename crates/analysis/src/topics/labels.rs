//! The label of a topic, and the posts that stand for it.

use std::collections::BTreeMap;

use super::{Ground, Group};
use crate::terms::{as_written, telling};

/// A label has no more words than these.
const MOST_WORDS: usize = 4;
/// … and no fewer than these, where the posts have them.
const FEWEST_WORDS: usize = 2;
/// A topic is represented by so many posts.
const REPRESENTATIVES: usize = 3;

/// For each group its label, and the posts that stand for it.
pub(super) fn labels(ground: &Ground<'_>, groups: &[Group]) -> Vec<(String, Vec<usize>)> {
    groups
        .iter()
        .map(|group| {
            let telling = telling(ground.terms, &group.posts);
            (label(ground, &group.posts, &telling), representative(ground, &group.posts, &telling))
        })
        .collect()
}

fn label(ground: &Ground<'_>, posts: &[usize], telling: &[(u32, f64)]) -> String {
    let mut chosen: Vec<u32> = Vec::new();
    let mut words = 0;
    // Where too little is said twice, what was said once in the best post may do.
    let first = posts.first().map(|&post| ground.terms.of_text(post)).unwrap_or_default();
    let once = first.iter().map(|&(term, _)| (term, 0.0));
    for (term, _) in telling.iter().copied().chain(once) {
        if words >= FEWEST_WORDS && telling.iter().all(|&(told, _)| told != term) {
            break;
        }
        let name = ground.terms.name(term);
        let count = name.split(' ').count();
        let overlaps = |&known: &u32| {
            let known = ground.terms.name(known);
            known.split(' ').any(|a| name.split(' ').any(|b| a.starts_with(b) || b.starts_with(a)))
        };
        if words + count > MOST_WORDS || chosen.iter().any(overlaps) {
            continue;
        }
        chosen.push(term);
        words += count;
        if words > FEWEST_WORDS {
            break;
        }
    }
    let written = |&term: &u32| as_written(ground.terms, term, posts, ground.talk.posts);
    let written: Vec<String> = chosen.iter().map(written).collect();
    if !written.is_empty() {
        return written.join(", ");
    }
    // Its first post says nothing but what every post says.
    "…".to_owned()
}

/// The posts that say most of what tells the group, and were answered and passed on most.
fn representative(ground: &Ground<'_>, posts: &[usize], telling: &[(u32, f64)]) -> Vec<usize> {
    let weights: BTreeMap<u32, f64> = telling.iter().copied().collect();
    let score = |post: usize| {
        let terms = ground.terms.of_text(post);
        let said: f64 = terms.iter().filter_map(|(term, _)| weights.get(term)).sum();
        let answered = f64::from(ground.answered[post]);
        let liked = ground.talk.posts[post].reposts.unwrap_or(0).min(50) as f64;
        said / (8.0 + terms.len() as f64) * (1.0 + 0.2 * answered + 0.05 * liked)
    };
    let mut scored: Vec<(usize, f64)> = posts.iter().map(|&post| (post, score(post))).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1));
    scored.into_iter().take(REPRESENTATIVES).map(|(post, _)| post).collect()
}
