//! `questions`: a chat's numbered questions and their answers.

use std::path::Path;
use std::process::ExitCode;

use analysis::{Questions, questions};
use anyhow::Result;
use chat::Post;
use jiff::tz::TimeZone;

use crate::answers::AskedAndAnswered;
use crate::cli;
use crate::commands::{open, print, print_json, sat, show};
use crate::terminal::{count, line, set};

pub(crate) fn run(args: &cli::OfChat, dir: &Path) -> Result<ExitCode> {
    let sat = sat(&open(dir)?, &args.chat)?;
    let found = questions(&sat.talk());
    if args.json {
        print_json(&AskedAndAnswered::new(&sat.found.posts, &found))?;
    } else {
        print(&told(&sat.found.posts, &found, &sat.zone))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told(posts: &[Post], found: &Questions, zone: &TimeZone) -> String {
    let mut text = String::new();
    for question in &found.questions {
        let (words, host) = match &question.asked {
            Some(asked) => (asked.text.as_str(), asked.host.as_str()),
            None => ("Nobody is known to have asked it.", ""),
        };
        text += &format!("Q{}  {}\n", question.number, line(host));
        text += &set(&line(words), "    ");
        let answers = count(question.answers.len() as u64, "answer", "answers");
        text += &format!("\n    {answers}\n\n");
        for answer in &question.answers {
            let Some(post) = posts.get(answer.post) else { continue };
            let mut lines = show::told(post, 1, 0, zone);
            let end = lines.find('\n').unwrap_or(lines.len());
            lines.insert_str(end, &format!("  ({}, {:.2})", answer.by.as_str(), answer.confidence));
            text += &lines;
        }
    }
    let outside = count(found.outside.len() as u64, "post", "posts");
    match found.questions.len() {
        0 => text += "No numbered question was found: they begin with Q1, Q2, …\n",
        _ => text += &format!("Outside of the questions: {outside}.\n"),
    }
    text
}
