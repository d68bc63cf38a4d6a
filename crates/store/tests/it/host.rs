//! What hosts decide: readers are not shown it, it is kept all the same, and it can be undone.

mod waiting;

use std::collections::HashSet;

use chat::{Chat, ChatName, Uri};
use jiff::{SignedDuration, Timestamp};
use store::host::{Act, Deed, Host, Rewriting, RewrittenSection, Sentence, Why, form_token};
use store::live::Changed;
use store::{Archive, Scope, Search, Standing, Writer};

use crate::make::{apply, author, entry, post, posted, reply, repost, reposted, uri};

fn now() -> Timestamp {
    "2026-11-12T19:40:00Z".parse().unwrap()
}

fn name() -> ChatName {
    "chat/2026-11-12".parse().unwrap()
}

fn chat() -> Chat {
    let at = |time: &str| format!("2026-11-12T{time}:00Z").parse().unwrap();
    let (starts_at, ends_at) = (at("19:30"), at("20:30"));
    Chat { name: name(), title: None, starts_at, ends_at, opens_at: None, closes_at: None }
}

/// An evening of three people, one of whom is loud.
fn evening() -> (tempfile::TempDir, Archive, Host) {
    let dir = tempfile::tempdir().unwrap();
    let mut loud = post("3", "2026-11-12T19:33:00Z", "eve", "BUY LAMPS #chat");
    loud.author.uri = Uri::new("https://loud.example/users/eve");
    loud.author.handle = Some("@Eve@loud.example".into());
    apply(
        dir.path(),
        vec![
            posted(post("1", "2026-11-12T19:31:00Z", "ada", "What do you keep? #chat"), "a"),
            posted(reply("2", "1", "2026-11-12T19:32:00Z", "bob", "All of it #chat"), "a"),
            posted(loud, "a"),
            reposted(repost("4", "3", "2026-11-12T19:34:00Z", "bob"), "a"),
        ],
    );
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    writer.set_chat(&chat()).unwrap();
    writer.finish().unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    let host = Host::open(dir.path()).unwrap();
    (dir, archive, host)
}

fn decide(host: &mut Host, deed: Deed, chat: Option<ChatName>) -> i64 {
    let act = Act { chat, deed, reason: "an <advert>".into() };
    host.decide(&act, "Ada", now()).unwrap()
}

/// What a reader finds in the chat.
fn shown(archive: &Archive) -> Vec<String> {
    archive.as_readers_see().unwrap();
    let found = archive.chat_posts(&chat()).unwrap();
    let label = |uri: &Uri| uri.as_str().rsplit('/').next().unwrap().to_owned();
    let reposts = found.reposts.iter().map(|repost| label(&repost.uri));
    found.posts.iter().map(|post| label(&post.uri)).chain(reposts).collect()
}

#[test]
fn what_is_hidden_is_kept_and_comes_back() {
    let hides = [
        Deed::HidePost(uri("3").to_string()),
        Deed::HideAuthor("https://loud.example/users/eve".into()),
        Deed::HideAuthor("@eve@loud.example".into()),
        Deed::HideServer("loud.example".into()),
    ];
    for deed in hides {
        for scope in [None, Some(name())] {
            let (dir, archive, mut host) = evening();
            assert_eq!(shown(&archive), ["1", "2", "3", "4"]);
            let before = archive.last_change().unwrap();
            let id = decide(&mut host, deed.clone(), scope);
            assert_eq!(shown(&archive), ["1", "2"], "{deed:?}");
            let kept = archive.post(&uri("3")).unwrap().unwrap();
            assert_eq!(kept.standing, Standing::Hidden);
            assert_eq!(kept.post.body.text.plain, "");
            let why = archive.why_hidden(&uri("3")).unwrap();
            assert_eq!(why, Some(Why::Hidden("an <advert>".into())));
            let search = Search { query: "lamps".into(), limit: 9, ..Search::default() };
            assert_eq!(archive.search(&search).unwrap().total, 0);
            assert_eq!(archive.count_by(&author("ada").uri).unwrap(), 1);
            assert_eq!(archive.count_by(&Uri::new("https://loud.example/users/eve")).unwrap(), 0);
            // Those who follow are told.
            let told = archive.changes_since(before, 9).unwrap();
            let is_it = |changed: &Changed| *changed == Changed::Hidden(uri("3"));
            assert!(told.iter().flat_map(|batch| &batch.records).any(is_it), "{told:?}");
            // The archive is as whole as it was.
            let mut exported = 0;
            let all = Archive::open(dir.path()).unwrap();
            all.export::<store::StoreError>(&Scope::All, store::As::Told, |_| {
                exported += 1;
                Ok(())
            })
            .unwrap();
            assert!(exported >= 4);
            assert!(host.undo(id, "Ada", now()).unwrap());
            assert!(!host.undo(id, "Ada", now()).unwrap(), "once is enough");
            assert_eq!(shown(&archive), ["1", "2", "3", "4"]);
        }
    }
}

