//! `serve`: the archive in a browser.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::cli;
use crate::commands::open;
use crate::web;

pub(crate) fn run(args: &cli::Serve, dir: &Path) -> Result<ExitCode> {
    // A missing archive is said before a port is taken.
    drop(open(dir)?);
    web::serve(dir, args.bind, |address| {
        println!("Reading {} at http://{address}/", dir.display())
    })?;
    Ok(ExitCode::SUCCESS)
}
