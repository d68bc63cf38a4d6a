//! `topics`: what a chat was about.

use std::path::Path;
use std::process::ExitCode;

use analysis::{Topics, topics};
use anyhow::Result;
use chat::Post;
use jiff::tz::TimeZone;

use crate::answers::ShownTopics;
use crate::cli;
use crate::commands::{open, print, print_json, sat, show};
use crate::terminal::{count, line};

pub(crate) fn run(args: &cli::OfChat, dir: &Path) -> Result<ExitCode> {
    let sat = sat(&open(dir)?, &args.chat)?;
    let found = topics(&sat.talk());
    if args.json {
        print_json(&ShownTopics::new(&sat.found.posts, &found))?;
    } else {
        print(&told(&sat.found.posts, &found, &sat.zone))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told(posts: &[Post], found: &Topics, zone: &TimeZone) -> String {
    let mut text = String::new();
    for topic in &found.topics {
        let size = count(topic.posts.len() as u64, "post", "posts");
        text += &format!("{}  ({size})\n\n", line(&topic.label));
        for post in topic.representative.iter().filter_map(|&post| posts.get(post)) {
            text += &show::told(post, 1, 0, zone);
        }
    }
    text += &format!("Of no topic: {}.\n", count(found.none.len() as u64, "post", "posts"));
    text
}
