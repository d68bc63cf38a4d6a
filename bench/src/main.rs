//! How fast: everything as a ratio to a limit, or to a peer, measured in the same run.
//!
//! `cargo xtask bench [--posts N]` builds the program in release and runs this.

mod generate;

use anyhow::Result;

fn main() -> Result<()> {
    let n = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(300_000);
    let mut out = std::io::BufWriter::new(std::fs::File::create(
        std::env::args().nth(2).unwrap_or("/tmp/bench.jsonl".into()),
    )?);
    generate::lines(n, 42, &mut out)?;
    Ok(())
}
