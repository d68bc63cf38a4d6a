//! `search`: find posts by their words.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use jiff::{Timestamp, civil, tz::TimeZone};
use store::{Order, Search, SearchError};

use crate::WrongUsage;
use crate::answers::{Found, ShownPost};
use crate::cli;
use crate::commands::{open, print, print_json, show};
use crate::terminal::{count, grouped};

pub(crate) fn run(args: &cli::Search, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let zone = match &args.tag {
        Some(tag) => archive.series_of(tag)?.map_or(TimeZone::UTC, |series| series.zone()),
        None => TimeZone::UTC,
    };
    let bound = |said: &Option<String>, whole_day| {
        said.as_deref().map(|text| time(text, &zone, whole_day)).transpose()
    };
    let search = Search {
        query: args.query.clone(),
        tag: args.tag.clone(),
        author: args.author.clone(),
        since: bound(&args.since, false)?,
        until: bound(&args.until, true)?,
        order: if args.newest { Order::Newest } else { Order::Best },
        limit: args.limit,
        offset: 0,
    };
    let hits = archive.search(&search).map_err(|error| match error {
        SearchError::Store(_) | SearchError::NoIndex => error.into(),
        asked => anyhow::Error::new(WrongUsage(asked.to_string())),
    })?;
    if let Some((known, posts)) = archive.search_lags()? {
        eprintln!(
            "chatkeep: only {} of {} posts can be found yet: `chatkeep doctor --mend` makes the search whole",
            grouped(known),
            grouped(posts)
        );
    }
    if args.json {
        let posts = hits.posts.iter().map(|kept| ShownPost::from(&kept.post)).collect();
        print_json(&Found { total: hits.total, hits: posts })?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = count(hits.total as u64, "post", "posts");
    if hits.posts.len() < hits.total {
        text += &format!(", here are {} (--limit asks for more)", hits.posts.len());
    }
    text += "\n\n";
    for kept in &hits.posts {
        let day = zone.to_datetime(kept.post.created_at.at()).strftime("%Y-%m-%d").to_string();
        text += &format!("{day} {}", show::told(&kept.post, 0, 0, &zone));
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A day, or a time with its offset. As an end, a day means its end.
pub(crate) fn time(text: &str, zone: &TimeZone, whole_day: bool) -> Result<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let date = text.parse::<civil::Date>().ok();
    let local = match date {
        Some(date) if whole_day => {
            Some(date.tomorrow().unwrap_or(date).to_datetime(civil::Time::midnight()))
        }
        Some(date) => Some(date.to_datetime(civil::Time::midnight())),
        None => text.parse::<civil::DateTime>().ok(),
    };
    let local = local.ok_or_else(|| {
        WrongUsage(format!("“{text}” is no date: write 2012-02-16 or 2012-02-16T18:30:00Z"))
    })?;
    Ok(zone.to_timestamp(local)?)
}
