//! Free talk: conversations that share rare words and phrases, near in time, are one topic.

use std::collections::{BTreeMap, HashMap};

use super::louvain::communities;
use super::{Ground, Group};

const HOUR_MS: f64 = 60.0 * 60.0 * 1000.0;
/// A word that stands in more than this share of the conversations tells nothing.
const COMMON_SHARE: f64 = 0.12;
/// … unless there are so few of them.
const COMMON_LEAST: usize = 6;
/// A conversation is compared with the next so many that share a word with it.
const COMPARED: usize = 12;
/// Conversations that are less alike than this are not.
const ALIKE: f64 = 0.06;
/// Each conversation keeps so many that are most like it.
const NEIGHBOURS: usize = 8;

/// A conversation as it is compared.
struct Unit {
    posts: Vec<usize>,
    at_ms: i64,
    /// Its terms and how much each weighs in it; the sum of their squares is 1.
    weights: Vec<(u32, f64)>,
}

/// The groups of a chat in which talk is free.
pub(super) fn groups(ground: &Ground<'_>) -> Vec<Group> {
    let units = units(ground);
    let edges = alike(&units);
    let communities = communities(units.len(), &edges);
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (unit, community) in units.iter().zip(communities) {
        let group = groups.entry(community);
        let group = group.or_insert_with(|| Group {
            posts: Vec::new(),
            questions: Vec::new(),
            label: Vec::new(),
        });
        group.posts.extend(&unit.posts);
    }
    groups.into_values().collect()
}

fn units(ground: &Ground<'_>) -> Vec<Unit> {
    let mut with: HashMap<u32, usize> = HashMap::new();
    let mut units: Vec<(Vec<usize>, BTreeMap<u32, u32>)> = Vec::new();
    for tree in ground.forest.threads() {
        let posts: Vec<usize> = tree.iter().map(|placed| placed.post).collect();
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for &post in &posts {
            for &(term, count) in ground.terms.of_text(post) {
                *counts.entry(term).or_default() += count;
            }
        }
        for &term in counts.keys() {
            *with.entry(term).or_default() += 1;
        }
        units.push((posts, counts));
    }
    let all = units.len() as f64;
    let common = ((all * COMMON_SHARE) as usize).max(COMMON_LEAST);
    let weight = |(term, count): (u32, u32)| {
        let with = with[&term];
        let tells = (2..=common).contains(&with);
        let phrase = if ground.terms.name(term).contains(' ') { 1.5 } else { 1.0 };
        tells.then(|| (term, phrase * (1.0 + f64::from(count).ln()) * (all / with as f64).ln()))
    };
    let unit = |(posts, counts): (Vec<usize>, BTreeMap<u32, u32>)| {
        let mut weights: Vec<(u32, f64)> = counts.into_iter().filter_map(weight).collect();
        let length = weights.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
        for (_, weight) in &mut weights {
            *weight /= length.max(f64::MIN_POSITIVE);
        }
        let at_ms = posts.first().map_or(0, |&post| ground.talk.posts[post].created_at.ms());
        Unit { posts, at_ms, weights }
    };
    units.into_iter().map(unit).collect()
}

/// Which conversations are alike, and how much.
fn alike(units: &[Unit]) -> Vec<(usize, usize, f64)> {
    // Conversations by their number: there are millions of these pairs in a long chat.
    let mut holding: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
    for (at, unit) in (0_u32..).zip(units) {
        for &(term, weight) in &unit.weights {
            holding.entry(term).or_default().push((at, weight));
        }
    }
    let mut alike: HashMap<(u32, u32), f64> = HashMap::new();
    for held in holding.into_values() {
        for (n, &(a, of_a)) in held.iter().enumerate() {
            for &(b, of_b) in held[n + 1..].iter().take(COMPARED) {
                *alike.entry((a, b)).or_default() += of_a * of_b;
            }
        }
    }
    let spans = units.iter().map(|unit| unit.at_ms);
    let length = spans.clone().max().unwrap_or(0) - spans.min().unwrap_or(0);
    // What was said a quarter of the chat apart is alike half as easily; of days, an hour apart.
    let near = (length as f64 / 4.0).clamp(HOUR_MS / 12.0, HOUR_MS);
    let mut edges: Vec<(usize, usize, f64)> = alike
        .into_iter()
        .map(|((a, b), sum)| {
            let (a, b) = (a as usize, b as usize);
            let apart = units[a].at_ms.abs_diff(units[b].at_ms) as f64;
            (a, b, sum * (0.35 + 0.65 * (-apart / near).exp()))
        })
        .filter(|&(_, _, sum)| sum >= ALIKE)
        .collect();
    edges.sort_unstable_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    let mut kept = vec![0; units.len()];
    edges.retain(|&(a, b, _)| {
        let keep = kept[a] < NEIGHBOURS || kept[b] < NEIGHBOURS;
        if keep {
            kept[a] += 1;
            kept[b] += 1;
        }
        keep
    });
    edges
}
