//! What every finding starts from: what each post says by itself, what answers what, and who passed on what.
//!
//! The first is read once a post and kept while a chat grows ([`crate::running`]); the others are made of it.

use chat::Post;

use crate::names::Names;
use crate::questions::{Noted as Asking, Talk};
use crate::reposts::{Folded, fold};
use crate::threads::{Forest, Noted as Turning, conversations, conversations_by};

/// What a post says by itself.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) asking: Asking,
    pub(crate) turning: Turning,
}

/// What each post of a talk says by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notes {
    pub(crate) posts: Vec<Note>,
    pub(crate) context: Vec<Note>,
    pub(crate) names: Names,
}

impl Notes {
    pub(crate) fn of(talk: &Talk<'_>) -> Self {
        let mut names = Names::default();
        let posts = talk.posts.iter().map(|post| Note::of(post, &mut names)).collect();
        let context = talk.context.iter().map(|post| Note::of(post, &mut names)).collect();
        Self { posts, context, names }
    }
}

impl Note {
    pub(crate) fn of(post: &Post, names: &mut Names) -> Self {
        Self { asking: Asking::of(post, names), turning: Turning::of(post) }
    }
}

/// What answers what, and who passed on what.
pub(crate) struct Groundwork {
    /// The conversations of the posts.
    pub(crate) forest: Forest,
    /// Those of the posts and their context, where there is such.
    with_context: Option<Forest>,
    pub(crate) folded: Folded,
}

impl Groundwork {
    pub(crate) fn of(talk: &Talk<'_>, notes: &Notes) -> Self {
        let posts: Vec<&Post> = talk.posts.iter().collect();
        let turning: Vec<&Turning> = notes.posts.iter().map(|note| &note.turning).collect();
        let forest = conversations_by(&posts, &turning);
        let with_context = (!talk.context.is_empty()).then(|| {
            let all: Vec<&Post> = posts.iter().copied().chain(talk.context).collect();
            let context = notes.context.iter().map(|note| &note.turning);
            let turning: Vec<&Turning> = turning.iter().copied().chain(context).collect();
            conversations_by(&all, &turning)
        });
        Self { forest, with_context, folded: fold(talk.posts, talk.reposts) }
    }

    /// The same, for what looks at the posts alone and at nothing else that they say.
    pub(crate) fn alone(talk: &Talk<'_>) -> Self {
        let posts: Vec<&Post> = talk.posts.iter().collect();
        let (forest, folded) = (conversations(&posts), fold(talk.posts, talk.reposts));
        Self { forest, with_context: None, folded }
    }

    /// The conversations of the posts and what they answer that is no part of the chat.
    pub(crate) fn with_context(&self) -> &Forest {
        self.with_context.as_ref().unwrap_or(&self.forest)
    }
}
