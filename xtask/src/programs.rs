//! `programs`: other people's programs that ask chatkeep: a client of Mastodon's API, and a validator
//! over the description of our own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::npm;
use crate::run::{self, cache, finish, in_ci, install, root, target};

pub(crate) fn run() -> Result<()> {
    match packages()? {
        Some(packages) => check(&packages),
        None => Ok(()),
    }
}

/// Installs them outside the checkout as the lock file has them, unless that was done. `None`, said
/// aloud, where that is not possible; in CI that is a failure.
fn packages() -> Result<Option<PathBuf>> {
    if !run::has("npm") {
        install(&["nodejs", "npm"])?;
    }
    if !run::has("npm") {
        if in_ci() {
            bail!("other programs cannot be tried without npm");
        }
        eprintln!("Left out: other people's programs, for npm cannot be found.");
        return Ok(None);
    }
    let folder = cache()?.join("programs");
    npm::install(&mut npm::without_scripts(), &scripts(), &folder)?;
    Ok(Some(folder))
}

/// Asks a demo that is played.
fn check(packages: &Path) -> Result<()> {
    run::run("cargo", &["build", "--quiet", "--package", "chatkeep"])?;
    let mut node = Command::new("node");
    node.arg(scripts().join("programs.mjs")).arg(target().join("debug/chatkeep"));
    finish(node.env("CHATKEEP_PROGRAMS", packages))
}

fn scripts() -> PathBuf {
    root().join("tests/programs")
}
