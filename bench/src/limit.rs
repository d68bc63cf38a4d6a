//! The limit *L*: one thread that reads, understands, compresses (zstd-1, blocks of 128 KiB) and
//! writes. Nothing that keeps originals and understands posts can be faster on one core.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use anyhow::Result;
use formats::{Found, Options, Reading};

use crate::measure::{Took, timed};

const BLOCK: usize = 128 << 10;

/// Runs it once.
pub(crate) fn run(input: &Path, output: &Path) -> Result<Took> {
    let (done, mut took) = timed(0, || pass(input, output));
    took.posts = done?;
    Ok(took)
}

fn pass(input: &Path, output: &Path) -> Result<usize> {
    let mut file = File::create(output)?;
    let mut compressor = zstd::bulk::Compressor::new(1)?;
    let (mut block, mut posts, mut failed) = (Vec::with_capacity(BLOCK * 2), 0, None);
    let options = Options::default();
    let mut hand_over = |found: Found| {
        let Found::Record(record) = found else { return true };
        posts += 1;
        block.extend_from_slice(&record.raw);
        if block.len() >= BLOCK {
            let written = compressor.compress(&block).and_then(|packed| file.write_all(&packed));
            block.clear();
            failed = written.err();
        }
        failed.is_none()
    };
    let mut bytes = BufReader::with_capacity(256 << 10, File::open(input)?);
    formats::twarc::read(&mut bytes, &mut Reading::new(&options, &mut hand_over))?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    file.write_all(&compressor.compress(&block)?)?;
    file.sync_all()?;
    Ok(posts)
}
