//! What is taken back leaves a tombstone and nothing of what it said.

use store::{Archive, Standing, Writer};

use crate::make::{apply, entry, post, posted, reply, repost, reposted, uri};

#[test]
fn a_deleted_post_is_gone_with_its_original() {
    let dir = tempfile::tempdir().unwrap();
    let secret = post("1", "2026-11-12T19:30:00Z", "ada", "regretted words #chat");
    let other = reply("2", "1", "2026-11-12T19:31:00Z", "bob", "I heard nothing #chat");
    apply(dir.path(), vec![posted(secret.clone(), "a"), posted(other.clone(), "a")]);
    let at = "2026-11-12T21:00:00Z".parse().ok();
    apply(
        dir.path(),
        vec![entry(chat::Change::Deleted(chat::Tombstone::new(secret.uri.clone(), at)), "b")],
    );

    let archive = Archive::open(dir.path()).unwrap();
    let tombstone = archive.post(&secret.uri).unwrap().unwrap();
    assert_eq!(tombstone.standing, Standing::Gone(at));
    assert_eq!(tombstone.post.created_at, secret.created_at);
    assert!(archive.originals(&secret.uri).unwrap().is_empty());
    assert_eq!(archive.originals(&other.uri).unwrap().len(), 1, "its neighbour's original stays");
    let search =
        |words: &str| store::Search { query: words.into(), limit: 5, ..store::Search::default() };
    assert_eq!(archive.search(&search("regretted")).unwrap().total, 0);
    assert_eq!(archive.search(&search("heard")).unwrap().total, 1);
    // Told once more by an old file, it stays gone.
    apply(dir.path(), vec![posted(secret.clone(), "a")]);
    assert_eq!(archive.post(&secret.uri).unwrap().unwrap().standing, Standing::Gone(at));
    drop(archive);

    let bytes = std::fs::read(dir.path().join("chatkeep.db")).unwrap();
    let holds = |words: &str| bytes.windows(words.len()).any(|w| w == words.as_bytes());
    assert!(!holds("regretted words"), "nothing of it is left in the file");
}

#[test]
fn who_asks_to_be_left_out_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    apply(
        dir.path(),
        vec![
            posted(post("1", "2026-11-12T19:30:00Z", "ada", "mine #chat"), "a"),
            posted(post("2", "2026-11-12T19:31:00Z", "bob", "also mine #chat"), "a"),
        ],
    );
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    writer.list("@Ada@lamp.example", Some(store::ListKind::LeftOut)).unwrap();
    assert_eq!(writer.remove_author("@Ada@lamp.example").unwrap(), Some(1));
    writer.finish().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.post(&uri("1")).unwrap().unwrap().standing, Standing::Gone(None));
    assert_eq!(archive.stats().unwrap().posts, 1);
}

#[test]
fn what_others_repeated_of_it_goes_too() {
    let dir = tempfile::tempdir().unwrap();
    let secret = post("1", "2026-11-12T19:30:00Z", "ada", "regretted words #chat");
    let passed_on = repost("2", "1", "2026-11-12T19:31:00Z", "bob");
    let mut quoting = post("3", "2026-11-12T19:32:00Z", "eve", "Look at this #chat");
    quoting.quote_of = Some(secret.uri.clone());
    apply(
        dir.path(),
        vec![posted(secret, "a"), reposted(passed_on.clone(), "a"), posted(quoting.clone(), "a")],
    );
    let originals = |uri: &chat::Uri| Archive::open(dir.path()).unwrap().originals(uri).unwrap();
    assert_eq!((originals(&passed_on.uri).len(), originals(&quoting.uri).len()), (1, 1));
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    assert_eq!(writer.remove_author("nobody@lamp.example").unwrap(), None);
    assert_eq!(writer.remove_author("ada@lamp.example").unwrap(), Some(1));
    writer.finish().unwrap();
    assert_eq!((originals(&passed_on.uri).len(), originals(&quoting.uri).len()), (0, 0));
    let archive = Archive::open(dir.path()).unwrap();
    assert!(archive.author("@ada@lamp.example").unwrap().is_none(), "the profile is gone");
    assert_eq!(archive.sightings(&quoting.uri).unwrap().len(), 1, "that it was seen stays");
}
