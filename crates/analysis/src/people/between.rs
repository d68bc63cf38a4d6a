//! Betweenness in an undirected graph: Brandes 2001.

use std::collections::VecDeque;

/// With more nodes than these, ways are followed from this many of them alone, spread evenly.
const MOST_SOURCES: usize = 1000;

/// For each node the share of all pairs of others whose shortest ways lead over it.
pub(super) fn betweenness(nodes: usize, edges: &[(usize, usize)]) -> Vec<f64> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for &(a, b) in edges {
        near[a].push(b);
        near[b].push(a);
    }
    for list in &mut near {
        list.sort_unstable();
        list.dedup();
    }
    let mut sums = vec![0.0; nodes];
    let step = nodes.div_ceil(MOST_SOURCES).max(1);
    for source in (0..nodes).step_by(step) {
        follow(source, &near, &mut sums);
    }
    let pairs = (nodes.saturating_sub(1) * nodes.saturating_sub(2)) as f64;
    let sources = nodes.div_ceil(step).max(1) as f64;
    let scale = nodes as f64 / sources / pairs.max(1.0);
    sums.into_iter().map(|sum| sum * scale).collect()
}

/// Adds what the shortest ways from one node give to the nodes they lead over.
fn follow(source: usize, near: &[Vec<usize>], sums: &mut [f64]) {
    let mut distance = vec![usize::MAX; near.len()];
    let mut ways = vec![0.0; near.len()];
    let mut order = Vec::new();
    let mut queue = VecDeque::from([source]);
    (distance[source], ways[source]) = (0, 1.0);
    while let Some(at) = queue.pop_front() {
        order.push(at);
        for &next in &near[at] {
            if distance[next] == usize::MAX {
                distance[next] = distance[at] + 1;
                queue.push_back(next);
            }
            if distance[next] == distance[at] + 1 {
                ways[next] += ways[at];
            }
        }
    }
    let mut share = vec![0.0; near.len()];
    for &at in order.iter().rev() {
        for &before in &near[at] {
            if distance[before] != usize::MAX && distance[before] + 1 == distance[at] {
                share[before] += ways[before] / ways[at] * (1.0 + share[at]);
            }
        }
        if at != source {
            sums[at] += share[at];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::betweenness;

    #[test]
    fn the_middle_of_a_line_is_between() {
        let found = betweenness(3, &[(0, 1), (1, 2)]);
        assert_eq!(found, [0.0, 1.0, 0.0]);
        assert_eq!(betweenness(0, &[]), []);
        let apart = betweenness(4, &[(0, 1), (2, 3)]);
        assert_eq!(apart, [0.0; 4]);
    }
}
