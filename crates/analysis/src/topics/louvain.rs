//! Communities in a weighted graph: Blondel, Guillaume, Lambiotte and Lefebvre 2008 ("Louvain"),
//! with the nodes always taken in their order, so that the same graph gives the same communities.

use std::collections::BTreeMap;

/// Passes over all nodes in one round; each makes things better, and later ones by little.
const PASSES: usize = 12;
/// Rounds of joining; each at least halves the work of the next in practice.
const ROUNDS: usize = 12;

/// The community of each of `nodes`, numbered from 0 by their first node.
pub(super) fn communities(nodes: usize, edges: &[(usize, usize, f64)]) -> Vec<usize> {
    let mut community: Vec<usize> = (0..nodes).collect();
    let mut graph = Graph::of(nodes, edges);
    for _ in 0..ROUNDS {
        let moved = graph.moved();
        let (numbers, count) = numbered(&moved);
        for own in &mut community {
            *own = numbers[*own];
        }
        if count == graph.neighbours.len() {
            break;
        }
        graph = graph.joined(&numbers, count);
    }
    community
}

struct Graph {
    neighbours: Vec<Vec<(usize, f64)>>,
    /// The weight within each node: of what was joined into it, both ways.
    within: Vec<f64>,
    /// The weight of all edges of a node, those within included.
    degree: Vec<f64>,
    total: f64,
}

impl Graph {
    fn of(nodes: usize, edges: &[(usize, usize, f64)]) -> Self {
        let mut neighbours = vec![Vec::new(); nodes];
        for &(a, b, weight) in edges.iter().filter(|(a, b, _)| a != b) {
            neighbours[a].push((b, weight));
            neighbours[b].push((a, weight));
        }
        Self::weighed(neighbours, vec![0.0; nodes])
    }

    fn weighed(neighbours: Vec<Vec<(usize, f64)>>, within: Vec<f64>) -> Self {
        let degree: Vec<f64> = neighbours
            .iter()
            .zip(&within)
            .map(|(near, within)| within + near.iter().map(|(_, weight)| weight).sum::<f64>())
            .collect();
        let total = degree.iter().sum();
        Self { neighbours, within, degree, total }
    }

    /// Moves each node to the neighbouring community that gains most, until nothing moves.
    fn moved(&self) -> Vec<usize> {
        let mut community: Vec<usize> = (0..self.neighbours.len()).collect();
        let mut sums = self.degree.clone();
        for _ in 0..PASSES {
            let mut has_moved = false;
            for node in 0..self.neighbours.len() {
                let own = community[node];
                let mut to: BTreeMap<usize, f64> = BTreeMap::new();
                for &(other, weight) in &self.neighbours[node] {
                    *to.entry(community[other]).or_default() += weight;
                }
                sums[own] -= self.degree[node];
                let gain = |(&there, &weight): (&usize, &f64)| {
                    (there, weight - sums[there] * self.degree[node] / self.total)
                };
                let stay = to.get(&own).copied().unwrap_or_default()
                    - sums[own] * self.degree[node] / self.total;
                let best = to.iter().map(gain).fold((own, stay), |best, found| {
                    if found.1 > best.1 + 1e-12 { found } else { best }
                });
                sums[best.0] += self.degree[node];
                has_moved |= best.0 != own;
                community[node] = best.0;
            }
            if !has_moved {
                break;
            }
        }
        community
    }

    /// The graph of the communities.
    fn joined(&self, numbers: &[usize], count: usize) -> Self {
        let mut within = vec![0.0; count];
        let mut between: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); count];
        for (node, near) in self.neighbours.iter().enumerate() {
            let own = numbers[node];
            within[own] += self.within[node];
            for &(other, weight) in near {
                if numbers[other] == own {
                    within[own] += weight;
                } else {
                    *between[own].entry(numbers[other]).or_default() += weight;
                }
            }
        }
        Self::weighed(between.into_iter().map(|near| near.into_iter().collect()).collect(), within)
    }
}

/// Numbers communities by their first node.
fn numbered(community: &[usize]) -> (Vec<usize>, usize) {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let own = community.iter().map(|&name| {
        let next = numbers.len();
        *numbers.entry(name).or_insert(next)
    });
    let own: Vec<usize> = own.collect();
    (own, numbers.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_triangles_with_a_bridge_are_two() {
        let edges = [
            (0, 1, 1.0),
            (1, 2, 1.0),
            (0, 2, 1.0),
            (3, 4, 1.0),
            (4, 5, 1.0),
            (3, 5, 1.0),
            (2, 3, 0.2),
        ];
        assert_eq!(communities(7, &edges), [0, 0, 0, 1, 1, 1, 2]);
        assert_eq!(communities(0, &[]), []);
    }

    proptest! {
        #[test]
        fn unconnected_nodes_are_apart(
            edges in prop::collection::vec((0..20_usize, 0..20_usize, 0.01..2.0), 0..60),
        ) {
            let found = communities(40, &edges);
            prop_assert_eq!(found.len(), 40);
            for alone in 20..40 {
                prop_assert_eq!(found.iter().filter(|&&c| c == found[alone]).count(), 1);
            }
        }
    }
}
