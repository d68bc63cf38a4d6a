//! `doctor --config`, `doctor --on`: what each place would give, and what not.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chat::Tag;
use networks::{Place, Trial, Verdict};
use tokio::task::JoinSet;

use crate::capture::Capture;
use crate::cli;
use crate::commands::{print, print_json};
use crate::config::Config;
use crate::terminal::line;

pub(super) fn run(args: &cli::Doctor) -> Result<ExitCode> {
    let places = places(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let trials = runtime.block_on(try_out(places))?;
    // What still looks names up holds nobody up.
    runtime.shutdown_background();
    let bad = trials.iter().any(|trial| trial.verdict == Verdict::Nothing);
    if args.json {
        print_json(&trials)?;
    } else {
        print(&trials.iter().map(told).collect::<String>())?;
    }
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The places, each with a tag that it is asked for.
fn places(args: &cli::Doctor) -> Result<Vec<(Place, Tag)>> {
    let mut capture = match (&args.config, &args.tag) {
        (Some(file), _) => Config::capture_of(file, None)?,
        (None, Some(tag)) => Capture::of(vec![tag.clone()], args.on.clone()),
        (None, None) => bail!("name the hashtag that is asked for with --tag"),
    };
    for (host, file) in &args.token {
        capture.sign_in_with(host, file)?;
    }
    if capture.parts.is_empty() {
        bail!("the configuration names no [[series]]: there is nothing to try out");
    }
    let each = capture.parts.into_iter().flat_map(|part| {
        let tag = part.tags.into_iter().next();
        part.places.into_iter().filter_map(move |place| Some((place, tag.clone()?)))
    });
    Ok(each.collect())
}

/// Tries all of them out at once.
async fn try_out(places: Vec<(Place, Tag)>) -> Result<Vec<Trial>> {
    let mut tasks = JoinSet::new();
    for (number, (place, tag)) in places.into_iter().enumerate() {
        tasks.spawn(async move {
            (number, networks::try_out(&place, &tag, Arc::new(crate::clock::now)).await)
        });
    }
    let mut trials = Vec::new();
    while let Some(done) = tasks.join_next().await {
        trials.push(done.context("trying a place out")?);
    }
    trials.sort_by_key(|(number, _)| *number);
    Ok(trials.into_iter().map(|(_, trial)| trial).collect())
}

fn told(trial: &Trial) -> String {
    let verdict = match trial.verdict {
        Verdict::Good => "good",
        Verdict::Partly => "not all",
        Verdict::Nothing => "nothing",
    };
    let mut text = format!("{}\n", line(&trial.address));
    for (number, says) in trial.says.iter().enumerate() {
        let verdict = if number == 0 { verdict } else { "" };
        text += &format!("  {verdict:<8} {}\n", line(says));
    }
    text
}
