//! A post and the copy of it that a bridge made: shown once, counted once, both kept.

use chat::{Change, Chat, Tombstone, Uri};
use store::live::Changed;
use store::{Archive, As, Exported, Scope, Search, Standing, Writer};

use crate::make::{
    apply, copy, entry, on_bluesky, page, paged, post, posted, repost, reposted, skeet, uri,
};

const AT: &str = "2026-11-12T19:30:00Z";

fn evening() -> Chat {
    Chat {
        name: "chat/2026-11-12".parse().unwrap(),
        title: None,
        starts_at: "2026-11-12T19:00:00Z".parse().unwrap(),
        ends_at: "2026-11-12T20:00:00Z".parse().unwrap(),
        opens_at: None,
        closes_at: None,
    }
}

fn told(archive: &Archive) -> Vec<Uri> {
    let mut told = Vec::new();
    let all = archive.export(&Scope::All, As::Told, |exported| {
        if let Exported::Post { post, .. } = exported {
            told.push(post.uri);
        }
        Ok::<(), store::StoreError>(())
    });
    all.unwrap();
    told.sort();
    told
}

/// The archive of an evening on which a post, its copy, and answers to both were told.
fn bridged() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut original = paged("1", AT, "ada", "What do you keep? #chat");
    (original.likes, original.reposts) = (Some(3), Some(1));
    let mut its_copy = copy("1", AT, "ada", "What do you keep? #chat");
    (its_copy.likes, its_copy.reposts) = (Some(4), None);
    let mut answer = skeet("2", AT, "bob", "Everything");
    answer.reply_to = Some(its_copy.uri.clone());
    let mut passed_on = repost("5", "1", AT, "eve");
    passed_on.of = Some(its_copy.uri.clone());
    apply(
        dir.path(),
        vec![
            posted(its_copy, "bluesky"),
            posted(answer, "bluesky"),
            reposted(passed_on, "bluesky"),
            posted(original, "lamp.example"),
        ],
    );
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    writer.set_chat(&evening()).unwrap();
    writer.finish().unwrap();
    dir
}

#[test]
fn a_copy_is_kept_and_neither_shown_counted_nor_found_beside_its_original() {
    let dir = bridged();
    let archive = Archive::open(dir.path()).unwrap();
    let its_copy = on_bluesky("ada-copy", "copy1");
    assert_eq!(told(&archive), [its_copy.clone(), on_bluesky("bob", "2"), uri("1")]);

    let found = archive.chat_posts(&evening()).unwrap();
    let shown: Vec<&Uri> = found.posts.iter().map(|post| &post.uri).collect();
    assert_eq!(shown, [&on_bluesky("bob", "2"), &uri("1")]);
    assert_eq!(found.posts[0].reply_to, Some(uri("1")), "it answers the original");
    assert_eq!(found.reposts[0].of, Some(uri("1")), "it passes the original on");
    let original = &found.posts[1];
    assert_eq!((original.all_likes(), original.all_reposts()), (Some(7), Some(1)));
    assert_eq!(original.copies[0].uri, its_copy);

    let summary = archive.chat(&evening().name).unwrap().unwrap();
    assert_eq!((summary.posts, summary.people, summary.reposts), (2, 2, 1));
    assert_eq!(archive.size().unwrap(), (2, 2));
    let search = Search { query: "keep".into(), limit: 10, ..Search::default() };
    let hits = archive.search(&search).unwrap();
    assert_eq!((hits.total, hits.posts.len()), (1, 1));

    assert_eq!(archive.post(&its_copy).unwrap().unwrap().post.uri, uri("1"));
    let thread = archive.thread(&found.posts[0]).unwrap();
    assert_eq!(thread.len(), 2, "the answer and the original");
    let sources = |seen: Vec<chat::Sighting>| -> Vec<String> {
        seen.into_iter().map(|seen| seen.source).collect()
    };
    assert_eq!(sources(archive.sightings(&uri("1")).unwrap()), ["bluesky", "lamp.example"]);
    assert_eq!(sources(archive.own_sightings(&its_copy).unwrap()), ["bluesky"]);
    let watched = archive.shown_since("bluesky", "2026-11-12T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(watched.len(), 2, "whether the copy is still there is asked as before");
    let bob = archive.posts_by(&Uri::new("did:plc:ada-copy"), 0, 10).unwrap();
    assert_eq!(bob.iter().map(|post| &post.uri).collect::<Vec<_>>(), [&uri("1")]);
}

#[test]
fn what_a_chat_only_answers_goes_out_with_it_as_context_and_its_copy_too() {
    let dir = tempfile::tempdir().unwrap();
    let before = "2026-11-12T18:00:00Z";
    let mut answer = post("2", AT, "bob", "Late, but yes #chat");
    answer.reply_to = Some(uri("1"));
    apply(
        dir.path(),
        vec![
            posted(paged("1", before, "ada", "Who is coming?"), "a"),
            posted(copy("1", before, "ada", "Who is coming?"), "b"),
            posted(answer, "a"),
        ],
    );
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    writer.set_chat(&evening()).unwrap();
    writer.finish().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    let exported = |how| {
        let mut posts = Vec::new();
        let all = archive.export(&Scope::Chat(Box::new(evening())), how, |exported| {
            if let Exported::Post { post, context, .. } = exported {
                posts.push((post.uri, context));
            }
            Ok::<(), store::StoreError>(())
        });
        all.unwrap();
        posts
    };
    let its_copy = on_bluesky("ada-copy", "copy1");
    assert_eq!(exported(As::Told), [(its_copy, true), (uri("1"), true), (uri("2"), false)]);
    assert_eq!(exported(As::Shown), [(uri("1"), true), (uri("2"), false)]);
}

#[test]
fn a_repost_that_the_bridge_carried_over_is_one() {
    let dir = bridged();
    let mut passed_on = repost("6", "1", AT, "bob");
    passed_on.uri = Uri::new("at://did:plc:bob/app.bsky.feed.repost/6");
    let mut carried = repost("7", "1", AT, "bob");
    carried.uri = Uri::new(format!("https://bsky.brid.gy/convert/ap/{}", passed_on.uri));
    apply(dir.path(), vec![reposted(carried, "lamp.example"), reposted(passed_on, "bluesky")]);
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.reposts_of(&uri("1")).unwrap().len(), 2, "by eve, and by bob");
    assert_eq!(archive.stats().unwrap().reposts, 2);
}

