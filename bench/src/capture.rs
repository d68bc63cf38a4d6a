//! How fast a chat is captured: filtering what a whole network says, from an event to its commit, and
//! what following costs while nothing happens.

mod bare;
mod delay;
mod event;
mod filter;
mod peers;

use std::path::Path;

use anyhow::Result;

pub(crate) use bare::listen;

/// Runs all of it and prints the tables.
pub(crate) fn run(program: &Path) -> Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    filter::run()?;
    delay::run(program, &runtime)
}

/// The value below which such a part of them is.
fn percentile(sorted: &[f64], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let place = (last as f64 * part).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}
