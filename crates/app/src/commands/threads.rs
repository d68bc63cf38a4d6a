//! `threads`: a chat's conversations, and how each answer is known.

use std::path::Path;
use std::process::ExitCode;

use analysis::{Forest, conversations};
use anyhow::Result;
use chat::Post;
use jiff::tz::TimeZone;

use crate::answers;
use crate::cli;
use crate::commands::{open, print, print_json, sat, show};

pub(crate) fn run(args: &cli::OfChat, dir: &Path) -> Result<ExitCode> {
    let sat = sat(&open(dir)?, &args.chat)?;
    let posts = sat.with_context();
    let forest = conversations(&posts);
    if args.json {
        print_json(&answers::conversations(&posts, &forest))?;
    } else {
        print(&told(&posts, &forest, &sat.zone))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told(posts: &[&Post], forest: &Forest, zone: &TimeZone) -> String {
    let mut text = String::new();
    for tree in forest.threads() {
        for placed in tree {
            let Some(post) = posts.get(placed.post) else { continue };
            let mut lines = show::told(post, placed.depth, 0, zone);
            if let Some(under) = placed.under.filter(|under| under.known.is_inferred()) {
                let reason = format!("  (inferred: {})", under.known.as_str());
                let end = lines.find('\n').unwrap_or(lines.len());
                lines.insert_str(end, &reason);
            }
            text += &lines;
        }
    }
    if text.is_empty() {
        text += "Nothing was said.\n";
    }
    text
}
