//! A chat's summary as a draft, and its topics.

use analysis::summary::Line;
use askama::Template;
use chat::Post;

use crate::{
    conversations::span,
    counted::{counted, people, posts},
    entry::{Scene, name_of},
    href, language,
    understood::{Bond, RunIn, Understood},
};

/// The section that drafts a summary.
#[derive(Template)]
#[template(path = "summary.html")]
pub(crate) struct Drafted {
    numbers: String,
    /// The model that wrote it anew, and what it wrote.
    rewritten: Option<(String, Vec<DraftedSection>)>,
    sections: Vec<DraftedSection>,
    open: Vec<DraftedLine>,
    links: Vec<(String, String, String)>,
}

struct DraftedSection {
    number: Option<(u32, String)>,
    heading: String,
    lines: Vec<DraftedLine>,
}

/// A line, and the posts that carry it.
struct DraftedLine {
    text: String,
    lang: Option<&'static str>,
    from: Vec<(String, String)>,
}

impl Drafted {
    /// The draft; `None` where nobody said anything that carries a line.
    pub(crate) fn new(understood: &Understood<'_>, scene: &Scene<'_>) -> Option<Self> {
        let draft = &understood.found.summary;
        let lines = |lines: &[Line]| -> Vec<DraftedLine> {
            lines.iter().map(|line| DraftedLine::new(line, understood.posts, scene)).collect()
        };
        let section = |section: &analysis::summary::Section| DraftedSection {
            number: section.question.map(|number| (number, scene.places.question(number))),
            heading: section.heading.clone(),
            lines: lines(&section.lines),
        };
        let sections: Vec<DraftedSection> = draft.sections.iter().map(section).collect();
        let rewritten = understood.rewritten.filter(|rewritten| !rewritten.sections.is_empty());
        let rewritten = rewritten.map(|rewritten| {
            (rewritten.model.clone(), rewritten.sections.iter().map(section).collect())
        });
        let numbers = &draft.numbers;
        let said = format!(
            "{} by {}; {}, {}.",
            posts(numbers.posts as u64),
            people(numbers.people as u64),
            counted(numbers.conversations as u64, "conversation", "conversations"),
            counted(numbers.links as u64, "link", "links"),
        );
        let link = |link: &analysis::summary::Link| {
            let target = href::safe(&link.url)?.into_owned();
            let shown = crate::escape::clipped(href::bare(&link.url).1, 70).into_owned();
            Some((target, shown, posts(link.posts.len() as u64)))
        };
        let is_empty = sections.iter().all(|section| section.lines.is_empty());
        (!is_empty).then(|| Self {
            numbers: said,
            rewritten,
            open: lines(&draft.open_questions),
            links: draft.links.iter().filter_map(link).collect(),
            sections,
        })
    }
}

impl DraftedLine {
    fn new(line: &Line, posts: &[Post], scene: &Scene<'_>) -> Self {
        let from = line.posts.iter().filter_map(|&at| posts.get(at));
        let first = line.posts.first().and_then(|&at| posts.get(at));
        Self {
            text: line.text.clone(),
            lang: first.and_then(|post| language::lang(post.body.language.as_deref())),
            from: from.map(|post| (name_of(&post.author), scene.places.post(&post.uri))).collect(),
        }
    }
}

/// The section of topics. Where questions lead the talk, what was said to each stands with it already.
#[derive(Template)]
#[template(path = "topics.html")]
pub(crate) struct TalkedAbout<'a> {
    topics: Vec<About<'a>>,
    is_free: bool,
    none: String,
}

struct About<'a> {
    label: String,
    questions: Vec<(u32, String)>,
    sum: String,
    shown: Vec<RunIn<'a>>,
    folded: Vec<RunIn<'a>>,
}

impl<'a> TalkedAbout<'a> {
    /// The topics; `None` where there is none.
    pub(crate) fn new(understood: &Understood<'a>, scene: &'a Scene<'a>) -> Option<Self> {
        let found = &understood.found.topics;
        let is_free = found.topics.iter().any(|topic| topic.questions.is_empty());
        let about = |topic: &'a analysis::Topic| {
            let run = |posts: Vec<usize>| {
                let posts = posts.into_iter().filter_map(|at| understood.posts.get(at));
                posts.map(|post| RunIn::new(post, scene, 0)).collect()
            };
            let is_other = |at: &usize| is_free && !topic.representative.contains(at);
            let all: Vec<&Post> =
                topic.posts.iter().filter_map(|&at| understood.posts.get(at)).collect();
            let sum = posts(all.len() as u64);
            // A question stands for what was said to it, and is told already.
            let is_said = |at: &usize| {
                let uri = understood.posts.get(*at).map(|post| &post.uri);
                let bond = uri.and_then(|uri| scene.bonds?.bond(uri));
                is_free || !matches!(bond, Some(Bond::Asks(_)))
            };
            let place = |&number: &u32| (number, scene.places.question(number));
            About {
                label: topic.label.clone(),
                questions: topic.questions.iter().map(place).collect(),
                sum: span(&all, scene).map_or(sum.clone(), |times| format!("{sum}, {times}")),
                shown: run(topic.representative.iter().copied().filter(is_said).collect()),
                folded: run(topic.posts.iter().copied().filter(is_other).collect()),
            }
        };
        (!found.topics.is_empty()).then(|| Self {
            topics: found.topics.iter().map(about).collect(),
            is_free,
            none: counted(found.none.len() as u64, "post belongs", "posts belong"),
        })
    }
}
