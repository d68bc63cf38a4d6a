//! A server as a process of its own: its address, time and memory.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// A server that runs until it is ended or dropped.
pub(super) struct Server {
    child: Child,
    address: String,
}

/// As many connections as the system lets this process have.
pub(super) fn allow_many_files() -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit { current: limit.maximum, maximum: limit.maximum };
    setrlimit(Resource::Nofile, most).context("allowing many connections")
}

impl Server {
    pub(super) fn start(program: &Path, archive: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg("--archive").arg(archive).args(["serve", "--bind", "127.0.0.1:0"]);
        Self::spawn(command)
    }

    /// Starts it and waits for the line that tells its address.
    pub(super) fn spawn(mut command: Command) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn().context("starting a server")?;
        let out = child.stdout.take().context("its output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().trim_end_matches('/').rsplit("http://").next();
        let address = address.filter(|address| !address.is_empty()).context("its address")?;
        Ok(Self { address: address.to_owned(), child })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn tell(&mut self, line: &str) -> Result<()> {
        let input = self.child.stdin.as_mut().context("its input")?;
        Ok(writeln!(input, "{line}")?)
    }

    /// Seconds of processor time so far.
    pub(super) fn cpu(&self) -> Result<f64> {
        cpu_of(&self.child.id().to_string())
    }

    /// Resident memory now, in MB.
    pub(super) fn memory(&self) -> Result<u64> {
        memory_of(&self.child.id().to_string())
    }

    pub(super) fn end(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Seconds of processor time of this process.
pub(super) fn own_cpu() -> Result<f64> {
    cpu_of("self")
}

/// Resident memory of a process now, in MB.
pub(crate) fn memory_of(process: &str) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: u64 =
        line.and_then(|line| line.split_whitespace().next()).context("VmRSS")?.parse()?;
    Ok(kib / 1024)
}

/// Seconds of processor time of a process so far.
pub(crate) fn cpu_of(process: &str) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    // Linux tells ticks of a hundredth of a second here, whatever the kernel's own are.
    Ok(ticks as f64 / 100.0)
}
