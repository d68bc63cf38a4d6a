//! The grammar of the command line. `--help`, the man page and shell completions come from here.

mod gather;
mod host;
mod publish;
mod read;
mod understand;
mod values;

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use gather::{Follow, Import, Sources};
pub(crate) use host::{Chat, ChatSet, Doctor, Host, People, PeopleLists};
pub(crate) use publish::{Demo, Export, ExportFormat, Publish, Serve};
pub(crate) use read::{Chats, Search, Show, Stats};
pub(crate) use understand::{Coverage, Graph, GraphFormat, OfChat, SummaryOf, Trend};
pub(crate) use values::NO_TAG;

/// Keeps a community's hashtag chats: bring them in, find and read everything, publish them for good.
///
/// Start with `chatkeep demo`, or with a file of your own: `chatkeep import tags.xlsx --tag '#yourchat'`,
/// then `chatkeep serve` to read it in a browser.
#[derive(Debug, Parser)]
#[command(name = "chatkeep", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// The archive's folder [default: chatkeep's folder among your data]
    #[arg(
        long,
        value_name = "DIR",
        env = "CHATKEEP_ARCHIVE",
        global = true,
        hide_env_values = true
    )]
    pub(crate) archive: Option<PathBuf>,

    /// The same where it was named by hand, and not by the environment.
    #[arg(skip)]
    pub(crate) archive_by_hand: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// Reads the command line; where it is wrong, says so and ends the program.
    pub(crate) fn read() -> Self {
        let said = Self::command().get_matches();
        let mut cli = Self::from_arg_matches(&said).unwrap_or_else(|error| error.exit());
        if said.value_source("archive") == Some(ValueSource::CommandLine) {
            cli.archive_by_hand.clone_from(&cli.archive);
        }
        cli
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show a sample evening in the browser; nothing to configure
    Demo(Demo),
    /// Bring files in: sheets, account archives, exports; in any order, as often as you like
    Import(Import),
    /// List the chats found: when, how many posts and people
    Chats(Chats),
    /// Set a chat's start, end or title as its host knows them
    #[command(subcommand)]
    Chat(Chat),
    /// Print a chat's transcript, replies under what they answer
    Show(Show),
    /// Print a chat's conversations, and how each answer is known
    Threads(OfChat),
    /// Print a chat's numbered questions, each with its answers
    Questions(OfChat),
    /// Print what a chat was about, each topic with the posts that stand for it
    Topics(OfChat),
    /// Print when more was said in a chat than usual, and about what
    Bursts(OfChat),
    /// Say whether more people came to a chat than its series leads one to expect, and its rank at servers
    Trend(Trend),
    /// Draft a chat's summary: the words of its posts, each line with its post
    Summary(SummaryOf),
    /// Write who turned to whom in a chat, for Gephi and other programs
    Graph(Graph),
    /// Find posts by their words
    Search(Search),
    /// Count what is here
    Stats(Stats),
    /// Follow a chat live, from several places at once, into the archive
    Follow(Follow),
    /// Show the sources that are followed: how each is, and when it could not see
    Sources(Sources),
    /// Say how complete a chat is: who saw what, and what nobody saw
    Coverage(Coverage),
    /// Read the archive in a browser
    Serve(Serve),
    /// Sign hosts in to the pages that `serve` shows; see and end their sessions
    #[command(subcommand)]
    Host(Host),
    /// Write the archive as plain web pages that need no server
    Publish(Publish),
    /// Write posts to a file for other programs
    Export(Export),
    /// List who took part in a chat; leave people out, or note that they agreed to be kept
    People(People),
    /// Check that the archive is whole, or what the places to follow would give
    Doctor(Doctor),
    /// Print a commented example of a configuration, chatkeep.toml
    Config,
    /// Print a completion script for your shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}
