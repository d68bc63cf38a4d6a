//! What is applied is there, once, whatever comes twice.

use store::{Archive, Batch, OpenError, Outcome, Search, Sitting, Standing, Writer};

use crate::make::{apply, context, post, posted, reply, repost, reposted, uri};

/// A sitting without reminders.
fn sitting(from: &str, to: &str) -> Sitting {
    let (starts_at, ends_at) = (from.parse().unwrap(), to.parse().unwrap());
    Sitting { starts_at, ends_at, opens_at: starts_at, closes_at: ends_at }
}

#[test]
fn a_post_is_kept_with_its_original_and_its_sightings() {
    let dir = tempfile::tempdir().unwrap();
    let ada = post("1", "2026-11-12T19:30:00Z", "ada", "Hello #Chat, see https://example.org");
    assert_eq!(apply(dir.path(), vec![posted(ada.clone(), "a.json")]), [Outcome::Added]);
    assert_eq!(apply(dir.path(), vec![posted(ada.clone(), "a.json")]), [Outcome::Unchanged]);
    assert_eq!(apply(dir.path(), vec![posted(ada.clone(), "b.json")]), [Outcome::Unchanged]);

    let archive = Archive::open(dir.path()).unwrap();
    let kept = archive.post(&ada.uri).unwrap().unwrap();
    assert_eq!(kept.standing, Standing::Record);
    assert_eq!(kept.post.body, ada.body);
    let sources: Vec<String> =
        archive.sightings(&ada.uri).unwrap().into_iter().map(|s| s.source).collect();
    assert_eq!(sources, ["a.json", "b.json"]);
    assert_eq!(archive.originals(&ada.uri).unwrap().len(), 2);
}

#[test]
fn what_two_files_know_is_joined() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = post("1", "2026-11-12T19:30:00Z", "ada", "Hello #Chat");
    first.likes = Some(3);
    let mut second = post("1", "2026-11-12T19:30:00Z", "ada", "Hello #Chat");
    second.reposts = Some(2);
    assert_eq!(
        apply(dir.path(), vec![posted(first, "a"), posted(second, "b")]),
        [Outcome::Added, Outcome::Merged]
    );
    let kept = Archive::open(dir.path()).unwrap().post(&uri("1")).unwrap().unwrap().post;
    assert_eq!((kept.likes, kept.reposts), (Some(3), Some(2)));
}

#[test]
fn context_becomes_a_record_when_it_is_collected() {
    let dir = tempfile::tempdir().unwrap();
    let ada = post("1", "2026-11-12T19:30:00Z", "ada", "Hello #Chat");
    let passed_on = reposted(repost("2", "1", "2026-11-12T19:31:00Z", "bob"), "a");
    apply(dir.path(), vec![context(ada.clone()), passed_on]);
    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.post(&ada.uri).unwrap().unwrap().standing, Standing::Context);
    assert_eq!(archive.stats().unwrap().posts, 0);
    assert_eq!(apply(dir.path(), vec![posted(ada.clone(), "b")]), [Outcome::Added]);
    assert_eq!(archive.post(&ada.uri).unwrap().unwrap().standing, Standing::Record);
    assert_eq!(archive.reposts_of(&ada.uri).unwrap().len(), 1);
}

#[test]
fn a_chat_holds_its_window_and_the_untagged_replies() {
    let dir = tempfile::tempdir().unwrap();
    apply(
        dir.path(),
        vec![
            posted(post("0", "2026-11-12T12:00:00Z", "ada", "Tonight! #Chat"), "a"),
            posted(post("1", "2026-11-12T19:30:00Z", "ada", "Q1 Why? #Chat"), "a"),
            posted(reply("2", "1", "2026-11-12T19:31:00Z", "bob", "Because."), "a"),
            posted(reply("3", "2", "2026-11-13T08:00:00Z", "eve", "Thought so."), "a"),
            posted(reply("4", "3", "2026-11-20T08:00:00Z", "eve", "Still do."), "a"),
            posted(post("5", "2026-11-12T19:32:00Z", "bob", "Not about this"), "a"),
            reposted(repost("6", "2", "2026-11-12T19:33:00Z", "ada"), "a"),
        ],
    );
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    let series = chat::Series::new(chat::Tag::new("#chat").unwrap());
    writer.add_series(&series).unwrap();
    let window = sitting("2026-11-12T19:30:00Z", "2026-11-12T20:30:00Z");
    let said = writer.said(&series.tag).unwrap();
    writer.set_sittings(&series, &said, &[window]).unwrap();
    writer.finish().unwrap();

    let archive = Archive::open(dir.path()).unwrap();
    let chats = archive.chats().unwrap();
    assert_eq!(chats.len(), 1);
    assert_eq!(chats[0].chat.name.to_string(), "chat/2026-11-12");
    assert_eq!((chats[0].posts, chats[0].people, chats[0].reposts), (3, 3, 1));
    let found = archive.chat_posts(&chats[0].chat).unwrap();
    let labels: Vec<&str> =
        found.posts.iter().map(|p| p.uri.as_str().rsplit('/').next().unwrap()).collect();
    assert_eq!(labels, ["1", "2", "3"]);
    assert_eq!(found.reposts.len(), 1);
}

