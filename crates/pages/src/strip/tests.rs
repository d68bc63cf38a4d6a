//! The strip of an evening.

use super::*;

fn at(clock: &str) -> Timestamp {
    format!("2026-11-12T{clock}:00Z").parse().unwrap()
}

fn moments(clocks: &[&str]) -> Vec<Moment> {
    clocks.iter().map(|c| Moment::stated(at(c))).collect()
}

#[test]
fn minutes_are_counted_within_the_chat() {
    let mut moments = moments(&["19:29", "19:30", "19:32", "19:32", "19:34"]);
    moments.push("2026-11-12".parse().unwrap());
    assert_eq!(posts_per_minute(&moments, at("19:30"), at("19:33")), [1, 0, 2, 0]);
    assert_eq!(posts_per_minute(&moments, at("19:33"), at("19:30")), [0]);
}

#[test]
fn a_strip_begins_at_a_round_time() {
    let moments = moments(&["19:34", "19:36", "19:36", "19:51"]);
    let minutes = posts_per_minute(&moments, at("19:34"), at("19:51"));
    let strip = Strip::new(&minutes, at("19:34"), &[], &[], &Zone::of(None), Places::Here).unwrap();
    assert_eq!(strip.width, 30);
    assert_eq!(strip.bars, "M4.2 100v-25.0h.6V100zM6.2 100v-50.0h.6V100zM21.2 100v-25.0h.6V100z");
    assert_eq!(
        strip.alternative,
        "Bars of posts a minute. From 19:30: 3 posts, 19:40: 0 posts, 19:50: 1 post."
    );
    assert_eq!(strip.words, "Posts a minute. The busiest was 19:36, with 2.");
}

#[test]
fn an_empty_strip_is_not_drawn() {
    assert!(Strip::new(&[0, 0, 0], at("19:30"), &[], &[], &Zone::of(None), Places::Here).is_none());
    assert!(Strip::new(&[], at("19:30"), &[], &[], &Zone::of(None), Places::Here).is_none());
}
