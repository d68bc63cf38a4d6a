//! Where each person stands in a picture of who turned to whom.
//!
//! The picture is the same for the same people and ties, and nearly the same for nearly the same: it
//! begins at a place that the distances alone determine, and is turned at last so that everybody
//! comes as near as can be to a place of their own, which depends on nothing but their name. Nothing
//! here needs more than roots, which every machine takes alike.

mod distances;
mod shelf;
mod stress;

use crate::people::{People, Person};

/// A picture of the people of a chat. Lengths are in units of a page 828 wide.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// Who is in it, as an index among the people, the most talkative first.
    pub places: Vec<Place>,
    /// How many who wrote are not in it, as there is no room for them.
    pub left_out: usize,
}

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Who, as an index among the people.
    pub person: usize,
    /// How far from the left.
    pub x: f64,
    /// How far from the top.
    pub y: f64,
    /// The radius of their dot, whose area grows with their posts.
    pub r: f64,
}

/// How wide the picture is.
const WIDTH: f64 = 828.0;
/// What is kept free before and after the dots, for names.
const SIDE: f64 = 56.0;
/// What is kept free above and below them.
const EDGE: f64 = 28.0;
/// The least room between two dots.
const APART: f64 = 7.0;
/// The room between two dots that is aimed at, as a share of the side of the square that each would
/// have if all had the same: names want some.
const ROOMY: f64 = 0.42;

/// Lays out those who wrote, at most so many. People are tied by replies, quotes and naming, in either
/// direction; passing on is no talk. Those who are tied to nobody in the picture stand in rows below
/// it, after small groups, by the time of their first post. Takes time as the square of the people in the picture, times
/// that of their ties.
#[must_use]
pub fn layout(found: &People, most: usize) -> Layout {
    let wrote: Vec<usize> =
        (0..found.people.len()).filter(|&p| found.people[p].posts > 0).collect();
    let shown = &wrote[..wrote.len().min(most)];
    if shown.is_empty() {
        return Layout::default();
    }
    let people: Vec<&Person> = shown.iter().map(|&at| &found.people[at]).collect();
    let near = near(found, shown);
    let mut groups = groups(&near);
    groups.sort_by_key(|group| {
        let first = group.iter().map(|&at| people[at].first_ms).min();
        (std::cmp::Reverse(group.len()), first, group[0])
    });
    let radii: Vec<f64> = people.iter().map(|person| radius(person.posts)).collect();
    let mut points = vec![(0.0, 0.0); people.len()];
    let mut below = 0.0;
    let is_one = |group: &Vec<usize>| group.len() < 2;
    let tied = groups.iter().position(is_one).unwrap_or(groups.len());
    let (largest, others) = groups.split_at(tied.min(1));
    if let Some(group) = largest.first() {
        let (width, height) = size(group.len());
        let frame = Frame { left: (WIDTH - width) / 2.0, top: EDGE, width, height };
        lay(group, &people, &near, &radii, frame, &mut points);
        below = frame.top + frame.height + EDGE;
    }
    let height = shelf::fill(others, below, &mut points, |group, frame, points| {
        lay(group, &people, &near, &radii, frame, points);
    });
    let places = shown.iter().zip(points).zip(radii);
    let place = |((&person, (x, y)), r)| Place { person, x, y, r };
    Layout {
        width: WIDTH,
        height,
        places: places.map(place).collect(),
        left_out: wrote.len() - shown.len(),
    }
}

/// Where a group of people is put.
#[derive(Debug, Clone, Copy)]
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// More people need more room, and a page is only so broad and high.
fn size(people: usize) -> (f64, f64) {
    let root = (people as f64).sqrt();
    let height = (170.0 + 42.0 * root).min(50.0 * people as f64);
    ((240.0 * root).min(WIDTH - 2.0 * SIDE), height.min(620.0))
}

/// A dot's area grows with the posts.
fn radius(posts: u32) -> f64 {
    (2.6 + 2.1 * f64::from(posts).sqrt()).min(20.0)
}

/// To whom each is tied, by their places among those shown, and how often in both directions.
fn near(found: &People, shown: &[usize]) -> Vec<Vec<(usize, u32)>> {
    let mut place_of = vec![None; found.people.len()];
    for (place, &person) in shown.iter().enumerate() {
        place_of[person] = Some(place);
    }
    let mut near: Vec<Vec<(usize, u32)>> = vec![Vec::new(); shown.len()];
    for tie in found.ties.iter().filter(|tie| tie.talk() > 0) {
        if let (Some(from), Some(to)) = (place_of[tie.from], place_of[tie.to]) {
            near[from].push((to, tie.talk()));
            near[to].push((from, tie.talk()));
        }
    }
    for list in &mut near {
        list.sort_unstable();
        list.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0 };
            is_same
        });
    }
    near
}

