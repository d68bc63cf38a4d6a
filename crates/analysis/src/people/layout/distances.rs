//! How far apart people ought to stand: the shortest ways between them, over ties of different length.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// For each of a group how far it ought to be from each, by their order in the group. All must be
/// tied by some way.
pub(super) fn between(group: &[usize], near: &[Vec<(usize, u32)>]) -> Vec<Vec<f64>> {
    let mut order = vec![usize::MAX; near.len()];
    for (place, &at) in group.iter().enumerate() {
        order[at] = place;
    }
    let ties: Vec<Vec<(usize, f64)>> = group
        .iter()
        .map(|&at| near[at].iter().map(|&(to, n)| (order[to], length(at, to, n, near))).collect())
        .collect();
    (0..group.len()).map(|from| from_one(from, &ties)).collect()
}

/// How long a tie is: longer where two have few others in common (after Gansner, Koren and North 2004,
/// so that those around a host do not all stand at one distance), shorter the more often they talked.
fn length(a: usize, b: usize, often: u32, near: &[Vec<(usize, u32)>]) -> f64 {
    let has = |list: &[(usize, u32)], at: usize| list.binary_search_by_key(&at, |t| t.0).is_ok();
    let common = near[a].iter().filter(|&&(at, _)| has(&near[b], at)).count();
    let apart = near[a].len() + near[b].len() - 2 * common;
    (apart.max(1) as f64).sqrt().sqrt() / f64::from(often.max(1)).sqrt().sqrt()
}

/// Dijkstra's shortest ways.
fn from_one(from: usize, ties: &[Vec<(usize, f64)>]) -> Vec<f64> {
    let mut far = vec![f64::INFINITY; ties.len()];
    let mut queue = BinaryHeap::from([Step { far: 0.0, at: from }]);
    far[from] = 0.0;
    while let Some(step) = queue.pop() {
        if step.far > far[step.at] {
            continue;
        }
        for &(to, length) in &ties[step.at] {
            let next = Step { far: step.far + length, at: to };
            if next.far < far[to] {
                far[to] = next.far;
                queue.push(next);
            }
        }
    }
    far
}

/// A way as far as it was followed; the shortest is the greatest.
#[derive(PartialEq)]
struct Step {
    far: f64,
    at: usize,
}

impl Eq for Step {}

impl Ord for Step {
    fn cmp(&self, other: &Self) -> Ordering {
        other.far.total_cmp(&self.far).then(other.at.cmp(&self.at))
    }
}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
