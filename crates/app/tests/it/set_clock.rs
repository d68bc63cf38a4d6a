//! The computer's clock is set while a chat is followed, forwards and back by an hour: no hour of
//! blindness comes of it, and no post is lost.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde_json::Value;

use crate::run::Archive;
use crate::scripted::{self, Wall, answer, end, now, server, source, status, time, wait_for};

/// libfaketime, for programs of several threads; `None`, said aloud, where it is not installed.
fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let libraries = folders.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    let library = libraries.into_iter().find(|library| library.exists());
    if library.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "libfaketime is missing: run `cargo xtask servers`"
        );
        // Not by `eprintln!`, which is heard only when a test fails.
        let why = b"left out: a clock that is set; `cargo xtask servers` installs libfaketime\n";
        std::io::stderr().write_all(why).unwrap();
    }
    library
}

/// Somebody who follows a server, with a clock that can be set, and the server, which can fail.
struct Evening {
    archive: Archive,
    library: PathBuf,
    address: String,
    wall: Wall,
    works: Arc<AtomicBool>,
}

impl Evening {
    fn begin(library: PathBuf) -> Self {
        let (wall, works) = (Wall::default(), Arc::new(AtomicBool::new(true)));
        let (shown, does_work) = (wall.clone(), Arc::clone(&works));
        let address = server(move |_, path| match does_work.load(Ordering::Relaxed) {
            true => shown.page(path),
            false => answer(502, "", "<h1>Bad gateway</h1>"),
        });
        let archive = Archive::empty();
        let config = format!(
            "[[series]]\ntags = [\"lampchat\"]\non = [\"{address}\"]\n
             [polling]\nbusy_secs = 1\nquiet_secs = 1\n"
        );
        std::fs::write(archive.path("chatkeep.toml"), config).unwrap();
        let evening = Self { archive, library, address, wall, works };
        evening.set_clock("+0");
        evening
    }

    fn clock(&self) -> PathBuf {
        self.archive.path("clock")
    }

    /// Sets the follower's clock so far off the true time.
    fn set_clock(&self, offset: &str) {
        // At once and whole, for it is read whenever the time is asked for.
        let new = self.archive.path("clock.new");
        std::fs::write(&new, offset).unwrap();
        std::fs::rename(new, self.clock()).unwrap();
    }

    fn follow(&self) -> Child {
        let file = self.clock();
        let on = OsStr::new("1");
        let variables = [
            ("LD_PRELOAD", self.library.as_os_str()),
            ("FAKETIME_TIMESTAMP_FILE", Path::as_os_str(&file)),
            ("FAKETIME_NO_CACHE", on),
            // Whoever sets a clock does not set how long the computer has been running.
            ("FAKETIME_DONT_FAKE_MONOTONIC", on),
        ];
        let follower = scripted::follow(&self.archive, &variables);
        self.wait_for("seeing");
        follower
    }

    fn source(&self) -> Value {
        source(&self.archive, &self.address)
    }

    fn wait_for(&self, state: &str) {
        wait_for(&format!("it is not {state}"), || self.source()["state"] == state);
    }

    /// Says something, and waits until it was heard.
    fn say(&self, number: usize) {
        let words = format!("post {number} #lampchat");
        self.wall.put(status(number, &words));
        wait_for(&words, || self.texts().contains(&words));
    }

    fn works(&self, works: bool) {
        self.works.store(works, Ordering::Relaxed);
        self.wait_for(if works { "seeing" } else { "blind" });
    }

    fn texts(&self) -> Vec<String> {
        let lines = self.archive.done(&["export", "--format", "jsonl"]);
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter_map(|line| Some(line["post"]["text"].as_str()?.to_owned())).collect()
    }

    /// How far the source's last sign of life is off the true time, in minutes.
    fn heard(&self) -> i64 {
        time(&self.source()["heard_at"]).duration_since(now()).as_secs().div_euclid(60)
    }
}

#[test]
fn an_hour_that_the_clock_jumps_is_no_hour_of_blindness() {
    let Some(library) = library() else { return };
    let evening = Evening::begin(library);
    let mut follower = evening.follow();
    evening.say(1);

    // While it sees.
    evening.set_clock("+3600");
    evening.say(2);
    wait_for("the hour is noticed", || evening.heard() >= 59);
    // Just before it does not: what it heard last was by the old clock.
    let began = Instant::now();
    evening.set_clock("+0");
    evening.works(false);
    // And while it does not.
    evening.set_clock("-3600");
    std::thread::sleep(Duration::from_secs(1));
    evening.works(true);
    let away = began.elapsed();
    evening.say(3);
    evening.set_clock("+3600");
    evening.say(4);
    wait_for("the hours are noticed", || evening.heard() >= 59);

    // And while nobody follows: it was heard an hour from now.
    follower.kill().unwrap();
    follower.wait().unwrap();
    evening.set_clock("+0");
    let follower = evening.follow();
    evening.say(5);
    assert!(evening.heard() <= 0, "it was heard {} min from now", evening.heard());
    end(follower);

    let gaps = evening.source()["gaps"].as_array().unwrap().clone();
    let of = |reason: &str| {
        let all: Vec<_> = gaps.iter().filter(|gap| gap["reason"] == reason).collect();
        assert_eq!(all.len(), 1, "{gaps:#?}");
        assert_eq!(all[0]["repaired"], true, "{gaps:#?}");
        time(&all[0]["to"]).duration_since(time(&all[0]["from"]))
    };
    assert_eq!(gaps.len(), 2, "{gaps:#?}");
    let (second, away) = (SignedDuration::from_secs(1), SignedDuration::try_from(away).unwrap());
    let blind = of("it answers 502");
    assert!(blind >= second && blind <= away + second * 3, "{blind:?} of {away:?}");
    let dark = of("chatkeep was not running");
    assert!(dark >= SignedDuration::ZERO && dark < second * 10, "{dark:?}");
    let said: Vec<String> = (1..=5).map(|number| format!("post {number} #lampchat")).collect();
    assert_eq!(evening.texts(), said);
}