#[test]
fn a_host_s_chat_stays_where_it_was_put() {
    let dir = tempfile::tempdir().unwrap();
    apply(dir.path(), vec![posted(post("1", "2026-11-12T19:30:00Z", "ada", "Hi #chat"), "a")]);
    let series = chat::Series::new(chat::Tag::new("chat").unwrap());
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    let set = chat::Chat {
        name: "chat/2026-11-12".parse().unwrap(),
        title: Some("Mentors".into()),
        starts_at: "2026-11-12T19:00:00Z".parse().unwrap(),
        ends_at: "2026-11-12T21:00:00Z".parse().unwrap(),
        opens_at: None,
        closes_at: None,
    };
    writer.set_chat(&set).unwrap();
    let found = sitting("2026-11-12T19:30:00Z", "2026-11-12T19:30:00Z");
    let other = sitting("2026-11-12T22:30:00Z", "2026-11-12T22:40:00Z");
    let said = writer.said(&series.tag).unwrap();
    writer.set_sittings(&series, &said, &[found, other]).unwrap();
    writer.finish().unwrap();
    let chats = Archive::open(dir.path()).unwrap().chats().unwrap();
    let names: Vec<String> = chats.iter().map(|c| c.chat.name.to_string()).collect();
    assert_eq!(names, ["chat/2026-11-12", "chat/2026-11-12-2"]);
    assert_eq!(chats[0].chat, set);
}

#[test]
fn there_is_one_writer_and_a_newer_archive_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Archive::open(dir.path()), Err(OpenError::Missing(_))));
    let writer = Writer::open(dir.path(), "import").unwrap();
    let held = Writer::open(dir.path(), "import").err().unwrap().to_string();
    assert!(held.contains("`chatkeep import`, process"), "{held}");
    assert!(Archive::open(dir.path()).is_ok());
    drop(writer);

    let db = rusqlite::Connection::open(dir.path().join("chatkeep.db")).unwrap();
    db.execute_batch("pragma user_version = 99").unwrap();
    drop(db);
    for error in [
        Archive::open(dir.path()).err().unwrap(),
        Writer::open(dir.path(), "import").err().unwrap(),
    ] {
        assert!(error.to_string().contains("newer chatkeep"), "{error}");
    }
}

#[test]
fn a_lost_index_is_built_anew() {
    let dir = tempfile::tempdir().unwrap();
    apply(
        dir.path(),
        vec![posted(post("1", "2026-11-12T19:30:00Z", "ada", "lanterns #chat"), "a")],
    );
    std::fs::remove_dir_all(dir.path().join("search-2")).unwrap();
    Writer::open(dir.path(), "test").unwrap().finish().unwrap();
    let search = store::Search { query: "lanterns".into(), limit: 5, ..store::Search::default() };
    assert_eq!(Archive::open(dir.path()).unwrap().search(&search).unwrap().total, 1);
}

