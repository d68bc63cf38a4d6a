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
use crate::web::{self, Live, Shelf};

pub(crate) fn run(args: &cli::Serve, dir: &Path) -> Result<ExitCode> {
    let bus = Bus::default();
    let following = following(args, dir, &bus)?;
    // A missing archive is said before a port is taken.
    drop(open(dir)?);
    let shelf = Arc::new(Shelf::new(dir));
    let live = match &following {
        Some(_) => Live::hearing(&shelf, bus),
        None => Live::of(&shelf),
    };
    let served = web::serve(shelf, Arc::new(live), args.bind, |address| {
        print(&format!("Reading {} at http://{address}/\n", dir.display()))
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
