//! `serve`: the archive in a browser.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;

use crate::cli;
use crate::commands::{open, print};
use crate::web::{self, Live, Shelf};

pub(crate) fn run(args: &cli::Serve, dir: &Path) -> Result<ExitCode> {
    // A missing archive is said before a port is taken.
    drop(open(dir)?);
    let shelf = Arc::new(Shelf::new(dir));
    let live = Arc::new(Live::of(&shelf));
    web::serve(shelf, live, args.bind, |address| {
        print(&format!("Reading {} at http://{address}/\n", dir.display()))
    })?;
    Ok(ExitCode::SUCCESS)
}
