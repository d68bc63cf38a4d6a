//! Where a sitting begins and ends.

use proptest::prelude::*;

use super::*;

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// An archive made up by rolling dice, the same each time for the same seed.
struct Made {
    dice: u64,
    posts: Vec<Said>,
    chats: Vec<(i64, i64)>,
}

impl Made {
    fn new(seed: u64) -> Self {
        Self {
            dice: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            posts: Vec::new(),
            chats: Vec::new(),
        }
    }

    /// A number from 0 up to, not including, 1 (xorshift64*).
    fn roll(&mut self) -> f64 {
        self.dice ^= self.dice >> 12;
        self.dice ^= self.dice << 25;
        self.dice ^= self.dice >> 27;
        (self.dice.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn said(&mut self, at_ms: i64, author: f64) {
        self.posts.push(Said {
            at_ms: at_ms.div_euclid(1000) * 1000,
            author: author as u64,
            has_time: true,
        });
    }

    /// `posts` by `people`, some of whom say more than others, and the host's reminder before.
    fn chat(mut self, at: i64, minutes: i64, posts: usize, people: u32) -> Self {
        for _ in 0..posts {
            let when = at + (self.roll() * (minutes * MINUTE) as f64) as i64;
            let who = (self.roll() * self.roll().sqrt() * f64::from(people)).floor();
            self.said(when, who);
        }
        self.said(at - 20 * MINUTE, 0.0);
        self.chats.push((at, at + minutes * MINUTE));
        self
    }

    /// Chatter of 200 people all day, more in the evening; `answered` of what is said is answered
    /// within minutes.
    fn chatter(mut self, days: i64, a_day: f64, answered: f64) -> Self {
        let first = a_day * (1.0 - answered);
        for hour in 0..days * 24 {
            let evening = (((hour % 24 - 20) as f64) / 24.0 * std::f64::consts::TAU).cos();
            let expected = first / 24.0 * (1.0 + 0.9 * evening);
            let mut left = (-expected).exp();
            let mut chance = self.roll();
            while chance > left {
                let mut when = hour * HOUR + (self.roll() * HOUR as f64) as i64;
                loop {
                    let who = 1000.0 + (self.roll() * self.roll() * 200.0).floor();
                    self.said(when, who);
                    if self.roll() >= answered {
                        break;
                    }
                    when += (-4.0 * MINUTE as f64 * (1.0 - self.roll()).ln()) as i64;
                }
                chance *= self.roll();
                left = left.max(f64::MIN_POSITIVE);
            }
        }
        self
    }

    fn found(&self) -> Vec<Sitting> {
        sittings(&self.posts)
    }

    /// Every chat is found once, nothing else is, and no opening or closing is far off.
    #[track_caller]
    fn check(self, minutes_off: i64) {
        let found = self.found();
        let shown: Vec<_> =
            found.iter().map(|s| (s.opens_ms / MINUTE, s.closes_ms / MINUTE)).collect();
        let mut chats = self.chats;
        chats.sort_unstable();
        assert_eq!(found.len(), chats.len(), "found {shown:?}");
        for (sitting, (from, until)) in found.iter().zip(chats) {
            let off = (sitting.opens_ms - from).abs().max((sitting.closes_ms - until).abs());
            assert!(off <= minutes_off * MINUTE, "{sitting:?} is off by {} min", off / MINUTE);
        }
    }
}

#[test]
fn the_evening_of_2012() {
    Made::new(1).chat(10 * DAY + 19 * HOUR, 90, 500, 90).check(5);
    Made::new(2).chat(10 * DAY + 19 * HOUR, 90, 500, 90).chatter(30, 40.0, 0.3).check(10);
}

#[test]
fn a_small_month_is_a_chat() {
    Made::new(3).chat(40 * DAY + 17 * HOUR, 60, 18, 7).check(25);
    let mut made = Made::new(4);
    for (month, posts, people) in [(1, 80, 15), (2, 18, 7), (3, 120, 20), (4, 60, 12)] {
        made = made.chat(month * 30 * DAY + 17 * HOUR, 60, posts, people);
    }
    made.check(25);
}

#[test]
fn yearly_monthly_and_two_a_month() {
    for every in [365, 30, 14, 15] {
        let mut made = Made::new(5);
        for n in 1..6 {
            made = made.chat(n * every * DAY + 12 * HOUR, 60, 60, 12);
        }
        made.check(15);
    }
}

#[test]
fn over_midnight_it_is_one_chat() {
    let mut made = Made::new(6);
    for week in 0..10 {
        made = made.chat(week * 7 * DAY + 23 * HOUR + 30 * MINUTE, 60, 60, 12);
    }
    made.chatter(70, 5.0, 0.3).check(25);
}

#[test]
fn morning_and_evening_are_two_chats() {
    for pause in [3, 11] {
        let mut made = Made::new(7);
        for week in 0..10 {
            let morning = week * 7 * DAY + 8 * HOUR;
            made = made.chat(morning, 60, 80, 15).chat(morning + pause * HOUR, 60, 80, 15);
        }
        made.chatter(70, 10.0, 0.3).check(20);
    }
}

#[test]
fn weekly_amid_chatter_all_week() {
    for (seed, a_day) in [(8, 0.0), (9, 10.0), (10, 20.0), (11, 40.0)] {
        let mut made = Made::new(seed);
        for week in 0..40_u32 {
            let at = i64::from(week) * 7 * DAY + 20 * HOUR;
            let size = 60 + (week as usize * 97) % 440;
            made = made.chat(at, 60, size, 12 + week % 28);
        }
        made.chatter(280, a_day, 0.3).check(20);
    }
}

#[test]
fn every_working_day() {
    let mut made = Made::new(12);
    for day in (0..60).filter(|day| day % 7 < 5) {
        made = made.chat(day * DAY + 19 * HOUR, 60, 60, 12);
    }
    made.check(15);
}

#[test]
fn a_large_meeting_does_not_hide_the_monthly_chats() {
    let mut made = Made::new(13);
    for month in 0..6 {
        made = made.chat(month * 30 * DAY + 17 * HOUR, 60, 50, 12);
    }
    for day in 100..103 {
        made = made.chat(day * DAY + 9 * HOUR, 480, 2000, 300);
    }
    made.check(20);
}

#[test]
fn chatter_alone_is_no_sitting() {
    for a_day in [2.0, 10.0, 20.0, 40.0, 100.0, 1000.0] {
        Made::new(14).chatter(200, a_day, 0.3).check(0);
    }
}

#[test]
fn an_exchange_of_two_is_no_sitting() {
    let mut made = Made::new(15);
    for n in 0..30 {
        made.said(3 * DAY + n * 2 * MINUTE, (n % 2) as f64);
    }
    made.check(0);
}

#[test]
fn one_busy_account_is_no_sitting() {
    let mut made = Made::new(16);
    for n in 0..500 {
        made.said(3 * DAY + n * 10_000, 1.0);
    }
    made.check(0);
}

#[test]
fn reminders_and_late_answers_belong_to_a_chat_on_a_quiet_tag() {
    let mut made = Made::new(17).chat(10 * DAY + 18 * HOUR, 60, 60, 12);
    for minutes in [-300, -90, 70, 85, 200] {
        made.said(10 * DAY + 18 * HOUR + minutes * MINUTE, 1.0);
    }
    let found = made.found();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].starts_ms, 10 * DAY + 13 * HOUR);
    assert_eq!(found[0].ends_ms, 10 * DAY + 19 * HOUR + 25 * MINUTE);
}

