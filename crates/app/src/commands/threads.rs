//! `threads`: a chat's conversations, and how each answer is known.

use std::path::Path;
use std::process::ExitCode;

use analysis::{Forest, conversations};
use anyhow::Result;
use chat::Post;
use jiff::tz::TimeZone;

use crate::answers;
use crate::cli;
use crate::commands::{Sat, open, print, print_json, show};

pub(crate) fn run(args: &cli::OfChat, dir: &Path) -> Result<ExitCode> {
    let sat = Sat::read(&open(dir)?, &args.chat)?;
    let posts = with_context(&sat.found.posts, &sat.found.context);
    let forest = conversations(&posts);
    if args.json {
        print_json(&answers::conversations(&posts, &forest))?;
    } else {
        print(&told(&posts, &forest, &sat.zone))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The posts of a chat, and of its context what they answer or quote.
fn with_context<'a>(posts: &'a [Post], context: &'a [Post]) -> Vec<&'a Post> {
    let wanted: std::collections::HashSet<_> =
        posts.iter().flat_map(|post| post.reply_to.iter().chain(&post.quote_of)).collect();
    posts.iter().chain(context.iter().filter(|post| wanted.contains(&post.uri))).collect()
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
