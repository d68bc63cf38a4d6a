//! Who came to the chats before one, read from the archive.

use analysis::people::before::Before;
use anyhow::Result;
use chat::{Chat, Uri};
use store::Archive;

/// Who wrote in the chats of the archive that began before this one; `chats` are by their start.
///
/// # Errors
/// When the archive cannot be read.
pub(crate) fn before<'a>(
    archive: &Archive,
    chat: &Chat,
    chats: impl Iterator<Item = &'a Chat>,
) -> Result<Before> {
    let mut before = Before::default();
    for earlier in chats.filter(|other| other.starts_at < chat.starts_at) {
        let wrote = wrote(archive, earlier)?;
        if earlier.name.tag == chat.name.tag {
            before.add(wrote);
        } else {
            before.add_elsewhere(wrote);
        }
    }
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
