//! `browser`: the pages in a real browser.

use anyhow::Result;

pub(crate) fn run() -> Result<()> {
    Ok(())
}
