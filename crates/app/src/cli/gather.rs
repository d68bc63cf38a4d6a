//! Bringing posts in: from files, and while they are said.

use std::path::PathBuf;

use chat::Tag;
use clap::Args;

use super::values::{speed, tag, timezone, token};

/// `import`
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files, zips and folders; what they are is recognised by their content
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The chat's hashtag; names the series and drops nothing
    #[arg(long, value_name = "TAG", value_parser = tag)]
    pub(crate) tag: Vec<Tag>,
    /// The zone of times that a file gives without one, and of the chats' dates, such as Europe/London
    #[arg(long, value_name = "ZONE", value_parser = timezone)]
    pub(crate) timezone: Option<String>,
    /// Read everything as this format instead of recognising it
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<formats::Format>,
    /// Say what would be added, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `follow`
#[derive(Debug, Args)]
pub(crate) struct Follow {
    /// The chat's hashtags
    #[arg(required_unless_present = "config", value_name = "TAG", value_parser = tag)]
    pub(crate) tags: Vec<Tag>,
    /// Follow what a configuration names instead; `chatkeep config` prints an example
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tags", "on", "token"])]
    pub(crate) config: Option<PathBuf>,
    /// Where to listen, as often as you like: <https://server> (Mastodon's API), bluesky,
    /// jetstream:URL, firehose:URL, or a recorded file with replay:FILE
    #[arg(long, required_unless_present = "config", value_name = "PLACE")]
    pub(crate) on: Vec<networks::Place>,
    /// A file that holds the token for a server, as HOST=FILE; only you should be able to read it
    #[arg(long, value_name = "HOST=FILE", value_parser = token)]
    pub(crate) token: Vec<(String, PathBuf)>,
    /// From when on to take in what was said before, where a place was never followed: 19:00 (the
    /// last one), "2026-12-03 19:00", 2026-12-03T19:00:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
    /// When to stop by itself: 20:30 (the next one), "2026-12-03 20:30", 2026-12-03T20:30:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// How many times as fast as it was a recording runs; `max` for without waiting
    #[arg(long, value_name = "N", default_value = "1", value_parser = speed)]
    pub(crate) speed: networks::Speed,
    /// Print the posts as JSON lines, also on a terminal
    #[arg(long)]
    pub(crate) json: bool,
}

/// `sources`
#[derive(Debug, Args)]
pub(crate) struct Sources {
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}
