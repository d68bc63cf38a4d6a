//! `doctor`: is this archive whole, and if not, what to do; or, of places to follow, what they give.

mod places;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;
use store::{Finding, Health, OpenError, StoreError, Writer};

use crate::cli;
use crate::commands::{open, print, print_json};
use crate::recount::recount;
use crate::terminal::line;

/// A finding in JSON.
#[derive(Serialize)]
struct Line {
    health: &'static str,
    what: String,
    cure: Option<String>,
}

pub(crate) fn run(args: &cli::Doctor, dir: &Path) -> Result<ExitCode> {
    if args.config.is_some() || !args.on.is_empty() {
        return places::run(args);
    }
    if args.mend {
        let mut writer = Writer::open(dir, "doctor --mend")?;
        recount(&mut writer)?;
        writer.finish()?;
    }
    let findings = findings(dir)?;
    let bad = findings.iter().any(|finding| finding.health == Health::Bad);
    if args.json {
        print_json(&findings.into_iter().map(Line::from).collect::<Vec<_>>())?;
    } else {
        let mut text = format!("{}\n", line(&dir.display().to_string()));
        for finding in findings {
            let Line { health, what, cure } = finding.into();
            text += &format!("  {health:<8} {}\n", line(&what));
            if let Some(cure) = cure {
                text += &format!("           {}\n", line(&cure));
            }
        }
        print(&text)?;
    }
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What is found; an archive too damaged to be opened is a finding, too.
fn findings(dir: &Path) -> Result<Vec<Finding>> {
    match open(dir) {
        Ok(archive) => Ok(archive.examine()),
        Err(error) => match error.downcast_ref::<OpenError>() {
            Some(OpenError::Store(damage @ StoreError::Damaged(_))) => {
                Ok(vec![Finding::unreadable("The database", damage)])
            }
            _ => Err(error),
        },
    }
}

impl From<Finding> for Line {
    fn from(finding: Finding) -> Self {
        let health = match finding.health {
            Health::Good => "good",
            Health::Lagging => "lagging",
            Health::Bad => "damaged",
        };
        Self { health, what: finding.what, cure: finding.cure }
    }
}
