//! From an event to its commit, and what following costs: the program follows scripted sources, and
//! prints each post once it is committed and announced.
//!
//! What is timed from outside begins before the program receives an event and ends after it announced
//! the post: with the way there, and printing. The way alone is timed by a listener that prints what it
//! receives and does nothing else (`bare`).

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::runtime::Runtime;

use super::bare::Bare;
use super::event::{TAGGED, event};
use super::peers::{Jetstream, quiet_server};
use super::percentile;
use crate::viewers::process::{cpu_of, memory_of};
use crate::workplace;

/// What is followed.
const TAG: &str = "lanternchat";
/// Posts, and how many a second.
const POSTS: u64 = 1_000;
const PACE: Duration = Duration::from_millis(20);
/// How long nothing is said.
const QUIET: Duration = Duration::from_secs(30);
/// Events that are said as fast as they are taken.
const FLOOD: u64 = 60_000;
const WARM_UP: u64 = 50;

/// `follow` on three sources, and what it prints.
struct Follower {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

/// Runs all of it and prints the tables.
pub(super) fn run(program: &Path, runtime: &Runtime) -> Result<()> {
    let dir = workplace()?;
    let mut stream = Jetstream::start(runtime)?;
    let servers = [quiet_server(runtime)?, quiet_server(runtime)?];
    let mut follower = Follower::start(program, dir.path(), &stream.place, &servers)?;
    stream.wait(runtime)?;
    // The limits before and after, for the machine is never twice the same.
    let mut appends = append(dir.path(), POSTS / 2)?;
    let mut way = Bare::time(&stream, runtime, POSTS * 2..POSTS * 5 / 2)?;
    let mut delays = take_posts(&mut follower.lines, number_of, &stream, Some(TAG), 0..POSTS)?;
    way.extend(Bare::time(&stream, runtime, POSTS * 4..POSTS * 9 / 2)?);
    appends.extend(append(dir.path(), POSTS / 2)?);
    for measured in [&mut appends, &mut way, &mut delays] {
        measured.sort_by(f64::total_cmp);
    }
    report(&appends, &way, &delays);
    follower.flood(&stream)?;
    follower.quiet()
}

fn report(appends: &[f64], way: &[f64], delays: &[f64]) {
    println!("| {POSTS} posts, 50 a second | p50 ms | p99 ms |\n|---|---|---|");
    let row = |name: &str, all: &[f64]| {
        println!("| {name} | {:.2} | {:.2} |", percentile(all, 0.5), percentile(all, 0.99));
    };
    row("append and fdatasync", appends);
    row("from an event sent to a bare listener's line", way);
    row("from an event sent to its post printed, committed", delays);
    let ratio = |part: f64, way: f64| (percentile(delays, part) - way) / percentile(appends, part);
    // Medians are taken from each other, and nothing from the tail: those of two runs do not meet.
    println!(
        "\nreceived to announced, p50 {:.2} × (required 3, hoped 1.5); with the way and the printing, p50 {:.2} ×, p99 {:.2} × (required 8, hoped 3)\n",
        ratio(0.5, percentile(way, 0.5)),
        ratio(0.5, 0.0),
        ratio(0.99, 0.0)
    );
}

/// Says posts of these numbers at their pace, after some to warm up; returns how long each took until its
/// line came, in milliseconds.
pub(super) fn take_posts(
    lines: &mut impl Iterator<Item = std::io::Result<String>>,
    number_of: impl Fn(&str) -> Option<u64>,
    stream: &Jetstream,
    tag: Option<&str>,
    numbers: Range<u64>,
) -> Result<Vec<f64>> {
    let (first, last) = (numbers.start, numbers.end + WARM_UP);
    let said = std::thread::scope(|scope| {
        let saying = scope.spawn(move || -> Result<HashMap<u64, Instant>> {
            let mut said = HashMap::new();
            for number in first..last {
                let next = Instant::now() + PACE;
                let event = event(number, now_us(), tag);
                said.insert(number, Instant::now());
                stream.say(event)?;
                std::thread::sleep(next.saturating_duration_since(Instant::now()));
            }
            Ok(said)
        });
        let mut printed = Vec::new();
        while printed.len() < (last - first) as usize {
            let line = lines.next().context("it ended")??;
            let number = number_of(&line).filter(|number| (first..last).contains(number));
            printed.extend(number.map(|number| (number, Instant::now())));
        }
        let said = saying.join().map_err(|_| anyhow::anyhow!("saying failed"))??;
        anyhow::Ok((said, printed))
    })?;
    let (said, printed) = said;
    let delay =
        |(number, at): &(u64, Instant)| Some((*at - *said.get(number)?).as_secs_f64() * 1e3);
    let warm = printed.iter().filter(|(number, _)| *number >= first + WARM_UP);
    Ok(warm.filter_map(delay).collect())
}

/// How long it takes to append as much as a post and have it on the disk, at the same pace.
fn append(dir: &Path, times: u64) -> Result<Vec<f64>> {
    let mut file = File::options().create(true).append(true).open(dir.join("appends"))?;
    let mut took = Vec::new();
    for _ in 0..times {
        let began = Instant::now();
        file.write_all(&[b'x'; 1_024])?;
        file.sync_data()?;
        took.push(began.elapsed().as_secs_f64() * 1e3);
        std::thread::sleep(PACE.saturating_sub(began.elapsed()));
    }
    Ok(took)
}

#[expect(clippy::disallowed_methods, reason = "it happens now")]
fn now_us() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

impl Follower {
    fn start(program: &Path, dir: &Path, stream: &str, servers: &[String]) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg("--archive").arg(dir.join("archive")).args(["follow", TAG]);
        for place in servers.iter().map(String::as_str).chain([stream]) {
            command.args(["--on", place]);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().context("starting follow")?;
        let lines = BufReader::new(child.stdout.take().context("its output")?).lines();
        Ok(Self { child, lines })
    }

