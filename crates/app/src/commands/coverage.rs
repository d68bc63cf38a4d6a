//! `coverage`: what we have of a chat, who saw it, when we were blind, and what nobody saw.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use analysis::{Captures, NoEstimate};
use anyhow::Result;
use chat::{Chat, Network};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::Archive;

use crate::cli;
use crate::commands::sources::{GapLine, gap_told};
use crate::commands::{open, print, print_json, show};
use crate::terminal::{count, line, set};

/// A source that was blind until shortly before a chat may have missed its beginning; gaps that end
/// before are none of the chat's.
const MARGIN: SignedDuration = SignedDuration::from_mins(1);

/// `coverage CHAT --json`
#[derive(Debug, Serialize)]
struct Answer {
    chat: String,
    sources: Vec<Seen>,
    seen_by: Vec<SeenBy>,
    estimate: Option<Estimated>,
    /// Why there is no estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_estimate: Option<String>,
}

/// What one source saw.
#[derive(Debug, Serialize)]
struct Seen {
    source: String,
    posts: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    gaps: Vec<GapLine>,
}

/// What a combination of sources saw.
#[derive(Debug, Serialize)]
struct SeenBy {
    sources: Vec<String>,
    posts: u64,
}

/// What nobody saw.
#[derive(Debug, Serialize)]
struct Estimated {
    missed: u64,
    low: u64,
    high: u64,
    method: String,
}

pub(crate) fn run(args: &cli::Coverage, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let answer = of(&archive, &show::find(&archive, &args.chat)?.chat)?;
    if args.json {
        print_json(&answer)?;
    } else {
        print(&told(&answer))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn of(archive: &Archive, chat: &Chat) -> Result<Answer> {
    let mut networks: BTreeMap<Network, Captures> = BTreeMap::new();
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    let mut all = Captures::default();
    for (source, gaps) in gaps(archive, chat)? {
        seen.insert(source.clone(), Seen { source, posts: 0, first: None, last: None, gaps });
    }
    for post in archive.chat_posts(chat)?.posts {
        let at = post.created_at.at();
        let sources: Vec<String> =
            archive.sightings(&post.uri)?.into_iter().map(|sighting| sighting.source).collect();
        for source in &sources {
            let entry = seen.entry(source.clone()).or_insert_with(|| Seen {
                source: source.clone(),
                posts: 0,
                first: None,
                last: None,
                gaps: Vec::new(),
            });
            entry.posts += 1;
            entry.first = Some(entry.first.map_or(at, |first| first.min(at)));
            entry.last = entry.last.max(Some(at));
        }
        networks.entry(post.network).or_default().push(sources.iter().map(String::as_str));
        all.push(sources.iter().map(String::as_str));
    }
    let (estimate, no_estimate) = match estimate(&networks) {
        Ok(estimate) => (Some(estimate), None),
        Err(why) => (None, Some(why)),
    };
    let by = |(sources, posts): (&[String], u64)| SeenBy { sources: sources.to_vec(), posts };
    Ok(Answer {
        chat: chat.name.to_string(),
        sources: seen.into_values().collect(),
        seen_by: all.seen_by().into_iter().map(by).collect(),
        estimate,
        no_estimate,
    })
}

/// The gaps of each source that was followed for the chat's tag, as far as they touch the chat.
fn gaps(archive: &Archive, chat: &Chat) -> Result<Vec<(String, Vec<GapLine>)>> {
    let (from, to) = (chat.starts_at - MARGIN, chat.ends_at);
    let all = archive.gaps()?;
    let followings = archive.followings()?.into_iter();
    let mine = followings.filter(|f| f.topic.split(' ').any(|tag| tag == chat.name.tag.as_str()));
    let touching = |following: store::live::Following| -> Result<_> {
        let its = all.iter().filter(|gap| gap.following == following.id);
        let touches = its.filter(|gap| gap.from <= to && gap.to.is_none_or(|end| end >= from));
        Ok((following.source, touches.map(|gap| GapLine::of(archive, gap)).collect::<Result<_>>()?))
    };
    mine.map(touching).collect()
}

/// Network by network, since nothing on one can be seen from the other; then together.
fn estimate(networks: &BTreeMap<Network, Captures>) -> Result<Estimated, String> {
    let (mut missed, mut low, mut high, mut methods) = (0.0, 0.0, 0.0, Vec::new());
    for (network, captures) in networks {
        let of = |why: NoEstimate| format!("{}: {why}", network.as_str());
        let found = captures.estimate().map_err(of)?;
        // Ends add up to an interval that is rather too wide than too narrow.
        (missed, low, high) = (missed + found.missed, low + found.low, high + found.high);
        methods.push(found.method.as_str());
    }
    if networks.is_empty() {
        return Err("there are no posts".into());
    }
    methods.dedup();
    Ok(Estimated {
        missed: whole(missed),
        low: whole(low),
        high: whole(high.ceil()),
        method: methods.join(" and "),
    })
}

/// A number of posts.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of posts, never below nothing"
)]
fn whole(posts: f64) -> u64 {
    posts.round() as u64
}

fn told(answer: &Answer) -> String {
    let mut text = format!("{}\n\n", answer.chat);
    for source in &answer.sources {
        text += &format!("{}  {}", line(&source.source), count(source.posts, "post", "posts"));
        if let (Some(first), Some(last)) = (source.first, source.last) {
            let time = |at: Timestamp| at.strftime("%H:%M").to_string();
            text += &format!(", {} to {} UTC", time(first), time(last));
        }
        text.push('\n');
        text.extend(source.gaps.iter().map(gap_told));
    }
    text += "\nSeen by\n";
    for by in &answer.seen_by {
        text += &format!("  {:>6}  {}\n", by.posts, line(&by.sources.join(", ")));
    }
    text.push('\n');
    let said = match (&answer.estimate, &answer.no_estimate) {
        (Some(estimate), _) => format!(
            "No source saw an estimated {} ({} to {} with 95 % confidence, after {}). This takes it that \
             sources see posts independently of each other; big servers tend to see the same, and then it is more.",
            count(estimate.missed, "post", "posts"),
            estimate.low,
            estimate.high,
            estimate.method
        ),
        (None, why) => format!(
            "What no source saw cannot be estimated: {}.",
            why.as_deref().unwrap_or("there is nothing to compare")
        ),
    };
    text + &set(&said, "") + "\n"
}
