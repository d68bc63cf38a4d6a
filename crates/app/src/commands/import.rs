//! `import`: bring files in.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use chat::{Series, Tag};
use indicatif::{ProgressBar, ProgressStyle};
use store::{Archive, Writer};

use crate::answers::{Imported, ImportedFile, Noted};
use crate::cli;
use crate::commands::{chats, print, print_json};
use crate::import::Import;
use crate::recount::recount;
use crate::terminal::{count, grouped, line};

/// Of what is wrong in a file, so many lines are shown to people.
const LISTED: usize = 10;

pub(crate) fn run(args: &cli::Import, dir: &Path) -> Result<ExitCode> {
    if args.dry_run && !dir.join("chatkeep.db").exists() {
        let nowhere = tempfile::tempdir()?;
        return bring_in(args, nowhere.path());
    }
    bring_in(args, dir)
}

fn bring_in(args: &cli::Import, dir: &Path) -> Result<ExitCode> {
    let mut writer = if args.dry_run {
        Writer::rehearse(dir, "import")?
    } else {
        Writer::open(dir, "import")?.in_bulk()?
    };
    for tag in &args.tag {
        writer
            .add_series(&Series { timezone: args.timezone.clone(), ..Series::new(tag.clone()) })?;
    }
    let zone = args.timezone.as_deref().and_then(|name| jiff::tz::TimeZone::get(name).ok());
    let options = formats::Options { format: args.format, timezone: zone, lists: writer.lists()? };
    let progress = Arc::new(AtomicU64::new(0));
    let bar = show_progress(&progress);
    let mut import = Import {
        writer: &mut writer,
        options,
        timezone: args.timezone.clone(),
        named: BTreeSet::new(),
        // Scripts are told of each; a file of rubbish is not kept in memory for people.
        listed: if args.json { usize::MAX } else { LISTED },
        progress,
    };
    let mut files = Vec::new();
    for path in &args.paths {
        bar.bar.set_message(line(&path.display().to_string()));
        files.extend(import.path(path)?);
    }
    writer.no_more_posts()?;
    bar.bar.set_message("finding the chats");
    recount(&mut writer)?;
    bar.bar.set_message("making it all searchable");
    writer.finish()?;
    drop(bar);

    let failed = files.iter().any(|file| file.error.is_some() && !file.left_alone);
    for file in files.iter().filter(|file| file.error.is_some()) {
        let left = if file.left_alone { "left alone: " } else { "" };
        let error = line(file.error.as_deref().unwrap_or_default());
        eprintln!("chatkeep: {}: {left}{error}", line(&file.path));
    }
    let read_any = files.iter().any(|file| file.records > 0);
    if args.json {
        print_json(&Imported { files })?;
    } else {
        print(&files.iter().map(told).collect::<String>())?;
        if args.dry_run {
            print("Nothing was changed (--dry-run).\n")?;
        } else if read_any {
            print(&next_step(dir, &args.tag)?)?;
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// One file, in a line or two.
fn told(file: &ImportedFile) -> String {
    if file.error.is_some() && file.records == 0 {
        return String::new();
    }
    let format = file.format.as_deref().unwrap_or("not to its end");
    let mut parts = Vec::new();
    for (n, word) in [
        (file.added, "added"),
        (file.merged, "merged"),
        (file.unchanged, "unchanged"),
        (file.withheld, "withheld"),
        (file.noted.skipped, "skipped"),
    ] {
        if n > 0 {
            parts.push(format!("{} {word}", grouped(n)));
        }
    }
    let records = count(file.records, "record", "records");
    let mut text = match parts.len() {
        0 => format!("{} ({format}): no posts in it\n", line(&file.path)),
        _ => format!("{} ({format}): {records}: {}\n", line(&file.path), parts.join(", ")),
    };
    text += &noted("skipped", &file.skipped, file.noted.skipped);
    text += &noted("repaired", &file.repaired, file.noted.repaired);
    text
}

/// The first of what is wrong in a file, a line each.
fn noted(what: &str, first: &[Noted], all: u64) -> String {
    let first = first.iter().take(LISTED);
    let mut text: String = first
        .map(|noted| format!("  {what} {}: {}\n", line(&noted.at), line(&noted.reason)))
        .collect();
    let more = all.saturating_sub(LISTED as u64);
    if more > 0 {
        let more = grouped(more);
        text += &format!("  and {more} more {what}; --json lists them all\n");
    }
    text
}

/// What somebody would want to do now.
fn next_step(dir: &Path, tags: &[Tag]) -> Result<String> {
    let archive = Archive::open(dir)?;
    for tag in tags {
        if archive.chats_of(tag)?.is_empty() {
            return Ok(format!("\n{}", chats::none(&archive, Some(tag))?));
        }
    }
    let found = archive.chats()?.len() as u64;
    if found > 0 {
        return Ok(format!(
            "\n{} in the archive. `chatkeep chats` lists them, `chatkeep serve` shows them.\n",
            count(found, "chat", "chats")
        ));
    }
    Ok(format!("\n{}", chats::none(&archive, None)?))
}

/// A progress line on a terminal; nothing in a pipe.
struct Progress {
    bar: ProgressBar,
    done: Arc<AtomicBool>,
    ticker: Option<std::thread::JoinHandle<()>>,
}

fn show_progress(records: &Arc<AtomicU64>) -> Progress {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} {msg}: {human_pos} records ({elapsed})")
    {
        bar.set_style(style);
    }
    let done = Arc::new(AtomicBool::new(false));
    let (shown, read, stop) = (bar.clone(), Arc::clone(records), Arc::clone(&done));
    let ticker = std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            shown.set_position(read.load(Ordering::Relaxed));
            shown.tick();
            std::thread::park_timeout(Duration::from_millis(120));
        }
    });
    Progress { bar, done, ticker: Some(ticker) }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(ticker) = self.ticker.take() {
            ticker.thread().unpark();
            let _ = ticker.join();
        }
        self.bar.finish_and_clear();
    }
}