/// Posts and people of the archive, of the tag, and posts, people and reposts of the chat, as readers
/// are told them.
fn counted(archive: &Archive) -> [u64; 7] {
    archive.as_readers_see().unwrap();
    let (all, tag) = (archive.size().unwrap(), archive.tag_size(&name().tag).unwrap());
    let summary = archive.chats().unwrap().pop().unwrap();
    let found = archive.chat_posts(&chat()).unwrap();
    assert_eq!(summary.posts, found.posts.len() as u64, "counted as shown");
    let people: HashSet<&Uri> = found.posts.iter().map(|post| &post.author.uri).collect();
    assert_eq!(summary.people, people.len() as u64);
    let passed_on = found.reposts.iter().filter(|repost| repost.of.is_some()).count();
    assert_eq!(summary.reposts, passed_on as u64);
    [all.0, all.1, tag.0, tag.1, summary.posts, summary.people, summary.reposts]
}

#[test]
fn what_is_hidden_is_not_counted() {
    let (dir, archive, mut host) = evening();
    apply(
        dir.path(),
        vec![
            // Without the tag, in the chat only by what it answers.
            posted(reply("5", "3", "2026-11-12T19:35:00Z", "cas", "Please stop"), "a"),
            posted(reply("6", "2", "2026-11-12T19:36:00Z", "dee", "lamps too"), "a"),
            posted(post("7", "2026-11-19T19:36:00Z", "bob", "A week later, lamps #chat"), "a"),
        ],
    );
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    let series = chat::Series::new(name().tag);
    let rows = writer.said(&name().tag).unwrap();
    writer.set_sittings(&series, &rows, &[]).unwrap();
    writer.set_chat(&chat()).unwrap();
    writer.set_sittings(&series, &rows, &[]).unwrap();
    writer.finish().unwrap();
    let total = |words: &str| {
        let search = Search { query: words.into(), limit: 1, ..Search::default() };
        archive.search(&search).unwrap().total
    };
    assert_eq!(counted(&archive), [6, 5, 6, 3, 5, 5, 1]);
    assert_eq!(total("lamps"), 3);
    let loud = Deed::HideAuthor("@eve@loud.example".into());
    let id = decide(&mut host, loud, Some(name()));
    // What answers it without the tag hangs in the air.
    assert_eq!(counted(&archive), [5, 4, 4, 2, 3, 3, 0]);
    assert_eq!(total("lamps"), 2);
    let between = decide(&mut host, Deed::HidePost(uri("7").to_string()), None);
    assert_eq!(counted(&archive), [4, 4, 3, 2, 3, 3, 0]);
    assert_eq!(total("lamps"), 1);
    archive.as_kept();
    assert_eq!(archive.size().unwrap(), (6, 5), "it is kept");
    for id in [id, between] {
        assert!(host.undo(id, "Ada", now()).unwrap());
    }
    assert_eq!(counted(&archive), [6, 5, 6, 3, 5, 5, 1]);
    decide(&mut host, Deed::Word("lamps".into()), None);
    let late = post("8", "2026-11-20T19:36:00Z", "fay", "lamps, lamps #chat");
    apply(dir.path(), vec![posted(late, "a")]);
    archive.as_readers_see().unwrap();
    assert_eq!((archive.size().unwrap(), total("lamps")), ((6, 5), 3), "it waits");
}

