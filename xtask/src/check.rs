//! `check`: formatting, lints, documentation.

use std::process::Command;

use anyhow::Result;

use crate::run::{finish, root};

pub(crate) fn run() -> Result<()> {
    crate::run::run("cargo", &["fmt", "--all", "--check"])?;
    crate::run::run(
        "cargo",
        &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"],
    )?;
    let mut doc = Command::new("cargo");
    doc.args(["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"]);
    finish(doc.env("RUSTDOCFLAGS", "-D warnings").current_dir(root()))
}
