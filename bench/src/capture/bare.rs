//! A listener that prints what a Jetstream says and does nothing else: the way that an event takes to any
//! program, and out of it.

use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use tokio::runtime::Runtime;

use super::delay::take_posts;
use super::peers::Jetstream;

/// The listener, in a process of its own.
pub(super) struct Bare(Child);

impl Bare {
    /// How long so many events take to become its lines, in milliseconds.
    pub(super) fn time(
        stream: &Jetstream,
        runtime: &Runtime,
        numbers: Range<u64>,
    ) -> Result<Vec<f64>> {
        let address = stream.place.trim_start_matches("jetstream:").replacen("http", "ws", 1);
        let mut command = Command::new(std::env::current_exe()?);
        let mut listener = Self(command.args(["listen", &address]).stdout(Stdio::piped()).spawn()?);
        let mut lines = BufReader::new(listener.0.stdout.take().context("its output")?).lines();
        // Its first line says that it is connected; the stream tells it what is said from a moment on.
        lines.next().context("it does not listen")??;
        stream.wait_for_both(runtime)?;
        // Without the tag, so that whoever follows it passes them over.
        take_posts(&mut lines, number_of, stream, None, numbers)
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Prints what a stream says, in that process.
pub(crate) fn listen(address: &str) -> Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let (mut socket, _) = tokio_tungstenite::connect_async(address).await?;
        let mut out = std::io::stdout();
        writeln!(out, "it listens")?;
        while let Some(Ok(event)) = socket.next().await {
            if let Ok(text) = event.into_text() {
                writeln!(out, "{text}")?;
            }
        }
        Ok(())
    })
}

/// The number that an event's text begins with.
fn number_of(line: &str) -> Option<u64> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = line["commit"]["record"]["text"].as_str()?.strip_prefix("number ")?;
    text.split(' ').next()?.parse().ok()
}
