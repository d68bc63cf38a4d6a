//! Which posts of a section are its lines.

use std::collections::{BTreeSet, HashSet};

use super::wording;
use super::{Ground, Line};
use crate::terms::telling;

/// A section has at least so many lines, where there are as many posts worth one.
const FEWEST: usize = 3;
/// … and no more than these.
const MOST: usize = 7;
/// One line more for so many posts.
const POSTS_A_LINE: usize = 12;
/// Two lines that share so much of the shorter one's words say the same.
const SAME: f64 = 0.5;
/// Fewer words in common than half of these are chance.
const ENOUGH: usize = 6;
/// A reply to something else than the question loses so much with each step: it may not be
/// understood alone.
const A_STEP: f64 = 0.4;

/// A post that may be a line.
struct Candidate {
    post: usize,
    text: String,
    score: f64,
}

/// The lines of a section; each post comes with how surely it belongs there.
pub(super) fn lines(ground: &Ground<'_>, posts: &[(usize, f64)]) -> Vec<Line> {
    let wanted = (posts.len() / POSTS_A_LINE + 2).clamp(FEWEST, MOST);
    most_worth(ground, posts, wanted)
}

/// So many lines of these posts as are wanted, where there are as many.
pub(super) fn most_worth(ground: &Ground<'_>, posts: &[(usize, f64)], wanted: usize) -> Vec<Line> {
    let mut candidates = candidates(ground, posts);
    candidates.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| ground.place[a.post].cmp(&ground.place[b.post]))
    });
    let mut chosen: Vec<Line> = Vec::new();
    let mut said: Vec<BTreeSet<u32>> = Vec::new();
    for candidate in candidates {
        let words: BTreeSet<u32> =
            ground.terms.of_text(candidate.post).iter().map(|&(term, _)| term).collect();
        let same = said.iter().position(|known| share(known, &words) >= SAME);
        match same {
            // It says what a line says: it carries that line too.
            Some(at) if chosen[at].posts.len() < 4 => chosen[at].posts.push(candidate.post),
            Some(_) => {}
            None if chosen.len() < wanted => {
                chosen.push(Line { text: candidate.text, posts: vec![candidate.post] });
                said.push(words);
            }
            None => {}
        }
    }
    chosen.sort_by_key(|line| line.posts.first().map(|&post| ground.place[post]));
    chosen
}

fn candidates(ground: &Ground<'_>, posts: &[(usize, f64)]) -> Vec<Candidate> {
    let all: Vec<usize> = posts.iter().map(|&(post, _)| post).collect();
    let telling: std::collections::BTreeMap<u32, f64> =
        telling(ground.terms, &all).into_iter().collect();
    let most = telling.values().copied().fold(f64::MIN_POSITIVE, f64::max);
    let candidate = |&(at, sure): &(usize, f64)| {
        let post = &ground.posts[at];
        if post.body.content_warning.is_some() || post.body.cut {
            return None;
        }
        if wording::asks_something(&post.body.text.plain) {
            return None;
        }
        let text =
            wording::line(post).filter(|text| !turns_to(&text_start(text), &ground.names))?;
        if wording::is_housekeeping(&text) || wording::points(post, ground.leans_on[at] > 0, &text)
        {
            return None;
        }
        let terms = ground.terms.of_text(at);
        let said: f64 = terms.iter().filter_map(|(term, _)| telling.get(term)).sum();
        let deep = i32::try_from(ground.leans_on[at]).unwrap_or(i32::MAX);
        // The same weight in fewer words is worth more.
        let length = terms.len() as f64 + 4.0;
        let about = 0.6 + 0.4 * said / most;
        let score = sure * A_STEP.powi(deep) * (0.5 + ground.heard(at)) * about / length;
        Some(Candidate { post: at, text, score })
    };
    posts.iter().filter_map(candidate).collect()
}

/// The first word with the sign behind it.
fn text_start(text: &str) -> String {
    text.split_whitespace().next().unwrap_or_default().to_lowercase()
}

/// Whether a line turns to somebody: “Ada, …”, “Ada. …”, “… and then”.
fn turns_to(first: &str, names: &HashSet<String>) -> bool {
    let name = first.trim_end_matches([',', '.', ':', '!']);
    first.starts_with('…') || (name.len() < first.len() && names.contains(name))
}

/// The share of the smaller set that both hold.
fn share(a: &BTreeSet<u32>, b: &BTreeSet<u32>) -> f64 {
    let smaller = a.len().min(b.len()).max(ENOUGH);
    a.intersection(b).count() as f64 / smaller as f64
}
