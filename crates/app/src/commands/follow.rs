//! `follow`: live sources into the archive, for as long as it takes.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use jiff::{Timestamp, civil, tz::TimeZone};
use networks::{Place, Secret};
use store::live::Bus;
use tokio::sync::mpsc;

use crate::capture::{self, Capture, Lines, Status, Watcher};
use crate::cli;
use crate::clock::now;
use crate::web::asked_to_stop;

pub(crate) fn run(args: &cli::Follow, dir: &Path) -> Result<ExitCode> {
    let until = match &args.until {
        Some(text) => Some(end(text, now(), &TimeZone::system())?),
        None => None,
    };
    let capture = Capture { tags: args.tags.clone(), places: places(args)?, until };
    let shown = std::io::stdout().is_terminal() && !args.json;
    let (reader, mut gone) = mpsc::channel(1);
    let tags = args.tags.clone();
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

/// The places as they are to be followed: recordings at their speed, servers with their tokens.
fn places(args: &cli::Follow) -> Result<Vec<Place>> {
    let mut places = args.on.clone();
    for place in &mut places {
        if let Place::Replay { speed, .. } = place {
            *speed = args.speed;
        }
    }
    for (host, file) in &args.token {
        let mut found = false;
        for place in &mut places {
            let name = place.name();
            if let Place::Mastodon { token, .. } = place
                && name == *host
            {
                *token = Some(secret(file)?);
                found = true;
            }
        }
        if !found {
            bail!("--token {host}=…: no --on names the server {host}");
        }
    }
    Ok(places)
}

fn secret(file: &Path) -> Result<Secret> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("reading the token in {}", file.display()))?;
    let token = text.trim();
    let is_one = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    anyhow::ensure!(is_one, "{} does not hold a token, alone on a line", file.display());
    Ok(Secret::new(token))
}

/// When to stop: a time of day that comes next, a local time, or one with its offset.
fn end(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp> {
    let text = text.trim();
    let time = civil::Time::strptime("%H:%M", text);
    let at = match (text.parse::<Timestamp>(), time, text.parse::<civil::DateTime>()) {
        (Ok(at), ..) => at,
        (_, Ok(time), _) => {
            let today = zone.to_datetime(now).date();
            let at = zone.to_timestamp(today.to_datetime(time))?;
            if at > now { at } else { zone.to_timestamp(today.tomorrow()?.to_datetime(time))? }
        }
        (.., Ok(local)) => zone.to_timestamp(local)?,
        _ => {
            let form = "write 20:30, \"2026-12-03 20:30\" or 2026-12-03T20:30:00Z";
            return Err(anyhow::anyhow!("“{text}” is no time: {form}")).context("--until");
        }
    };
    if at <= now {
        bail!("--until: {at} is over");
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_the_next_one() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let at = |text: &str| {
            let now = "2026-12-03T19:00:00Z".parse().unwrap();
            end(text, now, &zone).map(|at| at.to_string()).map_err(|e| format!("{e:#}"))
        };
        assert_eq!(at("20:30").unwrap(), "2026-12-03T20:30:00Z");
        assert_eq!(at("18:30").unwrap(), "2026-12-04T18:30:00Z");
        assert_eq!(at("2026-12-05 20:30").unwrap(), "2026-12-05T20:30:00Z");
        assert_eq!(at("2026-12-03T20:30:00+01:00").unwrap(), "2026-12-03T19:30:00Z");
        assert!(at("2026-12-01 20:30").unwrap_err().contains("is over"));
        assert!(at("later").unwrap_err().contains("is no time"));
    }
}
