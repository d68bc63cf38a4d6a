//! One file a verb.

mod bursts;
mod chat;
mod chats;
mod config;
mod coverage;
mod demo;
mod doctor;
mod export;
mod follow;
mod graph;
mod help;
mod host;
mod import;
mod people;
mod people_of_chat;
mod questions;
mod search;
mod serve;
mod show;
mod sources;
mod stats;
mod summary;
mod threads;
mod topics;
mod trend;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::chat::ChatName;
use anyhow::{Context, Result};
use store::Archive;

use crate::cli::{Cli, Command};
use crate::sat::Sat;

/// Does what was asked.
pub(crate) fn run(cli: Cli) -> Result<ExitCode> {
    let named = cli.archive;
    let dir = || archive_dir(named.clone());
    match cli.command {
        Command::Demo(args) => demo::run(&args, cli.archive_by_hand),
        Command::Import(args) => import::run(&args, &dir()?),
        Command::Chats(args) => chats::run(&args, &dir()?),
        Command::Chat(args) => chat::run(&args, &dir()?),
        Command::Show(args) => show::run(&args, &dir()?),
        Command::Threads(args) => threads::run(&args, &dir()?),
        Command::Questions(args) => questions::run(&args, &dir()?),
        Command::Topics(args) => topics::run(&args, &dir()?),
        Command::Bursts(args) => bursts::run(&args, &dir()?),
        Command::Trend(args) => trend::run(&args, &dir()?),
        Command::Summary(args) => summary::run(&args, &dir()?),
        Command::Graph(args) => graph::run(&args, &dir()?),
        Command::Search(args) => search::run(&args, &dir()?),
        Command::Stats(args) => stats::run(&args, &dir()?),
        Command::Follow(args) => follow::run(&args, &dir()?),
        Command::Sources(args) => sources::run(&args, &dir()?),
        Command::Coverage(args) => coverage::run(&args, &dir()?),
        Command::Serve(args) => serve::run(&args, &dir()?),
        Command::Host(args) => host::run(&args, &dir()?),
        Command::Publish(args) => crate::publish::run(&args, &dir()?),
        Command::Export(args) => export::run(&args, &dir()?),
        Command::People(args) => people::run(&args, &dir()?),
        Command::Doctor(args) => doctor::run(&args, &dir()?),
        Command::Config => config::run(),
        Command::Completions { shell } => help::completions(shell),
        Command::Man => help::man(),
    }
}

/// The archive that was named, else the platform's place for it.
fn archive_dir(named: Option<PathBuf>) -> Result<PathBuf> {
    if let Some(dir) = named {
        return Ok(dir);
    }
    let place = directories::ProjectDirs::from("", "", "chatkeep");
    let place =
        place.context("there is no home folder for the archive: name one with --archive DIR")?;
    Ok(place.data_dir().to_owned())
}

/// Opens the archive to read it.
fn open(dir: &Path) -> Result<Archive> {
    Ok(Archive::open(dir)?)
}

pub(crate) use search::time as time_of;

/// Reads the chat of this name, or says which there are.
fn sat(archive: &Archive, name: &ChatName) -> Result<Sat> {
    Sat::read(archive, show::find(archive, name)?)
}

/// Prints to stdout; a reader that has gone away (`| head`) ends the program quietly.
pub(crate) fn print(text: &str) -> Result<()> {
    use std::io::Write;
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        done => Ok(done.context("writing the answer")?),
    }
}

/// Prints one JSON value.
fn print_json(value: &impl serde::Serialize) -> Result<()> {
    print(&(serde_json::to_string_pretty(value)? + "\n"))
}
