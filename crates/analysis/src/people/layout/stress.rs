//! Points in a plane whose distances are near to those wanted.

/// Where the layout begins: classical scaling (Torgerson 1952), which the distances alone determine.
pub(super) fn begin(wanted: &[Vec<f64>]) -> Vec<(f64, f64)> {
    let n = wanted.len();
    let mut inner: Vec<Vec<f64>> =
        wanted.iter().map(|row| row.iter().map(|d| d * d).collect()).collect();
    let means: Vec<f64> = inner.iter().map(|row| row.iter().sum::<f64>() / n as f64).collect();
    let mean = means.iter().sum::<f64>() / n as f64;
    for (row, own) in inner.iter_mut().zip(&means) {
        for (cell, other) in row.iter_mut().zip(&means) {
            *cell = -0.5 * (*cell - own - other + mean);
        }
    }
    let first = axis(&inner, &[]);
    let second = axis(&inner, &first);
    first.into_iter().zip(second).collect()
}

/// The direction in which the points spread most, beside that of `known`; as long as they spread.
fn axis(inner: &[Vec<f64>], known: &[f64]) -> Vec<f64> {
    const ROUNDS: usize = 100;
    let n = inner.len();
    // Any start does that has something of the direction sought; this one has no pattern.
    let mut v: Vec<f64> = (0..n).map(|at| ((at * 7919 + 13) % 101) as f64 / 50.0 - 1.0).collect();
    let mut spread = 0.0;
    for _ in 0..ROUNDS {
        without(&mut v, known);
        let length = dot(&v, &v).sqrt().max(1e-12);
        v.iter_mut().for_each(|x| *x /= length);
        let next: Vec<f64> = inner.iter().map(|row| dot(row, &v)).collect();
        spread = dot(&next, &v);
        v = next;
    }
    without(&mut v, known);
    let length = dot(&v, &v).sqrt().max(1e-12);
    let scale = spread.max(1e-9).sqrt() / length;
    v.into_iter().map(|x| x * scale).collect()
}

fn without(v: &mut [f64], known: &[f64]) {
    let square = dot(known, known);
    if square > 0.0 {
        let share = dot(known, v) / square;
        v.iter_mut().zip(known).for_each(|(x, k)| *x -= share * k);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Moves each point to where the others would have it, those wanted near counting most (stress
/// majorisation, Gansner, Koren and North 2004, one point after the other).
pub(super) fn relax(wanted: &[Vec<f64>], points: &mut [(f64, f64)]) {
    const ROUNDS: usize = 60;
    for _ in 0..ROUNDS {
        for at in 0..points.len() {
            let own = points[at];
            let (mut sum, mut x, mut y) = (0.0, 0.0, 0.0);
            for (other, (&point, &want)) in points.iter().zip(&wanted[at]).enumerate() {
                if other == at || want <= 0.0 {
                    continue;
                }
                let weight = 1.0 / (want * want);
                let (dx, dy) = (own.0 - point.0, own.1 - point.1);
                let apart = (dx * dx + dy * dy).sqrt();
                let pull = if apart > 1e-9 { want / apart } else { 0.0 };
                sum += weight;
                x += weight * (point.0 + dx * pull);
                y += weight * (point.1 + dy * pull);
            }
            if sum > 0.0 {
                points[at] = (x / sum, y / sum);
            }
        }
    }
}

/// Turns the points about their middle, and over if that is better: so that they lie rather broad than
/// high, and where that says little, towards places of their own.
pub(super) fn turn(points: &mut [(f64, f64)], own: &[(f64, f64)], weights: &[f64]) {
    let n = points.len().max(1) as f64;
    let (cx, cy) = points.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
    let (mut plain, mut over) = ((0.0, 0.0), (0.0, 0.0));
    let (mut broad, mut slant, mut size) = (0.0, 0.0, 0.0);
    for ((point, own), weight) in points.iter_mut().zip(own).zip(weights) {
        *point = (point.0 - cx, point.1 - cy);
        let ((x, y), (a, b)) = (*point, *own);
        plain = (plain.0 + weight * (a * x + b * y), plain.1 + weight * (b * x - a * y));
        over = (over.0 + weight * (a * x - b * y), over.1 + weight * (b * x + a * y));
        (broad, slant) = (broad + x * x - y * y, slant + 2.0 * x * y);
        size += x * x + y * y;
    }
    let nearness = |(c, s): (f64, f64), (a, b): (f64, f64)| {
        let most = weights.iter().sum::<f64>() * (size / n).sqrt();
        (a * c + b * s) / most.max(1e-9)
    };
    // How much broader than high the points lie when turned by an angle, from -1 to 1.
    let lying = |(c, s): (f64, f64), slant: f64| {
        ((c * c - s * s) * broad - 2.0 * c * s * slant) / f64::max(size, 1e-9)
    };
    let mut best = (f64::MIN, (1.0, 0.0), 1.0);
    let mut angle: (f64, f64) = (1.0, 0.0);
    for _ in 0..360 {
        for (way, nearest) in [(1.0, plain), (-1.0, over)] {
            let good = lying(angle, way * slant) + nearness(angle, nearest);
            if good > best.0 {
                best = (good, angle, way);
            }
        }
        let ((c, s), (dc, ds)) = (angle, DEGREE);
        angle = (c * dc - s * ds, s * dc + c * ds);
    }
    let (_, (c, s), way) = best;
    for (x, y) in points {
        let flipped = way * *y;
        (*x, *y) = (c * *x - s * flipped, s * *x + c * flipped);
    }
}

/// Cosine and sine of one degree.
const DEGREE: (f64, f64) = (0.999_847_695_156_391_2, 0.017_452_406_437_283_51);
