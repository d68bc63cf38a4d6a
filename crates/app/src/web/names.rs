//! From an address back to what it names: the other direction of `pages::urls`.

use ::chat::{ChatName, Tag, Uri};
use anyhow::Result;
use pages::Page;
use pages::urls::{AuthorName, PostName};
use store::Hint;

use crate::views::Library;

/// The series whose pages stand in this folder.
pub(super) fn series(library: &Library<'_>, folder: &str) -> Option<Tag> {
    let wanted = format!("chats/{folder}/index.html");
    let here = |tag: &&Tag| Page::Series(tag).path() == wanted;
    library.series.iter().map(|series| &series.tag).find(here).cloned()
}

/// The chat whose page has this file name.
pub(super) fn chat(tag: &Tag, file: &str) -> Option<ChatName> {
    let day = file.strip_suffix(".html")?;
    format!("{tag}/{day}").parse().ok()
}

/// The chat of whose coverage this is the data.
pub(super) fn coverage(tag: &Tag, file: &str) -> Option<ChatName> {
    let day = file.strip_suffix(".coverage.json")?;
    format!("{tag}/{day}").parse().ok()
}

/// The post whose page has this file name.
pub(super) fn post(library: &Library<'_>, file: &str) -> Result<Option<Uri>> {
    let wanted = format!("posts/{file}");
    let Some(name) = file.strip_suffix(".html").and_then(PostName::read) else { return Ok(None) };
    let hint = match name {
        PostName::Tweet(id) => Hint::Tweet(id),
        PostName::Timed(rkey) => Hint::Tid(rkey),
        PostName::Hashed(digest) => Hint::Digest(digest),
    };
    let likely = library.archive.posts_like(&hint)?;
    Ok(likely.into_iter().find(|uri| Page::Post(uri).path() == wanted))
}

/// The author whose page, and which part of it, has this file name.
pub(super) fn author(library: &Library<'_>, file: &str) -> Result<Option<(Uri, usize)>> {
    let wanted = format!("people/{file}");
    let Some((name, part)) = file.strip_suffix(".html").and_then(AuthorName::read) else {
        return Ok(None);
    };
    let likely = match name {
        AuthorName::TwitterId(id) => vec![Uri::twitter_user(id)],
        AuthorName::TwitterHandle(handle) => vec![Uri::twitter_handle(&handle)],
        AuthorName::Hashed(digest) => library.archive.authors_like(&digest)?,
    };
    let page = |uri: &Uri| {
        if part == 1 { Page::Author(uri).path() } else { Page::AuthorPart(uri, part).path() }
    };
    Ok(likely.into_iter().find(|uri| page(uri) == wanted).map(|uri| (uri, part)))
}
