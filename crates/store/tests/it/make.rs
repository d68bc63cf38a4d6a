//! Invented posts, in few words.

use std::path::Path;

use chat::{Author, Change, Moment, Network, Post, Repost, Text, Uri};
use store::{Archive, Batch, Entry, Outcome, Role, Writer};

pub(crate) fn author(name: &str) -> Author {
    let mut author =
        Author::new(Uri::new(format!("https://lamp.example/users/{name}")), Network::Fediverse);
    author.handle = Some(format!("@{name}@lamp.example"));
    author.name = Some(name.to_uppercase());
    author
}

pub(crate) fn uri(label: &str) -> Uri {
    Uri::new(format!("https://lamp.example/posts/{label}"))
}

pub(crate) fn post(label: &str, at: &str, by: &str, words: &str) -> Post {
    let created_at: Moment = at.parse().unwrap();
    let mut post = Post::new(uri(label), Network::Fediverse, author(by), created_at);
    post.body.text = Text::from_plain(words);
    post
}

pub(crate) fn reply(label: &str, to: &str, at: &str, by: &str, words: &str) -> Post {
    let mut post = post(label, at, by, words);
    post.reply_to = Some(uri(to));
    post
}

pub(crate) fn repost(label: &str, of: &str, at: &str, by: &str) -> Repost {
    let created_at = at.parse().unwrap();
    Repost {
        uri: uri(label),
        network: Network::Fediverse,
        of: Some(uri(of)),
        author: author(by),
        created_at,
        text: None,
    }
}

pub(crate) fn entry(change: Change, source: &str) -> Entry {
    let original = format!("{change:?}").into_bytes();
    Entry {
        change,
        role: Role::Record,
        source: source.into(),
        seen_at: None,
        original,
        sightings: None,
    }
}

pub(crate) fn posted(post: Post, source: &str) -> Entry {
    entry(Change::Posted(Box::new(post)), source)
}

pub(crate) fn context(post: Post) -> Entry {
    Entry { role: Role::Context, ..posted(post, "a.json") }
}

pub(crate) fn reposted(repost: Repost, source: &str) -> Entry {
    entry(Change::Reposted(Box::new(repost)), source)
}

/// Applies everything as one batch and closes the writer.
pub(crate) fn apply(dir: &Path, entries: Vec<Entry>) -> Vec<Outcome> {
    let mut writer = Writer::open(dir, "test").unwrap();
    let outcomes = writer.apply(Batch { entries, authors: Vec::new() }).unwrap();
    writer.finish().unwrap();
    outcomes
}

/// Everything in the archive, one line a record: as it was told, and then as it is shown.
pub(crate) fn everything(dir: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    let archive = Archive::open(dir).unwrap();
    for how in [store::As::Told, store::As::Shown] {
        let all = archive.export(&store::Scope::All, how, |exported| {
            lines.push(format!("{exported:?}"));
            Ok::<(), store::StoreError>(())
        });
        all.unwrap();
    }
    lines.push(format!("{:?}", archive.stats().unwrap()));
    lines
}

/// A post of the fediverse whose page is not its name.
pub(crate) fn paged(label: &str, at: &str, by: &str, words: &str) -> Post {
    let mut post = post(label, at, by, words);
    post.url = Some(page(label));
    post
}

pub(crate) fn page(label: &str) -> String {
    format!("https://lamp.example/@someone/{label}")
}

/// The name of a post on Bluesky, of an account that is called so.
pub(crate) fn on_bluesky(by: &str, label: &str) -> Uri {
    Uri::new(format!("at://did:plc:{by}/app.bsky.feed.post/{label}"))
}

/// A post on Bluesky.
pub(crate) fn skeet(label: &str, at: &str, by: &str, words: &str) -> Post {
    let mut account = Author::new(Uri::new(format!("did:plc:{by}")), Network::Bluesky);
    account.handle = Some(format!("@{by}.quay.example"));
    let mut post = Post::new(on_bluesky(by, label), Network::Bluesky, account, at.parse().unwrap());
    post.body.text = Text::from_plain(words);
    post
}

/// The copy on Bluesky of a post that was made with [`paged`], by the bridge's account for its author.
pub(crate) fn copy(of: &str, at: &str, by: &str, words: &str) -> Post {
    let mut copy = skeet(&format!("copy{of}"), at, &format!("{by}-copy"), words);
    copy.author.handle = Some(format!("@{by}.lamp.example.ap.brid.gy"));
    copy.copy_of = Some(Uri::new(page(of)));
    copy
}
