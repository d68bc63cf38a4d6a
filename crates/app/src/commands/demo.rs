//! `demo`: a sample evening in a browser, nothing to configure.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use store::{Archive, OpenError};

use crate::cli;
use crate::commands::print;
use crate::stage::{Stage, bring_in};
use crate::web::{self, Door, Live, Shelf, invite};

/// An invented evening with the shape of 16 February 2012; every person and every word is made up.
const EVENING: &str = include_str!("../../demo/evening.jsonl");
/// The chat that is held in it.
const CHAT: &str = "lanternchat/2026-11-12";

pub(crate) fn run(args: &cli::Demo, named: Option<PathBuf>) -> Result<ExitCode> {
    // Kept until the demo ends, then removed with all that is in it.
    let temporary = tempfile::tempdir().context("making a folder for the demo")?;
    let dir = named.unwrap_or_else(|| temporary.path().join("archive"));
    let file = temporary.path().join("evening.jsonl");
    refuse_others(&dir)?;
    std::fs::write(&file, EVENING)?;
    bring_in(&dir, &file)?;
    let shelf = Arc::new(Shelf::new(&dir));
    let (live, page) = if args.kept {
        (Live::of(&shelf), String::new())
    } else {
        let chats = Archive::open(&dir)?.chats()?;
        let chat =
            chats.into_iter().map(|found| found.chat).find(|chat| chat.name.to_string() == CHAT);
        let chat = chat.context("the evening is missing from the archive")?;
        let stage = Stage::new(temporary.path(), EVENING, chat);
        let show = stage.play(args.from, args.speed)?;
        let page = stage.page();
        (Live::on(stage, show), page)
    };
    let live = Arc::new(live);
    let served = web::serve(shelf, Arc::clone(&live), Door::default(), args.bind, |address| {
        let (home, page) = (format!("http://{address}/"), format!("http://{address}/{page}"));
        let live = match args.kept {
            true => String::new(),
            false => format!("It happens again, {} times as fast as it was: {page}\n", args.speed),
        };
        let host = invite(&dir, "host", &format!("http://{address}"))?;
        // At once: whoever reads one line may close the pipe.
        print(&format!(
            "An invented evening of #lanternchat, to look around in: {home}\n{live}For its host, once, within an hour: {host}\nCtrl-C ends it.\n"
        ))?;
        if !args.no_open && open::that_detached(&page).is_err() {
            print("(No browser could be opened; open the address by hand.)\n")?;
        }
        Ok(())
    });
    live.close();
    served?;
    Ok(ExitCode::SUCCESS)
}

/// An archive that holds something else is none to put an invented evening into.
fn refuse_others(dir: &Path) -> Result<()> {
    let archive = match Archive::open(dir) {
        Ok(archive) => archive,
        Err(OpenError::Missing(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let chats = archive.chats()?;
    let is_of_the_demo = |chat: &store::ChatSummary| chat.chat.name.to_string() == CHAT;
    let is_empty = archive.size()?.0 == 0;
    if !chats.iter().all(is_of_the_demo) || (chats.is_empty() && !is_empty) {
        bail!(
            "the archive at {} holds other things, and the demo would mix an invented evening with them: name an empty folder, or leave --archive out",
            dir.display()
        );
    }
    Ok(())
}
