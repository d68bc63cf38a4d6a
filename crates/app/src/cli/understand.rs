//! Asking what a chat was.

use std::path::PathBuf;

use chat::ChatName;
use clap::{Args, ValueEnum};

/// `threads`, `questions`, `topics`, `bursts`
#[derive(Debug, Args)]
pub(crate) struct OfChat {
    /// The chat, such as chartership/2012-02-16
    #[arg(value_name = "CHAT")]
    pub(crate) chat: ChatName,
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `trend`
#[derive(Debug, Args)]
pub(crate) struct Trend {
    #[command(flatten)]
    pub(crate) of: OfChat,
    /// Print the answers of the servers in which the tag was looked for, a line of JSON each
    #[arg(long, conflicts_with = "json")]
    pub(crate) proof: bool,
}

/// `summary`
#[derive(Debug, Args)]
pub(crate) struct SummaryOf {
    /// The chat, such as chartership/2012-02-16
    #[arg(value_name = "CHAT")]
    pub(crate) chat: ChatName,
    /// Answer in JSON
    #[arg(long, conflicts_with = "markdown")]
    pub(crate) json: bool,
    /// Answer in Markdown, to be edited
    #[arg(long)]
    pub(crate) markdown: bool,
    /// Have the draft rewritten by the language model that this configuration names
    #[arg(long, value_name = "CONFIG")]
    pub(crate) rewrite: Option<PathBuf>,
    /// Keep what the model wrote, and show it on the chat's page
    #[arg(long, requires = "rewrite")]
    pub(crate) keep: bool,
}

/// `graph`
#[derive(Debug, Args)]
pub(crate) struct Graph {
    /// The chat, such as chartership/2012-02-16
    #[arg(value_name = "CHAT")]
    pub(crate) chat: ChatName,
    /// The format
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: GraphFormat,
    /// The file to write; stdout without
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// A format for graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// GEXF 1.3, for Gephi
    Gexf,
    /// XML that many programs read
    Graphml,
    /// Graphviz
    Dot,
    /// One row a tie
    Csv,
}

/// `coverage`
#[derive(Debug, Args)]
pub(crate) struct Coverage {
    /// The chat, such as chartership/2012-02-16
    #[arg(value_name = "CHAT")]
    pub(crate) chat: ChatName,
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}
