//! How well: what analysis finds, against what people judged.
//!
//! `cargo xtask evaluate [FOLDER]` runs this. The folder holds gold (`chat.jsonl` or another file that
//! chatkeep reads, and `gold.jsonl`), or folders that do. It prints the tables of `docs/quality.md`.

#![expect(clippy::print_stdout, reason = "its tables are what it is for")]

mod baselines;
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
    let folder: PathBuf = std::env::args().nth(1).context("the folder of gold")?.into();
    for set in gold::sets(&folder)? {
        println!("## {}: {} posts, {} judged\n", set.name, set.posts.len(), set.judged.len());
        questions::report(&set);
        topics::report(&set);
        replies::report(&set);
        summary::report(&set);
    }
    Ok(())
}
