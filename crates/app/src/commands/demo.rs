//! `demo`: a sample evening in a browser, nothing to configure.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use store::Writer;

use crate::cli;
use crate::commands::print;
use crate::import::Import;
use crate::recount::recount;
use crate::web;

/// An invented evening with the shape of 16 February 2012; every person and every word is made up.
const EVENING: &str = include_str!("../../demo/evening.jsonl");

pub(crate) fn run(args: &cli::Demo, named: Option<PathBuf>) -> Result<ExitCode> {
    // Kept until the demo ends, then removed with all that is in it.
    let temporary = tempfile::tempdir().context("making a folder for the demo")?;
    let dir = named.unwrap_or_else(|| temporary.path().to_owned());
    bring_in(&dir, temporary.path())?;
    web::serve(&dir, args.bind, |address| {
        let page = format!("http://{address}/");
        print(&format!(
            "An invented evening of #lanternchat, to look around in: {page}\nCtrl-C ends it.\n"
        ))?;
        if !args.no_open && open::that_detached(&page).is_err() {
            print("(No browser could be opened; open the address by hand.)\n")?;
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

fn bring_in(dir: &Path, scratch: &Path) -> Result<()> {
    let file = scratch.join("evening.jsonl");
    std::fs::write(&file, EVENING)?;
    let mut writer = Writer::open(dir, "demo")?;
    let mut import = Import {
        writer: &mut writer,
        options: formats::Options::default(),
        timezone: None,
        named: BTreeSet::new(),
        progress: Arc::default(),
    };
    for read in import.path(&file)? {
        if let Some(error) = read.error {
            bail!("the sample evening: {error}");
        }
    }
    recount(&mut writer)?;
    Ok(writer.finish()?)
}
