//! The live server: the same bytes as the published files, and a quick end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::run::Archive;

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(archive: &Archive) -> Self {
        Self::start_with(archive, &[])
    }

    fn start_with(archive: &Archive, args: &[&str]) -> Self {
        let args = [&["serve", "--bind", "127.0.0.1:0"], args].concat();
        let mut command = archive.command(&args);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().trim_end_matches('/').rsplit("http://").next().unwrap().to_owned();
        Self { child, address }
    }

    /// The head and body of an answer.
    fn fetch(&self, path: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        (String::from_utf8_lossy(&answer[..end]).into_owned(), answer[end + 4..].to_vec())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn html_files(dir: &std::path::Path, root: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            html_files(&path, root, found);
        } else if path.extension().is_some_and(|e| e == "html" || e == "css") {
            found.push(path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"));
        }
    }
}

#[test]
fn served_pages_are_the_published_files() {
    let archive = Archive::of_the_evening();
    archive.done(&["publish", "site"]);
    let site = archive.path("site");
    let mut files = Vec::new();
    html_files(&site, &site, &mut files);
    files.sort();
    assert!(files.len() > 500, "{} files", files.len());
    let server = Server::start(&archive);
    let sample = files
        .iter()
        .enumerate()
        .filter(|(i, f)| i % 20 == 0 || f.starts_with("chats") || !f.contains('/'));
    for (_, file) in sample.filter(|(_, f)| *f != "404.html") {
        let (head, body) = server.fetch(&format!("/{file}"));
        assert!(head.starts_with("HTTP/1.1 200"), "{file}: {head}");
        assert!(head.to_lowercase().contains("content-security-policy: default-src 'none'"));
        assert!(body == std::fs::read(site.join(file)).unwrap(), "{file} differs");
    }
    let (head, _) = server.fetch("/posts/t1.html");
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
    // However far somebody turns the pages, room is made for no more than there is.
    for page in ["99999999999999", "18446744073709551615", "0", "-1", "x"] {
        for order in ["best", "newest"] {
            let (head, _) =
                server.fetch(&format!("/search.html?q=kettle&order={order}&page={page}"));
            assert!(head.starts_with("HTTP/1.1 200"), "{page}: {head}");
        }
    }
    let (head, body) = server.fetch("/search.html?q=kettle");
    assert!(head.starts_with("HTTP/1.1 200") && String::from_utf8_lossy(&body).contains("<mark>"));
}

#[test]
fn publishing_again_touches_only_what_changed() {
    let archive = Archive::of_the_evening();
    archive.done(&["publish", "site"]);
    let again = archive.done(&["publish", "site"]);
    assert!(again.contains(": 0 files written"), "{again}");
    archive.done(&["chat", "set", "lanternchat/2026-11-12", "--title", "Another title"]);
    assert!(!archive.done(&["publish", "site"]).contains(": 0 files written"));
    std::fs::create_dir(archive.path("mine")).unwrap();
    std::fs::write(archive.path("mine/thesis.txt"), "mine").unwrap();
    assert!(archive.fails(1, &["publish", "mine"]).contains("did not write"));
}

/// Whoever is interrupted publishes again: each page of the first run is known to be chatkeep's.
#[test]
fn a_publishing_that_was_interrupted_is_done_again() {
    let archive = Archive::of_the_evening();
    let pages = || std::fs::read_dir(archive.path("site/posts")).map_or(0, Iterator::count);
    let mut publishing = archive.command(&["publish", "site"]).spawn().unwrap();
    let began = Instant::now();
    while pages() < 20 {
        assert!(began.elapsed() < Duration::from_secs(20), "nothing is published");
    }
    publishing.kill().unwrap();
    publishing.wait().unwrap();
    let noted = std::fs::read_to_string(archive.path("site/chatkeep-files.txt")).unwrap();
    let noted: Vec<&str> = noted.lines().collect();
    for page in std::fs::read_dir(archive.path("site/posts")).unwrap() {
        let page = format!("posts/{}", page.unwrap().file_name().to_str().unwrap());
        assert!(noted.contains(&page.as_str()), "{page} is not noted");
    }
    let said = archive.done(&["publish", "site"]);
    assert!(said.contains("Open site/index.html"), "{said}");
    assert!(archive.done(&["publish", "site"]).contains(": 0 files written"));
}

#[cfg(unix)]
#[test]
fn it_ends_when_asked() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive);
    server.fetch("/");
    end(server);
}

#[cfg(unix)]
#[test]
fn it_follows_what_a_configuration_names() {
    let archive = Archive::empty();
    // All of one second: a recording at its own speed tells it at once, and then waits for the last.
    let status = |n: usize| {
        let time = if n < 9 { "2026-11-12T19:30:00Z" } else { "2026-11-12T19:40:00Z" };
        r#"{"id":"NN","uri":"https://reef.example/NN","created_at":"TIME","content":"<p>kettle NN #lampchat</p>","visibility":"public","account":{"id":"1","acct":"ada","uri":"https://reef.example/users/ada"}}"#
            .replace("NN", &n.to_string())
            .replace("TIME", time)
    };
    let statuses: Vec<String> = (0..10).map(status).collect();
    std::fs::write(archive.path("evening.json"), statuses.join("\n")).unwrap();
    let config = "[[series]]\ntags = [\"lampchat\"]\non = [\"replay:evening.json\"]\n";
    std::fs::write(archive.path("chatkeep.toml"), config).unwrap();
    let server = Server::start_with(&archive, &["--config", "chatkeep.toml"]);
    let began = Instant::now();
    while server.fetch("/search.html?q=kettle").1.windows(6).filter(|w| w == b"<mark>").count() < 9
    {
        assert!(began.elapsed() < Duration::from_secs(20), "nothing is shown");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(archive.fails(1, &["import", "evening.json"]).contains("follow"));
    end(server);
    assert_eq!(archive.json(&["stats", "--json"])["posts"], 9);
    assert_eq!(archive.json(&["search", "kettle", "--json"])["total"], 9);
    assert_eq!(archive.json(&["sources", "--json"])[0]["state"], "seeing");
}

/// Asks a server to end, which must come soon and well.
#[cfg(unix)]
fn end(mut server: Server) {
    let asked = Instant::now();
    let pid = server.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    while server.child.try_wait().unwrap().is_none() {
        assert!(asked.elapsed() < Duration::from_secs(10), "it did not end in ten seconds");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(server.child.wait().unwrap().success());
}
