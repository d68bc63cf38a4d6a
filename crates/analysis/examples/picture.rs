//! What the picture of who turned to whom takes, by how many people are in it.
//!
//! `cargo run --release --package analysis --example picture`. Its table stands in `docs/quality.md`.

#![expect(clippy::print_stdout, reason = "its table is what it is for")]

use std::time::Instant;

use analysis::people::{People, Person, Tie, layout::layout};
use chat::Uri;

/// So many people, each of whom turned to a host and to two others.
fn invented(size: usize) -> People {
    let mut roll = 7_usize;
    let mut other = |below: usize| {
        roll = (roll * 1_103_515_245 + 12_345) % (1 << 31);
        roll / 64 % below.max(1)
    };
    let tie = |from, to| Tie { from, to, replies: 1, quotes: 0, mentions: 0, reposts: 0 };
    let ties =
        (2..size).flat_map(|from| [from % 2, other(from), other(from)].map(|to| tie(from, to)));
    let person = |n: usize| Person {
        uri: Uri::new(format!("person:{n}")),
        handle: None,
        name: None,
        posts: 6,
        answers: 0,
        answered: 0,
        passed_on: 0,
        passes_on: 0,
        is_host: n < 2,
        first_ms: 0,
        connects: 0.0,
    };
    People { ties: ties.collect(), people: (0..size).map(person).collect(), turns: Vec::new() }
}

fn main() {
    println!("| people | picture, ms |\n|---|---|");
    for people in [90, 150, 500, 2_000] {
        let found = invented(people);
        let began = Instant::now();
        std::hint::black_box(layout(&found, people));
        println!("| {people} | {:.1} |", began.elapsed().as_secs_f64() * 1000.0);
    }
}
