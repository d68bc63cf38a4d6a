//! Sittings: what is found, against the organiser's own transcripts.

use std::collections::{BTreeMap, BTreeSet};

use analysis::{Said, Sitting, sittings};
use jiff::{Timestamp, tz::TimeZone};

use crate::data;

/// The months of the sittings, as `2019-03`.
fn months(found: &[Sitting]) -> Vec<String> {
    let month = |s: &Sitting| {
        let at = Timestamp::from_millisecond(s.opens_ms).unwrap();
        at.to_zoned_datetime(TimeZone::UTC).strftime("%Y-%m").to_string()
    };
    found.iter().map(month).collect()
}

/// Every month from March 2019 to February 2021.
fn all_months() -> Vec<String> {
    let months = (2019 * 12 + 2..2021 * 12 + 2).map(|n| format!("{}-{:02}", n / 12, n % 12 + 1));
    months.collect()
}

/// How well the best of the sittings agrees with what was counted, from 0 to 1: the harmonic mean
/// of the part of it that is right and the part of the right that is in it (F1).
fn agreement(found: &[Sitting], posts: &BTreeMap<u64, Said>, counted: &BTreeSet<u64>) -> f64 {
    let of = |sitting: &Sitting| {
        let inside =
            posts.iter().filter(|(_, p)| (sitting.starts_ms..=sitting.ends_ms).contains(&p.at_ms));
        let inside: BTreeSet<u64> = inside.map(|(&id, _)| id).collect();
        let right = inside.intersection(counted).count();
        2.0 * right as f64 / (inside.len() + counted.len()) as f64
    };
    found.iter().map(of).fold(0.0, f64::max)
}

#[test]
fn the_monthly_chat_is_found_as_its_organiser_counted_it() {
    let (Some(posts), Some(counted)) = (data::monthly_chat(), data::counted_by_the_organiser())
    else {
        return;
    };
    let said: Vec<Said> = posts.values().copied().collect();
    let found = sittings(&said);
    assert_eq!(months(&found), all_months());

    assert_eq!(counted.len(), 20);
    let (mut of_saved, mut of_all) = (0.0, 0.0);
    for (month, counted) in &counted {
        let saved = counted.iter().copied().filter(|id| posts.contains_key(id)).collect();
        let agrees = agreement(&found, &posts, &saved);
        println!("{agrees:.3} {month}");
        of_saved += agrees / 20.0;
        of_all += agreement(&found, &posts, counted) / 20.0;
    }
    println!("mean F1 {of_saved:.4} of the posts saved, {of_all:.4} of all that he counted");
    assert!(of_saved >= 0.985 && of_all >= 0.98);
}

#[test]
fn the_monthly_chat_is_found_amid_chatter_all_week() {
    let Some(posts) = data::monthly_chat() else {
        return;
    };
    let first = posts.values().map(|p| p.at_ms).min().unwrap();
    let last = posts.values().map(|p| p.at_ms).max().unwrap();
    for a_day in [3, 10, 20, 40] {
        let mut said: Vec<Said> = posts.values().copied().collect();
        let between = 86_400_000 / a_day;
        // Posts at even chances, so that the time between them is as in nature.
        let mut dice = 1_u64;
        for _ in 0..(last - first) / between {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at_ms = first + i64::try_from(dice >> 16).unwrap() % (last - first);
            said.push(Said { at_ms, author: 10_000 + (dice >> 40) % 300, has_time: true });
        }
        assert_eq!(months(&sittings(&said)), all_months(), "{a_day} a day");
    }
}

/// Of one chat, 18 posts by the seven people who said most, as evenly as can be.
fn small(inside: &[Said]) -> Vec<Said> {
    let mut by_author: BTreeMap<u64, Vec<Said>> = BTreeMap::new();
    for said in inside {
        by_author.entry(said.author).or_default().push(*said);
    }
    let mut people: Vec<Vec<Said>> = by_author.into_values().collect();
    people.sort_by_key(|said| std::cmp::Reverse(said.len()));
    people.truncate(7);
    let rounds = (0..18).flat_map(|n| people.iter().filter_map(move |said| said.get(n)));
    rounds.take(18).copied().collect()
}

#[test]
fn a_month_of_18_posts_is_found_like_the_others() {
    let Some(posts) = data::monthly_chat() else {
        return;
    };
    let said: Vec<Said> = posts.values().copied().collect();
    for sitting in sittings(&said) {
        let span = sitting.starts_ms..=sitting.ends_ms;
        let (inside, mut left): (Vec<Said>, Vec<Said>) =
            said.iter().partition(|p| span.contains(&p.at_ms));
        left.extend(small(&inside));
        assert_eq!(months(&sittings(&left)), all_months(), "{sitting:?}");
    }
}

#[test]
fn a_workshop_is_a_sitting_a_day() {
    let Some(posts) = data::workshop() else {
        return;
    };
    let found = sittings(&posts);
    let days = found.iter().map(|s| s.opens_ms.div_euclid(86_400_000));
    assert_eq!(days.collect::<Vec<_>>(), [16_163, 16_164]);
}

#[test]
fn a_chat_saved_alone_is_one_sitting() {
    let Some(chat) = data::question_chat() else {
        return;
    };
    assert_eq!(sittings(&Said::all(&chat.posts)).len(), 1);
}

#[test]
fn a_tag_that_is_always_busy_has_no_sitting() {
    let Some(posts) = data::busy_tag() else {
        return;
    };
    assert_eq!(sittings(&posts), []);
}
