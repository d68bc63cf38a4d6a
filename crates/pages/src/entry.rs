//! One post as it stands in a transcript, a thread, an author's list or among what was found.

use std::borrow::Cow;

use analysis::questions::By;
use askama::Template;
use chat::{Author, Body, Copied, Network, Post, Series};
use jiff::{Timestamp, civil::Date};

use crate::{
    counted::{Grouped, people},
    escape, href,
    known::Known,
    language,
    marks::Marks,
    places::{Places, question_id},
    quotation::{Attached, Quotation},
    text::{LastTags, Words},
    understood::{Bond, Bonds},
    urls::{Here, Page, post_slug},
    when::{Clock, ShortDay, Zone, machine},
};

/// What all posts of one page share.
pub(crate) struct Scene<'a> {
    pub(crate) here: Here,
    pub(crate) zone: Zone,
    pub(crate) known: &'a Known<'a>,
    pub(crate) series: Option<&'a Series>,
    pub(crate) marks: Option<&'a Marks>,
    /// Which posts belong to which question, on the page that has the questions.
    pub(crate) bonds: Option<&'a Bonds<'a>>,
    /// Where the posts of the chat stand that are told of.
    pub(crate) places: Places,
}

/// One post, ready for its template.
#[derive(Template)]
#[template(path = "entry.html")]
pub(crate) struct Entry<'a> {
    id: String,
    class: &'static str,
    is_own: bool,
    permalink: Option<String>,
    external: bool,
    machine: String,
    clock: String,
    name: String,
    person: Option<String>,
    network: &'static str,
    symbol: &'static str,
    handle: Option<String>,
    saying: Saying<'a>,
    quotation: Option<Quotation<'a>>,
    answers: Option<Answered>,
    place: Option<Place>,
    notes: Notes<'a>,
}

/// How a post stands on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// One among others.
    Plain,
    /// The post the page is about.
    Featured,
    /// On its author's own page, where the name is told already.
    Own,
    /// Not kept for itself: shown for what answers it, and linked to where it came from.
    Outside,
}

/// What a post says: the words, and what is attached.
struct Saying<'a> {
    lang: Option<&'static str>,
    warning: Option<&'a str>,
    words: Words<'a>,
    attached: Vec<Attached>,
    is_sensitive: bool,
}

/// Whom a post answers, where its place on the page does not show it.
pub(crate) struct Answered {
    pub(crate) name: String,
    pub(crate) link: Option<String>,
    pub(crate) external: bool,
    /// How that begins, where the reader cannot see it near by.
    pub(crate) words: Option<String>,
}

/// Where a post was said, when the page is not about that place.
pub(crate) struct Place {
    pub(crate) label: String,
    pub(crate) link: String,
    pub(crate) day: String,
}

/// The remarks on a post.
#[derive(Default)]
struct Notes<'a> {
    passed_on: Option<String>,
    passed_on_by: Vec<(String, Option<String>)>,
    more_counted: Option<String>,
    edited: Option<String>,
    earlier: Vec<(String, Words<'a>)>,
    is_cut: bool,
    /// Where else it stands: copies that a bridge made of it.
    also: Vec<(&'static str, Option<String>)>,
    /// What binds it to a question, where neither its words nor its place tell.
    bound: Option<(&'static str, u32, String)>,
}

impl Notes<'_> {
    fn are_any(&self) -> bool {
        let is_plain = self.bound.is_none() && self.passed_on.is_none() && self.edited.is_none();
        !is_plain || self.is_cut || !self.also.is_empty()
    }
}

impl<'a> Entry<'a> {
    /// A post as it stands in `scene`, below the name of the `day`, if there is one.
    pub(crate) fn new(
        post: &'a Post,
        scene: &'a Scene<'a>,
        standing: Standing,
        day: Option<Date>,
    ) -> Self {
        let outside = standing == Standing::Outside;
        let author = &post.author;
        let kept = !outside || scene.known.person(author.handle.as_deref().unwrap_or("")).is_some();
        let permalink = if outside {
            href::safe(post.page()).map(std::borrow::Cow::into_owned)
        } else {
            Some(scene.here.to(Page::Post(&post.uri)))
        };
        let (network, symbol) = network_mark(post.network);
        Self {
            id: post_slug(&post.uri),
            class: match standing {
                Standing::Plain if asks(post, scene) => "post asks",
                Standing::Plain => "post",
                Standing::Own => "post own",
                Standing::Featured => "post featured",
                Standing::Outside => "post outside",
            },
            is_own: standing == Standing::Own,
            permalink,
            external: outside,
            machine: machine(&post.created_at),
            clock: scene.zone.clock_on(&post.created_at, day),
            name: name_of(author),
            person: kept.then(|| scene.here.to(Page::Author(&author.uri))),
            network,
            symbol,
            handle: handle_of(author),
            saying: Saying::of(post, scene, standing),
            quotation: post.quote_of.as_ref().map(|uri| Quotation::of(uri, scene)),
            answers: None,
            place: None,
            notes: if outside { Notes::default() } else { notes(post, scene) },
        }
    }

    /// The same where no day is told around it.
    pub(crate) fn with_day(self, day_and_clock: String) -> Self {
        Self { clock: day_and_clock, ..self }
    }

    /// The same, with a line that says whom it answers.
    pub(crate) fn answering(mut self, answers: Option<Answered>) -> Self {
        self.answers = answers;
        self
    }

    /// The same, with a note that says where it was said.
    pub(crate) fn said_in(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }
}

impl<'a> Saying<'a> {
    fn of(post: &'a Post, scene: &'a Scene<'a>, standing: Standing) -> Self {
        let body = &post.body;
        let bond = scene.bonds.and_then(|bonds| bonds.bond(&post.uri));
        let last_tags = match standing {
            Standing::Featured => LastTags::Whole,
            _ => LastTags::Without(scene.series.map(|s| &s.tag)),
        };
        Self {
            lang: language::lang(body.language.as_deref()),
            warning: body.content_warning.as_deref(),
            words: Words {
                question: bond.map(|bond| question_id(bond.number())),
                ..words(body, scene, last_tags)
            },
            attached: body
                .media
                .iter()
                .map(|media| Attached::of(media, &post.uri, scene))
                .collect(),
            is_sensitive: body.sensitive,
        }
    }
}

fn words<'a>(body: &'a Body, scene: &'a Scene<'a>, last_tags: LastTags<'a>) -> Words<'a> {
    let marks = scene.marks.map(|marks| marks.ranges(&body.text.plain));
    Words {
        text: &body.text,
        here: scene.here,
        known: scene.known,
        last_tags,
        marks: marks.unwrap_or_default(),
        question: None,
    }
}

fn notes<'a>(post: &'a Post, scene: &'a Scene<'a>) -> Notes<'a> {
    let by = scene.known.passed_on(&post.uri);
    let counted = post.all_reposts().unwrap_or_default().max(by.len() as u64);
    let link = |author: &Author| {
        let handle = author.handle.as_deref()?;
        scene.known.person(handle).map(|uri| scene.here.to(Page::Author(uri)))
    };
    let beyond = counted - by.len() as u64;
    let when = |at: Option<Timestamp>| match at {
        None => "At first".to_owned(),
        Some(at) => format!("From {}", Clock(scene.zone.civil(at))),
    };
    let earlier = post.earlier.iter();
    Notes {
        passed_on: passed_on(counted),
        passed_on_by: by.iter().map(|author| (name_of(author), link(author))).collect(),
        more_counted: (beyond > 0 && !by.is_empty()).then(|| {
            format!("{} more, as {} counted", people(beyond), network_mark(post.network).0)
        }),
        edited: edited(post, &scene.zone),
        earlier: earlier
            .map(|body| (when(body.edited_at), words(body, scene, LastTags::Whole)))
            .collect(),
        is_cut: post.body.cut,
        also: post.copies.iter().map(elsewhere).collect(),
        bound: bound(post, scene),
    }
}

