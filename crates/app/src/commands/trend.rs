//! `trend`: whether more people came than the series' own history leads one to expect.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::answers::ShownTrend;
use crate::cli;
use crate::commands::{open, print, print_json, show};
use crate::rise::{rise, told};
use crate::terminal::set;

pub(crate) fn run(args: &cli::OfChat, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let chat = show::find(&archive, &args.chat)?.chat;
    let chats = archive.chats_of(&chat.name.tag)?;
    let rise = rise(&archive, &chat, chats.iter().map(|summary| &summary.chat))?;
    let series = archive.series_of(&chat.name.tag)?;
    let zone = series.map_or(jiff::tz::TimeZone::UTC, |series| series.zone());
    let words = rise.as_ref().map(|rise| told(rise, &zone));
    if args.json {
        print_json(&ShownTrend::new(&chat, rise.as_ref(), words))?;
        return Ok(ExitCode::SUCCESS);
    }
    let words = words.unwrap_or_else(|| "Only the day of its posts is known.".to_owned());
    print(&(set(&words, "") + "\n"))?;
    Ok(ExitCode::SUCCESS)
}
