//! The events of a live chat, as any program reads them.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::run::Archive;

/// The demo, playing.
struct Demo {
    child: Child,
    address: String,
}

impl Demo {
    fn start(archive: &Archive, args: &[&str]) -> Self {
        let all = [&["demo", "--no-open", "--bind", "127.0.0.1:0"], args].concat();
        let mut child = archive.command(&all).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().trim_end_matches('/').rsplit("http://").next().unwrap().to_owned();
        Self { child, address }
    }

    /// Asks for a page, and reads lines of the answer as they come.
    fn ask(&self, path: &str, header: &str) -> impl Iterator<Item = String> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n"
        )
        .unwrap();
        BufReader::new(stream).lines().map_while(Result::ok)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const EVENTS: &str = "/live/lanternchat/2026-11-12?take=1";

/// The numbers of the next events, and the posts told with each.
fn numbers(lines: impl Iterator<Item = String>, n: usize) -> Vec<(u64, Vec<String>)> {
    let told = lines.filter_map(|line| Some(line.strip_prefix("data: ")?.to_owned()));
    let said = told.filter_map(|data| {
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        let posts = data["posts"].as_array()?;
        let uris = posts.iter().map(|post| post["uri"].as_str().unwrap().to_owned());
        Some((data["number"].as_u64()?, uris.collect()))
    });
    said.take(n).collect()
}

#[test]
fn who_comes_back_misses_nothing() {
    let archive = Archive::empty();
    let demo = Demo::start(&archive, &["--from", "20", "--speed", "60"]);
    let first = numbers(demo.ask(&format!("{EVENTS}&after=0"), ""), 6);
    assert!(first[0].1.len() > 50, "what was said before is told first: {}", first[0].1.len());
    assert!(first.is_sorted_by(|a, b| a.0 < b.0), "{first:?}");
    // The same again from the third on, told together.
    let header = format!("Last-Event-ID: {}\r\n", first[2].0);
    let resumed = numbers(demo.ask(EVENTS, &header), 1);
    for (number, uris) in &first[3..] {
        assert!(*number <= resumed[0].0);
        assert!(uris.iter().all(|uri| resumed[0].1.contains(uri)), "{uris:?} are missing");
    }
    // Of what came before, only what was passed on meanwhile is told again.
    let again = first[0].1.iter().filter(|uri| resumed[0].1.contains(uri)).count();
    assert!(again < 10, "{again} of {} posts are told twice", first[0].1.len());
}

#[test]
fn the_demo_leaves_alone_what_holds_other_things() {
    let archive = Archive::empty();
    let sheet = archive.path("other.csv");
    std::fs::write(
        &sheet,
        "id_str,from_user,text,created_at\n1170,ada,Hello #otherchat,Thu Nov 12 19:30:00 +0000 2026\n",
    )
    .unwrap();
    archive.done(&["import", sheet.to_str().unwrap(), "--tag", "otherchat"]);
    let before = archive.json(&["stats", "--json"]);
    let said = archive.fails(1, &["demo", "--no-open"]);
    assert!(said.contains("holds other things"), "{said}");
    assert_eq!(archive.json(&["stats", "--json"]), before);
    // Named by the environment, it is left alone: the demo has one of its own.
    let mut demo = Command::new(env!("CARGO_BIN_EXE_chatkeep"))
        .args(["demo", "--no-open", "--kept", "--bind", "127.0.0.1:0"])
        .env("CHATKEEP_ARCHIVE", archive.path("archive"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(demo.stdout.take().unwrap()).read_line(&mut line).unwrap();
    demo.kill().unwrap();
    demo.wait().unwrap();
    assert!(line.starts_with("An invented evening"), "{line}");
    assert_eq!(archive.json(&["stats", "--json"]), before);
}

#[test]
fn the_archive_of_the_demo_is_whole_while_it_plays() {
    let archive = Archive::empty();
    let demo = Demo::start(&archive, &["--speed", "1"]);
    let shown = archive.json(&["show", "lanternchat/2026-11-12", "--json"]);
    assert!(shown["posts"].as_array().unwrap().len() > 500);
    let page = |path: &str| demo.ask(path, "").collect::<Vec<_>>().join("\n");
    let live = page("/chats/lanternchat/2026-11-12.html");
    assert!(live.contains("id=\"live\"") && live.contains("http-equiv=\"refresh\""));
    assert!(!page("/chats/lanternchat/2026-11-12.html?kept=1").contains("id=\"live\""));
    assert!(page("/").contains("Mentors, logs"));
    let gone = page("/live/lanternchat/2026-11-12?take=9");
    assert!(gone.contains("event: again"), "{gone}");
    assert!(page("/live/lanternchat/2020-01-01?take=1").starts_with("HTTP/1.1 404"));
}

/// How much memory a process holds at most so far, in bytes.
#[cfg(target_os = "linux")]
fn peak(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

#[test]
#[cfg(target_os = "linux")]
fn who_never_reads_costs_nobody_else_anything() {
    let archive = Archive::empty();
    let demo = Demo::start(&archive, &["--from", "30", "--speed", "60"]);
    let from_the_start = format!("{EVENTS}&after=0");
    let mut reader = demo.ask(&from_the_start, "");
    let first = numbers(&mut reader, 1).remove(0);
    let before = peak(&demo.child);
    let stalled = (0..200).map(|_| {
        let mut stream = TcpStream::connect(&demo.address).unwrap();
        write!(stream, "GET {EVENTS} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        stream
    });
    let _stalled: Vec<TcpStream> = stalled.collect();
    let mut had: std::collections::HashSet<String> = first.1.into_iter().collect();
    let begun = had.len();
    // A quarter of an hour, and then all that one is told who comes now.
    let mut last = first.0;
    while had.len() < begun + 60 {
        let (number, uris) = numbers(&mut reader, 1).remove(0);
        assert!(number > last, "{number} comes after {last}");
        last = number;
        had.extend(uris);
    }
    let (until, all) = numbers(demo.ask(&from_the_start, ""), 1).remove(0);
    while last < until {
        let (number, uris) = numbers(&mut reader, 1).remove(0);
        last = number;
        had.extend(uris);
    }
    let missed: Vec<&String> = all.iter().filter(|uri| !had.contains(*uri)).collect();
    assert!(missed.is_empty(), "{missed:?} were not told to the one who reads");
    let more = peak(&demo.child) - before;
    assert!(more < 300 << 20, "200 who never read cost {} MB", more >> 20);
}