/// The network that a copy stands on, and its page there.
pub(crate) fn elsewhere(copy: &Copied) -> (&'static str, Option<String>) {
    let link = href::safe(copy.page()).map(Cow::into_owned);
    (network_mark(copy.network).0, link)
}

fn bound(post: &Post, scene: &Scene<'_>) -> Option<(&'static str, u32, String)> {
    let Bond::Answers(number, by) = scene.bonds?.bond(&post.uri)? else { return None };
    let why = match by {
        By::Clock => "answers, by the clock,",
        By::Quote => "answers, by what it quotes,",
        By::Mark | By::Reply => return None,
    };
    Some((why, number, question_id(number)))
}

fn passed_on(times: u64) -> Option<String> {
    Some(match times {
        0 => return None,
        1 => "passed on once".to_owned(),
        2 => "passed on twice".to_owned(),
        n => format!("passed on by {}", Grouped(n)),
    })
}

/// `edited 19:58`; with the day when that is another.
fn edited(post: &Post, zone: &Zone) -> Option<String> {
    let at = zone.civil(post.body.edited_at?);
    if at.date() == zone.date(&post.created_at) {
        return Some(format!("edited {}", Clock(at)));
    }
    Some(format!("edited {}, {}", ShortDay(at.date()), Clock(at)))
}

/// Whether a post asks a question of the chat.
fn asks(post: &Post, scene: &Scene<'_>) -> bool {
    let bond = scene.bonds.and_then(|bonds| bonds.bond(&post.uri));
    matches!(bond, Some(Bond::Asks(_)))
}

/// So many characters of a name fit on a line.
pub(crate) const LONGEST_NAME: usize = 80;

/// A name that fits on a line.
pub(crate) fn name_of(author: &Author) -> String {
    name_among([author.name.as_deref(), author.handle.as_deref(), Some(author.uri.as_str())])
}

/// The first of these names that can be seen, so that it fits on a line.
pub(crate) fn name_among(names: [Option<&str>; 3]) -> String {
    let name = names.into_iter().flatten().map(str::trim).find(|name| is_visible(name));
    escape::clipped(name.unwrap_or("Somebody"), LONGEST_NAME).into_owned()
}

/// The handle, where it is not already the name.
pub(crate) fn handle_of(author: &Author) -> Option<String> {
    const LONGEST: usize = 120;
    let handle = author.handle.as_deref()?;
    author.name.as_deref().filter(|name| is_visible(name) && *name != handle)?;
    Some(escape::clipped(handle, LONGEST).into_owned())
}

fn is_visible(name: &str) -> bool {
    name.chars().any(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(c))
}

/// Spaces without width, joiners, direction marks: a name of only these would leave nothing to
/// click on.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The name of a network and the symbol of its mark.
pub(crate) fn network_mark(network: Network) -> (&'static str, &'static str) {
    match network {
        Network::Fediverse => ("Mastodon", "m"),
        Network::Bluesky => ("Bluesky", "b"),
        Network::Twitter => ("Twitter", "t"),
    }
}
