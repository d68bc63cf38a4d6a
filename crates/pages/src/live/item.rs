//! One post of a live chat, with what a script needs to put it in its place.

use askama::Template;
use chat::{Post, Uri};

use super::{LiveChat, Part, Placed};
use crate::{
    entry::{Answered, Entry, Scene, Standing, name_of},
    escape,
    transcript::{Grave, Said},
    urls::{Page, author_slug, post_slug},
};

/// So many characters of what a post answers stand above it.
const ANSWERED: usize = 120;

/// One post of a live chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub uri: Uri,
    /// Its name on the page.
    pub id: String,
    /// When it was said, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// The question that it asks, repeats or answers.
    pub question: Option<u32>,
    /// What it is to it: `asks`, `repeats`, `answers`.
    pub part: Option<&'static str>,
    /// What it answers.
    pub parent: Option<Uri>,
    /// Who wrote it, as named in links; nothing where it was taken back.
    pub author: Option<String>,
    /// How it stands in a list; nothing where it is to stand there no longer.
    pub html: String,
}

impl Item {
    /// What readers are shown no longer.
    #[must_use]
    pub fn removed(uri: &Uri) -> Self {
        Self {
            uri: uri.clone(),
            id: post_slug(uri),
            at_ms: 0,
            question: None,
            part: None,
            parent: None,
            author: None,
            html: String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "live_item.html")]
struct Html<'a> {
    item: &'a Item,
    parent: Option<String>,
    is_question: bool,
    is_warned: bool,
    inner: &'a str,
}

impl LiveChat<'_> {
    /// What stands in a place of the chat, if it is part of it.
    #[must_use]
    pub fn item(&self, uri: &Uri) -> Option<Item> {
        let placed = self.said.iter().find(|placed| placed.said.uri() == uri)?;
        Some(self.placed(placed, &self.scene()))
    }

    pub(super) fn placed(&self, placed: &Placed<'_>, scene: &Scene<'_>) -> Item {
        let day = Some(self.chat.name.date);
        let uri = placed.said.uri();
        let (inner, post) = match placed.said {
            Said::Gone(tombstone) => (Grave::new(tombstone, scene, day).to_string(), None),
            Said::Post(post) | Said::Context(post) => {
                let entry = Entry::new(post, scene, Standing::Plain, day);
                (entry.answering(self.answered(post, scene)).to_string(), Some(post))
            }
        };
        let part = post.map_or(Part::Aside, |_| placed.part);
        let mut item = Item {
            uri: uri.clone(),
            id: post_slug(uri),
            at_ms: placed.said.said_at().map_or(0, chat::Moment::ms),
            question: part.question(),
            part: match part {
                Part::Asks(_) => Some("asks"),
                Part::Repeats(_) => Some("repeats"),
                Part::Answers(_) => Some("answers"),
                Part::Aside => None,
            },
            parent: post.and_then(|post| post.reply_to.clone()),
            author: post.map(|post| author_slug(&post.author.uri)),
            html: String::new(),
        };
        item.html = Html {
            parent: item.parent.as_ref().map(post_slug),
            is_question: matches!(part, Part::Asks(_)),
            is_warned: post.is_some_and(|post| post.body.content_warning.is_some()),
            inner: &inner,
            item: &item,
        }
        .render()
        .unwrap_or_default();
        item
    }

    /// Whom a post answers, and how that begins: nobody is to leave the page to find out.
    fn answered(&self, post: &Post, scene: &Scene<'_>) -> Option<Answered> {
        let Some(parent) = &post.reply_to else {
            let name = post.reply_to_handle.clone()?;
            return Some(Answered { name, link: None, external: true, words: None });
        };
        let mut here = self.said.iter().map(|placed| placed.said);
        let here = here.find(|said| said.uri() == parent);
        match here {
            Some(Said::Gone(_)) => Some(Answered {
                name: "a post that was taken back".to_owned(),
                link: Some(format!("#{}", post_slug(parent))),
                external: false,
                words: None,
            }),
            Some(Said::Post(parent) | Said::Context(parent)) => Some(Answered {
                name: name_of(&parent.author),
                link: Some(format!("#{}", post_slug(&parent.uri))),
                external: false,
                words: Some(beginning(parent)),
            }),
            None => {
                let known = scene.known.post(parent)?;
                Some(Answered {
                    name: name_of(&known.author),
                    link: Some(scene.here.to(Page::Post(parent))),
                    external: false,
                    words: Some(beginning(known)),
                })
            }
        }
    }
}

/// How a post begins; of a warned one the warning.
pub(super) fn beginning(post: &Post) -> String {
    if let Some(warning) = &post.body.content_warning {
        return format!("(content warning: {})", escape::clipped(warning, ANSWERED));
    }
    let words: Vec<&str> = post.body.text.plain.split_whitespace().collect();
    let leading = words.iter().take_while(|word| word.starts_with('@')).count();
    let tags = words.iter().rev().take_while(|word| word.starts_with('#')).count();
    let end = words.len().saturating_sub(tags).max(leading);
    escape::clipped(&words[leading..end].join(" "), ANSWERED).into_owned()
}
