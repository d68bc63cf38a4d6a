//! `test`: everything that must hold.

use anyhow::{Result, bail};

use crate::run::{in_ci, root};
use crate::{browser, check, fuzz, programs, servers};

pub(crate) fn run() -> Result<()> {
    if !root().join("../shared/data/counts.json").exists()
        && std::env::var_os("CHATKEEP_DATA").is_none()
    {
        if in_ci() {
            bail!("the real archives (../shared/data) are missing: CI must not leave them out");
        }
        eprintln!(
            "Left out: tests on real archives, for ../shared/data is not here (CHATKEEP_DATA names another place)."
        );
    }
    // First, for a test of the published search runs its script with what is set up here.
    let tools = browser::tools()?;
    servers::run()?;
    check::run()?;
    crate::run::run("cargo", &["test", "--workspace", "--quiet"])?;
    fuzz::run(&["5".to_owned()])?;
    programs::run()?;
    match tools {
        Some(tools) => browser::check(&tools),
        None => Ok(()),
    }
}
