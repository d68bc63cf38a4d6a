//! `fuzz`: every reader, on bytes that nobody meant.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

use crate::run::{cache, finish, root, target};

/// What a reader may take: bytes it is fed, seconds for one input, memory in MiB.
const LIMITS: [&str; 3] = ["-max_len=16384", "-timeout=20", "-rss_limit_mb=3072"];

pub(crate) fn run(args: &[String]) -> Result<()> {
    let seconds: u32 = match args {
        [] => 10,
        [seconds] => {
            seconds.parse().with_context(|| format!("{seconds} is no number of seconds"))?
        }
        _ => bail!("one number is enough: the seconds for each reader"),
    };
    let folder = cache()?;
    let programs = build(&folder)?;
    // What is found is kept outside the checkout, which stays as it is.
    let folder = folder.join("fuzz");
    let left = Mutex::new(targets()?.into_iter());
    let next = || left.lock().ok().and_then(|mut left| left.next());
    let failed = Mutex::new(Vec::new());
    let at_once = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(target) = next() {
                    if let Err(error) = feed(&target, seconds, &programs, &folder)
                        && let Ok(mut failed) = failed.lock()
                    {
                        failed.push(format!("{target}: {error:#}"));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_default();
    if !failed.is_empty() {
        bail!("{}", failed.join("\n"));
    }
    Ok(())
}

/// Builds all targets once; says in which folder they are.
fn build(cache: &Path) -> Result<PathBuf> {
    let cargo_fuzz = cache.join("bin/cargo-fuzz");
    if !cargo_fuzz.exists() {
        let mut install = Command::new("cargo");
        install.args(["install", "cargo-fuzz", "--locked", "--quiet", "--root"]).arg(cache);
        finish(&mut install)?;
    }
    let rustc = Command::new("rustc").arg("-vV").output().context("starting rustc")?;
    let told = String::from_utf8_lossy(&rustc.stdout).into_owned();
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc -vV names no host")?;
    let built = target().join("fuzz");
    let mut build = Command::new(cargo_fuzz);
    // No sanitizer: those need a nightly compiler, and the readers hold no unsafe code.
    build.args(["fuzz", "build", "--sanitizer", "none", "--target", host, "--target-dir"]);
    finish(build.arg(&built).env("CARGO_TERM_QUIET", "true").current_dir(root()))?;
    Ok(built.join(host).join("release"))
}

/// The names of all targets.
fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("fuzz/targets"))? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Feeds one target for some seconds, beginning with a copy of what it is given in the checkout.
fn feed(target: &str, seconds: u32, programs: &Path, folder: &Path) -> Result<()> {
    let corpus = folder.join("corpus").join(target);
    let crashes = folder.join("crashes").join(target);
    if corpus.exists() {
        fs::remove_dir_all(&corpus)?;
    }
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&crashes)?;
    let seeds = root().join("fuzz/corpus").join(target);
    for seed in fs::read_dir(&seeds).with_context(|| format!("reading {}", seeds.display()))? {
        let seed = seed?;
        fs::copy(seed.path(), corpus.join(seed.file_name()))?;
    }
    let mut fuzz = Command::new(programs.join(target));
    fuzz.arg(&corpus).args(LIMITS).args(["-print_final_stats=1", "-verbosity=1"]);
    fuzz.arg(format!("-max_total_time={seconds}"));
    fuzz.arg(format!("-artifact_prefix={}/", crashes.display()));
    let done = fuzz.output().with_context(|| format!("starting {target}"))?;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    let log = folder.join(format!("{target}.log"));
    fs::write(&log, &told)?;
    if !done.status.success() {
        let is_cause = |line: &&str| {
            ["panicked at", "Test unit written to", "SUMMARY"]
                .iter()
                .any(|word| line.contains(word))
        };
        let causes: Vec<&str> = told.lines().filter(is_cause).collect();
        bail!(
            "{}\n  all it said: {}\n  again: {} FILE",
            causes.join("\n  "),
            log.display(),
            programs.join(target).display()
        );
    }
    let inputs = told.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let inputs = inputs.map_or("?", str::trim);
    eprintln!("  {target}: {inputs} inputs in {seconds} s");
    Ok(())
}
