//! Running the program on an archive of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The sample evening.
pub(crate) fn evening() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/evening.jsonl")
}

/// The folder of real archives; `None`, said aloud, where they are absent, which in CI is a failure.
pub(crate) fn data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("CHATKEEP_DATA").map_or_else(beside, PathBuf::from);
    if folder.join("counts.json").exists() {
        return Some(folder);
    }
    left_out(&format!("no real archives at {}", folder.display()));
    None
}

/// Says that something is not tested here, and why; in CI it must be.
pub(crate) fn left_out(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "NOT TESTED: {why}");
    not_tested(why);
}

/// The same where also a build server may not be able to.
pub(crate) fn not_tested(why: &str) {
    // Not by `eprintln!`, which is heard only when a test fails.
    let line = format!("NOT TESTED: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// An archive in a temporary folder.
pub(crate) struct Archive {
    dir: tempfile::TempDir,
}

impl Archive {
    pub(crate) fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn of_the_evening() -> Self {
        let archive = Self::empty();
        archive.done(&["import", evening().to_str().unwrap()]);
        archive
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chatkeep"));
        command.arg("--archive").arg(self.path("archive")).args(args);
        command.env("COLUMNS", "80").env_remove("CHATKEEP_ARCHIVE").current_dir(self.dir.path());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs it; it must succeed. Returns what it printed.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs it for its JSON.
    pub(crate) fn json(&self, args: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.done(args)).unwrap()
    }

    /// Runs it; it must fail with this code. Returns what it said on stderr.
    pub(crate) fn fails(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
        said
    }
}
