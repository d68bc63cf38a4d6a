//! `sources`: each source that is followed: how it is, and when it could not see.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::Archive;
use store::live::{Following, Gap, State};

use crate::answers::Blind;
use crate::cli;
use crate::clock::now;
use crate::commands::{open, print, print_json};
use crate::terminal::{count, line};

/// Gaps listed for each source, the last ones.
const LISTED: usize = 5;

/// One source of `sources --json`.
#[derive(Debug, Serialize)]
struct Source {
    source: String,
    address: String,
    tags: Vec<String>,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    since: Timestamp,
    heard_at: Option<Timestamp>,
    last_post_at: Option<Timestamp>,
    /// Seconds since the last sign of life of a source that is followed.
    lag_secs: Option<i64>,
    gaps: Vec<Blind>,
}

/// A gap, with what was brought back.
fn blind(archive: &Archive, gap: &Gap) -> Result<Blind> {
    Ok(Blind {
        from: gap.from,
        to: gap.to,
        reason: gap.reason.clone(),
        repaired: gap.is_repaired(),
        brought_back: archive.brought_back(gap)?,
    })
}

pub(crate) fn run(args: &cli::Sources, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let mut gaps = archive.gaps()?;
    let mut sources = Vec::new();
    for following in archive.followings()? {
        let (mine, others): (Vec<_>, _) =
            gaps.into_iter().partition(|gap| gap.following == following.id);
        gaps = others;
        let mine = mine.iter().map(|gap| blind(&archive, gap)).collect::<Result<_>>()?;
        sources.push(source(following, mine));
    }
    if args.json {
        print_json(&sources)?;
    } else {
        print(&told(&sources))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn source(following: Following, gaps: Vec<Blind>) -> Source {
    let lag = |at: Timestamp| now().duration_since(at).as_secs().max(0);
    let followed = following.state != State::Ended;
    Source {
        lag_secs: following.heard_at.filter(|_| followed).map(lag),
        source: following.source,
        address: following.address,
        tags: following.topic.split(' ').map(str::to_owned).collect(),
        state: following.state.as_str(),
        reason: following.reason,
        since: following.since,
        heard_at: following.heard_at,
        last_post_at: following.posted_at,
        gaps,
    }
}

fn told(sources: &[Source]) -> String {
    if sources.is_empty() {
        return "Nothing was followed yet: `chatkeep follow '#yourchat' --on https://your.server`\n"
            .into();
    }
    let mut text = String::new();
    for source in sources {
        let tags: Vec<String> = source.tags.iter().map(|tag| format!("#{tag}")).collect();
        text += &format!("{}  {}  {}", line(&source.source), tags.join(" "), source.state);
        if let Some(reason) = &source.reason {
            text += &format!(": {}", line(reason));
        }
        text += &format!("\n  heard {}", source.lag_secs.map_or_else(|| at(source.heard_at), ago));
        text += &format!(", last post {}\n", at(source.last_post_at));
        let lasting = source.gaps.iter().filter(|gap| !gap.repaired).count() as u64;
        if lasting > 0 {
            text += &format!("  {} not made good\n", count(lasting, "gap", "gaps"));
        }
        let skipped = source.gaps.len().saturating_sub(LISTED);
        for gap in &source.gaps[skipped..] {
            text += &gap_told(gap);
        }
    }
    text
}

/// A gap, as a line.
pub(crate) fn gap_told(gap: &Blind) -> String {
    let to = gap.to.map_or_else(|| "now".into(), |to| to.strftime("%H:%M:%S").to_string());
    let repaired = match (gap.repaired, gap.brought_back) {
        (true, 0) => ", read afterwards".to_owned(),
        (true, posts) => format!(", read afterwards: {}", count(posts, "post", "posts")),
        (false, 0) => String::new(),
        (false, posts) => format!(", of which {} were found", count(posts, "post", "posts")),
    };
    let from = gap.from.strftime("%Y-%m-%d %H:%M:%S");
    format!("  {from} to {to} UTC: {}{repaired}\n", line(&gap.reason))
}

fn at(time: Option<Timestamp>) -> String {
    time.map_or_else(|| "never".into(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

fn ago(secs: i64) -> String {
    let span = SignedDuration::from_secs(secs);
    match (span.as_hours(), span.as_mins()) {
        (0, 0) => format!("{secs} s ago"),
        (0, mins) => format!("{mins} min ago"),
        (hours, _) => format!("{hours} h ago"),
    }
}
