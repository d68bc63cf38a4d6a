//! What the whole network says, filtered for one tag: beside a loop that only parses the same lines.

use std::borrow::Cow;
use std::hint::black_box;

use anyhow::{Context, Result, ensure};
use chat::Tag;
use formats::jetstream::{Accounts, Glance, read_event};
use formats::{Found, Options, Reading};
use networks::{Known, Topic};
use serde::Deserialize;

use super::event::{TAGGED, event};
use crate::measure::{Took, median, timed};

const EVENTS: u64 = 200_000;
const RUNS: usize = 5;
/// What Bluesky's whole network says at its peak, in events a second.
const PEAK: f64 = 2_000.0;

/// An event, as far as anybody needs it, borrowed from its line.
#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    did: Cow<'a, str>,
    time_us: i64,
    #[serde(borrow)]
    commit: Option<Commit<'a>>,
}

#[derive(Deserialize)]
struct Commit<'a> {
    #[serde(borrow)]
    operation: Cow<'a, str>,
    #[serde(borrow)]
    collection: Cow<'a, str>,
    #[serde(borrow)]
    rkey: Cow<'a, str>,
    #[serde(borrow)]
    record: Option<Record<'a>>,
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow, rename = "createdAt")]
    created_at: Cow<'a, str>,
    #[serde(borrow, default)]
    langs: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    facets: Vec<Facet<'a>>,
    #[serde(borrow)]
    reply: Option<Reply<'a>>,
}

#[derive(Deserialize)]
struct Facet<'a> {
    index: Index,
    #[serde(borrow)]
    features: Vec<Feature<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    byte_start: u32,
    byte_end: u32,
}

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(borrow)]
    tag: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Reply<'a> {
    #[serde(borrow)]
    parent: Reference<'a>,
    #[serde(borrow)]
    root: Reference<'a>,
}

#[derive(Deserialize)]
struct Reference<'a> {
    #[serde(borrow)]
    uri: Cow<'a, str>,
}

/// Runs both in turns and prints the table.
pub(super) fn run() -> Result<()> {
    let tag = |number: u64| number.is_multiple_of(TAGGED).then_some("lanternchat");
    let lines: Vec<String> = (0..EVENTS)
        .map(|number| event(number, 1_795_447_317_000_000 + number.cast_signed(), tag(number)))
        .collect();
    let bytes: usize = lines.iter().map(String::len).sum();
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (parsed, took) = timed(lines.len(), || parse(&lines));
        ensure!(parsed? == lines.len(), "the bare loop reads another number of events");
        bare.push(took);
        let (found, took) = timed(lines.len(), || filter(&lines));
        ensure!(found? as u64 == EVENTS / TAGGED, "the filter finds another number of posts");
        ours.push(took);
    }
    let (bare, ours) = (median(&bare).context("a run")?, median(&ours).context("a run")?);
    println!("{EVENTS} events, {} bytes each, one of {TAGGED} tagged\n", bytes / lines.len());
    println!("| | events/s | CPU µs/event |\n|---|---|---|");
    let row = |name: &str, took: Took| {
        println!("| {name} | {:.0} | {:.2} |", took.rate(), took.cpu_us());
    };
    row("parsing alone", bare);
    row("chatkeep's filter", ours);
    println!(
        "\nfilter / parsing: {:.2} (required 0.8); {:.0} × the network's peak of {PEAK} events/s\n",
        bare.cpu_us() / ours.cpu_us(),
        ours.rate() / PEAK
    );
    Ok(())
}

fn parse(lines: &[String]) -> Result<usize> {
    let mut read = 0;
    for line in lines {
        let event: Event<'_> = serde_json::from_str(line)?;
        read += usize::from(touch(black_box(&event)));
    }
    Ok(read)
}

/// Every member is used, so that none is dead.
fn touch(event: &Event<'_>) -> bool {
    let Some(commit) = &event.commit else { return false };
    let Some(record) = &commit.record else { return false };
    let tags = record.facets.iter().flat_map(|facet| &facet.features).filter(|f| f.tag.is_some());
    let span = record.facets.iter().map(|f| f.index.byte_end - f.index.byte_start).sum::<u32>();
    let answers = record.reply.as_ref().map_or(0, |r| r.parent.uri.len() + r.root.uri.len());
    let names = event.did.len() + commit.rkey.len() + commit.collection.len();
    let times = record.created_at.len() + record.langs.len() + commit.operation.len();
    black_box((tags.count(), span, answers, names, times, record.text.len())).3 > 0
        && event.time_us > 0
}

/// As a stream is filtered by `follow`: what is tagged, known, or answers what is known.
fn filter(lines: &[String]) -> Result<usize> {
    let tag = Tag::new("lanternchat").context("a tag")?;
    let topic = Topic::new(&[tag], Known::default());
    let (options, mut accounts) = (Options::default(), Accounts::default());
    let mut found = 0;
    for line in lines {
        let mut take = |one: Found| {
            found += usize::from(topic.concerns(&one));
            true
        };
        let wanted = |glance: &Glance<'_>| {
            topic.knows(&glance.uri())
                || glance.is_tagged(topic.tags())
                || glance.target().is_some_and(|target| topic.knows(&target))
        };
        let mut reading = Reading::new(&options, &mut take);
        read_event(line, &mut accounts, &wanted, &mut reading)?;
    }
    Ok(found)
}
