//! What is taken back leaves a tombstone and nothing of what it said.

use chat::{Change, Tombstone};
use store::{Archive, Outcome, Standing, Writer};

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
fn a_picture_goes_with_its_post_while_a_chat_is_followed() {
    use store::Pictures;
    use store::live::{Bus, Live};
    let dir = tempfile::tempdir().unwrap();
    let shown = post("1", "2026-11-12T19:30:00Z", "ada", "Look #chat");
    apply(dir.path(), vec![posted(shown.clone(), "a")]);
    let mut pictures = Pictures::open(dir.path()).unwrap();
    let url = "https://lamp.example/1.jpg";
    assert!(pictures.keep(&shown.uri, url, (3, 2), b"a picture").unwrap());
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.picture_file(&shown.uri, url).unwrap(), b"a picture");
    let gone = || entry(Change::Deleted(Tombstone::new(shown.uri.clone(), None)), "a");
    let batch = |entries| store::Batch { entries, authors: Vec::new() };
    let mut rehearsal = Writer::rehearse(dir.path(), "test").unwrap();
    rehearsal.apply(batch(vec![gone()])).unwrap();
    drop(rehearsal);
    assert!(archive.picture_file(&shown.uri, url).is_ok(), "a rehearsal removes nothing");
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    live.commit(batch(vec![gone()]), &[]).unwrap();
    assert!(archive.picture_file(&shown.uri, url).is_err(), "it is still there");
    live.finish().unwrap();
}

#[test]
fn who_is_left_out_is_left_out_under_a_bare_handle_too() {
    let dir = tempfile::tempdir().unwrap();
    let by = |uri: &str| {
        let mut author = chat::Author::new(chat::Uri::new(uri), chat::Network::Twitter);
        author.handle = Some("@Ada_L".into());
        author
    };
    let mut ada = post("1", "2026-11-12T19:30:00Z", "ada", "By its account #chat");
    ada.author = by("https://twitter.com/i/user/7");
    let mut bare = post("2", "2026-11-12T19:31:00Z", "ada", "By its handle #chat");
    bare.author = by("https://twitter.com/ada_l");
    let other = post("3", "2026-11-12T19:32:00Z", "bob", "Not mine #chat");
    for name in ["@ada_l", ada.author.uri.as_str(), bare.author.uri.as_str()] {
        let dir = dir.path().join(name.replace('/', "_"));
        let told = [ada.clone(), bare.clone(), other.clone()].map(|post| posted(post, "a"));
        apply(&dir, told.into());
        let mut writer = Writer::open(&dir, "test").unwrap();
        assert_eq!(writer.remove_author(name).unwrap(), Some(2), "{name}");
        writer.finish().unwrap();
        let archive = Archive::open(&dir).unwrap();
        for label in ["1", "2"] {
            let kept = archive.post(&uri(label)).unwrap().unwrap();
            assert_eq!(kept.standing, Standing::Gone(None), "{name}");
        }
        assert_eq!(archive.stats().unwrap().posts, 1);
    }
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

#[test]
fn what_repeats_it_later_keeps_nothing_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let secret = post("1", "2026-11-12T19:30:00Z", "ada", "regretted words #chat");
    let mut passed_on = repost("2", "1", "2026-11-12T19:31:00Z", "bob");
    passed_on.text = Some(chat::Text::from_plain("RT @ada: regretted words"));
    let mut quoting = post("3", "2026-11-12T19:32:00Z", "eve", "Look at this #chat");
    quoting.quote_of = Some(secret.uri.clone());
    let gone = Change::Deleted(Tombstone::new(secret.uri, None));
    apply(dir.path(), vec![entry(gone, "a")]);
    let entries = || vec![reposted(passed_on.clone(), "b"), posted(quoting.clone(), "b")];
    apply(dir.path(), entries());
    let again = apply(dir.path(), entries());
    assert_eq!(again, [Outcome::Unchanged, Outcome::Unchanged]);
    let archive = Archive::open(dir.path()).unwrap();
    for uri in [&passed_on.uri, &quoting.uri] {
        let kept = archive.originals(uri).unwrap();
        assert!(kept.iter().all(Vec::is_empty), "{uri}");
    }
    assert_eq!(archive.reposts_of(&uri("1")).unwrap()[0].text, None);
    assert!(archive.post(&quoting.uri).unwrap().is_some(), "their own words stay");
}

#[test]
fn an_account_that_is_gone_leaves_no_profile() {
    let dir = tempfile::tempdir().unwrap();
    let ada = || post("1", "2026-11-12T19:30:00Z", "ada", "mine #chat");
    let bob = post("2", "2026-11-12T19:31:00Z", "bob", "also mine #chat");
    let gone = || Change::AuthorGone { author: ada().author.uri, at: None };
    apply(dir.path(), vec![posted(ada(), "a"), posted(bob, "a"), entry(gone(), "a")]);
    let archive = Archive::open(dir.path()).unwrap();
    let is_known = |name: &str| archive.author(name).unwrap().is_some();
    assert!(!is_known("@ada@lamp.example") && is_known("@bob@lamp.example"));
    // Told again, nothing of it comes back; what the account says later is its own affair.
    apply(dir.path(), vec![posted(ada(), "a")]);
    assert_eq!(archive.stats().unwrap().posts, 1);
    apply(dir.path(), vec![posted(post("3", "2026-11-13T09:00:00Z", "ada", "back #chat"), "a")]);
    assert_eq!(archive.stats().unwrap().posts, 2);
    assert!(is_known("@ada@lamp.example"));
}
