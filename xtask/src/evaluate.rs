//! `evaluate`: how well chatkeep understands, against what people judged.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::run::{in_ci, root, run};

/// Runs the harness on a folder of gold: the one named, else that beside the checkout. With `--page FILE`
/// before it, it writes a page to be judged by reading.
pub(crate) fn run_on(args: &[String]) -> Result<()> {
    let beside = || {
        let data = std::env::var_os("CHATKEEP_DATA").map(PathBuf::from);
        data.unwrap_or_else(|| root().join("../shared/data")).join("question_chat")
    };
    let (page, args) = match args {
        [flag, file, rest @ ..] if flag == "--page" => (Some(file), rest),
        [flag] if flag == "--page" => bail!("--page names the file to write"),
        rest => (None, rest),
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
    // Chats that nobody judged stand beside those that somebody did; a folder that is named stands alone.
    let beside = folder.parent().filter(|_| named.is_none());
    let free = beside.map(|data| ["pstweetchat", "radtech14"].map(|name| data.join(name)));
    let free = free.into_iter().flatten().filter(|folder| folder.is_dir());
    let folders: Vec<String> = std::iter::once(folder.clone())
        .chain(free)
        .map(|folder| folder.to_string_lossy().into_owned())
        .collect();
    let mut args = vec!["run", "--quiet", "--package", "bench", "--bin", "evaluate", "--"];
    args.extend(folders.iter().map(String::as_str));
    if let Some(file) = page {
        args.extend(["--page", file]);
    }
    run("cargo", &args)
}
