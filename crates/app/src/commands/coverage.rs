//! `coverage`: what we have of a chat, who saw it, when we were blind, and what nobody saw.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use jiff::Timestamp;

use crate::answers::Coverage;
use crate::commands::sources::gap_told;
use crate::commands::{open, print, print_json, show};
use crate::terminal::{count, line, set};
use crate::{cli, coverage};

pub(crate) fn run(args: &cli::Coverage, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let chat = show::find(&archive, &args.chat)?.chat;
    let posts = archive.chat_posts(&chat)?.posts;
    let answer = Coverage::new(&chat.name, coverage::of(&archive, &chat, &posts)?);
    if args.json {
        print_json(&answer)?;
    } else {
        print(&told(&answer))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told(answer: &Coverage) -> String {
    let mut text = format!("{}\n\n", answer.chat);
    for source in &answer.sources {
        text += &format!("{}  {}", line(&source.source), count(source.posts, "post", "posts"));
        if let (Some(first), Some(last)) = (source.first, source.last) {
            let time = |at: Timestamp| at.strftime("%H:%M").to_string();
            text += &format!(", {} to {} UTC", time(first), time(last));
        }
        text.push('\n');
        text.extend(source.gaps.iter().map(gap_told));
    }
    text += "\nSeen by\n";
    for by in &answer.seen_by {
        text += &format!("  {:>6}  {}\n", by.posts, line(&by.sources.join(", ")));
    }
    text.push('\n');
    let said = match (&answer.estimate, &answer.no_estimate) {
        (Some(estimate), _) => format!(
            "No source saw an estimated {} ({} to {} with 95 % confidence, after {}). This takes it that \
             sources see posts independently of each other; big servers tend to see the same, and then it is more.",
            count(estimate.missed, "post", "posts"),
            estimate.low,
            estimate.high,
            estimate.method
        ),
        (None, why) => format!(
            "What no source saw cannot be estimated: {}.",
            why.as_deref().unwrap_or("there is nothing to compare")
        ),
    };
    text + &set(&said, "") + "\n"
}
