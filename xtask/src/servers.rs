//! `servers`: the real servers that tests follow, installed outside the checkout.
//!
//! Two servers that nobody here wrote: the reference PDS of Bluesky's network with its directory, from
//! npm, and snac, a small server of Mastodon's API, from Debian. From there, too, a library by which a
//! follower's clock is set.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::npm;
use crate::run::{self, cache, in_ci, install, root};

/// Where Debian keeps its lists of packages.
const LISTS: &str = "/etc/apt/sources.list.d";

/// Where Debian puts libfaketime, within a folder for each kind of computer.
const CLOCK: &str = "faketime/libfaketimeMT.so.1";

/// Installs what is missing. What cannot be had is said aloud, and in CI a failure.
pub(crate) fn run() -> Result<()> {
    for (what, there) in
        [("Bluesky's PDS", bluesky()?), ("snac", snac()?), ("libfaketime", clock()?)]
    {
        if there {
            continue;
        }
        if in_ci() {
            bail!("{what} cannot be installed: CI must not leave its tests out");
        }
        eprintln!("Left out: tests with {what}, which cannot be installed here.");
    }
    Ok(())
}

fn bluesky() -> Result<bool> {
    let needed: [(&str, &[&str]); 4] =
        [("npm", &["npm"]), ("python3", &["python3"]), ("make", &["make"]), ("g++", &["g++"])];
    let missing = || needed.iter().filter(|(program, _)| !run::has(program));
    let packages: Vec<&str> =
        missing().flat_map(|(_, packages)| packages.iter().copied()).collect();
    if !packages.is_empty() {
        install(&packages)?;
    }
    if missing().count() > 0 {
        return Ok(false);
    }
    let servers = cache()?.join("servers");
    // The PDS wants Node 22, whatever there is, and its database is compiled against it: by an npm of
    // the same age, for what Debian's compiles breaks at the first touch.
    npm::install(&mut Command::new("npm"), &scripts("node"), &servers.join("node"))?;
    let node = node(&servers)?;
    let path = std::env::var("PATH").unwrap_or_default();
    let mut npm = Command::new(node.join("bin/node"));
    npm.arg(servers.join("node/node_modules/npm/bin/npm-cli.js"));
    npm.env("PATH", format!("{}:{path}", node.join("bin").display()));
    npm.env("npm_config_nodedir", &node);
    npm::install(&mut npm, &scripts("bluesky"), &servers.join("bluesky"))?;
    for name in ["bluesky.mjs", "loopback.cjs"] {
        fs::copy(scripts("bluesky").join(name), servers.join("bluesky").join(name))?;
    }
    // Tests start it by this name.
    let program = servers.join("bluesky/node");
    if fs::read_link(&program).ok() != Some(node.join("bin/node")) {
        let _ = fs::remove_file(&program);
        std::os::unix::fs::symlink(node.join("bin/node"), program)?;
    }
    Ok(true)
}

/// Where npm put Node itself: a package for each kind of computer.
fn node(servers: &Path) -> Result<PathBuf> {
    let packages = servers.join("node/node_modules/node/node_modules");
    for package in fs::read_dir(packages)? {
        let folder = package?.path();
        if folder.join("bin/node").is_file() {
            return Ok(folder);
        }
    }
    bail!("npm installed no Node for this kind of computer")
}

fn scripts(name: &str) -> PathBuf {
    root().join("tests/servers").join(name)
}

/// Whether a test can set the clock of what it starts.
fn clock() -> Result<bool> {
    let is_there = || {
        let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
        folders.map(|folder| folder.path()).any(|path| path.join(CLOCK).is_file())
    };
    if !is_there() {
        install(&["libfaketime"])?;
    }
    Ok(is_there())
}

/// Debian has it, in its backports where the release is an older one.
fn snac() -> Result<bool> {
    if run::has("snac") {
        return Ok(true);
    }
    if install(&["snac2"]).is_ok_and(|done| done) || !add_backports()? {
        return Ok(run::has("snac"));
    }
    install(&["snac2"]).or_else(|_| install(&["snac2/bookworm-backports"]))?;
    Ok(run::has("snac"))
}

/// Adds the backports of the release to Debian's lists, from wherever its own packages come.
fn add_backports() -> Result<bool> {
    let lists = Path::new(LISTS);
    let Ok(list) = fs::read_to_string(lists.join("debian.sources")) else { return Ok(false) };
    let is_release = |part: &&str| {
        part.lines().any(|line| line.starts_with("Suites: bookworm") && !line.contains("security"))
    };
    let Some(release) = list.split("\n\n").find(is_release) else { return Ok(false) };
    let backports: Vec<&str> = release
        .lines()
        .map(|line| if line.starts_with("Suites:") { "Suites: bookworm-backports" } else { line })
        .collect();
    fs::write(lists.join("backports.sources"), backports.join("\n") + "\n")?;
    Ok(true)
}
