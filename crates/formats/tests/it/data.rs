//! The real archives, and what an import of each must answer.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::{Path, PathBuf};

use chat::Change;
use formats::{Format, Found, Options, ReadError, Reading, Record};
use proptest::prelude::*;
use proptest::sample::Index;

/// Where the archives are; `None`, with a word about it, when they are not here.
///
/// Continuous integration must have them.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("CHATKEEP_DATA").map_or_else(beside, PathBuf::from);
    if folder.join("counts.json").is_file() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "the real archives are missing at {}; set CHATKEEP_DATA",
        folder.display()
    );
    eprintln!("left out: no real archives at {}", folder.display());
    None
}

/// Everything that a file gives, and as what it was recognised.
pub(crate) fn read(path: &Path) -> (Option<Format>, Vec<Found>) {
    let (mut found, mut format) = (Vec::new(), None);
    for source in formats::open::open(path).unwrap() {
        let options = Options::default();
        format = Some(
            formats::read(&source, &options, &mut |f| {
                found.push(f);
                true
            })
            .unwrap(),
        );
    }
    (format, found)
}

/// A file spoilt in a few places: bytes changed, pieces doubled or taken out, the end cut off.
pub(crate) fn spoilt(sample: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        "[{}\\[\\]\",:;\\\\0-9e.\\n\\t@#&…/-]{1,8}".prop_map(String::into_bytes),
        Just(b"null".to_vec()),
        Just(b"99999999999999999999".to_vec()),
    ];
    let edit = (any::<Index>(), any::<Index>(), piece);
    let edits = proptest::collection::vec(edit, 1..6);
    (edits, any::<Option<Index>>()).prop_map(|(edits, cut)| {
        let mut bytes = sample.as_bytes().to_vec();
        for (at, len, piece) in edits {
            let start = at.index(bytes.len() + 1);
            let end = bytes.len().min(start + len.index(12));
            bytes.splice(start..end, piece);
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        bytes
    })
}

/// Reads bytes with one reader and forgets what they give.
pub(crate) fn try_reading(
    bytes: &[u8],
    reader: fn(&mut dyn BufRead, &mut Reading<'_>) -> Result<(), ReadError>,
) {
    let options = Options::default();
    let _ = reader(&mut &bytes[..], &mut Reading::new(&options, &mut |_| true));
}

/// The posts and reposts among what was found, without their originals.
pub(crate) fn changes(found: &[Found]) -> Vec<&Change> {
    let change = |found| match found {
        &Found::Record(Record { ref change, .. }) => Some(change),
        _ => None,
    };
    found.iter().filter_map(change).collect()
}

/// The numbers that an import into an empty archive answers with.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub(crate) struct Counts {
    records: usize,
    added: usize,
    repeated: usize,
    withheld: usize,
    skipped: usize,
}

impl Counts {
    /// Counts as an import would.
    pub(crate) fn of(found: &[Found]) -> Self {
        let mut counts = Self::default();
        let mut seen = BTreeSet::new();
        for found in found {
            match found {
                Found::Record(record) if seen.insert(record.change.uri().clone()) => {
                    counts.added += 1;
                }
                Found::Record(_) => counts.repeated += 1,
                Found::Withheld => counts.withheld += 1,
                Found::Skipped { .. } => counts.skipped += 1,
                _ => continue,
            }
            counts.records += 1;
        }
        counts
    }
}

/// Compares every archive of these folders with what is expected of it.
pub(crate) fn check(folders: &[&str]) {
    let Some(root) = folder() else { return };
    let expected = std::fs::read_to_string(root.join("counts.json")).unwrap();
    let expected: BTreeMap<String, Counts> = serde_json::from_str(&expected).unwrap();
    let mut wrong = Vec::new();
    let ours = |name: &str| folders.contains(&name.split('/').next().unwrap_or_default());
    for (name, counts) in expected.iter().filter(|(name, _)| ours(name)) {
        let (format, found) = read(&root.join(name));
        let told = Counts::of(&found);
        if told != *counts {
            let skipped = found.iter().filter(|f| matches!(f, Found::Skipped { .. }));
            let skipped: Vec<_> = skipped.take(5).collect();
            wrong.push(format!(
                "{name} as {format:?}\n  is        {told:?}\n  should be {counts:?}\n  {skipped:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
