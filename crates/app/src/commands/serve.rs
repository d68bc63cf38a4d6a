//! `serve`: the archive in a browser, and what a configuration names followed into it.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use store::live::Bus;

use crate::capture::Running;
use crate::cli;
use crate::commands::{open, print};
use crate::config::Config;
use crate::web::{self, Door, Live, Shelf, invite};

pub(crate) fn run(args: &cli::Serve, dir: &Path) -> Result<ExitCode> {
    let bus = Bus::default();
    let following = following(args, dir, &bus)?;
    // A missing archive is said before a port is taken.
    drop(open(dir)?);
    let shelf = Arc::new(Shelf::new(dir));
    let live = Arc::new(match &following {
        Some(_) => Live::hearing(&shelf, bus),
        None => Live::of(&shelf),
    });
    let limits = args.config.as_deref().map(Config::limits_of).transpose()?.unwrap_or_default();
    let door = Door::at(args.behind.as_deref(), limits);
    let served = web::serve(shelf, live, door, args.bind, |address| {
        let site = args.behind.clone().unwrap_or_else(|| format!("http://{address}"));
        // Who cannot write to the archive can read it all the same.
        let host = match invite(dir, "host", &site) {
            Ok(link) => format!("For its host, once, within an hour: {link}\n"),
            Err(why) => format!("No host can sign in: {why:#}.\n"),
        };
        print(&format!("Reading {} at http://{address}/\n{host}", dir.display()))
    });
    // Whatever became of the pages: what was followed is to be whole.
    let followed = following.map_or(Ok(()), Running::end);
    served.and(followed)?;
    Ok(ExitCode::SUCCESS)
}

/// Starts to follow what the configuration names, if there is one and it names anything.
fn following(args: &cli::Serve, dir: &Path, bus: &Bus) -> Result<Option<Running>> {
    let Some(file) = &args.config else { return Ok(None) };
    let capture = Config::capture_of(file, None)?;
    if capture.parts.is_empty() {
        return Ok(None);
    }
    Running::start(dir, capture, bus.clone()).map(Some)
}