    /// What the whole network says, as fast as it is taken.
    fn flood(&mut self, stream: &Jetstream) -> Result<()> {
        let from = POSTS * 10;
        let events: Vec<String> = (from..from + FLOOD)
            .map(|number| {
                let is_last = number + 1 == from + FLOOD;
                let tagged = is_last || number.is_multiple_of(TAGGED);
                event(number, now_us(), tagged.then_some(TAG))
            })
            .collect();
        let (began, cpu) = (Instant::now(), cpu_of(&self.pid())?);
        for event in events {
            stream.say(event)?;
        }
        loop {
            let line = self.lines.next().context("it ended")??;
            if number_of(&line) == Some(from + FLOOD - 1) {
                break;
            }
        }
        let (took, cpu) = (began.elapsed().as_secs_f64(), cpu_of(&self.pid())? - cpu);
        println!(
            "{FLOOD} events over a connection: {:.0} a second, {:.1} CPU µs each, to the last one committed\n",
            FLOOD as f64 / took,
            cpu * 1e6 / FLOOD as f64
        );
        Ok(())
    }

    /// What it costs while nothing is said.
    fn quiet(mut self) -> Result<()> {
        let before = cpu_of(&self.pid())?;
        std::thread::sleep(QUIET);
        let used = (cpu_of(&self.pid())? - before) / QUIET.as_secs_f64() * 100.0;
        let memory = memory_of(&self.pid())?;
        println!(
            "three sources, {} s of silence: {used:.2} % of a core (required under 2), {memory} MB (required under 80)",
            QUIET.as_secs()
        );
        ensure!(self.child.try_wait()?.is_none(), "it ended early");
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    fn pid(&self) -> String {
        self.child.id().to_string()
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The number that a printed post's text begins with.
fn number_of(line: &str) -> Option<u64> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = line["post"]["text"].as_str()?.strip_prefix("number ")?;
    text.split(' ').next()?.parse().ok()
}