#[test]
fn an_archive_of_an_older_program_is_folded_when_it_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    let bobs = skeet("2", AT, "bob", "Kettles #chat");
    let mut carried = paged("carried", AT, "bob-copy", "Kettles #chat");
    carried.uri = Uri::new(format!("https://bsky.brid.gy/convert/ap/{}", bobs.uri));
    apply(
        dir.path(),
        vec![
            posted(paged("1", AT, "ada", "Lamps #chat"), "a"),
            posted(carried, "a"),
            posted(bobs, "b"),
        ],
    );
    let db = rusqlite::Connection::open(dir.path().join("chatkeep.db")).unwrap();
    db.execute_batch("drop table copies; drop table pages; pragma user_version = 6").unwrap();
    drop(db);
    let archive = Archive::open(dir.path()).unwrap();
    let its_copy = archive.post(&on_bluesky("bob", "2")).unwrap().unwrap().post.copies;
    assert_eq!(its_copy.len(), 1);
    apply(dir.path(), vec![]);
    assert_eq!(archive.size().unwrap(), (2, 2));
    let search = Search { query: "kettles".into(), limit: 10, ..Search::default() };
    assert_eq!(archive.search(&search).unwrap().total, 1);
    // The pages of what was here before are known too.
    apply(dir.path(), vec![posted(copy("1", AT, "ada", "Lamps #chat"), "b")]);
    assert_eq!(archive.post(&uri("1")).unwrap().unwrap().post.copies.len(), 1);
}

#[test]
fn a_copy_stands_for_a_post_that_is_not_here() {
    let dir = tempfile::tempdir().unwrap();
    let alone = copy("1", AT, "ada", "What do you keep? #chat");
    apply(dir.path(), vec![posted(alone.clone(), "bluesky")]);
    let archive = Archive::open(dir.path()).unwrap();
    let kept = archive.post(&alone.uri).unwrap().unwrap();
    assert_eq!((kept.post.uri, kept.standing), (alone.uri, Standing::Record));
    assert_eq!(archive.size().unwrap(), (1, 1));
}

#[test]
fn who_takes_a_post_back_takes_its_copies_back_whichever_came_first() {
    let gone = |uri| entry(Change::Deleted(Tombstone::new(uri, None)), "lamp.example");
    let original = || posted(paged("1", AT, "ada", "A secret #chat"), "lamp.example");
    let its_copy = || posted(copy("1", AT, "ada", "A secret #chat"), "bluesky");
    for order in [
        vec![original(), its_copy(), gone(uri("1"))],
        vec![original(), gone(uri("1")), its_copy()],
        vec![its_copy(), gone(uri("1")), original()],
    ] {
        let dir = tempfile::tempdir().unwrap();
        for entry in order {
            apply(dir.path(), vec![entry]);
        }
        let archive = Archive::open(dir.path()).unwrap();
        let copy = on_bluesky("ada-copy", "copy1");
        assert_eq!(archive.post(&copy).unwrap().unwrap().standing, Standing::Gone(None));
        assert!(archive.originals(&copy).unwrap().is_empty());
        let search = Search { query: "secret".into(), limit: 10, ..Search::default() };
        assert_eq!(archive.search(&search).unwrap().total, 0);
        assert_eq!(archive.size().unwrap(), (0, 0));
    }
}

