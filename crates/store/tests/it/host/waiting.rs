//! What waits for a host: new people, and words.

use super::*;

#[test]
fn new_people_and_words_wait_until_they_are_let_in() {
    let (dir, archive, mut host) = evening();
    decide(&mut host, Deed::Hold, Some(name()));
    decide(&mut host, Deed::Word("Lamps".into()), Some(name()));
    apply(
        dir.path(),
        vec![
            posted(post("5", "2026-11-12T19:41:00Z", "newcomer", "Hello #chat"), "a"),
            posted(post("6", "2026-11-12T19:42:00Z", "ada", "cheap lamps #chat"), "a"),
            posted(post("7", "2026-11-12T19:43:00Z", "bob", "Welcome #chat"), "a"),
            posted(post("8", "2026-11-12T19:44:00Z", "newcomer", "Thanks #chat"), "a"),
        ],
    );
    assert_eq!(shown(&archive), ["1", "2", "3", "7", "4"], "what was there before stays");
    assert_eq!(archive.why_hidden(&uri("5")).unwrap(), Some(Why::IsNew));
    assert_eq!(archive.why_hidden(&uri("6")).unwrap(), Some(Why::Holds("lamps".into())));
    decide(&mut host, Deed::LetInPost(uri("6").to_string()), Some(name()));
    assert_eq!(shown(&archive), ["1", "2", "3", "6", "7", "4"]);
    decide(&mut host, Deed::LetInAuthor(author("newcomer").uri.to_string()), Some(name()));
    assert_eq!(shown(&archive), ["1", "2", "3", "5", "6", "7", "8", "4"]);
}

/// What waits is told by when it came, whatever times posts state: a day that was only stated, and a
/// key that is older than what was here, are of use to whoever wants to slip past.
#[test]
fn a_hold_is_neither_voided_by_the_future_nor_passed_by_the_past() {
    for deed in [Deed::Hold, Deed::Word("lamps".into())] {
        let (dir, archive, mut host) = evening();
        let said =
            |label: &str, at: &str, by: &str| vec![posted(post(label, at, by, "Lamps #chat"), "a")];
        let mut day_only = post("5", "2026-11-12T19:35:00Z", "dee", "Lamps of old #chat");
        let stated = day_only.clone();
        day_only.created_at = chat::Moment::known(day_only.created_at.at(), chat::Basis::Local);
        apply(dir.path(), vec![posted(day_only, "a")]);
        apply(dir.path(), said("6", "2099-01-01T00:00:00Z", "ada"));
        archive.as_readers_see().unwrap();
        let id = decide(&mut host, deed.clone(), None);
        apply(dir.path(), said("7", "2026-11-12T19:50:00Z", "newcomer"));
        apply(dir.path(), said("8", "2026-11-12T19:31:30Z", "backdated"));
        let before = archive.last_change().unwrap();
        let waits = |label: &str| archive.why_hidden(&uri(label)).unwrap().is_some();
        assert!(waits("7"), "a post from the future voids no {deed:?}");
        assert!(waits("8"), "a post from the past does not pass a {deed:?}");
        assert_eq!(shown(&archive), ["1", "2", "3", "5", "4"]);
        assert_eq!(archive.size().unwrap().0, 5, "and is not counted");
        // What was here stays, also when its time is better known, and its row another.
        let mut later = stated;
        later.created_at = "2026-11-12T19:36:00Z".parse().unwrap();
        apply(dir.path(), vec![posted(later, "b")]);
        assert!(!waits("5"));
        assert_eq!(shown(&archive), ["1", "2", "3", "5", "4"]);
        assert!(host.undo(id, "Ada", now()).unwrap());
        archive.as_readers_see().unwrap();
        let told = archive.changes_since(before, 9).unwrap();
        let told: Vec<&Uri> =
            told.iter().flat_map(|batch| &batch.records).map(Changed::uri).collect();
        assert!(told.contains(&&uri("7")) && told.contains(&&uri("8")), "{told:?}");
        assert_eq!(shown(&archive), ["1", "8", "2", "3", "5", "7", "4"]);
    }
}

#[test]
fn a_word_is_looked_for_in_warnings_and_descriptions_too() {
    let (dir, archive, mut host) = evening();
    decide(&mut host, Deed::Word("Lamps".into()), None);
    let mut warned = post("5", "2026-11-12T19:41:00Z", "ada", "See #chat");
    warned.body.content_warning = Some("cheap LAMPS".into());
    let mut drawn = post("6", "2026-11-12T19:42:00Z", "ada", "See #chat");
    drawn.body.media.push(chat::Media {
        url: "https://lamp.example/6.png".into(),
        kind: chat::MediaKind::Image,
        alt: Some("A row of lamps".into()),
    });
    let plain = post("7", "2026-11-12T19:43:00Z", "ada", "See #chat");
    apply(dir.path(), [warned, drawn, plain].map(|post| posted(post, "a")).into());
    assert_eq!(shown(&archive), ["1", "2", "3", "7", "4"]);
}

/// Where something waits is nobody's business; who was shown it is told that it waits again.
#[test]
fn nobody_is_told_that_something_is_hidden_who_never_heard_of_it() {
    let (dir, archive, mut host) = evening();
    decide(&mut host, Deed::Word("lamps".into()), None);
    let told_after = |seen: u64| {
        archive.as_readers_see().unwrap();
        let (_, changed) = archive.changed_since(seen).unwrap();
        changed.iter().map(|record| record.uri().clone()).collect::<Vec<_>>()
    };
    let before = archive.last_change().unwrap();
    let said = |label: &str, words| posted(post(label, "2026-11-12T19:41:00Z", "bob", words), "a");
    apply(dir.path(), vec![said("5", "cheap lamps #chat"), said("6", "Welcome #chat")]);
    assert_eq!(told_after(before), [uri("6")]);
    let let_in = decide(&mut host, Deed::LetInPost(uri("5").to_string()), None);
    assert_eq!(told_after(before).iter().filter(|told| **told == uri("5")).count(), 2);
    let shown = archive.last_change().unwrap();
    assert!(host.undo(let_in, "Ada", now()).unwrap());
    assert_eq!(told_after(shown), [uri("5")]);
    assert!(!told_after(before).contains(&uri("5")));
}
