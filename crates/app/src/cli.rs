//! The grammar of the command line. `--help`, the man page and shell completions come from here.

use std::net::SocketAddr;
use std::path::PathBuf;

use chat::{ChatName, Tag};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Keeps a community's hashtag chats: bring them in, find and read everything, publish them for good.
///
/// Start with `chatkeep demo`, or with a file of your own: `chatkeep import tags.xlsx --tag '#yourchat'`,
/// then `chatkeep serve` to read it in a browser.
#[derive(Debug, Parser)]
#[command(name = "chatkeep", version, max_term_width = 100, disable_help_subcommand = true)]
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

    #[command(subcommand)]
    pub(crate) command: Command,
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

/// `publish`
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// The folder to write to; only what changed is written again
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// The address the pages will have, such as <https://chats.example.org>; adds sitemap and feeds
    #[arg(long, value_name = "URL", value_parser = url)]
    pub(crate) url: Option<String>,
    /// What the site is called
    #[arg(long, value_name = "TITLE")]
    pub(crate) title: Option<String>,
    /// Fetch the pictures that posts show and that are not here yet; those that are here are published
    /// in any case
    #[arg(long)]
    pub(crate) images: bool,
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

/// What a tag is, where something else was named.
pub(crate) const NO_TAG: &str = "a tag is one word of letters and digits, like #chartership";

fn tag(written: &str) -> Result<Tag, String> {
    Tag::named(written).ok_or_else(|| NO_TAG.to_owned())
}

fn token(written: &str) -> Result<(String, PathBuf), String> {
    match written.split_once('=') {
        Some((host, file)) if !host.is_empty() && !file.is_empty() => {
            let host = host.trim_start_matches("https://").trim_end_matches('/');
            Ok((host.to_owned(), file.into()))
        }
        _ => Err("name the server and the file that holds its token: your.server=token.txt".into()),
    }
}

fn speed(written: &str) -> Result<networks::Speed, String> {
    if written == "max" {
        return Ok(networks::Speed::AtOnce);
    }
    let times = written.parse::<f64>().ok().filter(|times| times.is_finite() && *times > 0.0);
    times.map(networks::Speed::Times).ok_or_else(|| "a speed looks like 60, or max".to_owned())
}

fn date(written: &str) -> Result<String, String> {
    let known = written.parse::<jiff::Timestamp>().is_ok()
        || written.parse::<jiff::civil::DateTime>().is_ok()
        || written.parse::<jiff::civil::Date>().is_ok();
    let wrong = || "a date looks like 2012-02-16, a time like 2012-02-16T18:30:00Z".to_owned();
    known.then(|| written.to_owned()).ok_or_else(wrong)
}

fn address(written: &str) -> Result<SocketAddr, String> {
    written.parse().map_err(|_| "an address looks like 127.0.0.1:8417 or [::1]:8417".to_owned())
}

fn timezone(name: &str) -> Result<String, String> {
    match jiff::tz::TimeZone::get(name) {
        Ok(zone) => Ok(zone.iana_name().unwrap_or(name).to_owned()),
        Err(_) => Err("no such zone; one looks like Europe/London or America/New_York".to_owned()),
    }
}

fn url(written: &str) -> Result<String, String> {
    let rest = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(char::is_whitespace) => {
            Ok(written.trim_end_matches('/').to_owned())
        }
        _ => Err("an address looks like https://chats.example.org".to_owned()),
    }
}

/// An address of a site.
fn web_address(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest.filter(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
        Some(_) => Ok(text.trim_end_matches('/').to_owned()),
        None => Err("an address begins with https:// or http://".to_owned()),
    }
}