#[test]
fn what_is_hidden_is_in_no_statistics_and_gives_no_voice() {
    let (dir, archive, mut host) = evening();
    let loud = || {
        let mut loud = post("5", "2026-11-12T19:37:00Z", "eve", "LAMPS #chat #lampsale");
        loud.author.uri = Uri::new("https://loud.example/users/eve");
        loud.author.handle = Some("@Eve@loud.example".into());
        loud
    };
    apply(dir.path(), vec![posted(loud(), "b")]);
    archive.as_readers_see().unwrap();
    let (from, to) = (chat().starts_at, chat().ends_at);
    let later = to + SignedDuration::from_hours(1);
    let eve = loud().author.uri;
    let voices = || {
        let rows = archive.voices(&name().tag, from, to).unwrap();
        rows.into_iter().map(|row| row.author).collect::<Vec<_>>()
    };
    assert_eq!(voices().len(), 4);
    assert!(archive.came_before(&eve, later).unwrap());
    let before = archive.stats().unwrap();
    assert_eq!((before.posts, before.people, before.reposts), (4, 3, 1));
    decide(&mut host, Deed::HideServer("loud.example".into()), None);
    archive.as_readers_see().unwrap();
    let stats = archive.stats().unwrap();
    assert_eq!((stats.posts, stats.people, stats.reposts), (2, 2, 0));
    assert_eq!(stats.tags, [("chat".to_owned(), 2)]);
    assert_eq!(stats.sources, [("a".to_owned(), 2)]);
    assert_eq!(stats.last.unwrap().to_string(), "2026-11-12T19:32:00Z");
    let seen = voices();
    assert!(seen.len() == 2 && !seen.contains(&eve.to_string()), "{seen:?}");
    assert!(!archive.came_before(&eve, later).unwrap());
    archive.as_kept();
    assert_eq!(archive.stats().unwrap(), before, "it is kept");
}

#[test]
fn a_decision_for_a_chat_holds_in_no_other() {
    let (dir, archive, mut host) = evening();
    apply(
        dir.path(),
        vec![posted(post("9", "2026-11-20T19:41:00Z", "ada", "Another day #chat"), "a")],
    );
    decide(&mut host, Deed::HideAuthor("@ada@lamp.example".into()), Some(name()));
    archive.as_readers_see().unwrap();
    assert_eq!(archive.post(&uri("1")).unwrap().unwrap().standing, Standing::Hidden);
    assert_eq!(archive.post(&uri("9")).unwrap().unwrap().standing, Standing::Record);
}

#[test]
fn a_question_is_asked_by_one_post() {
    let (_dir, archive, mut host) = evening();
    decide(&mut host, Deed::Asks(uri("1").to_string(), 1), Some(name()));
    decide(&mut host, Deed::Asks(uri("2").to_string(), 1), Some(name()));
    assert_eq!(archive.chat_posts(&chat()).unwrap().asks, [(uri("2"), 1)]);
    decide(&mut host, Deed::Pin(uri("2").to_string()), Some(name()));
    assert_eq!(archive.pinned(&name()).unwrap(), [uri("2")]);
    let log = archive.acts(&name(), 9).unwrap();
    assert_eq!(log.len(), 3);
    assert!(log[2].undone.is_some(), "the earlier one was overruled: {log:?}");
}

#[test]
fn what_was_set_of_a_chat_is_logged_and_undone() {
    let (dir, archive, mut host) = evening();
    let mut writer = Writer::open(dir.path(), "test").unwrap();
    writer.unset_chat(&name()).unwrap();
    let series = chat::Series::new(name().tag);
    let (starts_at, ends_at) = (chat().starts_at, chat().ends_at);
    let (opens_at, closes_at) = (starts_at, ends_at);
    let found = store::Sitting { starts_at, ends_at, opens_at, closes_at };
    let rows = writer.said(&name().tag).unwrap();
    writer.set_sittings(&series, &rows, &[found]).unwrap();
    writer.finish().unwrap();
    let stands = || archive.chat(&name()).unwrap().unwrap();
    let found = stands();
    assert!(!found.by_host);
    let mut titled = found.chat;
    titled.title = Some("Lamps".into());
    host.set_chat(&titled, "Ada", now()).unwrap();
    let mut longer = titled.clone();
    longer.ends_at += SignedDuration::from_mins(30);
    host.set_chat(&longer, "Bob", now()).unwrap();
    host.set_chat(&longer, "Bob", now()).unwrap();
    assert_eq!((stands().chat, stands().by_host), (longer.clone(), true));
    let log = archive.acts(&name(), 9).unwrap();
    assert_eq!(log.len(), 2, "the same set twice is set once");
    assert!(log[1].undone.is_some() && log[0].host == "Bob");
    let Deed::Times(times) = &log[0].deed else { panic!("{log:?}") };
    assert_eq!((&times.before, &times.after), (&titled, &longer));
    assert!(host.undo(log[0].id, "Ada", now()).unwrap());
    assert_eq!((stands().chat, stands().by_host), (titled, true));
}

