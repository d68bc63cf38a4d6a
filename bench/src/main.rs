//! How fast: everything as a ratio to a limit, or to a peer, measured in the same run.
//!
//! `cargo xtask bench [POSTS]` builds the program in release and runs this. It prints the table that
//! stands in `docs/performance.md`.

#![expect(clippy::print_stdout, reason = "its table is what it is for")]

mod first_line;
mod generate;
mod import;
mod limit;
mod measure;
mod search;

use std::path::PathBuf;

use anyhow::{Context, Result};

/// Runs of each kind; the median counts, and kinds take turns.
const RUNS: usize = 3;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let program: PathBuf = args.next().context("the program to measure")?.into();
    let posts: usize = args.next().map_or(Ok(300_000), |n| n.parse()).context("how many posts")?;
    let dir = tempfile::Builder::new().prefix("chatkeep-bench").tempdir()?;
    let input = dir.path().join("input.jsonl");
    generate::file(&input, posts)?;
    let bytes = input.metadata()?.len();
    println!("{posts} posts, {} MB, {} bytes a line\n", bytes >> 20, bytes / posts as u64);

    let (mut limits, mut imports, mut peers) = (Vec::new(), Vec::new(), Vec::new());
    let archive = dir.path().join("archive");
    for run in 0..RUNS {
        limits.push(limit::run(&input, &dir.path().join("limit"))?);
        imports.push(import::run(&program, &input, &archive)?);
        // The peer is slow, and its rate falls no further beyond this: one run on a part.
        if run == 0 {
            peers.push(import::python(&input, dir.path(), posts.min(100_000))?);
        }
    }
    import::report(posts, bytes, &archive, &limits, &imports, &peers)?;
    search::run(&archive)?;
    first_line::run(&program, &archive)
}
