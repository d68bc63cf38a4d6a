//! Small groups and those who are alone, in rows below the picture.

use crate::people::layout::{EDGE, Frame, SIDE, WIDTH};

/// How many of those who are alone stand in a row, with a name each.
const A_ROW: usize = 5;
/// How many stand in a row where there are many rows.
const A_CLOSE_ROW: usize = 10;
/// How high a row of those alone is.
const ROW: f64 = 27.0;

/// Puts groups in rows from `top` on, in their order: `lay` puts the people of one into its frame.
/// Returns where the last row ends.
pub(super) fn fill(
    groups: &[Vec<usize>],
    top: f64,
    points: &mut [(f64, f64)],
    mut lay: impl FnMut(&[usize], Frame, &mut [(f64, f64)]),
) -> f64 {
    let (mut left, mut top, mut tall) = (SIDE, top, 0.0_f64);
    let room = WIDTH - 2.0 * SIDE;
    let (alone, groups): (Vec<_>, Vec<_>) = groups.iter().partition(|group| group.len() < 2);
    for group in groups {
        let root = (group.len() as f64).sqrt();
        let (width, height) = ((90.0 * root).min(room), 30.0 * root);
        if left > SIDE && left + width > SIDE + room {
            (left, top, tall) = (SIDE, top + tall, 0.0);
        }
        lay(group, Frame { left, top: top + EDGE / 2.0, width, height }, points);
        (left, tall) = (left + width + 2.0 * SIDE, tall.max(height + 1.5 * EDGE));
    }
    top += tall;
    let a_row = if alone.len() > 5 * A_ROW { A_CLOSE_ROW } else { A_ROW };
    for (at, group) in alone.iter().enumerate() {
        let (row, column) = ((at / a_row) as f64, (at % a_row) as f64);
        points[group[0]] =
            (SIDE / 2.0 + column * (room + SIDE) / a_row as f64, top + (row + 0.5) * ROW);
    }
    top + alone.len().div_ceil(a_row) as f64 * ROW
}