/// Who is tied to whom by any way.
fn groups(near: &[Vec<(usize, u32)>]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; near.len()];
    let mut groups = Vec::new();
    for start in 0..near.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let (mut group, mut at) = (vec![start], 0);
        while at < group.len() {
            for &(next, _) in &near[group[at]] {
                if !std::mem::replace(&mut seen[next], true) {
                    group.push(next);
                }
            }
            at += 1;
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

/// Lays out people who are all tied by some way, and fits them into a frame.
fn lay(
    group: &[usize],
    people: &[&Person],
    near: &[Vec<(usize, u32)>],
    radii: &[f64],
    frame: Frame,
    points: &mut [(f64, f64)],
) {
    let wanted = distances::between(group, near);
    let mut laid = stress::begin(&wanted);
    stress::relax(&wanted, &mut laid);
    let own: Vec<(f64, f64)> = group.iter().map(|&at| own_place(&people[at].uri)).collect();
    let weights: Vec<f64> = group.iter().map(|&at| near[at].len() as f64).collect();
    stress::turn(&mut laid, &own, &weights);
    fit(&mut laid, frame);
    let radii: Vec<f64> = group.iter().map(|&at| radii[at]).collect();
    let even = (frame.width * frame.height / group.len() as f64).sqrt();
    part(&mut laid, &radii, (even * ROOMY).clamp(APART, 4.0 * APART), frame);
    part(&mut laid, &radii, APART, frame);
    for (&at, point) in group.iter().zip(laid) {
        points[at] = point;
    }
}

/// Somebody's own place in a square about the middle, which depends on their name alone (FNV-1a).
fn own_place(uri: &chat::Uri) -> (f64, f64) {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = uri.as_str().as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, mix);
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let part = |bits: u64| (bits & 0xffff) as f64 / 32_768.0 - 1.0;
    (part(hash >> 48), part(hash >> 32))
}

/// Stretches the points over a frame, a direction up to half again as much as the other.
fn fit(points: &mut [(f64, f64)], frame: Frame) {
    let span = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
    };
    let (left, right) = span(&mut points.iter().map(|p| p.0));
    let (top, bottom) = span(&mut points.iter().map(|p| p.1));
    let scale = |room: f64, span: f64| room / span.max(1e-9);
    let (mut across, mut down) =
        (scale(frame.width, right - left), scale(frame.height, bottom - top));
    across = across.min(down * 1.6);
    down = down.min(across * 1.6);
    let middle = (frame.left + frame.width / 2.0, frame.top + frame.height / 2.0);
    for (x, y) in points {
        *x = (*x - (left + right) / 2.0) * across + middle.0;
        *y = (*y - (top + bottom) / 2.0) * down + middle.1;
    }
}

/// Pushes dots apart that are nearer than so much, within the frame.
fn part(points: &mut [(f64, f64)], radii: &[f64], apart_by: f64, frame: Frame) {
    const ROUNDS: usize = 80;
    for _ in 0..ROUNDS {
        for a in 0..points.len() {
            for b in a + 1..points.len() {
                let (dx, dy) = (points[b].0 - points[a].0, points[b].1 - points[a].1);
                let wanted = radii[a] + radii[b] + apart_by;
                if dx.abs() >= wanted || dy.abs() >= wanted {
                    continue;
                }
                let apart = (dx * dx + dy * dy).sqrt();
                if apart < wanted {
                    let (ux, uy) = if apart > 1e-9 { (dx / apart, dy / apart) } else { (1.0, 0.0) };
                    let push = (wanted - apart) / 2.0;
                    points[a] = (points[a].0 - ux * push, points[a].1 - uy * push);
                    points[b] = (points[b].0 + ux * push, points[b].1 + uy * push);
                }
            }
        }
        let (right, bottom) = (frame.left + frame.width, frame.top + frame.height);
        for point in points.iter_mut() {
            *point = (point.0.clamp(frame.left, right), point.1.clamp(frame.top, bottom));
        }
    }
}

#[cfg(test)]
mod tests;
