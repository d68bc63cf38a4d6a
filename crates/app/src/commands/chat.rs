//! `chat set`, `chat unset`: what a host knows better.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chat::{Chat, ChatName, Series};
use jiff::{Timestamp, civil, tz::TimeZone};
use store::{Archive, Writer};

use crate::WrongUsage;
use crate::cli;
use crate::commands::print;
use crate::recount::recount;
use crate::terminal::count;

pub(crate) fn run(args: &cli::Chat, dir: &Path) -> Result<ExitCode> {
    match args {
        cli::Chat::Set(set) => self::set(set, dir),
        cli::Chat::Unset { chat } => unset(chat, dir),
    }
}

fn set(args: &cli::ChatSet, dir: &Path) -> Result<ExitCode> {
    let name = &args.chat;
    let archive = Archive::open(dir)?;
    let known = archive.chat(name)?;
    let series = archive.series_of(&name.tag)?.unwrap_or_else(|| Series::new(name.tag.clone()));
    drop(archive);
    let at = |said: &Option<String>, known: Option<Timestamp>, what: &str| match said {
        Some(text) => time(text, name, &series.zone()),
        None => known.with_context(|| format!("{name} is not known yet: say when it {what}")),
    };
    let starts_at =
        at(&args.start, known.as_ref().map(|k| k.chat.starts_at), "began, with --start")?;
    let ends_at = at(&args.end, known.as_ref().map(|k| k.chat.ends_at), "ended, with --end")?;
    if ends_at < starts_at {
        bail!("the chat would end ({ends_at}) before it starts ({starts_at})");
    }
    if series.zone().to_datetime(starts_at).date() != name.date {
        bail!(
            "{starts_at} is not on {}, the date in the chat's name (zone {})",
            name.date,
            zone_name(&series)
        );
    }
    // A title alone moves nothing; hours that were said are the talk's own.
    let talk =
        |known: Option<Timestamp>| known.filter(|_| args.start.is_none() && args.end.is_none());
    let opens_at = talk(known.as_ref().and_then(|k| k.chat.opens_at));
    let closes_at = talk(known.as_ref().and_then(|k| k.chat.closes_at));
    let title = args
        .title
        .clone()
        .or_else(|| known.and_then(|k| k.chat.title))
        .filter(|t| !t.trim().is_empty());

    let mut writer = Writer::open(dir, "chat set")?;
    writer.set_chat(&Chat {
        name: name.clone(),
        title,
        starts_at,
        ends_at,
        opens_at,
        closes_at,
    })?;
    recount(&mut writer)?;
    writer.finish()?;
    let now = Archive::open(dir)?.chat(name)?.context("the chat that was just set")?;
    let (posts, people) =
        (count(now.posts, "post", "posts"), count(now.people, "person", "people"));
    print(&format!("{name}: {starts_at} to {ends_at}, {posts} by {people}.\n"))?;
    if now.posts == 0 {
        eprintln!(
            "chatkeep: no post of #{} is known from that time; `chatkeep chat unset {name}` takes it back",
            name.tag
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn unset(name: &ChatName, dir: &Path) -> Result<ExitCode> {
    let mut writer = Writer::open(dir, "chat unset")?;
    if !writer.unset_chat(name)? {
        bail!("nothing was set of {name}");
    }
    recount(&mut writer)?;
    writer.finish()?;
    print(&format!("{name} is found by itself again, or not: see `chatkeep chats`.\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn zone_name(series: &Series) -> &str {
    series.timezone.as_deref().unwrap_or("UTC")
}

/// `18:30`, `2012-02-16 18:30` in the series' zone, or a time with its own offset.
fn time(text: &str, name: &ChatName, zone: &TimeZone) -> Result<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let local = text.parse::<civil::DateTime>().ok().or_else(|| {
        let time = civil::Time::strptime("%H:%M:%S", text)
            .or_else(|_| civil::Time::strptime("%H:%M", text));
        time.ok().map(|time| name.date.to_datetime(time))
    });
    let local = local.ok_or_else(|| {
        WrongUsage(format!(
            "“{text}” is no time: write 18:30, \"{} 18:30\" or {}T18:30:00Z",
            name.date, name.date
        ))
    })?;
    Ok(zone.to_timestamp(local)?)
}
