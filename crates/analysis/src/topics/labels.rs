//! The label of a topic, and the posts that stand for it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Ground, Group, Lead};
use crate::terms::{as_written, is_run, run_as_written, telling};

/// A label has no more words than these.
const MOST_WORDS: usize = 4;
/// … and no fewer than these, where the posts have them.
const FEWEST_WORDS: usize = 2;
/// So many posts have to hold the first term of a label.
const FEWEST_FIRST: usize = 2;
/// So many labels are tried for a group …
const TRIED: usize = 12;
/// … and so many for one of more posts than [`MANY`]: each try reads all of them.
const TRIED_OF_MANY: usize = 4;
/// More posts than an evening has.
const MANY: usize = 2_000;
/// A topic is represented by so many posts.
const REPRESENTATIVES: usize = 3;

/// For each group its label, and the posts that stand for it.
pub(super) fn labels(
    ground: &Ground<'_>,
    groups: &[Group],
    lead: Lead,
) -> Vec<(String, Vec<usize>)> {
    groups
        .iter()
        .map(|group| {
            let telling = told(ground, &group.posts, lead);
            let label = match &group.label[..] {
                [] => &chosen(ground, &group.posts, &telling),
                label => label,
            };
            let label = written(ground, &group.posts, label);
            (label, representative(ground, &group.posts, &telling))
        })
        .collect()
}

/// The terms that tell a group. Where talk is free a word that stands all over the chat tells none.
fn told(ground: &Ground<'_>, posts: &[usize], lead: Lead) -> Vec<(u32, f64)> {
    let mut telling = telling(ground.terms, posts);
    if lead == Lead::Nobody {
        let common = ground.common();
        telling.retain(|&(term, _)| f64::from(ground.terms.texts_with(term)) <= common);
    }
    telling
}

/// The topics within a group of free talk: each a label, and of the posts those that are about it. What
/// has nothing to do with any label is in none.
pub(super) fn about(ground: &Ground<'_>, posts: &[usize]) -> Vec<Group> {
    let mut left = posts.to_vec();
    let (mut found, mut failed) = (Vec::new(), BTreeSet::new());
    let mut telling = told(ground, &left, Lead::Nobody);
    let tried = if posts.len() > MANY { TRIED_OF_MANY } else { TRIED };
    for _ in 0..tried {
        let label = chosen(ground, &left, &telling);
        let Some(&(first, _)) = label.first() else { break };
        match held(ground, &left, &label) {
            Some(posts) => {
                let taken: HashSet<usize> = posts.iter().copied().collect();
                left.retain(|post| !taken.contains(post));
                found.push(Group { posts, questions: Vec::new(), label });
                telling = told(ground, &left, Lead::Nobody);
                telling.retain(|(term, _)| !failed.contains(term));
            }
            None => {
                failed.insert(first);
                telling.retain(|&(term, _)| term != first);
            }
        }
    }
    found
}

/// Of these posts those that are about a label: they hold its first term or two of its terms and hang
/// together, or answer one that does or are answered by it. `None` where they are too few.
fn held(ground: &Ground<'_>, posts: &[usize], label: &[(u32, String)]) -> Option<Vec<usize>> {
    let label: Vec<u32> = label.iter().map(|&(term, _)| term).collect();
    let holds = |post: usize| {
        let held = label.iter().filter(|&&term| ground.holds(post, term)).count();
        held > 1 || label.first().is_some_and(|&term| ground.holds(post, term))
    };
    let core: Vec<usize> = posts.iter().copied().filter(|&post| holds(post)).collect();
    let core = hanging_together(ground, &core, &label);
    let first = core.iter().filter(|&&post| ground.holds(post, label[0])).count();
    if first < FEWEST_FIRST || !super::is_large_enough(ground, &core) {
        return None;
    }
    let core: BTreeSet<usize> = core.into_iter().collect();
    // Who answers “I learn Rust. What do you learn?” says nothing of Rust.
    let name = ground.terms.name(label[0]);
    let leads = |parent: usize| core.contains(&parent) && !asks_besides(ground, parent, name);
    let is_about = |post: &usize| core.contains(post) || ground.parents[*post].is_some_and(leads);
    Some(posts.iter().copied().filter(is_about).collect())
}

/// Whether a post asks a question in which a term does not stand.
fn asks_besides(ground: &Ground<'_>, post: usize, term: &str) -> bool {
    let text = &ground.talk.posts[post].body.text.plain;
    let said = text.split_inclusive(['.', '!', '?', '？', '؟', '。', '\n']);
    let mut asked = said.filter(|said| said.ends_with(['?', '？', '؟'])).peekable();
    let first = term.split(' ').next().unwrap_or_default();
    let names = |said: &str| chat::words::words(said).iter().any(|word| word.folded == first);
    asked.peek().is_some() && !is_run(term) && !asked.any(names)
}

/// Of posts that hold a label the most that hang together: in one conversation, or by a second term. What has
/// one word in common alone, as “next month” and “last month”, is no topic.
fn hanging_together(ground: &Ground<'_>, posts: &[usize], label: &[u32]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..posts.len()).collect();
    let mut by_root: HashMap<usize, usize> = HashMap::new();
    let mut by_term: HashMap<u32, usize> = HashMap::new();
    let common = ground.common();
    for (at, &post) in posts.iter().enumerate() {
        let mut ties = vec![*by_root.entry(ground.roots[post]).or_insert(at)];
        for &(term, _) in ground.terms.of_text(post) {
            let rare = f64::from(ground.terms.texts_with(term)) <= common;
            if rare && label.first() != Some(&term) {
                ties.push(*by_term.entry(term).or_insert(at));
            }
        }
        for other in ties {
            let (a, b) = (head(&mut group, at), head(&mut group, other));
            group[a.max(b)] = a.min(b);
        }
    }
    let mut sizes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, &post) in posts.iter().enumerate() {
        sizes.entry(head(&mut group, at)).or_default().push(post);
    }
    let largest = sizes.into_iter().max_by_key(|(first, posts)| (posts.len(), Reverse(*first)));
    largest.map(|(_, posts)| posts).unwrap_or_default()
}

/// The first of a group, to which the way is made short.
fn head(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}

/// The terms of a label, each with its words as they are compared; those of scripts without spaces grow to
/// whole words.
fn chosen(ground: &Ground<'_>, posts: &[usize], telling: &[(u32, f64)]) -> Vec<(u32, String)> {
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
    chosen
}

/// A label as people wrote it.
fn written(ground: &Ground<'_>, posts: &[usize], chosen: &[(u32, String)]) -> String {
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
    posts.iter().any(|&post| ground.holds(post, a) && ground.holds(post, b))
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
