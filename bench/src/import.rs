//! Importing: the program, and a plain Python script doing the same with `sqlite3` and FTS5.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::measure::{Took, median};

const SCRIPT: &str = include_str!("peer.py");

/// Imports into an empty archive.
pub(crate) fn run(program: &Path, input: &Path, archive: &Path) -> Result<Took> {
    if archive.exists() {
        std::fs::remove_dir_all(archive)?;
    }
    let mut command = Command::new(program);
    command
        .arg("--archive")
        .arg(archive)
        .arg("import")
        .arg(input)
        .args(["--tag", "chat", "--json"]);
    let (said, took) = watched(&mut command)?;
    let answer: serde_json::Value = serde_json::from_str(&said)?;
    let added = answer["files"][0]["added"].as_u64().context("how many posts were added")?;
    Ok(Took { posts: usize::try_from(added)?, ..took })
}

/// The peer, on the first `posts` lines.
pub(crate) fn python(input: &Path, dir: &Path, posts: usize) -> Result<Took> {
    let script = dir.join("peer.py");
    std::fs::write(&script, SCRIPT)?;
    let mut command = Command::new("python3");
    command.arg(script).arg(input).arg(dir.join("peer.db")).arg(posts.to_string());
    let (_, took) = watched(&mut command)?;
    Ok(Took { posts, ..took })
}

/// Runs a program and watches its time and memory.
fn watched(command: &mut Command) -> Result<(String, Took)> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().context("starting it")?;
    let mut out = child.stdout.take().context("its output")?;
    let reader = std::thread::spawn(move || {
        let mut said = String::new();
        out.read_to_string(&mut said).map(|_| said)
    });
    let (mut peak_kib, mut cpu) = (0, Duration::ZERO);
    let status = loop {
        if let Some((used, peak)) = usage(&child) {
            (cpu, peak_kib) = (used, peak);
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = start.elapsed();
    if !status.success() {
        bail!("it failed ({status})");
    }
    let said = reader.join().map_err(|_| anyhow::anyhow!("reading its output"))??;
    Ok((said, Took { wall, cpu, peak_kib, posts: 0 }))
}

/// CPU time and peak memory of a running process, from `/proc`.
fn usage(child: &Child) -> Option<(Duration, u64)> {
    let proc = format!("/proc/{}", child.id());
    let stat = std::fs::read_to_string(format!("{proc}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    let status = std::fs::read_to_string(format!("{proc}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some((Duration::from_millis(ticks * 10), peak.split_whitespace().next()?.parse().ok()?))
}

/// Prints the table.
#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^53")]
pub(crate) fn report(
    posts: usize,
    bytes: u64,
    archive: &Path,
    limits: &[Took],
    imports: &[Took],
    peers: &[Took],
) -> Result<()> {
    let limit = median(limits).context("a run of the limit")?;
    let import = median(imports).context("an import")?;
    let peer = median(peers).context("a run of the peer")?;
    println!(
        "| import of {posts} posts | posts/s (runs) | CPU µs/post | peak memory |\n|---|---|---|---|"
    );
    for (name, runs, took) in
        [("*L*, one thread", limits, limit), ("chatkeep", imports, import), ("Python", peers, peer)]
    {
        let rates: Vec<String> = runs.iter().map(|run| format!("{:.0}", run.rate())).collect();
        println!(
            "| {name} | {} | {:.1} | {} MB |",
            rates.join(", "),
            took.cpu_us(),
            took.peak_kib >> 10
        );
    }
    let disk = size(archive)?;
    println!();
    println!("- import / *L*: **{:.2}** (required 0.40, hoped 0.45)", import.rate() / limit.rate());
    println!(
        "- import / Python: **{:.1}** (required 3, hoped 4; Python on {} posts)",
        import.rate() / peer.rate(),
        peer.posts
    );
    println!("- peak memory: **{} MB** (required 600, hoped 400)", import.peak_kib >> 10);
    println!("- disk / input: **{:.2}** (at most 0.30)\n", disk as f64 / bytes as f64);
    Ok(())
}

fn size(path: &Path) -> Result<u64> {
    if path.is_dir() {
        return std::fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum();
    }
    Ok(path.metadata()?.len())
}
