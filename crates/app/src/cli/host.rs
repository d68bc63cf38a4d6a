//! What hosts decide, and looking after the archive.

use std::path::PathBuf;

use chat::{ChatName, Tag};
use clap::{Args, Subcommand};

use super::values::{tag, token, web_address};

/// `chat`
#[derive(Debug, Subcommand)]
pub(crate) enum Chat {
    /// Set a chat's start, end or title; it stays as you set it
    Set(ChatSet),
    /// Take back what was set; the chat is found again by itself
    Unset {
        /// The chat, such as chartership/2012-02-16
        #[arg(value_name = "CHAT")]
        chat: ChatName,
    },
}

/// `chat set`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").args(["start", "end", "title"]).required(true).multiple(true))]
pub(crate) struct ChatSet {
    /// The chat, such as chartership/2012-02-16
    #[arg(value_name = "CHAT")]
    pub(crate) chat: ChatName,
    /// When it began: 18:30, "2012-02-16 18:30" (in the series' zone) or 2012-02-16T18:30:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) start: Option<String>,
    /// When it ended, in the same forms
    #[arg(long, value_name = "TIME")]
    pub(crate) end: Option<String>,
    /// A title
    #[arg(long)]
    pub(crate) title: Option<String>,
}

/// `host`
#[derive(Debug, Subcommand)]
pub(crate) enum Host {
    /// Print a link that signs a host in, once, within an hour
    Link {
        /// The host's name, as it stands in the log of decisions
        #[arg(long, value_name = "NAME", default_value = "host")]
        name: String,
        /// The address of the site
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8417", value_parser = web_address)]
        address: String,
    },
    /// List who is signed in
    Sessions {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// End a session
    Revoke {
        /// Its number in `host sessions`
        #[arg(value_name = "SESSION")]
        session: i64,
    },
}

/// `people`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub(crate) struct People {
    #[command(subcommand)]
    pub(crate) lists: Option<PeopleLists>,
    /// The chat whose people to list, such as chartership/2012-02-16
    #[arg(value_name = "CHAT")]
    pub(crate) chat: Option<ChatName>,
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `people leave-out`, `agree`, `list`, `clear`
#[derive(Debug, Subcommand)]
pub(crate) enum PeopleLists {
    /// They asked: remove what is here, and withhold what comes
    LeaveOut {
        /// The account: @ada@lamp.example, or its uri
        account: String,
    },
    /// They said yes: keep them, whatever the profile says
    Agree {
        /// The account: @ada@lamp.example, or its uri
        account: String,
    },
    /// Show who is on which list
    List,
    /// Take an account off both lists
    Clear {
        /// The account: @ada@lamp.example, or its uri
        account: String,
    },
}

/// `doctor`
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Mend what can be mended: catch the search index up
    #[arg(long, conflicts_with_all = ["config", "on"])]
    pub(crate) mend: bool,
    /// Try out each place that a configuration names, instead of looking at the archive
    #[arg(long, value_name = "FILE", conflicts_with_all = ["on", "tag", "token"])]
    pub(crate) config: Option<PathBuf>,
    /// Try out a place, as `follow` takes it
    #[arg(long, value_name = "PLACE", requires = "tag")]
    pub(crate) on: Vec<networks::Place>,
    /// The hashtag that it is asked for
    #[arg(long, value_name = "TAG", value_parser = tag, requires = "on")]
    pub(crate) tag: Option<Tag>,
    /// A file that holds the token for a server, as HOST=FILE
    #[arg(long, value_name = "HOST=FILE", value_parser = token, requires = "on")]
    pub(crate) token: Vec<(String, PathBuf)>,
    /// Answer in JSON
    #[arg(long)]
    pub(crate) json: bool,
}
