//! How soon a command answers: from its start to its first byte, warm.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Measures each command, the median of five.
pub(crate) fn run(program: &Path, archive: &Path) -> Result<()> {
    println!("| first byte | ms | required |\n|---|---|---|");
    for args in [
        &["chats"][..],
        &["search", "lo", "--limit", "20"],
        &["search", "lo", "--newest", "--json"],
    ] {
        let mut took =
            (0..5).map(|_| first_byte(program, archive, args)).collect::<Result<Vec<_>>>()?;
        took.sort();
        println!(
            "| `chatkeep {}` | **{:.0}** | 100 |",
            args.join(" "),
            took[2].as_secs_f64() * 1e3
        );
    }
    let mut took = (0..5).map(|_| first_page(program, archive)).collect::<Result<Vec<_>>>()?;
    took.sort();
    println!(
        "| `chatkeep serve`, from its start to its first page | **{:.0}** | 100 |",
        took[2].as_secs_f64() * 1e3
    );
    Ok(())
}

fn first_byte(program: &Path, archive: &Path, args: &[&str]) -> Result<Duration> {
    let start = Instant::now();
    let mut command = Command::new(program);
    command.arg("--archive").arg(archive).args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let mut one = [0; 1];
    let mut read = child.stdout.take().context("its output")?.read(&mut one)?;
    if read == 0 {
        read = child.stderr.take().context("its errors")?.read(&mut one)?;
    }
    let took = start.elapsed();
    child.kill().ok();
    child.wait()?;
    anyhow::ensure!(read == 1, "it said nothing");
    Ok(took)
}

fn first_page(program: &Path, archive: &Path) -> Result<Duration> {
    use std::io::{BufRead, BufReader, Write};
    let start = Instant::now();
    let mut command = Command::new(program);
    command
        .arg("--archive")
        .arg(archive)
        .args(["serve", "--bind", "127.0.0.1:0"])
        .stdout(Stdio::piped());
    let mut child = command.spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("its output")?).read_line(&mut line)?;
    let address =
        line.trim().trim_end_matches('/').rsplit("http://").next().unwrap_or_default().to_owned();
    let mut stream = std::net::TcpStream::connect(address)?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut page = Vec::new();
    stream.read_to_end(&mut page)?;
    let took = start.elapsed();
    child.kill().ok();
    child.wait()?;
    anyhow::ensure!(page.starts_with(b"HTTP/1.1 200"), "no page came");
    Ok(took)
}