#[test]
fn posts_without_a_time_place_nothing() {
    let mut made = Made::new(18).chat(10 * DAY + 18 * HOUR, 60, 60, 12);
    let expect = made.found();
    for day in 0..40 {
        for author in 0..50 {
            made.posts.push(Said { at_ms: day * DAY, author, has_time: false });
        }
    }
    assert_eq!(made.found(), expect);
}

#[test]
fn nothing_and_next_to_nothing() {
    assert_eq!(sittings(&[]), []);
    let extremes =
        [i64::MIN, -1, 0, i64::MAX].map(|at_ms| Said { at_ms, author: 1, has_time: true });
    assert_eq!(sittings(&extremes), []);
    let at_once = [7; 50].map(|at_ms| Said { at_ms, author: 1, has_time: true });
    assert_eq!(sittings(&at_once), []);
}

#[test]
fn the_order_of_posts_does_not_matter() {
    let mut made = Made::new(19);
    for week in 0..10 {
        made = made.chat(week * 7 * DAY + 20 * HOUR, 60, 60, 12);
    }
    let mut made = made.chatter(70, 10.0, 0.3);
    let expect = made.found();
    made.posts.reverse();
    assert_eq!(made.found(), expect);
    let middle = made.posts.len() / 2;
    made.posts.rotate_left(middle);
    assert_eq!(made.found(), expect);
}

proptest! {
    #[test]
    fn sittings_are_in_order_and_apart(
        posts in prop::collection::vec((0..4000_i64, 0..9_u64), 0..300),
        squeeze in 1..20_i64,
    ) {
        let said = |&(minute, author): &(i64, u64)| Said {
            at_ms: minute / squeeze * MINUTE,
            author,
            has_time: true,
        };
        let found = sittings(&posts.iter().map(said).collect::<Vec<_>>());
        for sitting in &found {
            let times = [sitting.starts_ms, sitting.opens_ms, sitting.closes_ms, sitting.ends_ms];
            prop_assert!(times.is_sorted());
        }
        prop_assert!(found.windows(2).all(|pair| pair[0].ends_ms < pair[1].starts_ms));
    }
}

#[test]
fn a_year_of_weekly_chats_amid_much_chatter() {
    let mut made = Made::new(20);
    for week in 0..52 {
        made = made.chat(week * 7 * DAY + 20 * HOUR, 60, 300, 60);
    }
    let made = made.chatter(364, 250.0, 0.3);
    assert!(made.posts.len() > 100_000);
    assert_eq!(made.found().len(), 52);
}
