//! `people`: the host's two lists.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use store::{ListKind, Writer};

use crate::cli;
use crate::commands::print;
use crate::recount::recount;
use crate::terminal::{count, line};

pub(crate) fn run(args: &cli::People, dir: &Path) -> Result<ExitCode> {
    let (account, kind) = match args {
        cli::People::LeaveOut { account } => (account, Some(ListKind::LeftOut)),
        cli::People::Agree { account } => (account, Some(ListKind::Agreed)),
        cli::People::Clear { account } => (account, None),
    };
    let mut writer = Writer::open(dir, "people")?;
    writer.list(account, kind)?;
    let shown = line(account);
    let said = match kind {
        Some(ListKind::LeftOut) => {
            let removed = writer.remove_author(account)?;
            recount(&mut writer)?;
            let records = count(removed as u64, "record", "records");
            format!(
                "{shown} is left out from now on; {records} removed. Publish again so that the pages follow.\n"
            )
        }
        Some(ListKind::Agreed) => {
            format!("{shown} agreed and is kept from now on. Import again what was withheld.\n")
        }
        None => format!("{shown} is on no list now.\n"),
    };
    writer.finish()?;
    print(&said)?;
    Ok(ExitCode::SUCCESS)
}
