//! `serve`: the archive in a browser.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;

use crate::cli;
use crate::commands::{open, print};
use crate::web::{self, Door, Live, Shelf, invite};

pub(crate) fn run(args: &cli::Serve, dir: &Path) -> Result<ExitCode> {
    // A missing archive is said before a port is taken.
    drop(open(dir)?);
    let shelf = Arc::new(Shelf::new(dir));
    let live = Arc::new(Live::of(&shelf));
    let door = Door::at(args.behind.as_deref());
    web::serve(shelf, live, door, args.bind, |address| {
        let site = args.behind.clone().unwrap_or_else(|| format!("http://{address}"));
        // Who cannot write to the archive can read it all the same.
        let host = match invite(dir, "host", &site) {
            Ok(link) => format!("For its host, once, within an hour: {link}\n"),
            Err(why) => format!("No host can sign in: {why:#}.\n"),
        };
        print(&format!("Reading {} at http://{address}/\n{host}", dir.display()))
    })?;
    Ok(ExitCode::SUCCESS)
}