#[test]
fn in_bulk_batches_are_committed_together() {
    let dir = tempfile::tempdir().unwrap();
    let batch = |label: &str| Batch {
        entries: vec![posted(post(label, "2026-11-12T19:30:00Z", "ada", "Hi #chat"), "a")],
        ..Batch::default()
    };
    let posts = || Archive::open(dir.path()).unwrap().stats().unwrap().posts;

    let mut writer = Writer::open(dir.path(), "test").unwrap().in_bulk().unwrap();
    writer.apply(batch("1")).unwrap();
    writer.apply(batch("2")).unwrap();
    assert_eq!(posts(), 0, "not committed yet");
    drop(writer);
    assert_eq!(posts(), 0, "as after a kill");

    let mut writer = Writer::open(dir.path(), "test").unwrap().in_bulk().unwrap();
    assert_eq!(writer.apply(batch("1")).unwrap(), [Outcome::Added]);
    writer.no_more_posts().unwrap();
    assert_eq!(posts(), 1);
    assert_eq!(
        writer.apply(batch("2")).unwrap(),
        [Outcome::Added],
        "there may be more all the same"
    );
    writer.finish().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    let everything = Search { limit: 10, ..Search::default() };
    assert_eq!((posts(), archive.search(&everything).unwrap().total), (2, 2));
}

#[test]
fn an_older_archive_is_brought_up_to_date_by_reading_it() {
    let dir = tempfile::tempdir().unwrap();
    let db = rusqlite::Connection::open(dir.path().join("chatkeep.db")).unwrap();
    db.execute_batch(include_str!("../../src/migrations/0001_archive.sql")).unwrap();
    db.execute_batch("pragma application_id = 0x434B4550; pragma user_version = 1").unwrap();
    drop(db);
    assert_eq!(Archive::open(dir.path()).unwrap().stats().unwrap().posts, 0);
    apply(dir.path(), vec![posted(post("1", "2026-11-12T19:30:00Z", "ada", "Hi #chat"), "a")]);
    assert_eq!(Archive::open(dir.path()).unwrap().size().unwrap(), (1, 1));
}

#[test]
fn voices_are_those_under_the_tag_at_a_known_time() {
    let dir = tempfile::tempdir().unwrap();
    let mut ada = post("1", "2026-11-12T19:30:00Z", "ada", "Hello #chat");
    ada.author.bio = Some("A bot that counts".into());
    let entries = vec![
        posted(ada, "a"),
        posted(post("2", "2026-11-12T19:31:00Z", "bob", "Hello #other"), "a"),
        posted(post("3", "2026-11-12", "cy", "Only a day #chat"), "a"),
        posted(post("4", "2026-11-12T20:00:00Z", "dee", "The last #chat"), "a"),
        posted(post("5", "2026-11-12T20:00:01Z", "eve", "Too late #chat"), "a"),
        context(post("6", "2026-11-12T19:40:00Z", "fay", "Only answered #chat")),
        reposted(repost("7", "1", "2026-11-12T19:41:00Z", "gus"), "a"),
    ];
    apply(dir.path(), entries);
    let tag = chat::Tag::new("chat").unwrap();
    let (from, to) = ("2026-11-12T00:00:00Z", "2026-11-12T20:00:00Z");
    let archive = Archive::open(dir.path()).unwrap();
    let voices = archive.voices(&tag, from.parse().unwrap(), to.parse().unwrap()).unwrap();
    let who: Vec<&str> = voices.iter().map(|v| v.handle.as_deref().unwrap()).collect();
    assert_eq!(who, ["@ada@lamp.example", "@dee@lamp.example"]);
    assert_eq!(voices[0].bio.as_deref(), Some("A bot that counts"));
}

#[test]
fn a_thread_is_whole_from_wherever_one_looks() {
    let dir = tempfile::tempdir().unwrap();
    let at = |minute: u32| format!("2026-11-12T19:{minute:02}:00Z");
    let said = [
        post("1", &at(1), "ada", "Q1 #Chat"),
        reply("2", "1", &at(2), "bob", "A1"),
        reply("3", "2", &at(3), "cai", "why?"),
        reply("4", "3", &at(4), "bob", "because"),
        reply("5", "1", &at(5), "dee", "A1 too"),
    ];
    apply(dir.path(), said.iter().map(|post| posted(post.clone(), "a")).collect());
    let archive = Archive::open(dir.path()).unwrap();
    for from in &said {
        let thread = archive.thread(from).unwrap().into_iter().map(|kept| kept.post.uri);
        let all: Vec<_> = said.iter().map(|post| post.uri.clone()).collect();
        assert_eq!(thread.collect::<Vec<_>>(), all, "from {}", from.uri);
    }
}
