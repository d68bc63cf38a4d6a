//! How well: what analysis finds, against what people judged.
//!
//! `cargo xtask evaluate [FOLDER]` runs this. The folder holds gold (`chat.jsonl` or another file that
//! chatkeep reads, and `gold.jsonl`), or folders that do; further folders hold saves of chats that nobody
//! judged. It prints the tables of `docs/quality.md`; with `--page FILE` it writes each topic with its posts
//! instead, to be judged by reading.

#![expect(clippy::print_stdout, reason = "its tables are what it is for")]

mod baselines;
mod coherence;
mod gold;
mod hidden;
mod questions;
mod reading;
mod replies;
mod score;
mod summary;
mod topics;
mod variants;

use std::path::PathBuf;

use anyhow::{Context, Result};

fn main() -> Result<()> {
    let mut words: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let page = words.iter().position(|word| word.as_os_str() == "--page").map(|at| {
        words.remove(at);
        (at < words.len()).then(|| words.remove(at)).context("--page names a file")
    });
    let page = page.transpose()?;
    let mut folders = words.into_iter();
    let mut chats = gold::sets(&folders.next().context("the folder of gold")?)?;
    if let Some(file) = page {
        for folder in folders {
            chats.extend(gold::free(&folder)?);
        }
        return reading::write(&chats, &file);
    }
    for set in &chats {
        println!("## {}: {} posts, {} judged\n", set.name, set.posts.len(), set.judged.len());
        questions::report(set);
        topics::report(set);
        replies::report(set);
    }
    let judged = chats.len();
    for folder in folders {
        chats.extend(gold::free(&folder)?);
    }
    let (judged, free) = chats.split_at(judged);
    variants::report(judged, free);
    summary::report(&chats);
    coherence::report(&chats);
    Ok(())
}
