//! The evening that must survive: ninety accounts write five hundred posts at three real servers, each
//! of which goes away for a while, and chatkeep's power is cut twenty times. At its end the archive is
//! what the servers hold.

mod holdings;
mod ledger;
mod script;
mod stage;

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;

use crate::run::Archive;
use holdings::{all_is_kept, held, still_the_same};
use ledger::{Away, check_ledger};
use script::{Act, CUTS, script};
use stage::Stage;

/// How long something may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(90);
/// Between two acts: an evening of ninety minutes takes less than one.
const PAUSE: Duration = Duration::from_millis(40);
/// How long a source may take to see again once its server is back. Five seconds are asked for; the
/// rest is for a machine that does much else.
const BACK: Duration = Duration::from_secs(15);

/// The evening while it goes on.
struct Evening {
    stage: Stage,
    archive: Archive,
    follower: Option<Child>,
    /// After so many more acts the power is back.
    dark: usize,
    stopped: Option<Timestamp>,
    away: Vec<Away>,
}

#[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Waits until something is so; returns how long that took.
fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
    began.elapsed()
}

impl Evening {
    fn begin(stage: Stage) -> Self {
        let archive = Archive::empty();
        std::fs::write(archive.path("chatkeep.toml"), stage.configuration()).unwrap();
        let away = Vec::new();
        let mut evening = Self { stage, archive, follower: None, dark: 0, stopped: None, away };
        evening.follow(Stdio::null());
        evening
    }

    fn follow(&mut self, printed: Stdio) {
        let mut command = self.archive.command(&["follow", "--config", "chatkeep.toml"]);
        self.follower = Some(command.stdout(printed).stderr(Stdio::null()).spawn().unwrap());
    }

    fn cut_the_power(&mut self) {
        let mut follower = self.follower.take().unwrap();
        follower.kill().unwrap();
        follower.wait().unwrap();
    }

    fn end(&mut self) {
        let mut follower = self.follower.take().unwrap();
        let pid = follower.id().to_string();
        let asked = std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(asked.success() && follower.wait().unwrap().success());
    }

    /// What `sources` says of a server; nothing while there is no archive.
    fn source(&self, server: usize) -> Value {
        let sources = self.archive.run(&["sources", "--json"]).stdout;
        let sources: Value = serde_json::from_slice(&sources).unwrap_or_default();
        let host = self.stage.servers[server].address.trim_start_matches("http://");
        let is_it = |source: &&Value| source["address"].as_str().unwrap().contains(host);
        sources.as_array().and_then(|all| all.iter().find(is_it)).cloned().unwrap_or_default()
    }

    fn wait_for_state(&self, server: usize, state: &str) -> Duration {
        wait_for(&format!("server {server} is not {state}"), || {
            self.source(server)["state"] == state
        })
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Cut { after_ms, acts } => {
                self.light();
                std::thread::sleep(Duration::from_millis(*after_ms));
                self.cut_the_power();
                self.dark = *acts;
            }
            Act::Stop { server } => {
                self.light();
                self.wait_for_state(*server, "seeing");
                self.stage.servers[*server].stop();
                self.stopped = Some(now());
            }
            Act::Start { server } => self.bring_back(*server),
            _ => {
                self.stage.act(act);
                std::thread::sleep(PAUSE);
            }
        }
        match self.dark {
            0 => self.light(),
            _ => self.dark -= 1,
        }
    }

    /// The power is back.
    fn light(&mut self) {
        self.dark = 0;
        if self.follower.is_none() {
            self.follow(Stdio::null());
        }
    }

    fn bring_back(&mut self, server: usize) {
        self.wait_for_state(server, "blind");
        self.stage.servers[server].start_again();
        let (to, began) = (now(), Instant::now());
        self.stage.greet(server);
        self.wait_for_state(server, "seeing");
        let recovery = began.elapsed();
        assert!(recovery < BACK, "server {server} was seen again after {recovery:?}");
        let source = self.source(server)["source"].as_str().unwrap().to_owned();
        let from = self.stopped.take().unwrap();
        self.away.push(Away { source, from, to, recovery });
    }
}

impl Drop for Evening {
    fn drop(&mut self) {
        if let Some(mut follower) = self.follower.take() {
            let _ = follower.kill();
            let _ = follower.wait();
        }
    }
}

