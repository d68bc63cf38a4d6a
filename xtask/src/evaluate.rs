//! `evaluate`: how well chatkeep understands, against what people judged.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::run::{in_ci, root, run};

/// Runs the harness on a folder of gold: the one named, else that beside the checkout.
pub(crate) fn run_on(args: &[String]) -> Result<()> {
    let beside = || {
        let data = std::env::var_os("CHATKEEP_DATA").map(PathBuf::from);
        data.unwrap_or_else(|| root().join("../shared/data")).join("question_chat")
    };
    let named = args.first().map(PathBuf::from);
    let folder = named.clone().unwrap_or_else(beside);
    if !folder.is_dir() {
        if named.is_some() || in_ci() {
            bail!("there is no folder {}", folder.display());
        }
        eprintln!("Left out: there is no gold at {}; name a folder.", folder.display());
        return Ok(());
    }
    let folder = folder.to_string_lossy();
    run("cargo", &["run", "--quiet", "--package", "bench", "--bin", "evaluate", "--", &folder])
}
