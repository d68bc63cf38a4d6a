//! `people`: the host's two lists.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};
use store::{ListKind, Writer};

use crate::WrongUsage;
use crate::cli;
use crate::commands::people_of_chat::{self, Answer};
use crate::commands::{open, print};
use crate::recount::recount;
use crate::terminal::{count, line};

pub(crate) fn run(args: &cli::People, dir: &Path) -> Result<ExitCode> {
    let (account, kind) = match (&args.lists, &args.chat) {
        (Some(cli::PeopleLists::LeaveOut { account }), _) => (account, Some(ListKind::LeftOut)),
        (Some(cli::PeopleLists::Agree { account }), _) => (account, Some(ListKind::Agreed)),
        (Some(cli::PeopleLists::Clear { account }), _) => (account, None),
        (Some(cli::PeopleLists::List), _) => return list(dir),
        (None, Some(chat)) => return people_of_chat::run(chat, Answer::of(args.json), dir),
        (None, None) => bail!("name a chat, or a list: `chatkeep people --help`"),
    };
    if store::account_name(account).trim_matches('@').trim().is_empty() {
        let usage = "name an account: @somebody@server.example, a handle, or its address";
        return Err(WrongUsage(usage.to_owned()).into());
    }
    let mut writer = Writer::open(dir, "people")?;
    writer.list(account, kind)?;
    let shown = line(&store::account_name(account));
    let said = match kind {
        Some(ListKind::LeftOut) => {
            let removed = writer.remove_author(account)?;
            recount(&mut writer)?;
            match removed {
                Some(removed) => format!(
                    "{shown} is left out from now on; {} removed. Publish again so that the pages follow.\n",
                    count(removed as u64, "record", "records"),
                ),
                None => format!(
                    "{shown} is left out from now on. No such account is here yet: check the spelling.\n"
                ),
            }
        }
        Some(ListKind::Agreed) => {
            format!(
                "{shown} agreed and is kept from now on. Import again what was withheld; what was removed stays removed.\n"
            )
        }
        None => format!("{shown} is on no list now.\n"),
    };
    writer.finish()?;
    print(&said)?;
    Ok(ExitCode::SUCCESS)
}

fn list(dir: &Path) -> Result<ExitCode> {
    let listed = open(dir)?.listed()?;
    let mut text = String::new();
    for (account, kind) in &listed {
        let kind = if *kind == ListKind::Agreed { "agreed" } else { "left out" };
        text += &format!("{kind:<9} {}\n", line(account));
    }
    if listed.is_empty() {
        text += "Nobody is on a list.\n";
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}
