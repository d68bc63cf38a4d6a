//! The label of a topic, and the posts that stand for it.

use std::collections::BTreeMap;

use super::{Ground, Group};
use crate::terms::{as_written, is_run, run_as_written, telling};

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
    // Each with its words as they are compared; those of scripts without spaces grow to whole words.
    let mut chosen: Vec<(u32, String)> = Vec::new();
    let mut words = 0;
    // Where too little is said twice, what was said once in the best post may do.
    let first = posts.first().map(|&post| ground.terms.of_text(post)).unwrap_or_default();
    let once = first.iter().map(|&(term, _)| (term, false));
    // Words that meet in a post say one thing together; others only where there are no such.
    let pass = |meeting: bool| telling.iter().map(move |&(term, _)| (term, meeting));
    for (term, has_to_meet) in pass(true).chain(pass(false)).chain(once) {
        if words >= FEWEST_WORDS && !has_to_meet {
            break;
        }
        let meets = |(known, _): &(u32, String)| meet(ground, posts, *known, term);
        if has_to_meet && !chosen.is_empty() && !chosen.iter().any(meets) {
            continue;
        }
        let name = ground.terms.name(term);
        if is_run(name) && grows(ground, posts, &mut chosen, name) {
            continue;
        }
        let count = name.split(' ').count();
        let overlaps = |(_, known): &(u32, String)| {
            known.split(' ').any(|a| name.split(' ').any(|b| a.starts_with(b) || b.starts_with(a)))
        };
        if words + count > MOST_WORDS || chosen.iter().any(overlaps) {
            continue;
        }
        chosen.push((term, name.to_owned()));
        words += count;
        if words > FEWEST_WORDS {
            break;
        }
    }
    let written = |(term, name): &(u32, String)| {
        let run = is_run(name).then(|| run_as_written(name, posts, ground.talk.posts)).flatten();
        run.unwrap_or_else(|| as_written(ground.terms, *term, posts, ground.talk.posts))
    };
    let written: Vec<String> = chosen.iter().map(written).collect();
    if !written.is_empty() {
        return written.join(", ");
    }
    // Its first post says nothing but what every post says.
    "…".to_owned()
}

/// Whether two terms stand in one of these posts.
fn meet(ground: &Ground<'_>, posts: &[usize], a: u32, b: u32) -> bool {
    let holds = |post: usize, term: u32| {
        ground.terms.of_text(post).binary_search_by_key(&term, |&(known, _)| known).is_ok()
    };
    posts.iter().any(|&post| holds(post, a) && holds(post, b))
}

/// Makes a chosen run of signs longer by a pair that overlaps it, where people write both as one; says
/// whether the pair is in one of them now.
fn grows(ground: &Ground<'_>, posts: &[usize], chosen: &mut [(u32, String)], pair: &str) -> bool {
    let mut signs = pair.chars();
    let (Some(begin), Some(end)) = (signs.next(), signs.next()) else { return false };
    for (_, run) in chosen.iter_mut().filter(|(_, run)| is_run(run)) {
        if run.contains(pair) {
            return true;
        }
        let longer = if run.ends_with(begin) {
            format!("{run}{end}")
        } else if run.starts_with(end) {
            format!("{begin}{run}")
        } else {
            continue;
        };
        if run_as_written(&longer, posts, ground.talk.posts).is_some() {
            *run = longer;
            return true;
        }
    }
    false
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
