//! `chatkeep`: the program. Command line, clock, ports, wiring. Imports every other room.

mod answers;
mod attendance;
mod capture;
mod cli;
mod clock;
mod commands;
mod config;
mod coverage;
mod graph;
mod import;
mod media;
mod publish;
mod ranks;
mod recount;
mod rewrite;
mod rise;
mod sat;
mod secrets;
mod stage;
mod terminal;
mod views;
mod web;

use std::process::ExitCode;

/// Posts are made on one thread and freed on another, which the system's allocator is slow at: a
/// fifth of an import's time (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::read();
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            let said = terminal::plain(&format!("{error:#}"));
            eprintln!("chatkeep: {said}");
            if error.chain().any(|cause| cause.is::<WrongUsage>()) {
                return ExitCode::from(2);
            }
            ExitCode::FAILURE
        }
    }
}

/// What somebody asked in a way that cannot be understood, as clap's own errors: it ends with 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct WrongUsage(String);
