//! Real archives, which are no part of the project: where they are, and what an import of each into
//! an empty archive must answer (`counts.json`).

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use formats::{Found, Options, ReadError, Reading, Record};
use proptest::prelude::*;
use proptest::sample::Index;

/// The folder of real archives: `CHATKEEP_DATA`, else `shared/data` beside the workspace. `None`
/// (said aloud) when it is absent, except in CI, where that is a failure.
pub(crate) fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("CHATKEEP_DATA").map(PathBuf::from);
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let beside = workspace.join("../shared/data");
    let folder = named.unwrap_or(beside);
    if folder.join("counts.json").exists() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "the real archives are missing: {} (set CHATKEEP_DATA)",
        folder.display()
    );
    // Not by `eprintln!`, which is heard only when a test fails.
    let line = format!("NOT TESTED: no real archives at {}\n", folder.display());
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    None
}

/// What one file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) records: usize,
    pub(crate) added: usize,
    pub(crate) repeated: usize,
    pub(crate) withheld: usize,
    pub(crate) skipped: Vec<String>,
}

/// Everything that is found at a path, whatever format it is in.
pub(crate) fn read(path: &Path) -> Vec<Found> {
    let mut all = Vec::new();
    for source in formats::open::open(path).unwrap() {
        let mut hand_over = |found| {
            all.push(found);
            true
        };
        formats::read(&source, &Options::default(), &mut hand_over).unwrap();
    }
    all
}

/// A reader.
pub(crate) type Read = fn(&mut dyn BufRead, &mut Reading<'_>) -> Result<(), ReadError>;

/// Everything that one reader finds in these bytes.
pub(crate) fn read_with(read: Read, mut bytes: &[u8]) -> Vec<Found> {
    let mut all = Vec::new();
    let mut hand_over = |found| {
        all.push(found);
        true
    };
    let options = Options::default();
    read(&mut bytes, &mut Reading::new(&options, &mut hand_over)).unwrap();
    all
}

/// The records among what was found.
pub(crate) fn records(found: &[Found]) -> impl Iterator<Item = &Record> {
    found.iter().filter_map(|found| match found {
        Found::Record(record) => Some(record),
        _ => None,
    })
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
pub(crate) fn changes(found: &[Found]) -> Vec<&chat::Change> {
    records(found).map(|record| &record.change).collect()
}

/// Counts what was found as an import into an empty archive does.
pub(crate) fn count(found: &[Found]) -> Counts {
    let mut counts = Counts::default();
    let mut seen = BTreeSet::new();
    for one in found {
        match one {
            Found::Record(record) if seen.insert(record.change.uri()) => counts.added += 1,
            Found::Record(_) | Found::StillWithheld => counts.repeated += 1,
            Found::Withheld => counts.withheld += 1,
            Found::Skipped { at, reason } => counts.skipped.push(format!("{at}: {reason}")),
            _ => continue,
        }
        counts.records += 1;
    }
    counts
}

/// Reads every archive in the named folder of the data (`mastodon_api`) and compares with
/// `counts.json`.
pub(crate) fn check(of: &str) {
    check_except(of, &[]);
}

/// The same, leaving out files that are checked elsewhere.
pub(crate) fn check_except(of: &str, except: &[&str]) {
    let Some(folder) = folder() else { return };
    let text = std::fs::read_to_string(folder.join("counts.json")).unwrap();
    let all: BTreeMap<String, BTreeMap<String, usize>> = serde_json::from_str(&text).unwrap();
    let mut checked = 0;
    for (path, expected) in all.iter().filter(|(p, _)| p.split('/').next() == Some(of)) {
        if except.contains(&path.as_str()) {
            continue;
        }
        let counts = count(&read(&folder.join(path)));
        let found = [
            ("records", counts.records),
            ("added", counts.added),
            ("repeated", counts.repeated),
            ("withheld", counts.withheld),
            ("skipped", counts.skipped.len()),
        ];
        for (what, number) in found {
            assert_eq!(expected[what], number, "{what} in {path}: {counts:?}");
        }
        checked += 1;
    }
    assert!(checked > 0, "counts.json tells nothing of {of}");
}

/// The bodies of the recorded answers of a real server, by file name: `servers/NAME/*.json`.
pub(crate) fn bodies(server: &str) -> Vec<(String, String)> {
    #[derive(serde::Deserialize)]
    struct Envelope<'a> {
        status: u16,
        #[serde(borrow)]
        body: &'a serde_json::value::RawValue,
    }
    let Some(folder) = folder() else {
        return Vec::new();
    };
    let mut paths: Vec<_> = std::fs::read_dir(folder.join("servers").join(server))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    paths.sort();
    let body = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).unwrap();
        match serde_json::from_str::<Envelope<'_>>(&text) {
            Ok(envelope) if envelope.status == 200 => Some((name, envelope.body.get().to_owned())),
            Ok(_) => None,
            // Some answers were saved without an envelope.
            Err(_) => Some((name, text)),
        }
    };
    paths.iter().filter_map(body).collect()
}
