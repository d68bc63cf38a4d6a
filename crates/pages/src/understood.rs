//! What was found out of a chat, on its way to the chat's page.

use std::collections::HashMap;

use analysis::{Understanding, questions::By, summary::Section};
use chat::{Post, Uri};

use crate::{
    counted::counted,
    entry::{Scene, name_of},
    language,
    text::{LastTags, Words},
    urls::Page,
    when::machine,
};

/// What was found out of a chat, and the posts that it names by their index.
#[derive(Debug, Clone, Copy)]
pub struct Understood<'a> {
    /// The posts that were looked at; each stands in the transcript.
    pub posts: &'a [Post],
    /// What was found.
    pub found: &'a Understanding,
    /// Its summary in a language model's words, where a host let it stand.
    pub rewritten: Option<&'a Rewritten>,
}

/// A summary in a language model's words; its lines name the posts that they rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The model's name.
    pub model: String,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// How a post belongs to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bond {
    /// It asks it, or asks it again.
    Asks(u32),
    /// It answers it.
    Answers(u32, By),
}

impl Bond {
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::Asks(number) | Self::Answers(number, _) => number,
        }
    }
}

/// Which posts belong to which question.
#[derive(Debug, Default)]
pub(crate) struct Bonds<'a> {
    of: HashMap<&'a Uri, Bond>,
}

impl<'a> Bonds<'a> {
    pub(crate) fn of(understood: &Understood<'a>) -> Self {
        let mut of = HashMap::new();
        let uri = |at: usize| understood.posts.get(at).map(|post| &post.uri);
        for question in &understood.found.questions.questions {
            let n = question.number;
            for answer in &question.answers {
                if let Some(uri) = uri(answer.post) {
                    of.entry(uri).or_insert(Bond::Answers(n, answer.by));
                }
            }
            let asks = question.asked.iter().filter_map(|asked| asked.post);
            for uri in asks.chain(question.also.iter().copied()).filter_map(uri) {
                of.insert(uri, Bond::Asks(n));
            }
        }
        Self { of }
    }

    pub(crate) fn bond(&self, uri: &Uri) -> Option<Bond> {
        self.of.get(uri).copied()
    }
}

/// A post set run-in: the name, then the words.
pub(crate) struct RunIn<'a> {
    pub(crate) name: String,
    pub(crate) person: String,
    pub(crate) lang: Option<&'static str>,
    pub(crate) warning: Option<&'a str>,
    pub(crate) words: Words<'a>,
    pub(crate) clock: String,
    pub(crate) machine: String,
    /// Its place in the transcript.
    pub(crate) link: String,
    /// What stands under it there.
    pub(crate) more: Option<String>,
}

impl<'a> RunIn<'a> {
    /// A post, under which so many others stand.
    pub(crate) fn new(post: &'a Post, scene: &'a Scene<'a>, below: usize) -> Self {
        Self {
            name: name_of(&post.author),
            person: scene.here.to(Page::Author(&post.author.uri)),
            lang: language::lang(post.body.language.as_deref()),
            warning: post.body.content_warning.as_deref(),
            words: Words {
                text: &post.body.text,
                here: scene.here,
                known: scene.known,
                last_tags: LastTags::Without(scene.series.map(|series| &series.tag)),
                marks: Vec::new(),
                question: None,
            },
            clock: scene.zone.clock_on(&post.created_at, None),
            machine: machine(&post.created_at),
            link: scene.places.post(&post.uri),
            more: (below > 0).then(|| counted(below as u64, "reply", "replies")),
        }
    }
}
