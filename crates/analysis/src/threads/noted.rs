//! What a post says by itself of whom it turns to, read once, and only where somebody asks.

use std::sync::OnceLock;

use chat::Post;

use super::edges;
use crate::terms::unsigned;

/// Words of fewer letters tell little of what is talked about.
const LONGER: usize = 5;

/// What a post says by itself.
#[derive(Debug, Clone)]
pub(crate) struct Noted {
    /// Its author's handle in lower case.
    pub(super) handle: Option<String>,
    /// Its author's first name in lower case.
    pub(super) first_name: Option<String>,
    turns: OnceLock<Turns>,
    words: OnceLock<Vec<String>>,
    longer: OnceLock<Vec<String>>,
}

/// Whom a post turns to, by its words.
#[derive(Debug, Clone)]
pub(super) struct Turns {
    /// The handles it begins with, in lower case.
    pub(super) handles: Vec<String>,
    /// The name it begins with, where a comma or colon follows, in lower case.
    pub(super) addressed: Option<String>,
    /// The handle whose words it repeats, in lower case, and these words, folded.
    pub(super) repeats: Option<(String, Vec<String>)>,
    /// Which part of how many it is.
    pub(super) part: Option<(u32, Option<u32>)>,
}

impl Noted {
    pub(crate) fn of(post: &Post) -> Self {
        let name = post.author.name.as_deref();
        let first = name.and_then(|name| name.split_whitespace().next());
        Self {
            handle: post.author.handle.as_deref().map(str::to_lowercase),
            first_name: first.filter(|name| name.chars().count() > 1).map(str::to_lowercase),
            turns: OnceLock::new(),
            words: OnceLock::new(),
            longer: OnceLock::new(),
        }
    }

    /// Whom it turns to; the post has to be the one noted here.
    pub(super) fn turns(&self, post: &Post) -> &Turns {
        self.turns.get_or_init(|| {
            let text = &post.body.text.plain;
            Turns {
                handles: edges::leading_handles(post).iter().map(|h| h.to_lowercase()).collect(),
                addressed: edges::addressed(text),
                repeats: edges::passed_on(text)
                    .map(|(handle, words)| (handle.to_lowercase(), edges::folded(words))),
                part: edges::part(text),
            }
        })
    }

    /// All its words, folded, each once, sorted.
    pub(super) fn words(&self, post: &Post) -> &[String] {
        self.words.get_or_init(|| edges::folded(&post.body.text.plain))
    }

    /// Those of its words that tell what is talked about.
    pub(super) fn longer(&self, post: &Post) -> &[String] {
        self.longer.get_or_init(|| {
            let mut words = edges::folded(&unsigned(&post.body.text.plain));
            words.retain(|word| word.chars().count() >= LONGER);
            words
        })
    }
}
