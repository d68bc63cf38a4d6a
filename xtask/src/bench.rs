//! `bench`: speed, as ratios to limits measured in the same run.

use anyhow::Result;

use crate::browser;
use crate::run::{root, run};

pub(crate) fn run_all(args: &[String]) -> Result<()> {
    if args.first().is_some_and(|what| what == "understanding") {
        let growth = ["--package", "analysis", "--example", "growth"];
        return run("cargo", &[&["run", "--release", "--quiet"], &growth[..]].concat());
    }
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    let program = target.join("release/chatkeep");
    if args.first().is_some_and(|what| what == "page") {
        run("cargo", &["build", "--release", "--quiet", "-p", "chatkeep"])?;
        return browser::time(&program);
    }
    run("cargo", &["build", "--release", "--quiet", "-p", "chatkeep", "-p", "bench"])?;
    let bench = target.join("release/bench");
    if let Some(part) = args.first().filter(|what| ["viewers", "capture"].contains(&what.as_str()))
    {
        return run(&bench.to_string_lossy(), &[part, &program.to_string_lossy()]);
    }
    let posts = args.first().map_or("300000", String::as_str);
    run(&bench.to_string_lossy(), &[&program.to_string_lossy(), posts])
}
