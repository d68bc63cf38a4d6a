//! Running other programs, and knowing where things are.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// Where what is installed for tests is kept, outside the checkout.
pub(crate) fn cache() -> Result<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| {
        let home = std::env::var_os("HOME")?;
        Some(PathBuf::from(home).join(".cache"))
    });
    let dir = base.context("there is no home folder to keep a cache in")?.join("chatkeep");
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// Where builds are kept.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Whether nothing may be left out.
pub(crate) fn in_ci() -> bool {
    std::env::var_os("CI").is_some()
}

/// Whether a program is there.
pub(crate) fn has(program: &str) -> bool {
    find(program).is_some()
}

/// Where a program is.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// Runs a program in the project's folder; it must succeed.
pub(crate) fn run(program: &str, args: &[&str]) -> Result<()> {
    finish(Command::new(program).args(args).current_dir(root()))
}

/// Runs a prepared command; it must succeed.
pub(crate) fn finish(command: &mut Command) -> Result<()> {
    eprintln!("· {}", shown(command));
    let status = command.status().with_context(|| format!("starting {}", shown(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Installs Debian packages where that is possible; says whether it was.
pub(crate) fn install(packages: &[&str]) -> Result<bool> {
    if !has("apt-get") || !is_root() {
        return Ok(false);
    }
    run("apt-get", &["update", "-q"])?;
    let mut command = Command::new("apt-get");
    command.args(["install", "-yq", "--no-install-recommends"]).args(packages);
    finish(command.env("DEBIAN_FRONTEND", "noninteractive"))?;
    Ok(true)
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}
