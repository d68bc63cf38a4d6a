//! Packages of npm's, as a lock file has them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::run::finish;

/// Has npm install what the lock file in `from` names into a folder outside the checkout, unless that was
/// done. What `npm` is to be told besides, it is told before.
///
/// # Errors
/// When a file cannot be read or written, or npm fails.
pub(crate) fn install(npm: &mut Command, from: &Path, folder: &Path) -> Result<()> {
    let lock = fs::read(from.join("package-lock.json"))?;
    let done = folder.join("installed.json");
    if fs::read(&done).is_ok_and(|done| done == lock) {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(from.join(name), folder.join(name))?;
    }
    npm.args(["ci", "--no-audit", "--no-fund", "--silent"]);
    finish(npm.current_dir(folder))?;
    Ok(fs::write(done, lock)?)
}

/// npm, for packages that need nothing built or run when they are installed.
pub(crate) fn without_scripts() -> Command {
    let mut npm = Command::new("npm");
    npm.env("npm_config_ignore_scripts", "true");
    npm
}
