//! Files in any order, cut into any batches, told any number of times, give the same archive.

use chat::{Change, Tombstone, Uri};
use proptest::prelude::*;
use store::{Batch, Entry, Writer};

use crate::make::{
    context, copy, entry, everything, on_bluesky, paged, post, posted, reply, repost, reposted,
    skeet, uri,
};

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
        Box::new(move || entry(Change::Deleted(Tombstone::new(uri("6"), None)), "b")),
    ]
}

const AT: &str = "2026-11-12T19:30:00Z";

/// The name that the bridge gives in the fediverse to what has this one on Bluesky.
fn carried(uri: &Uri) -> Uri {
    Uri::new(format!("https://bsky.brid.gy/convert/ap/{uri}"))
}

/// A post of the fediverse and one of Bluesky with their copies, and one that only says that it is a copy.
fn copied() -> Vec<Entry> {
    let mut edited = paged("1", AT, "ada", "Hello, edited #chat");
    edited.body.edited_at = Some("2026-11-12T19:40:00Z".parse().unwrap());
    edited.likes = Some(3);
    let mut nameless = copy("1", AT, "ada", "Hello #chat");
    nameless.author.handle = None;
    nameless.likes = Some(4);
    let mut forged = copy("1", AT, "mallory", "Look here #chat");
    forged.author.handle = Some("@mallory.quay.example".into());
    let of_bluesky = skeet("3", AT, "bob", "From the quay #chat");
    let mut its_copy = post("bridged", AT, "bob-copy", "From the quay #chat");
    its_copy.uri = carried(&of_bluesky.uri);
    its_copy.copy_of = Some(of_bluesky.uri.clone());
    vec![
        posted(paged("1", AT, "ada", "Hello #chat"), "a"),
        context(paged("1", AT, "ada", "Hello #chat")),
        posted(edited, "b"),
        posted(nameless, "c"),
        posted(copy("1", AT, "ada", "Hello #chat"), "d"),
        posted(forged, "c"),
        posted(its_copy, "a"),
        posted(of_bluesky, "c"),
        posted(copy("4", AT, "ada", "Its original never came #chat"), "c"),
    ]
}

/// What was said to a post and to its copy, and who passed them on.
fn said_to_both() -> Vec<Entry> {
    let its_copy = on_bluesky("ada-copy", "copy1");
    let mut to_copy = skeet("answer", AT, "bob", "To the copy #chat");
    (to_copy.reply_to, to_copy.quote_of) = (Some(its_copy.clone()), Some(its_copy.clone()));
    let mut passed_on = repost("5", "1", AT, "eve");
    passed_on.of = Some(its_copy);
    let mut on_the_quay = repost("7", "1", AT, "bob");
    on_the_quay.uri = Uri::new("at://did:plc:bob/app.bsky.feed.repost/7");
    let mut brought_over = on_the_quay.clone();
    brought_over.uri = carried(&on_the_quay.uri);
    vec![
        posted(to_copy, "c"),
        posted(reply("6", "1", AT, "eve", "To the original"), "a"),
        reposted(passed_on, "c"),
        reposted(brought_over, "a"),
        reposted(on_the_quay, "c"),
    ]
}

/// A post that was taken back, its copy, and what was said to that.
fn taken_back() -> Vec<Entry> {
    let its_copy = on_bluesky("ada-copy", "copy2");
    let mut to_copy = skeet("late", AT, "eve", "To what goes #chat");
    (to_copy.reply_to, to_copy.quote_of) = (Some(its_copy.clone()), Some(its_copy));
    vec![
        posted(paged("2", AT, "ada", "Taken back #chat"), "a"),
        posted(copy("2", AT, "ada", "Taken back #chat"), "c"),
        entry(Change::Deleted(Tombstone::new(uri("2"), None)), "b"),
        posted(to_copy, "c"),
    ]
}

fn archive_of(told: &[Entry], order: &[usize], batch: usize) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    for chunk in order.chunks(batch) {
        let entries = chunk.iter().map(|&i| told[i].clone()).collect();
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
        let told: Vec<Entry> = told().iter().map(|entry| entry()).collect();
        let expected = archive_of(&told, &(0..11).collect::<Vec<_>>(), 100);
        let order: Vec<usize> = order.into_iter().chain(again).collect();
        prop_assert_eq!(archive_of(&told, &order, batch), expected);
    }

    #[test]
    fn copies_are_folded_the_same_in_any_order(
        order in Just((0..18).collect::<Vec<usize>>()).prop_shuffle(),
        again in prop::collection::vec(0..18_usize, 0..6),
        batch in 1..21_usize,
    ) {
        let told = [copied(), said_to_both(), taken_back()].concat();
        let expected = archive_of(&told, &(0..18).collect::<Vec<_>>(), 100);
        let order: Vec<usize> = order.into_iter().chain(again).collect();
        prop_assert_eq!(archive_of(&told, &order, batch), expected);
    }
}
