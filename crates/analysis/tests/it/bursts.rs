//! Bursts of a series: each monthly chat is one, and next to nothing else is.

use analysis::bursts::stretches;
use analysis::sittings;

use crate::data;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[test]
fn each_monthly_chat_is_a_burst() {
    let Some(posts) = data::monthly_chat() else {
        return;
    };
    let said: Vec<_> = posts.into_values().collect();
    let day = |ms: i64| ms.div_euclid(DAY_MS);
    let first = said.iter().map(|post| day(post.at_ms)).min().unwrap();
    let last = said.iter().map(|post| day(post.at_ms)).max().unwrap();
    let mut counts = vec![0_u32; usize::try_from(last - first).unwrap() + 1];
    for post in &said {
        counts[usize::try_from(day(post.at_ms) - first).unwrap()] += 1;
    }
    let found = stretches(&counts);
    let chats: Vec<usize> = sittings(&said)
        .iter()
        .map(|chat| usize::try_from(day(chat.opens_ms) - first).unwrap())
        .collect();
    let holds = |from: usize, until: usize| chats.iter().any(|chat| (from..=until).contains(chat));
    let missed =
        chats.iter().filter(|&&chat| !found.iter().any(|b| (b.from..=b.until).contains(&chat)));
    let (missed, others) =
        (missed.count(), found.iter().filter(|b| !holds(b.from, b.until)).count());
    println!("{} chats, {missed} no burst; {others} bursts are no chat", chats.len());
    assert_eq!(missed, 0);
    // In two years, no more than one a year.
    assert!(others <= 2);
}
