//! A chat that is brought up to each change is the chat read whole, whatever comes and in whatever order.

use chat::{Chat, Series, Tag};
use proptest::prelude::*;
use store::host::{Act, Deed, Host};
use store::{Archive, Batch, Entry, Writer};

use crate::make::{context, entry, post, posted, reply, repost, reposted, uri};

fn the_chat() -> Chat {
    Chat {
        name: "chat/2026-11-12".parse().unwrap(),
        title: None,
        starts_at: "2026-11-12T19:00:00Z".parse().unwrap(),
        ends_at: "2026-11-12T19:40:00Z".parse().unwrap(),
        opens_at: None,
        closes_at: None,
    }
}

/// Something that happens, made of a few small numbers.
fn happening((kind, label, to, minute, tagged): (u8, u8, u8, u8, bool)) -> Entry {
    // The time belongs to the post, so that the same post has the same time, mostly.
    let at = format!("2026-11-12T19:{:02}:00Z", (label * 6 + minute) % 60);
    let (name, to) = (label.to_string(), to.to_string());
    let by = ["ada", "bob", "cai"][usize::from(label) % 3];
    let words = if tagged { "said in #chat" } else { "said aside" };
    match kind {
        0..=3 => posted(post(&name, &at, by, words), "a"),
        4..=7 => posted(reply(&name, &to, &at, by, words), "a"),
        8 => context(post(&name, &at, by, words)),
        9 => {
            let mut edited = post(&name, &at, by, &format!("{words}, edited"));
            edited.body.edited_at = Some("2026-11-12T19:50:00Z".parse().unwrap());
            posted(edited, "b")
        }
        10 => {
            let mut quote = post(&name, &at, by, words);
            quote.quote_of = Some(uri(&to));
            posted(quote, "a")
        }
        11 => entry(chat::Change::Deleted(chat::Tombstone::new(uri(&name), None)), "a"),
        _ => reposted(repost(&format!("r{name}"), &to, &at, by), "a"),
    }
}

fn happenings() -> impl Strategy<Value = Vec<(u8, u8, u8, u8, bool)>> {
    let one = (0..14_u8, 0..9_u8, 0..9_u8, 0..2_u8, prop::bool::weighted(0.7));
    prop::collection::vec(one, 1..40)
}

/// Plays it in batches; returns how often the chat could be brought up, and how often not.
fn play(all: &[(u8, u8, u8, u8, bool)], batch: usize) -> Result<(u32, u32), TestCaseError> {
    let dir = tempfile::tempdir().unwrap();
    let chat = the_chat();
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    writer.add_series(&Series::new(Tag::new("chat").unwrap())).unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    let mut found = archive.chat_posts(&chat).unwrap();
    let (mut seen, mut grew, mut read) = (0, 0, 0);
    for some in all.chunks(batch) {
        let entries = some.iter().map(|&one| happening(one)).collect();
        writer.apply(Batch { entries, authors: Vec::new() }).unwrap();
        let batches = archive.changes_since(seen, 1_000).unwrap();
        seen = batches.last().map_or(seen, |batch| batch.number);
        let changed: Vec<_> = batches.into_iter().flat_map(|batch| batch.records).collect();
        let whole = archive.chat_posts(&chat).unwrap();
        if archive.grow(&chat, &mut found, &changed).unwrap() {
            prop_assert_eq!(&found, &whole);
            grew += 1;
        } else {
            read += 1;
        }
        found = whole;
    }
    in_parts(&archive, &chat)?;
    let mut host = Host::open(dir.path()).unwrap();
    for label in ["1", "4"] {
        let deed = Deed::HidePost(uri(label).to_string());
        let act = Act { chat: None, deed, reason: String::new() };
        host.decide(&act, "ada", "2026-11-12T21:00:00Z".parse().unwrap()).unwrap();
    }
    archive.as_readers_see().unwrap();
    in_parts(&archive, &chat)?;
    Ok((grew, read))
}

/// A chat read in parts is the chat read whole, however long the parts are.
fn in_parts(archive: &Archive, chat: &Chat) -> Result<(), TestCaseError> {
    let whole = archive.chat_posts(chat).unwrap().posts;
    for limit in [1, 2, 5, 100] {
        let mut parts: Vec<chat::Post> = Vec::new();
        loop {
            let after = parts.last().map(|post| (post.created_at.at(), post.uri.as_str()));
            let part = archive.chat_page(chat, after, limit).unwrap();
            prop_assert!(part.len() <= limit);
            if part.is_empty() {
                break;
            }
            parts.extend(part);
        }
        prop_assert_eq!(&parts, &whole);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_chat_grows_into_what_it_is(all in happenings(), batch in 1..4_usize) {
        play(&all, batch)?;
    }
}

#[test]
fn an_ordinary_evening_is_never_read_again() {
    let said = (0..9_u8)
        .map(|label| (if label > 3 { 4 } else { 0 }, label, label.saturating_sub(2), 0, true));
    let passed_on = (0..5_u8).map(|label| (12, label, label, 0, true));
    let all: Vec<_> = said.take(6).chain(passed_on).collect();
    let (grew, read) = play(&all, 1).unwrap();
    assert_eq!((grew, read), (11, 0));
}

#[test]
fn whoever_is_better_known_is_so_in_all_they_said() {
    let dir = tempfile::tempdir().unwrap();
    let chat = the_chat();
    let said = |name: &str, bio: Option<&str>| {
        let mut post = post(name, "2026-11-12T19:05:00Z", "ada", "said in #chat");
        post.author.bio = bio.map(str::to_owned);
        posted(post, "a")
    };
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    let batch = |entry| Batch { entries: vec![entry], authors: Vec::new() };
    writer.apply(batch(said("1", None))).unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    let (mut found, seen) = (archive.chat_posts(&chat).unwrap(), archive.last_change().unwrap());
    writer.apply(batch(said("2", Some("lights lamps")))).unwrap();
    let changed = archive.changes_since(seen, 10).unwrap().remove(0).records;
    assert!(archive.grow(&chat, &mut found, &changed).unwrap());
    assert!(found.posts.iter().all(|post| post.author.bio.is_some()));
    assert_eq!(found, archive.chat_posts(&chat).unwrap());
}
