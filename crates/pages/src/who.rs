//! Who took part in a chat, in words, as a picture and as a table.

use analysis::people::before::{Before, Came};
use askama::Template;

use crate::{
    counted::{Grouped, counted},
    entry::{Scene, name_among},
    picture::{Clockwork, Picture},
    understood::Understood,
    urls::Page,
};

/// What stands above the list of those who spoke.
#[derive(Template)]
#[template(path = "who.html")]
pub(crate) struct Who {
    words: Option<String>,
    picture: Option<Picture>,
    rows: Vec<Row>,
    knows_before: bool,
}

/// A person, in numbers.
struct Row {
    name: String,
    link: String,
    role: &'static str,
    posts: u32,
    answered: u32,
    passed_on: u32,
    connects: String,
}

impl Who {
    /// The people of a chat, with what is known of the chats before it.
    pub(crate) fn new(
        understood: &Understood<'_>,
        before: Option<&Before>,
        clockwork: Option<&Clockwork>,
        scene: &Scene<'_>,
    ) -> Self {
        let found = &understood.found.people.people;
        let came = |person: &analysis::Person| before.and_then(|before| before.came(&person.uri));
        let row = |person: &analysis::Person| Row {
            name: name_of(person),
            link: scene.here.to(Page::Author(&person.uri)),
            role: role(person.is_host, came(person)),
            posts: person.posts,
            answered: person.answered,
            passed_on: person.passed_on,
            connects: percent(person.connects),
        };
        let wrote = found.iter().filter(|person| person.posts > 0);
        let rows: Vec<Row> = wrote.map(row).collect();
        Self {
            words: took_part(understood, &rows),
            picture: Picture::new(understood, before, clockwork, scene),
            knows_before: rows.iter().any(|row| matches!(row.role, "first chat" | "regular")),
            rows,
        }
    }
}

/// What somebody is to a chat.
pub(crate) fn role(is_host: bool, came: Option<Came>) -> &'static str {
    match (is_host, came) {
        (true, _) => "host",
        (false, Some(Came::First)) => "first chat",
        (false, Some(Came::Regular)) => "regular",
        (false, Some(Came::Again) | None) => "",
    }
}

/// A name that fits on a line.
pub(crate) fn name_of(person: &analysis::Person) -> String {
    name_among([person.name.as_deref(), person.handle.as_deref(), Some(person.uri.as_str())])
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        share if share < 0.05 => String::new(),
        share => format!("{share:.1}\u{a0}%"),
    }
}

/// `93 people wrote; 12 only passed on. 9 were here for the first time, 31 are regulars. Ada and Bo did
/// most to connect the others.`
fn took_part(understood: &Understood<'_>, rows: &[Row]) -> Option<String> {
    let found = &understood.found.people.people;
    let listened = found.len() - rows.len();
    let mut words = counted(rows.len() as u64, "person wrote", "people wrote");
    if listened > 0 {
        words += &format!("; {} only passed on", Grouped(listened as u64));
    }
    words.push('.');
    let count = |role: &str| rows.iter().filter(|row| row.role == role).count() as u64;
    let newcomers = count("first chat");
    let regulars = count("regular");
    let first = counted(newcomers, "was here for the first time", "were here for the first time");
    let again = counted(regulars, "is a regular", "are regulars");
    match (newcomers, regulars) {
        (0, 0) => {}
        (_, 0) => words += &format!(" {first}."),
        (0, _) => words += &format!(" {again}."),
        _ => words += &format!(" {first}, {again}."),
    }
    let connectors = understood.found.people.connectors();
    let names: Vec<String> = connectors.into_iter().map(name_of).collect();
    if let Some((last, others)) = names.split_last().filter(|(_, others)| !others.is_empty()) {
        words += &format!(" {} and {last} did most to connect the others.", others.join(", "));
    }
    (!rows.is_empty()).then_some(words)
}
