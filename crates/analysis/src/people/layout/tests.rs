//! Pictures of small and large crowds.

use super::*;
use crate::notation::chat;
use crate::people::{Tie, people};
use crate::questions::{Talk, questions};

fn told(lines: &str) -> People {
    let told = chat(lines);
    let talk = Talk { posts: &told.posts, context: &[], reposts: &told.reposts, asks: &[] };
    people(&talk, &questions(&talk))
}

/// So many people, each tied to some of those before, and to one of two hosts.
fn crowd(size: usize) -> People {
    let mut ties = Vec::new();
    let mut roll = 7_usize;
    for from in 2..size {
        roll = (roll * 1_103_515_245 + 12_345) % (1 << 31);
        for to in [from % 2, 2 + (roll / 64) % (from - 1).max(1)] {
            if to < from {
                ties.push(Tie {
                    from,
                    to,
                    replies: 1 + to as u32 % 2,
                    quotes: 0,
                    mentions: 0,
                    reposts: 0,
                });
            }
        }
    }
    let person = |n: usize| Person {
        uri: chat::Uri::new(format!("person:{n}")),
        handle: None,
        name: None,
        posts: 1 + (size - n) as u32 / 8,
        answers: 0,
        answered: 0,
        passed_on: 0,
        passes_on: 0,
        is_host: n < 2,
        first_ms: 0,
        connects: 0.0,
    };
    People { people: (0..size).map(person).collect(), ties, turns: Vec::new() }
}

#[test]
fn nobody_covers_anybody() {
    for size in [2, 14, 90] {
        let laid = layout(&crowd(size), 150);
        assert_eq!(laid.places.len(), size);
        for (n, a) in laid.places.iter().enumerate() {
            assert!(a.x >= a.r && a.x + a.r <= laid.width, "{size}: {a:?} is cut");
            assert!(a.y >= a.r && a.y + a.r <= laid.height, "{size}: {a:?} is cut");
            for b in &laid.places[n + 1..] {
                let apart = ((a.x - b.x).powi(2) + (a.y - b.y).powi(2)).sqrt();
                assert!(apart > a.r + b.r, "{size}: {a:?} touches {b:?}");
            }
        }
    }
}

#[test]
fn a_few_posts_more_do_not_turn_the_picture_round() {
    let all = crowd(90);
    let mut fewer = all.clone();
    fewer.people.truncate(86);
    fewer.ties.retain(|tie| tie.from < 86 && tie.to < 86);
    let (before, after) = (layout(&fewer, 150), layout(&all, 150));
    assert_eq!(after, layout(&all, 150), "the same people lie the same");
    let mut moved: Vec<f64> = before
        .places
        .iter()
        .zip(&after.places)
        .map(|(a, b)| ((a.x - b.x).powi(2) + (a.y - b.y).powi(2)).sqrt())
        .collect();
    moved.sort_by(f64::total_cmp);
    let (median, most) = (moved[moved.len() / 2], moved[moved.len() * 9 / 10]);
    assert!(median < 40.0, "half of the people moved by {median:.0} of {}", after.width);
    assert!(most < 140.0, "one in ten moved by {most:.0} of {}", after.width);
}

#[test]
fn those_alone_stand_in_rows_below_the_others() {
    let found = told(
        "18:00 @ada Hello
         18:01 > @bob Hello to you
         18:02 >> @cy And you
         18:03 @dee To nobody
         18:04 @eve To nobody
         18:05 @fay = 1",
    );
    let laid = layout(&found, 150);
    assert_eq!(laid.places.len(), 5, "who only passed on is not in it");
    let y = |handle: &str| {
        let is = |p: &&Place| found.people[p.person].handle.as_deref() == Some(handle);
        laid.places.iter().find(is).map(|p| p.y).unwrap()
    };
    let lowest = ["@ada", "@bob", "@cy"].map(y).into_iter().fold(0.0, f64::max);
    assert!((y("@dee") - y("@eve")).abs() < 0.01 && y("@dee") > lowest);
}

#[test]
fn a_picture_holds_so_many_and_says_how_many_are_left_out() {
    let laid = layout(&crowd(90), 20);
    assert_eq!((laid.places.len(), laid.left_out), (20, 70));
    assert_eq!(layout(&People::default(), 20), Layout::default());
}
