//! Hearing of what another process commits: a page served here, captured there.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use store::Archive;
use store::live::Bus;

/// How often the archive is asked; it costs some microseconds. It is what a post waits at most before
/// its readers are told of it.
const PACE: Duration = Duration::from_millis(50);

/// Announces on `bus` what anybody commits to the archive, for as long as somebody else holds the bus.
///
/// # Errors
/// When the archive cannot be read.
pub(crate) fn watch(dir: &Path, bus: &Bus) -> Result<()> {
    let archive = Archive::open(dir)?;
    bus.announce(archive.last_change()?);
    let bus = bus.downgrade();
    std::thread::Builder::new().name("watch".into()).spawn(move || {
        while let Some(bus) = bus.upgrade() {
            if let Ok(number) = archive.last_change() {
                bus.announce(number);
            }
            drop(bus);
            std::thread::sleep(PACE);
        }
    })?;
    Ok(())
}
