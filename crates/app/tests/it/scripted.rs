//! Servers of Mastodon's API that say what a test tells them to, on threads: what real ones lack.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::run::Archive;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

#[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Answers each question (its number and its path) on a thread of its own; returns the address.
pub(crate) fn server(answer: impl Fn(usize, &str) -> Vec<u8> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (answer, asked) = (Arc::new(answer), Arc::new(AtomicUsize::new(0)));
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (answer, asked) = (Arc::clone(&answer), Arc::clone(&asked));
            std::thread::spawn(move || {
                let path = question(&stream);
                let bytes = match path.split('?').next().unwrap() {
                    "/api/v2/instance" => body(&json!({ "version": "4.5.0" }).to_string()),
                    // Asked on the side, whenever there is time for it.
                    "/api/v1/trends/tags" => body("[]"),
                    _ => answer(asked.fetch_add(1, Ordering::Relaxed), &path),
                };
                // Who has heard enough goes away.
                let _ = (&stream).write_all(&bytes);
            });
        }
    });
    address
}

/// The path that somebody asks for.
fn question(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    lines.by_ref().take_while(|line| !line.is_empty()).for_each(drop);
    first.split(' ').nth(1).unwrap_or_default().to_owned()
}

/// A good answer.
pub(crate) fn body(text: &str) -> Vec<u8> {
    answer(200, "", text)
}

/// An answer with further lines in its head, each with its end.
pub(crate) fn answer(status: u16, head: &str, text: &str) -> Vec<u8> {
    let length = text.len();
    format!(
        "HTTP/1.1 {status} Said\r\nContent-Length: {length}\r\nConnection: close\r\n{head}\r\n{text}"
    )
    .into_bytes()
}

/// A status, said just now.
pub(crate) fn status(number: usize, content: &str) -> Value {
    let at = now();
    json!({ "id": number.to_string(), "uri": format!("https://reef.example/{number}"),
        "created_at": at.to_string(), "content": content, "visibility": "public", "replies_count": 0,
        "account": { "id": "1", "acct": "ada", "uri": "https://reef.example/users/ada" } })
}

/// What a server shows under a tag, which a test may change.
#[derive(Clone, Default)]
pub(crate) struct Wall(Arc<Mutex<Vec<Value>>>);

impl Wall {
    pub(crate) fn put(&self, status: Value) {
        self.0.lock().unwrap().push(status);
    }

    /// A page of it, which is all of it.
    pub(crate) fn page(&self, path: &str) -> Vec<u8> {
        let statuses = self.0.lock().unwrap();
        match path.contains("max_id") {
            true => body("[]"),
            false => body(&Value::from_iter(statuses.iter().rev().cloned()).to_string()),
        }
    }
}

/// Follows what a configuration beside the archive names, with these variables of the environment.
pub(crate) fn follow(archive: &Archive, variables: &[(&str, &std::ffi::OsStr)]) -> Child {
    let mut command = archive.command(&["follow", "--config", "chatkeep.toml"]);
    command.envs(variables.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Asks somebody who follows to end.
pub(crate) fn end(mut follower: Child) {
    let pid = follower.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(follower.wait().unwrap().success());
}

/// What is known of a source; nothing while there is no archive.
pub(crate) fn source(archive: &Archive, address: &str) -> Value {
    let sources = archive.run(&["sources", "--json"]).stdout;
    let sources: Value = serde_json::from_slice(&sources).unwrap_or_default();
    let mut all = sources.as_array().into_iter().flatten();
    all.find(|source| source["address"] == address).cloned().unwrap_or_default()
}

/// A time that stands in JSON.
pub(crate) fn time(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

/// Waits until something is so.
pub(crate) fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
