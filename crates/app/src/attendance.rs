//! Who came to the chats before one, read from the archive.

use std::collections::BTreeSet;

use analysis::people::before::{Before, LATEST};
use anyhow::Result;
use chat::{Chat, Uri};
use store::Archive;

/// How often these people came to the chats of the archive that began before this one; `chats` are by
/// their start. The last of its series are read whole; who was in none of them is looked for further back.
///
/// # Errors
/// When the archive cannot be read.
pub(crate) fn before<'a>(
    archive: &Archive,
    chat: &Chat,
    people: &BTreeSet<&Uri>,
    chats: impl DoubleEndedIterator<Item = &'a Chat>,
) -> Result<Before> {
    let mut before = Before::default();
    let earlier: Vec<&Chat> = chats.filter(|other| other.starts_at < chat.starts_at).collect();
    if earlier.is_empty() {
        return Ok(before);
    }
    let own = earlier.iter().rev().filter(|other| other.name.tag == chat.name.tag);
    let mut latest: Vec<&Chat> = own.take(LATEST).copied().collect();
    latest.reverse();
    for other in latest {
        before.add(wrote(archive, other)?);
    }
    let mut came = Vec::new();
    for person in people {
        if !before.knows(person) && archive.came_before(person, chat.starts_at)? {
            came.push((*person).clone());
        }
    }
    before.add_others(came);
    Ok(before)
}

/// Who wrote in a chat. Where only the days of posts are known, all of it is read.
fn wrote(archive: &Archive, chat: &Chat) -> Result<Vec<Uri>> {
    let voices = archive.voices(&chat.name.tag, chat.starts_at, chat.ends_at)?;
    if voices.is_empty() {
        let posts = archive.chat_posts(chat)?.posts;
        return Ok(posts.into_iter().map(|post| post.author.uri).collect());
    }
    Ok(voices.into_iter().map(|voice| Uri::new(voice.author)).collect())
}
