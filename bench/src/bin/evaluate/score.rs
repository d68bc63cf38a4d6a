//! Figures of agreement.

use std::collections::{BTreeMap, BTreeSet};

/// Precision, recall, and their harmonic mean, of pairs.
pub(crate) fn rates<T: Ord>(found: &BTreeSet<T>, judged: &BTreeSet<T>) -> [f64; 3] {
    let right = found.intersection(judged).count() as f64;
    let share = |of: usize| if of == 0 { 0.0 } else { right / of as f64 };
    let (precision, recall) = (share(found.len()), share(judged.len()));
    let both = if right == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    [precision, recall, both]
}

/// Adjusted mutual information of two groupings of the same things, with the arithmetic mean of
/// their entropies (Vinh, Epps and Bailey 2010): 1 is the same grouping, 0 is chance.
pub(crate) fn ami(found: &[usize], judged: &[usize]) -> f64 {
    let n = found.len();
    let (a, b) = (sizes(found), sizes(judged));
    let mut both: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for pair in found.iter().zip(judged) {
        *both.entry((*pair.0, *pair.1)).or_default() += 1;
    }
    let all = n as f64;
    let mut shared = 0.0;
    for ((x, y), &count) in &both {
        let count = count as f64;
        shared += count / all * (all * count / (a[x] as f64 * b[y] as f64)).ln();
    }
    let expected = expected(&a, &b, n);
    let mean = f64::midpoint(entropy(&a, all), entropy(&b, all));
    if (mean - expected).abs() < 1e-12 { 1.0 } else { (shared - expected) / (mean - expected) }
}

fn sizes(groups: &[usize]) -> BTreeMap<usize, usize> {
    let mut sizes = BTreeMap::new();
    for &group in groups {
        *sizes.entry(group).or_default() += 1;
    }
    sizes
}

fn entropy(sizes: &BTreeMap<usize, usize>, all: f64) -> f64 {
    sizes.values().map(|&size| size as f64 / all).map(|share| -share * share.ln()).sum()
}

/// The mutual information that chance alone gives groups of these sizes.
fn expected(a: &BTreeMap<usize, usize>, b: &BTreeMap<usize, usize>, n: usize) -> f64 {
    let mut log_factorial = vec![0.0; n + 1];
    for i in 1..=n {
        log_factorial[i] = log_factorial[i - 1] + (i as f64).ln();
    }
    let f = |i: usize| log_factorial[i];
    let all = n as f64;
    let mut sum = 0.0;
    for &x in a.values() {
        for &y in b.values() {
            for both in (x + y).saturating_sub(n).max(1)..=x.min(y) {
                let count = both as f64;
                let tells = count / all * (all * count / (x as f64 * y as f64)).ln();
                let chance = f(x) + f(y) + f(n - x) + f(n - y)
                    - f(n)
                    - f(both)
                    - f(x - both)
                    - f(y - both)
                    - f(n + both - x - y);
                sum += tells * chance.exp();
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_one_for_the_same_and_none_for_chance() {
        assert!((ami(&[0, 0, 1, 1], &[5, 5, 3, 3]) - 1.0).abs() < 1e-9);
        assert!(ami(&[0, 0, 0, 0], &[0, 0, 1, 1]).abs() < 1e-9);
        // scikit-learn's own example of a partial agreement.
        let found = ami(&[0, 0, 1, 1, 2, 2], &[0, 0, 1, 2, 2, 2]);
        assert!((0.3..0.9).contains(&found), "{found}");
    }
}
