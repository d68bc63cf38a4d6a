//! Showing it to others, and writing it for other programs.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::{address, web_address};

/// `demo`
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where to answer; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8417", value_parser = address)]
    pub(crate) bind: SocketAddr,
    /// Do not open a browser
    #[arg(long)]
    pub(crate) no_open: bool,
    /// How many times as fast as it was the evening is played
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) speed: u32,
    /// The minute of the evening to begin with
    #[arg(long, value_name = "MINUTE", default_value_t = 10, value_parser = clap::value_parser!(u32).range(0..=90))]
    pub(crate) from: u32,
    /// Show the evening as it is kept, and do not play it
    #[arg(long)]
    pub(crate) kept: bool,
}

/// `serve`
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Follow what a configuration names, and show it; `chatkeep config` prints an example
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where to answer; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8417", value_parser = address)]
    pub(crate) bind: SocketAddr,
    /// The address under which another server (nginx, Caddy) shows it; that server's word on who asks
    /// is believed then
    #[arg(long, value_name = "URL", value_parser = web_address)]
    pub(crate) behind: Option<String>,
}

/// `publish`
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// The folder to write to; only what changed is written again
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// The address the pages will have, such as <https://chats.example.org>; adds sitemap and feeds
    #[arg(long, value_name = "URL", value_parser = web_address)]
    pub(crate) url: Option<String>,
    /// What the site is called
    #[arg(long, value_name = "TITLE")]
    pub(crate) title: Option<String>,
    /// Fetch the pictures that posts show and that are not here yet; those that are here are published
    /// in any case
    #[arg(long)]
    pub(crate) images: bool,
}

/// `export`
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// A chat or a tag; all of the archive without
    #[arg(value_name = "CHAT|TAG")]
    pub(crate) what: Option<String>,
    /// The format
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: ExportFormat,
    /// The file to write; stdout without
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Also write how the chats were seen to this file, as JSON: a sheet has no place for it
    #[arg(long, value_name = "FILE")]
    pub(crate) coverage: Option<PathBuf>,
}

/// A format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// chatkeep's own, lossless; read again by `import`
    Jsonl,
    /// One row a post
    Csv,
    /// The columns of TAGS v6
    TagsCsv,
    /// An ActivityStreams collection (JSON-LD)
    Activitystreams,
}
