//! Reading what is here.

use chat::{ChatName, Tag};
use clap::Args;

use super::values::{date, tag};

/// `chats`
#[derive(Debug, Args)]
pub(crate) struct Chats {
    /// Only this series
    #[arg(long, value_name = "TAG", value_parser = tag)]
    pub(crate) tag: Option<Tag>,
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `show`
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The chat, such as chartership/2012-02-16
    #[arg(value_name = "CHAT")]
    pub(crate) chat: ChatName,
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `search`
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words that must all occur; "a phrase"; -without
    #[arg(value_name = "QUERY", required = true, allow_hyphen_values = true)]
    pub(crate) query: String,
    /// Only posts with this tag
    #[arg(long, value_name = "TAG", value_parser = tag)]
    pub(crate) tag: Option<Tag>,
    /// Only posts by this account, such as @ada
    #[arg(long, value_name = "HANDLE")]
    pub(crate) author: Option<String>,
    /// Only posts from this day or time on
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) since: Option<String>,
    /// Only posts up to this day (to its end) or time
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) until: Option<String>,
    /// Newest first
    #[arg(long, conflicts_with = "best")]
    pub(crate) newest: bool,
    /// Best match first (the default)
    #[arg(long)]
    pub(crate) best: bool,
    /// How many to print
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `stats`
#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// Only this chat
    #[arg(value_name = "CHAT")]
    pub(crate) chat: Option<ChatName>,
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}