#[test]
fn a_copy_that_is_taken_back_alone_leaves_its_original() {
    let dir = bridged();
    let its_copy = on_bluesky("ada-copy", "copy1");
    apply(dir.path(), vec![entry(Change::Deleted(Tombstone::new(its_copy.clone(), None)), "b")]);
    let archive = Archive::open(dir.path()).unwrap();
    let original = archive.post(&uri("1")).unwrap().unwrap();
    assert!(original.post.copies.is_empty());
    assert_eq!(original.post.all_likes(), Some(3));
    let answer = archive.post(&on_bluesky("bob", "2")).unwrap().unwrap();
    assert_eq!(answer.post.reply_to, Some(its_copy.clone()));
    assert_eq!(archive.post(&its_copy).unwrap().unwrap().standing, Standing::Gone(None));
}

#[test]
fn nobody_else_can_call_a_post_a_copy() {
    let dir = tempfile::tempdir().unwrap();
    let mut forged = skeet("9", AT, "mallory", "Buy lamps #chat");
    forged.copy_of = Some(Uri::new(page("1")));
    // As long as nobody knows the account's handle it may be the bridge's.
    let mut nameless = forged.clone();
    nameless.author.handle = None;
    let original = paged("1", AT, "ada", "What do you keep? #chat");
    apply(dir.path(), vec![posted(original, "a"), posted(nameless, "b")]);
    let copies = || {
        let archive = Archive::open(dir.path()).unwrap();
        archive.post(&uri("1")).unwrap().unwrap().post.copies.len()
    };
    assert_eq!(copies(), 1);
    apply(dir.path(), vec![posted(forged.clone(), "b")]);
    assert_eq!(copies(), 0);
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.post(&forged.uri).unwrap().unwrap().post.uri, forged.uri);
    let search = Search { query: "lamps".into(), limit: 10, ..Search::default() };
    assert_eq!(archive.search(&search).unwrap().total, 1);
}

#[test]
fn who_reads_live_is_told_that_the_copy_makes_way() {
    let dir = tempfile::tempdir().unwrap();
    let its_copy = copy("1", AT, "ada", "What do you keep? #chat");
    apply(dir.path(), vec![posted(its_copy.clone(), "bluesky")]);
    let seen = Archive::open(dir.path()).unwrap().last_change().unwrap();
    apply(dir.path(), vec![posted(paged("1", AT, "ada", "What do you keep? #chat"), "a")]);
    let archive = Archive::open(dir.path()).unwrap();
    let (_, changed) = archive.changed_since(seen).unwrap();
    assert!(changed.contains(&Changed::Hidden(its_copy.uri)));
    let is_it =
        |changed: &Changed| matches!(changed, Changed::Post(kept) if kept.post.copies.len() == 1);
    assert!(changed.iter().any(is_it));
}

#[test]
fn the_bridges_account_is_the_same_person() {
    let dir = tempfile::tempdir().unwrap();
    let mut from_bluesky = post("bridged", AT, "bob", "Only its copy was seen #chat");
    from_bluesky.author.uri = Uri::new("https://bsky.brid.gy/ap/did:plc:bob");
    from_bluesky.author.handle = Some("@bob.quay.example@bsky.brid.gy".into());
    let ada = paged("3", AT, "ada", "Of the lamp #chat");
    let only_copy = copy("4", AT, "ada", "Its original was not seen #chat");
    let bob = skeet("2", AT, "bob", "Of the quay #chat");
    apply(
        dir.path(),
        vec![posted(from_bluesky, "a"), posted(only_copy, "b"), posted(bob, "b"), posted(ada, "a")],
    );
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.size().unwrap(), (4, 2));
    let by_bob = archive.posts_by(&Uri::new("did:plc:bob"), 0, 10).unwrap();
    assert_eq!(by_bob.len(), 2);
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    assert_eq!(writer.remove_author("@ada@lamp.example").unwrap(), Some(2), "also what was copied");
    writer.finish().unwrap();
    assert_eq!(archive.size().unwrap(), (2, 1));
}
