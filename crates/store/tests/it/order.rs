//! Files in any order, cut into any batches, told any number of times, give the same archive.

use proptest::prelude::*;
use store::{Batch, Entry, Writer};

use crate::make::{
    context, copy, entry, everything, on_bluesky, paged, post, posted, reply, repost, reposted,
    skeet, uri,
};

type Told = Vec<Box<dyn Fn() -> Entry>>;

/// Overlapping things that three files could tell.
fn told() -> Told {
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

/// A post of the fediverse with its copies, what was said to each of them, and one that was taken back.
fn bridged() -> Told {
    let at = "2026-11-12T19:30:00Z";
    let to_copy = move || {
        let mut answer = skeet("answer", at, "bob", "To the copy #chat");
        answer.reply_to = Some(on_bluesky("ada-copy", "copy1"));
        answer.quote_of = Some(on_bluesky("ada-copy", "copy1"));
        answer
    };
    let passed_on = move || {
        let mut repost = repost("5", "1", at, "eve");
        repost.of = Some(on_bluesky("ada-copy", "copy1"));
        repost
    };
    let nameless = move || {
        let mut copy = copy("1", at, "ada", "Hello #chat");
        copy.author.handle = None;
        copy.likes = Some(4);
        copy
    };
    let forged = move || {
        let mut forged = copy("1", at, "mallory", "Look here #chat");
        forged.author.handle = Some("@mallory.quay.example".into());
        forged
    };
    let edited = move || {
        let mut post = paged("1", at, "ada", "Hello, edited #chat");
        post.body.edited_at = Some("2026-11-12T19:40:00Z".parse().unwrap());
        post.likes = Some(3);
        post
    };
    let of_bluesky = move || {
        let mut copy = post("bridged", at, "bob-copy", "From the quay #chat");
        copy.uri =
            chat::Uri::new(format!("https://bsky.brid.gy/convert/ap/{}", on_bluesky("bob", "3")));
        copy.copy_of = Some(on_bluesky("bob", "3"));
        copy
    };
    let to_what_goes = move || {
        let mut answer = skeet("late", at, "eve", "To what goes #chat");
        answer.reply_to = Some(on_bluesky("ada-copy", "copy2"));
        answer.quote_of = Some(on_bluesky("ada-copy", "copy2"));
        answer
    };
    let on_the_quay = move || {
        let mut repost = repost("7", "1", at, "bob");
        repost.uri = chat::Uri::new("at://did:plc:bob/app.bsky.feed.repost/7");
        repost
    };
    let carried = move || {
        let mut copy = on_the_quay();
        copy.uri = chat::Uri::new(format!("https://bsky.brid.gy/convert/ap/{}", copy.uri));
        copy
    };
    let taken_back = move |uri| entry(chat::Change::Deleted(chat::Tombstone::new(uri, None)), "b");
    vec![
        Box::new(move || posted(paged("1", at, "ada", "Hello #chat"), "a")),
        Box::new(move || context(paged("1", at, "ada", "Hello #chat"))),
        Box::new(move || posted(edited(), "b")),
        Box::new(move || posted(nameless(), "c")),
        Box::new(move || posted(copy("1", at, "ada", "Hello #chat"), "d")),
        Box::new(move || posted(forged(), "c")),
        Box::new(move || posted(to_copy(), "c")),
        Box::new(move || reposted(passed_on(), "c")),
        Box::new(move || posted(of_bluesky(), "a")),
        Box::new(move || posted(skeet("3", at, "bob", "From the quay #chat"), "c")),
        Box::new(move || posted(paged("2", at, "ada", "Taken back #chat"), "a")),
        Box::new(move || posted(copy("2", at, "ada", "Taken back #chat"), "c")),
        Box::new(move || taken_back(uri("2"))),
        Box::new(move || posted(to_what_goes(), "c")),
        Box::new(move || posted(copy("4", at, "ada", "Its original never came #chat"), "c")),
        Box::new(move || posted(reply("6", "1", at, "eve", "To the original"), "a")),
        Box::new(move || reposted(carried(), "a")),
        Box::new(move || reposted(on_the_quay(), "c")),
    ]
}

fn archive_of(told: &Told, order: &[usize], batch: usize) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
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
        let told = told();
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
        let told = bridged();
        let expected = archive_of(&told, &(0..18).collect::<Vec<_>>(), 100);
        let order: Vec<usize> = order.into_iter().chain(again).collect();
        prop_assert_eq!(archive_of(&told, &order, batch), expected);
    }
}
