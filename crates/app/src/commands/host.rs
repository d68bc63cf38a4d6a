//! `host link`, `host sessions`, `host revoke`: who may host the pages that `serve` shows.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use serde::Serialize;
use store::host::Host;

use crate::cli;
use crate::clock;
use crate::commands::{open, print, print_json};
use crate::terminal::line;
use crate::web::invite;

/// One session of `host sessions --json`.
#[derive(Debug, Serialize)]
struct Session {
    session: i64,
    name: String,
    began_at: jiff::Timestamp,
    last_seen_at: jiff::Timestamp,
    ends_at: jiff::Timestamp,
}

pub(crate) fn run(args: &cli::Host, dir: &Path) -> Result<ExitCode> {
    match args {
        cli::Host::Link { name, address } => {
            let link = invite(dir, name, address)?;
            print(&format!("{link}\nIt signs {} in, once, within an hour.\n", line(name)))?;
        }
        cli::Host::Sessions { json } => sessions(dir, *json)?,
        cli::Host::Revoke { session } => {
            if !Host::open(dir)?.revoke(*session)? {
                bail!("no session {session} is open: see `chatkeep host sessions`");
            }
            print(&format!("Session {session} has ended.\n"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn sessions(dir: &Path, json: bool) -> Result<()> {
    let sessions = open(dir)?.sessions(clock::now())?;
    if json {
        let all = sessions.into_iter().map(|one| Session {
            session: one.id,
            name: one.name,
            began_at: one.began_at,
            last_seen_at: one.seen_at,
            ends_at: one.ends_at,
        });
        return print_json(&all.collect::<Vec<_>>());
    }
    let mut text = String::new();
    for one in &sessions {
        let (name, seen) = (line(&one.name), one.seen_at);
        text += &format!("{:>4}  {name}, last here {seen}, until {}\n", one.id, one.ends_at);
    }
    if sessions.is_empty() {
        text += "Nobody is signed in.\n";
    }
    print(&text)
}
