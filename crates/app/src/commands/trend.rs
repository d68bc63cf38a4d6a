//! `trend`: whether more people came than the series' own history leads one to expect, and the rank that
//! servers gave the tag.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use chat::Chat;
use jiff::tz::TimeZone;
use store::Archive;

use crate::answers::{ShownProof, ShownTrend};
use crate::cli;
use crate::commands::{open, print, print_json, show};
use crate::ranks::{ranks, while_held};
use crate::rise::{clock, rise, told};
use crate::terminal::set;

pub(crate) fn run(args: &cli::Trend, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let chat = show::find(&archive, &args.of.chat)?.chat;
    if args.proof {
        return proofs(&archive, &chat);
    }
    let chats = archive.chats_of(&chat.name.tag)?;
    let rise = rise(&archive, &chat, chats.iter().map(|summary| &summary.chat))?;
    let ranks = ranks(&archive, &chat)?;
    let series = archive.series_of(&chat.name.tag)?;
    let zone = series.map_or(TimeZone::UTC, |series| series.zone());
    let words = rise.as_ref().map(|rise| told(rise, &zone));
    if args.of.json {
        print_json(&ShownTrend::new(&chat, rise.as_ref(), words, &ranks))?;
        return Ok(ExitCode::SUCCESS);
    }
    let words = words.unwrap_or_else(|| "Only the day of its posts is known.".to_owned());
    let mut lines = set(&words, "") + "\n";
    for stood in &ranks {
        let words = stood.told(|ms| clock(ms, &zone));
        lines += &(set(&format!("The server’s own rank: {words}."), "") + "\n");
    }
    print(&lines)?;
    Ok(ExitCode::SUCCESS)
}

/// The servers' answers themselves, a line each.
fn proofs(archive: &Archive, chat: &Chat) -> Result<ExitCode> {
    let (from, to) = while_held(chat);
    let mut lines = String::new();
    for (row, answer) in archive.rank_proofs(&chat.name.tag, from, to)? {
        lines += &serde_json::to_string(&ShownProof::new(&row, &answer))?;
        lines.push('\n');
    }
    print(&lines)?;
    Ok(ExitCode::SUCCESS)
}
