//! `stats`: how much there is.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::answers::Stats;
use crate::cli;
use crate::commands::{open, print, print_json, sat};
use crate::terminal::{count, grouped, line};

pub(crate) fn run(args: &cli::Stats, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let answer = match &args.chat {
        None => Stats::whole(&archive)?,
        Some(name) => {
            let sat = sat(&archive, name)?;
            Stats::of_chat(&archive, &sat.summary.chat, &sat.found)?
        }
    };
    if args.json {
        print_json(&answer)?;
    } else {
        print(&told(&answer))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told(answer: &Stats) -> String {
    let mut text = format!(
        "{}, {}, {}\n",
        count(answer.posts, "post", "posts"),
        count(answer.people, "person", "people"),
        count(answer.reposts, "repost", "reposts"),
    );
    if let (Some(chats), Some(series)) = (answer.chats, answer.series) {
        text += &format!(
            "{} in {}\n",
            count(chats, "chat", "chats"),
            count(series, "series", "series")
        );
    }
    if let (Some(first), Some(last)) = (answer.first, answer.last) {
        text += &format!("from {first} to {last}\n");
    }
    for (title, list) in
        [("Tags", &answer.tags), ("Links", &answer.links), ("Sources", &answer.sources)]
    {
        if !list.is_empty() {
            text += &format!("\n{title}\n");
            for counted in list.iter().take(15) {
                text += &format!("{:>8}  {}\n", grouped(counted.posts), line(&counted.name));
            }
        }
    }
    text
}
