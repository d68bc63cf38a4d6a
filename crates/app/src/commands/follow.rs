//! `follow`: live sources into the archive, for as long as it takes.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use jiff::tz::TimeZone;
use networks::Place;
use store::live::Bus;
use tokio::sync::mpsc;

use crate::capture::{self, Capture, Lines, Part, Status, Watcher, until};
use crate::cli;
use crate::clock::now;
use crate::config::Config;
use crate::web::asked_to_stop;

pub(crate) fn run(args: &cli::Follow, dir: &Path) -> Result<ExitCode> {
    let capture = capture_of(args)?;
    let shown = std::io::stdout().is_terminal() && !args.json;
    let (reader, mut gone) = mpsc::channel(1);
    let tags = capture.tags();
    let watcher = |names: &[_]| -> Result<Box<dyn Watcher>> {
        if shown {
            Ok(Box::new(Status::new(dir, &tags, names, reader)?))
        } else {
            Ok(Box::new(Lines::new(dir, names, reader)?))
        }
    };
    let stop = async move {
        tokio::select! {
            () = asked_to_stop() => {}
            _ = gone.recv() => {}
        }
    };
    let refused = capture::run(dir, &capture, Bus::default(), watcher, stop)?;
    if refused.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    bail!("not followed: {}", refused.join("; "))
}

/// What the configuration names, or the command line.
fn capture_of(args: &cli::Follow) -> Result<Capture> {
    let mut capture = match &args.config {
        Some(file) => Config::capture_of(file, args.until.as_deref())?,
        None => {
            let end = |text: &String| until::end(text, now(), &TimeZone::system());
            let until = args.until.as_ref().map(end).transpose().context("--until")?;
            let (tags, places) = (args.tags.clone(), args.on.clone());
            Capture::following(Part { tags, places, until })
        }
    };
    if capture.parts.is_empty() {
        bail!("the configuration names no [[series]]: there is nothing to follow");
    }
    let beginning = |text: &String| until::beginning(text, now(), &TimeZone::system());
    capture.since = args.since.as_ref().map(beginning).transpose().context("--since")?;
    for (host, file) in &args.token {
        capture.sign_in_with(host, file)?;
    }
    for place in capture.parts.iter_mut().flat_map(|part| &mut part.places) {
        if let Place::Replay { speed, .. } = place {
            *speed = args.speed;
        }
    }
    Ok(capture)
}
