//! Servers that fail, each in its own way and all at once, beside one that does not: every outage is in
//! the ledger, all is read afterwards, and nobody waits for somebody else.

use std::io::{BufRead, BufReader};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::run::Archive;
use crate::scripted::{
    Wall, answer, body, end, follow, now, server, source, status, time, wait_for,
};

/// How a server fails, and what is said of it.
const TROUBLES: [(&str, &str); 8] = [
    ("busy", "it answers 429"),
    ("broken", "it answers 500"),
    ("bad gateway", "it answers 502"),
    ("a page", "its answer is no JSON"),
    ("half", "its answer is cut"),
    ("torn", "it cannot be reached"),
    ("round", "it redirects without end"),
    ("silent", "it does not answer in time"),
];

/// Longer than a server may be silent.
const AWAY: Duration = Duration::from_secs(18);
/// A source is seen again so soon after its server is back; the rest is for a machine that does much else.
const BACK: SignedDuration = SignedDuration::from_secs(5 + 5);
/// Between two looks at a server, and a busy machine's moment.
const INTERVAL: SignedDuration = SignedDuration::from_secs(1 + 3);
/// Whoever is well is heard at least this often, whatever others do.
const STEADY: Duration = Duration::from_secs(1 + 4);

fn fail(how: &str, fails: &AtomicBool) -> Vec<u8> {
    match how {
        "busy" => answer(429, "Retry-After: 1\r\n", "Too many requests"),
        "broken" => answer(500, "", "{\"error\":\"oh\"}"),
        "bad gateway" => answer(502, "", "<h1>Bad gateway</h1>"),
        "a page" => body("<html>We are back soon</html>"),
        "half" => body("[{\"id\":\"1\",\"uri\":"),
        "torn" => body(&" ".repeat(1_000)).into_iter().take(200).collect(),
        "round" => answer(307, "Location: /api/v1/timelines/tag/lampchat?round\r\n", ""),
        _ => {
            // Until it is started anew, which ends all connections.
            while fails.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(50));
            }
            Vec::new()
        }
    }
}

/// A server that fails while it is told to.
struct Troubled {
    address: String,
    wall: Wall,
    reason: &'static str,
}

impl Troubled {
    fn start(how: &'static str, reason: &'static str, fails: &Arc<AtomicBool>) -> Self {
        let (wall, fails) = (Wall::default(), Arc::clone(fails));
        let shown = wall.clone();
        let address = server(move |_, path| match fails.load(Ordering::Relaxed) {
            true => fail(how, &fails),
            false => shown.page(path),
        });
        Self { address, wall, reason }
    }

    fn is(&self, archive: &Archive, state: &str) -> bool {
        source(archive, &self.address)["state"] == state
    }

    /// The ledger has its outage, to one interval, and that all was read afterwards.
    fn check(&self, archive: &Archive, from: Timestamp, to: Timestamp) {
        let source = source(archive, &self.address);
        let gaps = source["gaps"].as_array().unwrap();
        assert_eq!(gaps.len(), 1, "{}: {source:#}", self.reason);
        let gap = &gaps[0];
        assert!(gap["reason"].as_str().unwrap().starts_with(self.reason), "{source:#}");
        assert_eq!((&gap["repaired"], &gap["brought_back"]), (&true.into(), &1.into()), "{gap:#}");
        let (began, ended) = (time(&gap["from"]), time(&gap["to"]));
        assert!(began <= from + INTERVAL && began >= from - INTERVAL, "{from}: {gap:#}");
        assert!(ended >= to && ended <= to + BACK, "{to}: {gap:#}");
    }
}

/// A server that has something new whenever it is asked.
fn well() -> String {
    let wall = Wall::default();
    server(move |number, path| {
        wall.put(status(number, &format!("all is well, {number} #lampchat")));
        wall.page(path)
    })
}

/// The longest time between two lines that tell that all is well, until there are no more.
fn longest_silence(lines: impl Iterator<Item = String>) -> (usize, Duration) {
    let (mut heard, mut last, mut longest) = (0, Instant::now(), Duration::ZERO);
    for _ in lines.filter(|line| line.contains("all is well")) {
        if heard > 0 {
            longest = longest.max(last.elapsed());
        }
        (heard, last) = (heard + 1, Instant::now());
    }
    (heard, longest)
}

fn configuration(places: &[&str]) -> String {
    format!(
        "[[series]]\ntags = [\"lampchat\"]\non = {places:?}\n
         [polling]\nbusy_secs = 1\nquiet_secs = 1\n"
    )
}

#[test]
fn every_outage_is_in_the_ledger_and_slows_nobody_else() {
    let fails = Arc::new(AtomicBool::new(false));
    let troubled = TROUBLES.map(|(how, reason)| Troubled::start(how, reason, &fails));
    let well = well();
    let places: Vec<&str> =
        troubled.iter().map(|server| server.address.as_str()).chain([well.as_str()]).collect();
    let archive = Archive::empty();
    std::fs::write(archive.path("chatkeep.toml"), configuration(&places)).unwrap();
    let mut follower = follow(&archive, &[]);
    let lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    let silence = std::thread::spawn(|| longest_silence(lines.map_while(Result::ok)));
    let wait = |state: &str| {
        wait_for(&format!("not all are {state}"), || {
            troubled.iter().all(|server| server.is(&archive, state))
        });
    };
    wait("seeing");
    let from = now();
    fails.store(true, Ordering::Relaxed);
    for (number, server) in troubled.iter().enumerate() {
        std::thread::sleep(Duration::from_millis(250));
        server.wall.put(status(1_000_000 + number, "said while nobody could ask #lampchat"));
    }
    std::thread::sleep(AWAY);
    wait("blind");
    fails.store(false, Ordering::Relaxed);
    let to = now();
    wait("seeing");
    let brought_back = || {
        let lines = archive.done(&["export", "--format", "jsonl"]);
        lines.lines().filter(|line| line.contains("said while nobody could ask")).count()
    };
    wait_for("not all is read", || brought_back() == troubled.len());
    end(follower);

    troubled.iter().for_each(|server| server.check(&archive, from, to));
    assert_eq!(source(&archive, &well)["gaps"], Value::Array(Vec::new()));
    let (heard, longest) = silence.join().unwrap();
    assert!(heard > 10 && longest < STEADY, "{heard} times, and then not for {longest:?}");
}
