//! How fast: everything as a ratio to a limit, or to a peer, measured in the same run.
//!
//! `cargo xtask bench [POSTS]` builds the program in release and runs this. It prints the table that
//! stands in `docs/performance.md`.

#![expect(clippy::print_stdout, reason = "its table is what it is for")]

mod capture;
mod first_line;
mod generate;
mod import;
mod limit;
mod measure;
mod search;
mod viewers;

use std::path::Path;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

/// Runs of each kind; the median counts, and kinds take turns.
const RUNS: usize = 3;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        // The parts alone, for whoever profiles.
        ["input", posts, file] => Ok(generate::file(Path::new(file), number(posts)?)?),
        ["limit", input] => {
            let took = limit::run(Path::new(input), &workplace()?.path().join("limit"))?;
            println!("{:.0} posts/s, {:.1} CPU µs/post", took.rate(), took.cpu_us());
            Ok(())
        }
        ["search", archive] => search::run(Path::new(archive)),
        ["viewers", program] => viewers::run(Path::new(program)),
        ["capture", program] => capture::run(Path::new(program)),
        ["listen", address] => capture::listen(address),
        ["bare", frames] => viewers::serve_bare(Path::new(frames)),
        [program] => everything(Path::new(program), 300_000),
        [program, posts] => everything(Path::new(program), number(posts)?),
        _ => bail!(
            "bench PROGRAM [POSTS] | input POSTS FILE | limit INPUT | search ARCHIVE | viewers PROGRAM | capture PROGRAM"
        ),
    }
}

fn number(posts: &str) -> Result<usize> {
    posts.parse().context("how many posts")
}

fn workplace() -> Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("chatkeep-bench").tempdir()?)
}

fn everything(program: &Path, posts: usize) -> Result<()> {
    let dir = workplace()?;
    let input = dir.path().join("input.jsonl");
    generate::file(&input, posts)?;
    let bytes = input.metadata()?.len();
    println!("{posts} posts, {} MB, {} bytes a line\n", bytes >> 20, bytes / posts as u64);

    let (mut limits, mut imports, mut peers) = (Vec::new(), Vec::new(), Vec::new());
    let archive = dir.path().join("archive");
    for run in 0..RUNS {
        limits.push(limit::run(&input, &dir.path().join("limit"))?);
        imports.push(import::run(program, &input, &archive)?);
        // The peer is slow, and its rate falls no further beyond this: one run on a part.
        if run == 0 {
            peers.push(import::python(&input, dir.path(), posts.min(100_000))?);
        }
    }
    import::report(posts, bytes, &archive, &limits, &imports, &peers)?;
    search::run(&archive)?;
    first_line::run(program, &archive)
}
