//! The sample's posts in reading order.

use std::collections::{HashMap, HashSet};

use chat::{Post, Uri};

use crate::{Said, Tombstone, Turn, samples::SampleChat};

/// A chat's posts in reading order, each conversation whole. The program asks `analysis` for it.
#[must_use]
pub fn turns<'a>(chat: &'a SampleChat, context: &'a [Post]) -> Vec<Turn<'a>> {
    let mut all: Vec<(Said<'a>, Option<&'a Uri>)> = Vec::new();
    let answered = |uri: &Uri| chat.posts.iter().any(|post| post.reply_to.as_ref() == Some(uri));
    all.extend(context.iter().filter(|p| answered(&p.uri)).map(|p| (Said::Context(p), None)));
    all.extend(chat.posts.iter().map(|post| (Said::Post(post), post.reply_to.as_ref())));
    all.extend(chat.gone.iter().map(|gone| (Said::Gone(gone), parent_of(chat, gone))));
    all.sort_by_key(|(said, _)| (began(*said, chat), said.uri()));
    let here: HashSet<&Uri> = all.iter().map(|(said, _)| said.uri()).collect();
    let mut under: HashMap<Option<&Uri>, Vec<Said<'a>>> = HashMap::new();
    for (said, parent) in all {
        under.entry(parent.filter(|uri| here.contains(uri))).or_default().push(said);
    }
    let mut turns = Vec::new();
    append(None, 0, &mut under, &mut turns);
    turns
}

/// What stands outside of the chat takes its place where it is first answered.
fn began(said: Said<'_>, chat: &SampleChat) -> i64 {
    let own = said.said_at().map_or(0, chat::Moment::ms);
    let first = chat.posts.iter().find(|post| post.reply_to.as_ref() == Some(said.uri()));
    match said {
        Said::Context(_) => first.map_or(own, |post| post.created_at.ms()),
        _ => own,
    }
}

fn parent_of<'a>(chat: &'a SampleChat, gone: &Tombstone) -> Option<&'a Uri> {
    chat.gone_under.iter().find(|(uri, _)| *uri == gone.uri).map(|(_, parent)| parent)
}

fn append<'a>(
    parent: Option<&'a Uri>,
    depth: usize,
    under: &mut HashMap<Option<&'a Uri>, Vec<Said<'a>>>,
    turns: &mut Vec<Turn<'a>>,
) {
    for said in under.remove(&parent).unwrap_or_default() {
        turns.push(Turn { depth, said });
        append(Some(said.uri()), depth + 1, under, turns);
    }
}
