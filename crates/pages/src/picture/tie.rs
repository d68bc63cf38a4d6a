//! A tie's shape: a blade, broad where somebody speaks and pointed where they are heard, bent to the
//! right, so that what goes to and fro does not lie on itself.
//!
//! Readers follow tapered lines better than arrows (Holten and van Wijk 2009).

use analysis::people::layout::Place;

/// How far a tie bends, as a share of its length.
const BEND: f64 = 0.11;

/// A length, as it is written: to a tenth, without what says nothing.
pub(super) fn short(length: f64) -> String {
    let text = format!("{length:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// The path from one dot's middle to the other's rim.
pub(super) fn path(from: &Place, to: &Place, often: u32) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let apart = (dx * dx + dy * dy).sqrt().max(1.0);
    let middle = (f64::midpoint(from.x, to.x) - dy * BEND, f64::midpoint(from.y, to.y) + dx * BEND);
    let (ex, ey) = (to.x - middle.0, to.y - middle.1);
    let last = (ex * ex + ey * ey).sqrt().max(1.0);
    let end = (to.x - ex / last * to.r, to.y - ey / last * to.r);
    let broad = (1.6 + 1.9 * f64::from(often).sqrt()).min(11.0) / 2.0;
    // Across the line at its begin; half as much at its bend.
    let (nx, ny) = (-dy / apart * broad, dx / apart * broad);
    let point = |x: f64, y: f64| format!("{} {}", short(x), short(y));
    format!(
        "M{}Q{} {}Q{} {}z",
        point(from.x + nx, from.y + ny),
        point(middle.0 + nx * 0.55, middle.1 + ny * 0.55),
        point(end.0, end.1),
        point(middle.0 - nx * 0.55, middle.1 - ny * 0.55),
        point(from.x - nx, from.y - ny),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_begins_broad_and_ends_in_a_point() {
        let from = Place { person: 0, x: 0.0, y: 0.0, r: 5.0 };
        let to = Place { person: 1, x: 100.0, y: 0.0, r: 5.0 };
        let there = path(&from, &to, 1);
        assert_eq!(there, "M0 1.8Q50 12 95.1 1.1Q50 10 0 -1.8z");
        let back = path(&to, &from, 1);
        assert!(back.contains(" -1.1"), "what comes back bends the other way: {back}");
        assert_eq!(short(-0.04), "0");
    }
}
