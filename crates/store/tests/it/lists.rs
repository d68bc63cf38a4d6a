//! Lists of posts are walked from either end, several tags as one, and what readers are not shown is
//! neither in them nor counted.

use std::ops::ControlFlow;

use chat::{Post, Tag};
use store::host::{Act, Deed, Host};
use store::{Archive, Echo, End, List, StoreError, Stretch};

use crate::make::{apply, context, post, posted, reply, repost, reposted, uri};

fn tag(name: &str) -> Tag {
    Tag::new(name).unwrap()
}

/// The last part of the uris of a stretch, up to `most`.
fn walked(archive: &Archive, list: List<'_>, within: Stretch, most: usize) -> Vec<String> {
    let mut found = Vec::new();
    let each = |_: u64, post: Post| {
        found.push(post.uri.as_str().rsplit('/').next().unwrap().to_owned());
        Ok::<_, StoreError>(match found.len() < most {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        })
    };
    archive.walk(list, within, each).unwrap();
    found
}

fn evening() -> (tempfile::TempDir, Archive) {
    let dir = tempfile::tempdir().unwrap();
    let at = |minute: u32| format!("2026-11-12T19:{minute:02}:00Z");
    apply(
        dir.path(),
        vec![
            posted(post("1", &at(1), "ada", "said in #chat"), "a"),
            posted(post("2", &at(2), "bob", "said in #chat and in #lamps"), "a"),
            posted(reply("3", "1", &at(3), "ada", "said in #lamps"), "a"),
            posted(reply("4", "1", &at(4), "cai", "said aside"), "a"),
            posted(reply("5", "1", &at(5), "bob", "said in #chat"), "a"),
            context(reply("6", "1", &at(6), "dot", "rode along in #chat")),
            reposted(repost("r1", "1", &at(7), "cai"), "a"),
            reposted(repost("r2", "1", &at(8), "bob"), "a"),
        ],
    );
    let archive = Archive::open(dir.path()).unwrap();
    (dir, archive)
}

fn hide(dir: &tempfile::TempDir, archive: &Archive, deed: Deed) {
    let act = Act { chat: None, deed, reason: String::new() };
    let now = "2026-11-12T21:00:00Z".parse().unwrap();
    Host::open(dir.path()).unwrap().decide(&act, "ada", now).unwrap();
    archive.as_readers_see().unwrap();
}

const NEWEST: Stretch = Stretch { after: 0, before: u64::MAX, from: End::Newest, limit: 100 };

#[test]
fn lists_are_walked_from_either_end() {
    let (dir, archive) = evening();
    let (chat, both) = ([tag("chat")], [tag("lamps"), tag("chat"), tag("nobodysaidthis")]);
    assert_eq!(walked(&archive, List::Tags(&chat), NEWEST, 9), ["5", "2", "1"]);
    // A post with both tags stands there once.
    assert_eq!(walked(&archive, List::Tags(&both), NEWEST, 9), ["5", "3", "2", "1"]);
    let oldest = Stretch { from: End::Oldest, ..NEWEST };
    assert_eq!(walked(&archive, List::Tags(&both), oldest, 2), ["1", "2"]);
    let number = |name: &str| archive.number_of(&uri(name)).unwrap().unwrap();
    let between = Stretch { after: number("1"), before: number("5"), ..NEWEST };
    assert_eq!(walked(&archive, List::Whole, between, 9), ["4", "3", "2"]);
    let ada = archive.numbered(number("1")).unwrap().unwrap().post.author.uri;
    assert_eq!(walked(&archive, List::Author(&ada), NEWEST, 9), ["3", "1"]);
    // What is looked at is counted, also what is no post.
    assert_eq!(walked(&archive, List::Whole, Stretch { limit: 4, ..NEWEST }, 9), ["5"]);
    assert!(walked(&archive, List::Tags(&[]), NEWEST, 9).is_empty());
    assert_eq!(archive.tags_like(&tag("la"), 9).unwrap(), [tag("lamps")]);
    hide(&dir, &archive, Deed::HidePost(uri("2").to_string()));
    assert_eq!(walked(&archive, List::Tags(&both), NEWEST, 9), ["5", "3", "1"]);
}

#[test]
fn what_comes_back_is_counted_as_far_as_it_is_shown() {
    let (dir, archive) = evening();
    let echo = || archive.echoes([&uri("1"), &uri("2")]).unwrap();
    // An answer that only rode along stands in the conversation too.
    assert_eq!(echo().remove(&uri("1")), Some(Echo { answers: 4, reposts: 2 }));
    assert_eq!(echo().len(), 1);
    let bob = archive.post(&uri("2")).unwrap().unwrap().post.author.uri;
    let said = archive.said_by(&bob, 99).unwrap();
    assert_eq!((said.posts, said.hidden, said.first < said.last), (2, 0, true));
    hide(&dir, &archive, Deed::HideAuthor(bob.to_string()));
    assert_eq!(echo().remove(&uri("1")), Some(Echo { answers: 3, reposts: 1 }));
    let dot = archive.post(&uri("6")).unwrap().unwrap().post.author.uri;
    hide(&dir, &archive, Deed::HideAuthor(dot.to_string()));
    assert_eq!(echo().remove(&uri("1")), Some(Echo { answers: 2, reposts: 1 }));
    let said = archive.said_by(&bob, 99).unwrap();
    assert_eq!((said.posts, said.hidden), (0, 2));
    assert_eq!(archive.posts_by(&bob, 0, 9).unwrap(), []);
    assert_eq!(archive.authors_named("bo", 9).unwrap(), []);
    assert_eq!(archive.authors_named("@AD", 9).unwrap().len(), 1);
}
