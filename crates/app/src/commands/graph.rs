//! `graph`: who turned to whom, for other programs.

use std::path::Path;
use std::process::ExitCode;

use analysis::{people, questions};
use anyhow::{Context, Result};

use crate::cli::{self, GraphFormat};
use crate::commands::{open, print, sat};
use crate::graph;

pub(crate) fn run(args: &cli::Graph, dir: &Path) -> Result<ExitCode> {
    let sat = sat(&open(dir)?, &args.chat)?;
    let people = people(&sat.talk(), &questions(&sat.talk()));
    let text = match args.format {
        GraphFormat::Gexf => graph::gexf(&people),
        GraphFormat::Graphml => graph::graphml(&people),
        GraphFormat::Dot => graph::dot(&people),
        GraphFormat::Csv => graph::csv(&people),
    };
    match &args.out {
        Some(file) => {
            std::fs::write(file, text).with_context(|| format!("writing {}", file.display()))?;
        }
        None => print(&text)?,
    }
    Ok(ExitCode::SUCCESS)
}
