//! A disk that fills in the middle of an evening, and has room again: a small file system of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::run::{Archive, evening, not_tested};

/// A follower runs on a file system of its own, of so many MiB; then its archive is copied out.
const ON_ITS_OWN_DISK: &str = r#"
    mount -t tmpfs -o size=64m tmpfs "$1" || exit 77
    "$2" --archive "$1/archive" follow '#lanternchat' --on "replay:$3" --speed 1200
    code=$?
    cp -r "$1/archive" "$4"
    exit $code
"#;

/// Whether a file system can be had here for oneself.
fn can_mount() -> bool {
    let mounts = "mount -t tmpfs tmpfs /mnt";
    let tried = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", mounts])
        .stderr(Stdio::null())
        .status();
    let can = tried.is_ok_and(|status| status.success());
    if !can {
        // A build server's container may forbid it.
        not_tested("the full disk, for this machine lets nobody mount a file system");
    }
    can
}

/// Fills a disk to its last byte.
fn fill(file: &Path) {
    let mut filler = std::fs::File::create(file).unwrap();
    for size in [1 << 20, 4_096, 1] {
        let block = vec![1; size];
        while filler.write_all(&block).is_ok() {}
    }
}

#[test]
fn a_full_disk_is_waited_for_and_nothing_is_lost() {
    if !can_mount() {
        return;
    }
    let (archive, imported) = (Archive::empty(), Archive::of_the_evening());
    let disk = archive.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", ON_ITS_OWN_DISK, "sh"]);
    command.args([&disk, Path::new(env!("CARGO_BIN_EXE_chatkeep")), &evening()]);
    command.arg(archive.path("archive")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut posts = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert_eq!(posts.by_ref().take(40).filter(Result::is_ok).count(), 40, "it ended early");

    let inside = PathBuf::from(format!("/proc/{}/root", child.id()));
    let filler = inside.join(disk.strip_prefix("/").unwrap()).join("filler");
    fill(&filler);
    let reading = std::thread::spawn(move || posts.count());
    assert!(said.any(|line| line.contains("the disk is full")), "it is not said");
    std::fs::remove_file(filler).unwrap();
    assert!(said.any(|line| line.contains("there is room again")), "it does not go on");
    said.for_each(drop);
    reading.join().unwrap();
    assert!(child.wait().unwrap().success());

    let export = ["export", "--format", "jsonl"];
    assert_eq!(archive.done(&export), imported.done(&export));
    assert_eq!(archive.done(&["chats"]), imported.done(&["chats"]));
    let search = ["search", "kettle", "--newest", "--limit", "1000", "--json"];
    assert_eq!(archive.json(&search), imported.json(&search));
    archive.done(&["doctor"]);
    let sources = archive.json(&["sources", "--json"]);
    let gap = &sources[0]["gaps"][0];
    assert_eq!((&gap["reason"], &gap["repaired"]), (&"the disk was full".into(), &true.into()));
}
