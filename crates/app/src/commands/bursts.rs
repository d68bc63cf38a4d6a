//! `bursts`: when more was said than usual.

use std::path::Path;
use std::process::ExitCode;

use analysis::{bursts, questions};
use anyhow::Result;
use jiff::Timestamp;

use crate::answers::ShownBurst;
use crate::cli;
use crate::commands::{open, print, print_json, sat};
use crate::terminal::{count, line};

pub(crate) fn run(args: &cli::OfChat, dir: &Path) -> Result<ExitCode> {
    let sat = sat(&open(dir)?, &args.chat)?;
    let found = bursts(&sat.found.posts, &questions(&sat.talk()));
    if args.json {
        let shown = found.iter().map(|burst| ShownBurst::new(&sat.found.posts, burst));
        print_json(&shown.collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let clock = |ms: i64| {
        let at = Timestamp::from_millisecond(ms).unwrap_or_default();
        sat.zone.to_datetime(at).strftime("%H:%M").to_string()
    };
    let mut text = String::new();
    for burst in &found {
        let posts = count(burst.posts.len() as u64, "post", "posts");
        let question = burst.question.map(|n| format!("  Q{n}")).unwrap_or_default();
        let about = line(&burst.about.join(", "));
        let (from, until) = (clock(burst.from_ms), clock(burst.until_ms));
        text += format!("{from}–{until}  {posts:>9}{question}  {about}").trim_end();
        text.push('\n');
    }
    if text.is_empty() {
        text += "No burst: it went at a steady pace.\n";
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}
