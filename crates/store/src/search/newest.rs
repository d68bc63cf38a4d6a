//! The newest hits, without a look at every one.
//!
//! Posts come into the index nearly in the order of time, and rows are in that order. So a segment
//! is cut into blocks of documents, each with its newest row; those that may hold the newest hits
//! are walked first, and of the others only those that can still beat what was found. This is exact
//! in whatever order the documents stand, and only slower when they stand in none.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocId, Searcher, SegmentReader, TERMINATED};

/// Documents in a block.
const BLOCK: u32 = 1_024;
/// Of so many blocks one is walked first.
const FIRST_OF: usize = 32;

/// The newest row of each block, by segment; segments never change.
#[derive(Debug, Default)]
pub(super) struct Blocks(Mutex<HashMap<SegmentId, Arc<[u64]>>>);

impl Blocks {
    fn of(&self, segment: &SegmentReader) -> tantivy::Result<Arc<[u64]>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(blocks) = known.get(&segment.segment_id()) {
            return Ok(Arc::clone(blocks));
        }
        let rows = segment.fast_fields().u64("row")?.values;
        let mut buffer = [0; BLOCK as usize];
        let mut blocks = Vec::new();
        for start in (0..segment.max_doc()).step_by(BLOCK as usize) {
            let len = (segment.max_doc() - start).min(BLOCK) as usize;
            rows.get_range(u64::from(start), &mut buffer[..len]);
            blocks.extend(buffer[..len].iter().max());
        }
        let blocks: Arc<[u64]> = blocks.into();
        known.insert(segment.segment_id(), Arc::clone(&blocks));
        Ok(blocks)
    }

    /// Forgets the segments that are no more.
    pub(super) fn keep_only(&self, searcher: &Searcher) {
        let here = searcher.segment_readers();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|id, _| here.iter().any(|segment| segment.segment_id() == *id));
    }
}

/// The rows of the newest `most` hits, newest first.
pub(super) fn newest(
    searcher: &Searcher,
    query: &dyn Query,
    blocks: &Blocks,
    most: usize,
) -> tantivy::Result<Vec<u64>> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut segments = Vec::new();
    for segment in searcher.segment_readers() {
        segments.push((segment, blocks.of(segment)?));
    }
    segments.sort_by_key(|(_, blocks)| Reverse(blocks.iter().max().copied()));
    let mut found = Newest { most, rows: BinaryHeap::new() };
    for (segment, blocks) in segments {
        let mut by_row: Vec<usize> = (0..blocks.len()).collect();
        by_row.sort_by_key(|&block| Reverse(blocks[block]));
        let (first, rest) = by_row.split_at_mut(blocks.len().div_ceil(FIRST_OF));
        for part in [first, rest] {
            part.sort_unstable();
            walk(&*weight, segment, &blocks, part, &mut found)?;
        }
    }
    let rows = found.rows.into_sorted_vec();
    Ok(rows.into_iter().map(|Reverse(row)| row).collect())
}

/// Looks for hits in these blocks, which are in the order of documents.
fn walk(
    weight: &dyn Weight,
    segment: &SegmentReader,
    newest: &[u64],
    blocks: &[usize],
    found: &mut Newest,
) -> tantivy::Result<()> {
    if !blocks.iter().any(|&block| found.wants(newest[block])) {
        return Ok(());
    }
    let rows = segment.fast_fields().u64("row")?.values;
    let alive = segment.alive_bitset();
    let mut hits = weight.scorer(segment, 1.0)?;
    for &block in blocks {
        if !found.wants(newest[block]) {
            continue;
        }
        let start = DocId::try_from(block).unwrap_or(DocId::MAX).saturating_mul(BLOCK);
        let mut doc = hits.doc();
        if doc < start {
            doc = hits.seek(start);
        }
        while doc < start.saturating_add(BLOCK) && doc != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                found.push(rows.get_val(doc));
            }
            doc = hits.advance();
        }
    }
    Ok(())
}

/// The newest rows so far; the oldest of them is at hand.
struct Newest {
    most: usize,
    rows: BinaryHeap<Reverse<u64>>,
}

impl Newest {
    /// Whether a row belongs to the newest so far.
    fn wants(&self, row: u64) -> bool {
        self.rows.len() < self.most || self.rows.peek().is_some_and(|oldest| row > oldest.0)
    }

    fn push(&mut self, row: u64) {
        if self.wants(row) {
            if self.rows.len() == self.most {
                self.rows.pop();
            }
            self.rows.push(Reverse(row));
        }
    }
}
