//! `config`: a commented example of a configuration.

use std::process::ExitCode;

use anyhow::Result;

use crate::commands::print;
use crate::config::EXAMPLE;

pub(crate) fn run() -> Result<ExitCode> {
    print(EXAMPLE)?;
    Ok(ExitCode::SUCCESS)
}
