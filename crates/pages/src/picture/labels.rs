//! Names beside dots: the busiest first, and none over another or over a dot.
//!
//! How broad a name is on the reader's screen nobody knows here; it is taken for broader than most
//! faces set it. On a narrow screen names are set larger, and only those stay that still fit.

use analysis::people::layout::{Layout, Place};

use crate::{escape, picture::tie::short};

/// The size of a name, in units of the picture; the sheet says the same.
const SIZE: f64 = 13.0;
/// The size on a narrow screen; the sheet says the same.
const NARROW_SIZE: f64 = 27.0;
/// So many names are set at most; more would be read by nobody.
const MOST: usize = 80;
/// A name's longest form.
const LONGEST: usize = 22;
/// The room between a dot and its name.
const GAP: f64 = 4.5;

/// A name, set.
pub(super) struct Label {
    pub(super) words: String,
    pub(super) x: String,
    pub(super) y: String,
    /// How far its line is shifted, in its own size.
    pub(super) shift: f64,
    /// Where it begins, for the sheet.
    pub(super) class: &'static str,
}

/// On which side of its dot a name stands.
#[derive(Debug, Clone, Copy)]
enum Side {
    After,
    Before,
    Below,
    Above,
    AfterAbove,
    AfterBelow,
    BeforeAbove,
    BeforeBelow,
}

/// The best first.
const SIDES: [Side; 8] = [
    Side::After,
    Side::Before,
    Side::Below,
    Side::Above,
    Side::AfterAbove,
    Side::AfterBelow,
    Side::BeforeAbove,
    Side::BeforeBelow,
];

impl Side {
    /// Where a name begins: its place beside the dot, how far its line is shifted, and whether it runs
    /// on from there, up to there, or to both sides.
    fn anchor(self, place: &Place) -> (f64, f64, f64, &'static str) {
        let off = place.r + GAP;
        // At a corner: beside the rim.
        let near = place.r * 0.71 + GAP / 2.0;
        let (x, y) = (place.x, place.y);
        match self {
            Self::After => (x + off, y, 0.35, ""),
            Self::Before => (x - off, y, 0.35, "before"),
            Self::Below => (x, y + off, 0.85, "middle"),
            Self::Above => (x, y - off, -0.2, "middle"),
            Self::AfterAbove => (x + near, y - near, -0.1, ""),
            Self::AfterBelow => (x + near, y + near, 0.8, ""),
            Self::BeforeAbove => (x - near, y - near, -0.1, "before"),
            Self::BeforeBelow => (x - near, y + near, 0.8, "before"),
        }
    }
}

/// A box that nothing else may enter: left, top, right, bottom.
#[derive(Debug, Clone, Copy)]
struct Area([f64; 4]);

impl Area {
    fn meets(self, other: Self) -> bool {
        let (Self([l, t, r, b]), Self([ol, ot, or, ob])) = (self, other);
        l < or && ol < r && t < ob && ot < b
    }

    fn is_within(self, laid: &Layout) -> bool {
        let Self([left, top, right, bottom]) = self;
        left >= 1.0 && top >= 1.0 && right <= laid.width - 1.0 && bottom <= laid.height - 1.0
    }
}

/// The names of those in a picture, where there is room for them; these first in this order, over dots
/// where there is no other place.
pub(super) fn labels(laid: &Layout, names: &[String], first: &[usize]) -> Vec<Option<Label>> {
    let dots: Vec<Area> = laid
        .places
        .iter()
        .map(|p| Area([p.x - p.r - 1.0, p.y - p.r - 1.0, p.x + p.r + 1.0, p.y + p.r + 1.0]))
        .collect();
    let room = Room { laid, dots };
    let (mut set, mut narrow) = (Vec::new(), Vec::new());
    let mut labels: Vec<Option<Label>> = names.iter().map(|_| None).collect();
    let others = (0..names.len()).filter(|at| !first.contains(at));
    for at in first.iter().copied().chain(others) {
        if set.len() == MOST {
            break;
        }
        let words = escape::clipped(&names[at], LONGEST).into_owned();
        let covers = if first.contains(&at) { usize::MAX } else { 0 };
        let Some(side) = room.side(at, &words, &set, covers) else { continue };
        set.push(area(laid, at, &words, side, SIZE));
        let large = area(laid, at, &words, side, NARROW_SIZE);
        let is_narrow = room.covered(&large, at, &narrow).is_some_and(|dots| dots <= covers);
        if is_narrow {
            narrow.push(large);
        }
        labels[at] = Some(label(laid, at, words, side, is_narrow));
    }
    labels
}

/// A picture, and where its dots are.
struct Room<'a> {
    laid: &'a Layout,
    dots: Vec<Area>,
}

impl Room<'_> {
    /// The side on which a name covers the fewest dots, and no more than these.
    fn side(&self, at: usize, words: &str, set: &[Area], covers: usize) -> Option<Side> {
        let covered = |side: &Side| {
            let area = area(self.laid, at, words, *side, SIZE);
            Some((self.covered(&area, at, set)?, *side))
        };
        let fewest = SIDES.iter().filter_map(covered).min_by_key(|(dots, _)| *dots);
        fewest.filter(|(dots, _)| *dots <= covers).map(|(_, side)| side)
    }

    /// How many other dots a name would cover; `None` where it would cover a name, or the edge.
    fn covered(&self, area: &Area, own: usize, names: &[Area]) -> Option<usize> {
        let is_free = area.is_within(self.laid) && !names.iter().any(|name| area.meets(*name));
        let dots = self.dots.iter().enumerate();
        is_free.then(|| dots.filter(|(at, dot)| *at != own && area.meets(**dot)).count())
    }
}

/// The room that a name takes.
fn area(laid: &Layout, at: usize, words: &str, side: Side, size: f64) -> Area {
    let place = &laid.places[at];
    let broad = words.chars().map(|c| if c.is_ascii() { 0.56 } else { 0.8 }).sum::<f64>() * size;
    let (x, y, shift, run) = side.anchor(place);
    // Letters stand from three quarters of the size above their line to a quarter below it.
    let line = y + shift * size;
    let left = match run {
        "before" => x - broad,
        "middle" => x - broad / 2.0,
        _ => x,
    };
    Area([left, line - size * 0.8, left + broad, line + size * 0.25])
}

fn label(laid: &Layout, at: usize, words: String, side: Side, is_narrow: bool) -> Label {
    let (x, y, shift, run) = side.anchor(&laid.places[at]);
    let class = match (run, is_narrow) {
        ("before", true) => "before always",
        ("middle", true) => "middle always",
        (_, true) => "always",
        (run, false) => run,
    };
    Label { words, x: short(x), y: short(y), shift, class }
}
