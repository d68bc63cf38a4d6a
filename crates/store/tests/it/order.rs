//! Files in any order, cut into any batches, told any number of times, give the same archive.

use proptest::prelude::*;
use store::{Batch, Entry, Writer};

use crate::make::{context, everything, post, posted, reply, repost, reposted};

/// Overlapping things that three files could tell.
fn told() -> Vec<Box<dyn Fn() -> Entry>> {
    let at = "2026-11-12T19:30:00Z";
    let edited = move || {
        let mut p = post("1", at, "ada", "Hello, edited #chat");
        p.body.edited_at = Some("2026-11-12T19:40:00Z".parse().unwrap());
        p
    };
    let counted = move || {
        let mut p = post("1", at, "ada", "Hello #chat");
        p.likes = Some(7);
        p.author.name = Some("Ada of the Lamp".into());
        p
    };
    let by_day = move || {
        let mut p = post("2", at, "bob", "Early bird #chat");
        p.created_at = "2026-11-12".parse().unwrap();
        p
    };
    vec![
        Box::new(move || posted(post("1", at, "ada", "Hello #chat"), "a")),
        Box::new(move || posted(edited(), "b")),
        Box::new(move || posted(counted(), "c")),
        Box::new(move || posted(by_day(), "a")),
        Box::new(move || posted(post("2", "2026-11-12T18:00:00Z", "bob", "Early bird #chat"), "b")),
        Box::new(move || context(post("3", at, "eve", "Parent"))),
        Box::new(move || posted(post("3", at, "eve", "Parent"), "c")),
        Box::new(move || posted(reply("4", "3", at, "ada", "Reply"), "a")),
        Box::new(move || reposted(repost("5", "1", at, "bob"), "b")),
        Box::new(move || posted(post("6", at, "ada", "Taken back #chat"), "a")),
        Box::new(move || {
            crate::make::entry(
                chat::Change::Deleted(chat::Tombstone::new(crate::make::uri("6"), None)),
                "b",
            )
        }),
    ]
}

fn archive_of(order: &[usize], batch: usize) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let told = told();
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    for chunk in order.chunks(batch) {
        let entries = chunk.iter().map(|&i| told[i]()).collect();
        writer.apply(Batch { entries, authors: Vec::new() }).unwrap();
    }
    writer.finish().unwrap();
    everything(dir.path())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_order_and_repetition_give_the_same_archive(
        order in Just((0..11).collect::<Vec<usize>>()).prop_shuffle(),
        again in prop::collection::vec(0..11_usize, 0..6),
        batch in 1..17_usize,
    ) {
        let expected = archive_of(&(0..11).collect::<Vec<_>>(), 100);
        let order: Vec<usize> = order.into_iter().chain(again).collect();
        prop_assert_eq!(archive_of(&order, batch), expected);
    }
}
