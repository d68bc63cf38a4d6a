//! `fuzz`: every reader, on bytes that nobody meant.

use anyhow::Result;

pub(crate) fn run(_args: &[String]) -> Result<()> {
    Ok(())
}
