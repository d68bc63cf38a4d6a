//! A server that means harm beside one that does not: what it takes from us is bounded.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::run::Archive;
use crate::scripted::{body, server, status};

/// Memory that following may take, in KiB, whatever comes.
const MOST_KIB: u64 = 150 << 10;

/// One after the other, all that is known to hurt.
fn harm(number: usize) -> Vec<u8> {
    let mebi = 1 << 20;
    match number {
        0 => body(&json!([status(1, &"x".repeat(50 * mebi))]).to_string()),
        1 => body(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))),
        2 => body(&format!("[{}0]", "0,".repeat(7 * mebi))),
        3 => body(&json!([status(2, &"x".repeat(12 * mebi))]).to_string()),
        4 => body(&format!("[{{\"id\":[{}0]}}]", "0,".repeat(7 * mebi))),
        5 => body(&"<html>".repeat(2 * mebi)),
        6 | 7 => body("[{\"id\":").into_iter().take(90).collect(),
        8 => b"HTTP/1.1 200 Said\r\nX: "
            .iter()
            .copied()
            .chain(std::iter::repeat_n(b'x', mebi))
            .collect(),
        // For ever from here: pages without end.
        _ => {
            let page: Vec<Value> = (0..40).map(|n| status(number * 40 + n, "#lampchat")).collect();
            body(&Value::from(page).to_string())
        }
    }
}

#[test]
fn who_means_harm_gets_little_of_us() {
    let hostile = server(|number, _| harm(number));
    let good = server(|number, _| {
        body(&json!([status(number, &format!("good {number} #lampchat"))]).to_string())
    });
    let archive = Archive::empty();
    let mut command =
        archive.command(&["follow", "#lampchat", "--json", "--on", &hostile, "--on", &good]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut errors = child.stderr.take().unwrap();
    let said = std::thread::spawn(move || {
        let mut said = String::new();
        errors.read_to_string(&mut said).unwrap();
        said
    });
    let (mut kind, mut endless) = (0, 0);
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
        kind += usize::from(line.contains("good "));
        endless += usize::from(line.contains("reef.example/users/ada") && !line.contains("good "));
        if kind >= 8 && endless >= 400 {
            break;
        }
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    let pid = child.id().to_string();
    std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    child.wait().unwrap();
    eprintln!("at most {} MiB", peak >> 10);
    assert!(peak < MOST_KIB, "{peak} KiB");

    let said = said.join().unwrap();
    let complaints = said.lines().filter(|line| line.contains("larger than 16 MiB")).count();
    assert_eq!(complaints, 1, "{said}");
    let sources = archive.json(&["sources", "--json"]);
    let named = |address: &str| {
        let sources = sources.as_array().unwrap();
        sources.iter().find(|source| source["address"] == address).unwrap().clone()
    };
    assert!(named(&hostile)["gaps"].as_array().unwrap().len() >= 3, "{sources}");
    assert!(named(&good)["gaps"].as_array().unwrap().is_empty(), "{sources}");
}
