//! The source tree keeps its own rules: who imports whom, a first sentence in each file, no
//! forgotten test, nothing of the machine it was written on.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Who may import which of our crates: the table of DESIGN. A crate that is not here is forgotten.
const IMPORTS: [(&str, &[&str]); 10] = [
    ("chat", &[]),
    ("formats", &["chat"]),
    ("networks", &["chat", "formats"]),
    ("store", &["chat"]),
    ("analysis", &["chat"]),
    ("pages", &["chat", "analysis"]),
    ("pictures", &[]),
    ("chatkeep", &["chat", "formats", "networks", "store", "analysis", "pages", "pictures"]),
    ("bench", &["chat", "formats", "networks", "store", "analysis", "pages"]),
    ("xtask", &[]),
];

/// What `chat`, plain values, may not know.
const NOT_PLAIN: [&str; 9] = [
    "tokio",
    "async-std",
    "futures",
    "rusqlite",
    "tantivy",
    "reqwest",
    "axum",
    "hyper",
    "tungstenite",
];

/// What only `store` may know.
const OF_THE_STORE: [&str; 2] = ["rusqlite", "tantivy"];

/// A dependency as a crate's `Cargo.toml` states it.
struct Import {
    from: String,
    to: String,
    is_dev: bool,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn metadata() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let out = cargo.current_dir(root()).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

fn imports() -> Vec<Import> {
    let metadata = metadata();
    let mut all = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        for dependency in package["dependencies"].as_array().unwrap() {
            all.push(Import {
                from: package["name"].as_str().unwrap().to_owned(),
                to: dependency["name"].as_str().unwrap().to_owned(),
                is_dev: dependency["kind"] == "dev",
            });
        }
    }
    all
}

/// The text files of the project, by their path within it. What is built, and what fuzzing is fed,
/// is left out.
fn texts() -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root(), &mut found);
    let mut texts: Vec<(String, String)> = found
        .iter()
        .filter_map(|path| {
            let name = path.strip_prefix(root()).ok()?.to_str()?.replace('\\', "/");
            Some((name, std::fs::read_to_string(path).ok()?))
        })
        .collect();
    texts.sort();
    texts
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    const LEFT_OUT: [&str; 6] = [".git", "target", "node_modules", "site", "corpus", "artifacts"];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let places = ["crates/", "bench/", "xtask/", "fuzz/"];
    let is_source =
        |name: &str| name.ends_with(".rs") && places.iter().any(|place| name.starts_with(place));
    let sources: Vec<_> = texts().into_iter().filter(|(name, _)| is_source(name)).collect();
    assert!(sources.len() > 100, "only {} source files were found", sources.len());
    sources
}

/// Fails with all that is wrong at once.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn crates_import_whom_they_may() {
    let ours: BTreeSet<&str> = IMPORTS.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        if !ours.contains(name) {
            wrong.push(format!("{name} has no line in the table of who may import whom"));
        }
    }
    for Import { from, to, .. } in imports() {
        let allowed = IMPORTS.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, to)| to);
        if ours.contains(to.as_str()) && !allowed.contains(&to.as_str()) {
            wrong.push(format!("{from} may not import {to}"));
        }
        if from == "chat" && NOT_PLAIN.contains(&to.as_str()) {
            wrong.push(format!("chat holds plain values and may not know {to}"));
        }
    }
    none(&wrong);
}

#[test]
fn sql_and_the_index_stay_in_the_store() {
    let is_wrong =
        |import: &Import| OF_THE_STORE.contains(&import.to.as_str()) && import.from != "store";
    let wrong = imports().into_iter().filter(is_wrong);
    let said = wrong.map(|Import { from, to, is_dev }| {
        let kind = if is_dev { "for tests" } else { "at all" };
        format!("{from} may not know {to} {kind}: only store does")
    });
    none(&said.collect::<Vec<_>>());
}

#[test]
fn each_file_says_what_it_is_for() {
    let silent = sources().into_iter().filter(|(_, text)| {
        let sentence = text.lines().next().and_then(|line| line.strip_prefix("//! "));
        sentence.is_none_or(|sentence| sentence.trim().is_empty())
    });
    let said = silent.map(|(name, _)| format!("{name}: the first line is no `//!` sentence"));
    none(&said.collect::<Vec<_>>());
}

#[test]
fn no_file_is_called_mod() {
    let named = sources().into_iter().filter(|(name, _)| name.ends_with("/mod.rs"));
    none(&named.map(|(name, _)| format!("{name}: write foo.rs beside foo/")).collect::<Vec<_>>());
}

#[test]
fn no_test_is_forgotten() {
    let sources = sources();
    let mut wrong = Vec::new();
    for (name, _) in &sources {
        let Some((before, within)) = name.split_once("/tests/it/") else { continue };
        if within == "main.rs" {
            continue;
        }
        // it/foo.rs is told of in it/main.rs, it/foo/bar.rs in it/foo.rs.
        let (parent, module) = match within.rsplit_once('/') {
            Some((folder, file)) => (format!("{before}/tests/it/{folder}.rs"), file),
            None => (format!("{before}/tests/it/main.rs"), within),
        };
        let module = module.trim_end_matches(".rs");
        let told = sources.iter().any(|(name, text)| {
            *name == parent && text.lines().any(|line| line.trim() == format!("mod {module};"))
        });
        if !told {
            wrong
                .push(format!("{name}: there is no `mod {module};` in {parent}, so it never runs"));
        }
    }
    none(&wrong);
}

#[test]
fn nothing_of_a_machine_is_written_down() {
    // Put together here, so that this file does not hold them itself.
    let word = |parts: &[&str]| parts.concat();
    let paths = [word(&["/wo", "rk/"]), word(&["/ro", "ot/"]), word(&["/ho", "me/"])];
    let registries = [
        word(&["crates", ".io"]),
        word(&["static.rust", "-lang.org"]),
        word(&["npm", "js."]),
        word(&["py", "pi.org"]),
        word(&["python", "hosted.org"]),
        word(&["deb.debian", ".org"]),
    ];
    let mut wrong = Vec::new();
    for (name, text) in texts() {
        // Cargo writes the name of the registry into its own lock files.
        let is_cargos = name.ends_with("Cargo.lock");
        for (number, line) in text.lines().enumerate() {
            let found = paths.iter().chain(registries.iter().filter(|_| !is_cargos));
            for what in found.filter(|what| line.contains(what.as_str())) {
                wrong.push(format!("{name}:{}: holds {what}", number + 1));
            }
        }
    }
    none(&wrong);
}
