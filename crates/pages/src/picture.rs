//! The network as a picture: who turned to whom, laid out by `analysis` and drawn here.
//!
//! All of it is shapes with attributes of their own and classes; the sheet colours them. Each dot is a
//! link, and what it shows is said in its title; the table of people below says the same in words.

mod labels;
mod replay;
mod tie;

use std::collections::HashMap;

use analysis::people::{
    Tie, Way,
    before::Before,
    layout::{Layout, Place, layout},
};
use askama::Template;
use chat::Uri;

use crate::{
    counted::{counted, people},
    entry::Scene,
    understood::Understood,
    urls::Page,
    who::{name_of, role},
};
use labels::{Label, labels};
pub(crate) use replay::Clockwork;
use replay::Replay;

/// More people than these become a tangle on a page.
const MOST: usize = 150;
/// So many of those who wrote most are named in any case.
const BUSIEST: usize = 3;

/// The picture.
#[derive(Template)]
#[template(path = "picture.html")]
pub(crate) struct Picture {
    width: String,
    height: String,
    ties: Vec<Line>,
    dots: Vec<Dot>,
    words: String,
    left_out: Vec<String>,
    has_newcomers: bool,
    has_hosts: bool,
    replay: Option<Replay>,
}

/// A tie, drawn.
struct Line {
    path: String,
    /// Whom it ties, by their places among the dots.
    ends: (usize, usize),
    /// The steps of the replay at which somebody turned.
    steps: String,
}

/// A person, drawn.
struct Dot {
    link: String,
    class: &'static str,
    title: String,
    x: String,
    y: String,
    r: String,
    /// The steps of the replay at which they wrote.
    steps: String,
    label: Option<Label>,
}

impl Picture {
    /// The picture of a chat's people; `None` where nobody turned to anybody.
    pub(crate) fn new(
        understood: &Understood<'_>,
        before: Option<&Before>,
        clockwork: Option<&Clockwork>,
        scene: &Scene<'_>,
    ) -> Option<Self> {
        let found = &understood.found.people;
        let mut laid = layout(found, MOST);
        // Hosts are drawn last, so that their names lie on top.
        laid.places.sort_by_key(|place| found.people[place.person].is_host);
        let mut place_of = HashMap::new();
        for (at, place) in laid.places.iter().enumerate() {
            place_of.insert(place.person, at);
        }
        let ends = |tie: &Tie| Some((*place_of.get(&tie.from)?, *place_of.get(&tie.to)?));
        let ties: Vec<(&Tie, (usize, usize))> = found
            .ties
            .iter()
            .filter(|tie| tie.talk() > 0)
            .filter_map(|tie| Some((tie, ends(tie)?)))
            .collect();
        if ties.is_empty() {
            return None;
        }
        let steps = Steps::of(understood, clockwork);
        let lines = ties.iter().map(|(tie, (from, to))| Line {
            path: tie::path(&laid.places[*from], &laid.places[*to], tie.talk()),
            ends: (*from, *to),
            steps: steps.of_tie(tie.from, tie.to),
        });
        let names: Vec<String> =
            laid.places.iter().map(|p| name_of(&found.people[p.person])).collect();
        let person = |at: &usize| laid.places[*at].person;
        let is_first = |at: &usize| found.people[person(at)].is_host || person(at) < BUSIEST;
        let first: Vec<usize> = (0..names.len()).rev().filter(is_first).collect();
        let labels = labels(&laid, &names, &first);
        let dots = laid.places.iter().zip(&names).zip(labels);
        let dot = |((place, name), label): ((&Place, &String), Option<Label>)| {
            let person = &found.people[place.person];
            let role = role(person.is_host, before.and_then(|before| before.came(&person.uri)));
            Dot {
                link: scene.here.to(Page::Author(&person.uri)),
                class: match role {
                    "host" => "host",
                    "first chat" => "first",
                    _ => "",
                },
                title: title(name, person, role),
                x: tie::short(place.x),
                y: tie::short(place.y),
                r: tie::short(place.r),
                steps: steps.of_person(&person.uri),
                label,
            }
        };
        let dots: Vec<Dot> = dots.map(dot).collect();
        Some(Self {
            width: tie::short(laid.width),
            height: tie::short(laid.height),
            ties: lines.collect(),
            words: words(&laid, &ties),
            left_out: left_out(&laid, found.people.len()),
            has_newcomers: dots.iter().any(|dot| dot.class == "first"),
            has_hosts: dots.iter().any(|dot| dot.class == "host"),
            dots,
            replay: clockwork.and_then(Replay::new),
        })
    }
}

/// `Ada Quill, host: 38 posts, answered 41 times.`
fn title(name: &str, person: &analysis::Person, role: &str) -> String {
    let role = if role.is_empty() { String::new() } else { format!(", {role}") };
    let posts = crate::counted::posts(u64::from(person.posts));
    let answered = match person.answered {
        0 => String::new(),
        1 => ", answered once".to_owned(),
        times => format!(", answered {times} times"),
    };
    format!("{name}{role}: {posts}{answered}.")
}

/// What the picture shows, in a sentence or two.
fn words(laid: &Layout, ties: &[(&Tie, (usize, usize))]) -> String {
    let talked: u64 = ties.iter().map(|(tie, _)| u64::from(tie.talk())).sum();
    let mut tied: Vec<usize> = ties.iter().flat_map(|(_, (from, to))| [*from, *to]).collect();
    tied.sort_unstable();
    tied.dedup();
    let alone = laid.places.len() - tied.len();
    let mut words = format!(
        "{} turned to each other {}.",
        people(tied.len() as u64),
        counted(talked, "time", "times"),
    );
    if alone > 0 {
        let stand = if alone == 1 { "stands" } else { "stand" };
        words += &format!(" {} who turned to nobody {stand} below.", people(alone as u64));
    }
    words
}

/// Who is not in the picture, and why.
fn left_out(laid: &Layout, all: usize) -> Vec<String> {
    let mut words = Vec::new();
    let listened = all - laid.places.len() - laid.left_out;
    if listened > 0 {
        words.push(format!("{} who only passed posts on are left out.", people(listened as u64)));
    }
    if laid.left_out > 0 {
        let shown = people(laid.places.len() as u64);
        words.push(format!("The picture holds the {shown} who wrote most, of {}.", all - listened));
    }
    words
}

/// When people wrote and turned to each other, in steps of the replay.
struct Steps<'a> {
    of_people: HashMap<&'a Uri, Vec<usize>>,
    of_ties: HashMap<(usize, usize), Vec<usize>>,
}

impl<'a> Steps<'a> {
    fn of(understood: &Understood<'a>, clockwork: Option<&Clockwork>) -> Self {
        let mut steps = Self { of_people: HashMap::new(), of_ties: HashMap::new() };
        let Some(clockwork) = clockwork else { return steps };
        for post in understood.posts {
            let step = clockwork.step(post.created_at.ms());
            steps.of_people.entry(&post.author.uri).or_default().push(step);
        }
        for turn in understood.found.people.turns.iter().filter(|turn| turn.way != Way::Repost) {
            let step = clockwork.step(turn.at_ms);
            steps.of_ties.entry((turn.from, turn.to)).or_default().push(step);
        }
        steps
    }

    fn of_person(&self, uri: &Uri) -> String {
        spaced(self.of_people.get(uri))
    }

    fn of_tie(&self, from: usize, to: usize) -> String {
        spaced(self.of_ties.get(&(from, to)))
    }
}

fn spaced(steps: Option<&Vec<usize>>) -> String {
    let mut steps = steps.cloned().unwrap_or_default();
    steps.sort_unstable();
    steps.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
}
