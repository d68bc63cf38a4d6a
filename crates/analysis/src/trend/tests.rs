//! What is unusual, and what only looks so.

use super::*;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// 18:00 UTC of some day.
const OPENS_MS: i64 = 20_000 * DAY_MS + 18 * 60 * MINUTE_MS;

/// An evening on which one person a minute of a server of their own spoke up.
fn evening(opens_ms: i64, people: i64) -> Evening {
    let voice = |n: i64| Voice {
        at_ms: opens_ms + n * MINUTE_MS,
        author: format!("https://s{n}.example/users/p{n}"),
        is_robot: false,
    };
    Evening { opens_ms, voices: (0..people).map(voice).collect() }
}

/// So many people more, all of one server.
fn storm(evening: &mut Evening, server: &str, people: i64) {
    let opens_ms = evening.opens_ms;
    evening.voices.extend((0..people).map(|n| Voice {
        at_ms: opens_ms + n * 1_000,
        author: format!("https://{server}/users/x{n}"),
        is_robot: false,
    }));
}

fn months(people: &[i64]) -> Vec<Evening> {
    let opens = |month: usize| OPENS_MS - (people.len() - month) as i64 * 30 * DAY_MS;
    people.iter().enumerate().map(|(month, &n)| evening(opens(month), n)).collect()
}

fn after(chat: &Evening, minutes: i64) -> i64 {
    chat.opens_ms + minutes * MINUTE_MS
}

#[test]
fn a_monthly_chat_is_no_news_each_month_and_a_rush_is() {
    let earlier = months(&[18, 24, 31, 22, 26, 24]);
    let chat = evening(OPENS_MS, 27);
    let usual = trend(&chat, after(&chat, 90), &earlier);
    assert_eq!((usual.verdict, usual.people), (Verdict::Usual, 27));
    assert_eq!(
        usual.told("19:00", "20:30"),
        "27 people from 19:00 to 20:30; the last 6 chats had 18 to 31 by then, 24 in the middle: \
         ×1.1, nothing unusual (unusual from 39 on)."
    );
    let chat = evening(OPENS_MS, 60);
    assert_eq!(trend(&chat, after(&chat, 90), &earlier).verdict, Verdict::More);
    let chat = evening(OPENS_MS, 3);
    assert_eq!(trend(&chat, after(&chat, 90), &earlier).verdict, Verdict::Fewer);
}

#[test]
fn a_chat_that_goes_on_is_held_against_the_same_phase() {
    let earlier = months(&[60, 60, 60, 60]);
    let chat = evening(OPENS_MS, 60);
    let early = trend(&chat, after(&chat, 14), &earlier);
    assert_eq!((early.people, early.before), (15, vec![15; 4]));
    assert_eq!(early.verdict, Verdict::Usual);
}

#[test]
fn midnight_cuts_no_chat_in_two() {
    let opens = |day: i64| (20_000 + day) * DAY_MS - 30 * MINUTE_MS;
    let earlier: Vec<Evening> = (0..4).map(|week| evening(opens(week * 7), 60)).collect();
    let chat = evening(opens(28), 60);
    let found = trend(&chat, after(&chat, 90), &earlier);
    assert_eq!((found.people, found.before), (60, vec![60; 4]));
}

#[test]
fn posts_do_not_count_and_robots_count_for_nobody() {
    let earlier = months(&[10, 10, 10]);
    let mut chat = evening(OPENS_MS, 10);
    let again: Vec<Voice> = chat.voices.iter().take(3).cloned().collect();
    for n in 1..40 {
        let later = |voice: &Voice| Voice { at_ms: voice.at_ms + n * n * 977, ..voice.clone() };
        chat.voices.extend(again.iter().map(later));
    }
    for (n, robot) in [("clock", false), ("said", true)] {
        chat.voices.extend((0..6).map(|beat| Voice {
            at_ms: OPENS_MS + beat * 5 * MINUTE_MS + beat % 2 * 700,
            author: format!("https://machine.example/users/{n}"),
            is_robot: robot,
        }));
    }
    let found = trend(&chat, after(&chat, 90), &earlier);
    assert_eq!((found.people, found.robots, found.verdict), (10, 2, Verdict::Usual));
    assert!(found.told("a", "b").ends_with("2 robots are not counted."));
}

#[test]
fn one_servers_storm_counts_for_little_and_a_home_server_as_ever() {
    let mut earlier = months(&[10, 10, 10, 10]);
    let mut chat = evening(OPENS_MS, 10);
    storm(&mut chat, "storm.example", 200);
    let found = trend(&chat, after(&chat, 90), &earlier);
    assert_eq!((found.people, found.verdict), (20, Verdict::More));
    assert_eq!(found.storms, [("storm.example".to_owned(), 190)]);
    // The same server every month is where these people live.
    for evening in &mut earlier {
        storm(evening, "storm.example", 195);
    }
    let found = trend(&chat, after(&chat, 90), &earlier);
    assert_eq!((found.people, found.verdict), (205, Verdict::Usual));
    // A network that is one server to all is no storm.
    let mut chat = evening(OPENS_MS, 10);
    for n in 0..200 {
        let author = format!("did:plc:{n}");
        chat.voices.push(Voice { at_ms: OPENS_MS + n, author, is_robot: false });
    }
    assert!(trend(&chat, after(&chat, 90), &earlier).storms.is_empty());
}

#[test]
fn without_a_history_nothing_is_said_of_it() {
    let chat = evening(OPENS_MS, 10);
    let first = trend(&chat, after(&chat, 90), &[]);
    assert_eq!((first.verdict, first.times()), (Verdict::TooEarly, None));
    assert!(first.told("18:00", "19:30").contains("the first chat of its series here"));
    let second = trend(&chat, after(&chat, 90), &months(&[5]));
    assert_eq!(
        second.told("18:00", "19:30"),
        "10 people from 18:00 to 19:30; the chat before had 5 by then: ×2.0, with too few chats to say \
         what is usual."
    );
    let third = trend(&chat, after(&chat, 90), &months(&[5, 5]));
    assert!(third.told("18:00", "19:30").contains("the last 2 chats had 5 each by then: ×2.0"));
}

#[test]
fn who_calls_itself_a_robot() {
    let robot = |handle, bio| calls_itself_robot(Some(handle), bio);
    assert!(robot("@chat_bot@lamp.example", None));
    assert!(robot("@tally", Some("A bot that counts.")));
    assert!(!robot("@abbot@lamp.example", Some("Head of a house")));
    assert!(!robot("@ada", Some("Not a bot, whatever they say")));
    assert!(!robot("@ada", Some("#nobot please")));
    assert!(!calls_itself_robot(None, None));
}
