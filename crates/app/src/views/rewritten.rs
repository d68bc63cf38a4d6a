//! A chat's summary in a language model's words, as a host let it stand.

use std::collections::HashMap;

use ::chat::{ChatName, Post, Uri};
use analysis::summary::{Line, Section};
use anyhow::Result;
use pages::Rewritten;
use store::Archive;

/// What stands, resting on posts that readers see: a sentence of which a post is gone, or hidden, is
/// left out.
pub(super) fn rewritten(
    archive: &Archive,
    chat: &ChatName,
    posts: &[Post],
) -> Result<Option<Rewritten>> {
    let Some((_, rewriting)) = archive.rewriting(chat)? else { return Ok(None) };
    let places: HashMap<&Uri, usize> =
        posts.iter().enumerate().map(|(at, post)| (&post.uri, at)).collect();
    let rewriting = rewriting.resting_on(|uri| places.contains_key(uri));
    let line = |sentence: store::host::Sentence| Line {
        posts: sentence.posts.iter().filter_map(|uri| places.get(uri).copied()).collect(),
        text: sentence.text,
    };
    let section = |section: store::host::RewrittenSection| Section {
        heading: section.heading,
        question: section.question,
        lines: section.sentences.into_iter().map(line).collect(),
    };
    let sections = rewriting.sections.into_iter().map(section).collect();
    Ok(Some(Rewritten { model: rewriting.model, sections }))
}