#[test]
fn the_evening_is_survived() {
    let began = Instant::now();
    let Some(stage) = Stage::set() else { return };
    let ready = began.elapsed();
    let seed = std::env::var("CHATKEEP_SEED").map_or(2_012, |seed| seed.parse().unwrap());
    let script = script(seed);
    let mut evening = Evening::begin(stage);
    script.iter().for_each(|act| evening.act(act));
    evening.light();
    let played = began.elapsed();

    let began_waiting = Instant::now();
    let lost = all_is_kept(&mut evening);
    for server in 0..3 {
        evening.wait_for_state(server, "seeing");
    }
    evening.cut_the_power();
    for away in &evening.away {
        eprintln!("{}: seen again {:?} after it was back", away.source, away.recovery);
    }
    eprintln!(
        "seed {seed}: {} acts, {CUTS} cuts; ready in {ready:?}, played in {:?}, all kept {:?} later",
        script.len(),
        played - ready,
        began_waiting.elapsed()
    );
    nothing_new_is_told(&mut evening, &lost);
    check_ledger(&evening);
    still_the_same(&evening, &lost);
    evening.archive.done(&["doctor"]);
    check_export(&evening.archive);
    let found = evening.archive.json(&["search", "lampchat", "--limit", "0", "--json"]);
    let tagged = held(&evening.archive);
    let tagged = tagged.values().filter(|text| text.contains("#lampchat")).count();
    assert_eq!(found["total"], tagged, "the index has what the archive has");
}

/// Sources and gaps of a real evening go out and come back, and its page tells of them.
fn check_export(archive: &Archive) {
    let export = ["export", "--format", "jsonl"];
    let exported = archive.done(&export);
    let again = Archive::empty();
    std::fs::write(again.path("again.jsonl"), &exported).unwrap();
    again.done(&["import", "again.jsonl"]);
    let exported_again = again.done(&export);
    let lines = exported.lines().zip(exported_again.lines());
    let other = lines.filter(|(one, two)| one != two).take(3).collect::<Vec<_>>();
    assert_eq!(
        (other, exported.len()),
        (Vec::new(), exported_again.len()),
        "an export of an export"
    );
    archive.done(&["publish", "site"]);
    let chat = archive.json(&["chats", "--json"])[0]["chat"].as_str().unwrap().to_owned();
    let page = std::fs::read_to_string(archive.path(&format!("site/chats/{chat}.html"))).unwrap();
    assert!(page.contains("chatkeep was not running"), "{page}");
}

/// The cursors are where they should be: one start more brings nothing.
fn nothing_new_is_told(evening: &mut Evening, lost: &BTreeSet<String>) {
    let path = evening.archive.path("printed.jsonl");
    let exported = evening.archive.done(&["export", "--format", "jsonl"]);
    let before = now();
    evening.follow(std::fs::File::create(&path).unwrap().into());
    for server in 0..3 {
        wait_for("it sees", || {
            let source = evening.source(server);
            let since = source["since"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
            source["state"] == "seeing" && since.is_some_and(|since| since >= before)
        });
    }
    evening.end();
    let printed = std::fs::read_to_string(path).unwrap();
    let is_told = |line: &&str| ["post", "repost", "gone"].iter().any(|kind| is_a(line, kind));
    let is_lost = |line: &str| is_a(line, "gone") && lost.iter().any(|uri| line.contains(uri));
    let told = printed.lines().filter(is_told).filter(|line| !is_lost(line));
    let known = |line: &str| exported.lines().find(|known| same(known, line)).unwrap_or_default();
    // With what was known of it, should one be told after all.
    let told: Vec<(&str, &str)> = told.map(|line| (known(line), line)).collect();
    let news: Vec<_> = told.iter().filter(|(known, line)| !is_only_named(known, line)).collect();
    assert!(news.is_empty(), "{news:#?}");
}

/// Whether a line of JSON tells of a post, a repost, or of what is gone.
fn is_a(line: &str, kind: &str) -> bool {
    line.starts_with(&format!("{{\"{kind}\":"))
}

/// Whether two lines are of one record.
fn same(one: &str, other: &str) -> bool {
    let uri = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line.as_object().unwrap().values().next().unwrap()["uri"].clone()
    };
    uri(one) == uri(other)
}

/// Whether all that is new is by which name somebody was answered: that is known once the post that is
/// answered has been read beside the answer.
fn is_only_named(known: &str, line: &str) -> bool {
    let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap_or_default();
    let (known, mut now) = (parse(known), parse(line));
    let post = now["post"].as_object_mut();
    post.is_some_and(|post| post.remove("reply_to_handle").is_some()) && known == now
}
