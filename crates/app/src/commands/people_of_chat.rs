//! `people CHAT`: who took part.

use std::path::Path;
use std::process::ExitCode;

use analysis::people::before::{Before, Came};
use analysis::{People, people, questions};
use anyhow::Result;
use chat::ChatName;

use crate::answers::ShownPeople;
use crate::commands::{open, print, print_json, sat};
use crate::terminal::{count, line};

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Text,
    Json,
}

impl Answer {
    /// JSON, if that was asked for.
    pub(crate) fn of(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

pub(crate) fn run(chat: &ChatName, answer: Answer, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let sat = sat(&archive, chat)?;
    let found = people(&sat.talk(), &questions(&sat.talk()));
    let before = sat.before(&archive)?;
    match answer {
        Answer::Json => print_json(&ShownPeople::new(&found, &before))?,
        Answer::Text => print(&told(&found, &before))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn told(found: &People, before: &Before) -> String {
    let connectors = found.connectors();
    let mut text = String::from("posts  answers  answered  passed on  connects\n");
    for person in &found.people {
        let name = person.name.as_ref().or(person.handle.as_ref());
        let handle = person.handle.as_deref().filter(|_| person.name.is_some()).unwrap_or_default();
        let mut roles = Vec::new();
        if person.is_host {
            roles.push("host");
        }
        match before.came(&person.uri).filter(|_| person.posts > 0) {
            Some(Came::First) => roles.push("first chat"),
            Some(Came::Regular) => roles.push("regular"),
            Some(Came::Again) | None => {}
        }
        if connectors.iter().any(|connector| connector.uri == person.uri) {
            roles.push("connector");
        }
        let row = format!(
            "{:>5}  {:>7}  {:>8}  {:>9}  {:>7.1}%  {} {} {}",
            person.posts,
            person.answers,
            person.answered,
            person.passed_on,
            person.connects * 100.0,
            line(name.map_or(person.uri.as_str(), String::as_str)),
            line(handle),
            roles.join(", "),
        );
        text += row.trim_end();
        text.push('\n');
    }
    let writers = found.people.iter().filter(|person| person.posts > 0).count();
    let listeners = found.people.len() - writers;
    text += &format!(
        "{} wrote, {} only passed on.\n",
        count(writers as u64, "person", "people"),
        count(listeners as u64, "person", "people"),
    );
    text
}
