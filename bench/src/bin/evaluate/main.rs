//! How well: what analysis finds, against what people judged.
//!
//! `cargo xtask evaluate [FOLDER]` runs this. The folder holds gold (`chat.jsonl` or another file that
//! chatkeep reads, and `gold.jsonl`), or folders that do; further folders hold saves of chats that nobody
//! judged. It prints the tables of `docs/quality.md`.

#![expect(clippy::print_stdout, reason = "its tables are what it is for")]

mod baselines;
mod coherence;
mod gold;
mod hidden;
mod questions;
mod replies;
mod score;
mod summary;
mod topics;

use std::path::PathBuf;

use anyhow::{Context, Result};

fn main() -> Result<()> {
    let mut folders = std::env::args().skip(1).map(PathBuf::from);
    let mut chats = gold::sets(&folders.next().context("the folder of gold")?)?;
    for set in &chats {
        println!("## {}: {} posts, {} judged\n", set.name, set.posts.len(), set.judged.len());
        questions::report(set);
        topics::report(set);
        replies::report(set);
    }
    for folder in folders {
        chats.extend(gold::free(&folder)?);
    }
    summary::report(&chats);
    coherence::report(&chats);
    Ok(())
}