#[test]
fn a_models_words_go_with_the_posts_that_they_rest_on() {
    let (dir, archive, mut host) = evening();
    let sentence = |text: &str, posts: &[&str]| Sentence {
        text: text.into(),
        posts: posts.iter().map(|post| uri(post)).collect(),
    };
    let written = |model: &str| Rewriting {
        model: model.into(),
        sections: vec![RewrittenSection {
            heading: "Lamps".into(),
            question: Some(1),
            sentences: vec![sentence("Both.", &["1", "2"]), sentence("One.", &["1"])],
        }],
    };
    host.rewrite(&name(), &written("lamp-3b"), "Ada", now()).unwrap();
    let id = host.rewrite(&name(), &written("lamp-7b"), "Bob", now()).unwrap();
    assert_eq!(archive.rewriting(&name()).unwrap(), Some((id, written("lamp-7b"))));
    let log = || archive.acts(&name(), 9).unwrap();
    let words = |at: usize| match &log()[at].deed {
        Deed::Rewritten(rewriting) => (rewriting.model.clone(), rewriting.sections.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!(words(1), ("lamp-3b".into(), 0), "what was overruled keeps no words");
    assert!(log()[1].undone.is_some());

    let gone = chat::Change::Deleted(chat::Tombstone::new(uri("2"), None));
    apply(dir.path(), vec![entry(gone, "a")]);
    let (_, left) = archive.rewriting(&name()).unwrap().unwrap();
    assert_eq!(left.sections[0].sentences, [sentence("One.", &["1"])]);

    assert!(host.undo(id, "Ada", now()).unwrap());
    assert_eq!(archive.rewriting(&name()).unwrap(), None);
    assert_eq!(words(0), ("lamp-7b".into(), 0), "nor does what was taken back");
}

#[test]
fn a_link_signs_in_once_and_not_for_ever() {
    let (_dir, archive, mut host) = evening();
    let later = |minutes| now() + SignedDuration::from_mins(minutes);
    host.add_link("one", "Ada", now()).unwrap();
    assert!(archive.link_is_open("one", later(59)).unwrap());
    assert_eq!(host.sign_in("other", "s", later(1)).unwrap(), None);
    assert_eq!(host.sign_in("one", "s", later(1)).unwrap().as_deref(), Some("Ada"));
    assert_eq!(host.sign_in("one", "t", later(2)).unwrap(), None, "it worked once");
    host.add_link("two", "Bob", now()).unwrap();
    assert_eq!(host.sign_in("two", "u", later(61)).unwrap(), None, "it is too old");
    let session = archive.session("s", later(9)).unwrap().unwrap();
    assert_eq!(session.name, "Ada");
    assert_eq!(archive.session("one", later(9)).unwrap(), None);
    assert_eq!(archive.session("s", later(60 * 24 * 31)).unwrap(), None, "it ends");
    host.add_link("three", "Cas", later(9)).unwrap();
    assert!(archive.session("s", later(9)).unwrap().is_some(), "it lasts");
    host.add_link("four", "Dee", later(60 * 24 * 31)).unwrap();
    assert!(!host.revoke(session.id).unwrap(), "what ended is not kept");
    assert_eq!(host.sign_in("four", "s", later(60 * 24 * 31)).unwrap().as_deref(), Some("Dee"));
    let session = archive.session("s", later(60 * 24 * 31 + 9)).unwrap().unwrap();
    assert!(host.revoke(session.id).unwrap());
    assert_eq!(archive.session("s", later(9)).unwrap(), None);
    assert_ne!(form_token("s"), form_token("t"));
}

#[test]
fn a_host_and_a_capture_write_beside_each_other() {
    use store::live::{Bus, Live};
    let (dir, archive, mut host) = evening();
    let mut live = Live::open(dir.path(), "test", Bus::default()).unwrap();
    let series = chat::Series::new(name().tag);
    let deciding = std::thread::spawn(move || {
        for number in 0..60 {
            let id = decide(&mut host, Deed::HidePost(uri("3").to_string()), None);
            assert!(host.undo(id, "Ada", now()).unwrap(), "{number}");
        }
    });
    for number in 100..160 {
        let said = post(&number.to_string(), "2026-11-12T19:50:00Z", "ada", "More #chat");
        let batch = store::Batch { entries: vec![posted(said, "a")], authors: Vec::new() };
        live.commit(batch, &[]).unwrap();
        let rows = live.writer().said(&name().tag).unwrap();
        live.writer().set_sittings(&series, &rows, &[]).unwrap();
    }
    deciding.join().unwrap();
    live.finish().unwrap();
    assert_eq!(shown(&archive).len(), 64);
}
