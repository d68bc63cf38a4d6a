//! Pictures that people posted, as readers get them: from here, from public places alone, and gone with
//! their post. The other server is a peer on this machine that misbehaves in every way.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pages::Page;
use store::host::{Act, Deed, Host};

use crate::api::Server;
use crate::run::Archive;

/// A GIF of one black pixel that claims this size.
fn gif(width: u16, height: u16) -> Vec<u8> {
    let mut file = b"GIF89a".to_vec();
    file.extend(width.to_le_bytes());
    file.extend(height.to_le_bytes());
    file.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
    file.extend([0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]);
    file
}

/// Another server: what it was asked for, and a second one that nobody named.
struct Peer {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    unnamed: Arc<AtomicUsize>,
}

impl Peer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let secret = TcpListener::bind("127.0.0.1:0").unwrap();
        let elsewhere = secret.local_addr().unwrap();
        let unnamed = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&unnamed);
        std::thread::spawn(move || {
            for mut stream in secret.incoming().map_while(Result::ok) {
                count.fetch_add(1, Ordering::SeqCst);
                answer(&mut stream, "200 OK", "", &gif(1, 1));
            }
        });
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let log = Arc::clone(&log);
                std::thread::spawn(move || talk(stream, elsewhere, &log));
            }
        });
        Self { address, asked, unnamed }
    }

    fn times(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

fn answer(stream: &mut TcpStream, status: &str, header: &str, body: &[u8]) {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{header}Content-Length: {length}\r\n\r\n"
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn talk(mut stream: TcpStream, elsewhere: SocketAddr, log: &Mutex<Vec<String>>) {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    reader.read_line(&mut line).unwrap();
    while reader.read_line(&mut String::new()).is_ok_and(|read| read > 2) {}
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    log.lock().unwrap().push(path.clone());
    let to = |place: String| format!("Location: {place}\r\n");
    match path.as_str() {
        "/good.gif" | "/hidden.gif" | "/left.gif" => answer(&mut stream, "200 OK", "", &gif(8, 6)),
        "/moved.gif" => answer(&mut stream, "302 Found", &to("/good.gif".into()), b""),
        "/private.gif" => {
            answer(&mut stream, "302 Found", &to(format!("http://{elsewhere}/x.gif")), b"");
        }
        "/round.gif" => answer(&mut stream, "302 Found", &to("/round.gif".into()), b""),
        "/wrong.gif" => {
            let html = b"<!DOCTYPE html><script>alert(1)</script>";
            answer(&mut stream, "200 OK", "Content-Type: image/gif\r\n", html);
        }
        "/bomb.gif" => answer(&mut stream, "200 OK", "", &gif(65_535, 65_535)),
        "/large.gif" => answer(&mut stream, "200 OK", "", &vec![b'G'; 10_000_001]),
        "/endless.gif" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while stream.write_all(&[b'G'; 65_536]).is_ok() {}
        }
        // Never answers, until the other side goes.
        "/slow.gif" => drop(reader.read_line(&mut line)),
        _ => answer(&mut stream, "404 Not Found", "", b""),
    }
}

const PATHS: [&str; 11] = [
    "good", "moved", "private", "round", "wrong", "bomb", "large", "endless", "slow", "hidden",
    "left",
];

fn uri(name: &str) -> chat::Uri {
    chat::Uri::new(format!("https://reef.example/posts/{name}"))
}

/// An archive with a post for each picture, whose server the user named.
fn archive(peer: &Peer) -> Archive {
    let archive = Archive::empty();
    let head = r##"{"chatkeep":1}
{"series":{"tag":"lampchat"}}
{"chat":{"chat":"lampchat/2026-11-12","starts_at":"2026-11-12T19:30:00Z","ends_at":"2026-11-12T20:00:00Z"}}"##;
    let mut lines = vec![head.to_owned()];
    for (minute, name) in PATHS.iter().enumerate() {
        let by = if *name == "left" { "@mia@reef.example" } else { "@ada@reef.example" };
        lines.push(
            serde_json::json!({"post": {
                "uri": uri(name), "network": "fediverse", "text": "Look #lampchat",
                "author": {"uri": format!("https://reef.example/{by}"), "network": "fediverse", "handle": by},
                "created_at": format!("2026-11-12T19:{:02}:00Z", 30 + minute),
                "spans": [{"start": 5, "end": 14, "tag": "lampchat"}],
                "sensitive": *name == "moved",
                "media": [{"url": url(peer, name), "kind": "image", "alt": "A lamp"}],
            }})
            .to_string(),
        );
    }
    std::fs::write(archive.path("posts.jsonl"), lines.join("\n")).unwrap();
    archive.done(&["import", "posts.jsonl"]);
    let dir = archive.path("archive");
    let mut writer = store::Writer::open(&dir, "a test").unwrap();
    let now = "2026-11-12T19:00:00Z".parse().unwrap();
    writer.follow("peer", "lampchat", &format!("http://{}", peer.address), now).unwrap();
    writer.finish().unwrap();
    archive
}

fn url(peer: &Peer, name: &str) -> String {
    format!("http://{}/{name}.gif", peer.address)
}

fn path(peer: &Peer, name: &str) -> String {
    format!("/{}", Page::Picture(&uri(name), &url(peer, name)).link())
}

fn pictures(dir: &Path) -> usize {
    let folders = std::fs::read_dir(dir.join("media")).unwrap();
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[test]
fn pictures_are_fetched_once_and_only_from_where_they_may() {
    let peer = Peer::start();
    let archive = archive(&peer);
    let server = Server::start(&archive, &["serve"]);
    let chat = "/chats/lampchat/2026-11-12.html";
    let page = |server: &Server| String::from_utf8(server.get(chat).body).unwrap();
    let before = page(&server);
    assert!(!before.contains("src=\"http"), "a page names another server as a picture's place");
    assert_eq!(before.matches("class=\"coming\"").count(), PATHS.len());
    assert_eq!(peer.asked.lock().unwrap().len(), 0, "making a page asks nobody");

    let began = Instant::now();
    std::thread::scope(|scope| {
        // One that never answers keeps nobody else waiting.
        scope.spawn(|| assert_eq!(server.get(&path(&peer, "slow")).status(), 404));
        for _ in 0..4 {
            scope.spawn(|| {
                let good = server.get(&path(&peer, "good"));
                assert_eq!(good.status(), 200);
                assert!(good.body.starts_with(&[0xFF, 0xD8, 0xFF]), "it is no JPEG");
                assert!(began.elapsed() < Duration::from_secs(4));
            });
        }
    });
    assert_eq!(peer.times("/good.gif"), 1, "asked more than once");
    for name in ["private", "round", "wrong", "bomb", "large", "endless"] {
        assert_eq!(server.get(&path(&peer, name)).status(), 404, "{name}");
        let asked = peer.times(&format!("/{name}.gif"));
        assert_eq!(server.get(&path(&peer, name)).status(), 404, "{name}");
        assert_eq!(peer.times(&format!("/{name}.gif")), asked, "{name} is asked for again");
    }
    assert_eq!(peer.unnamed.load(Ordering::SeqCst), 0, "an address nobody named was asked");
    assert_eq!(server.get(&path(&peer, "moved")).status(), 200);
    let after = page(&server);
    assert!(after.contains("width=\"8\" height=\"6\""), "the size is not told");
    assert!(after.contains("<details class=\"closed\"><summary>Sensitive picture</summary><img"));
    assert!(!after.contains(&path(&peer, "bomb")[1..]), "what cannot be had is shown");
    for wrong in
        ["/media/x.jpg", "/media/..%2fchatkeep.db", &path(&peer, "good").replace("-", "-a")]
    {
        assert_eq!(server.get(wrong).status(), 404, "{wrong}");
    }
}

#[test]
fn a_picture_goes_with_its_post() {
    let peer = Peer::start();
    let archive = archive(&peer);
    let dir = archive.path("archive");
    let server = Server::start(&archive, &["serve"]);
    for name in ["good", "hidden", "left"] {
        assert_eq!(server.get(&path(&peer, name)).status(), 200, "{name}");
    }
    assert_eq!(pictures(&dir), 3);
    let deed = Deed::HidePost(uri("hidden").to_string());
    let act = Act { chat: None, deed, reason: "asked".into() };
    let now = "2026-11-13T09:00:00Z".parse().unwrap();
    Host::open(&dir).unwrap().decide(&act, "ada", now).unwrap();
    assert_eq!(server.get(&path(&peer, "hidden")).status(), 404);
    archive.done(&["publish", "site"]);
    let site = archive.path("site");
    assert!(!site.join(&path(&peer, "hidden")[1..]).exists());
    assert!(site.join(&path(&peer, "left")[1..]).exists());

    archive.done(&["people", "leave-out", "@mia@reef.example"]);
    assert_eq!(server.get(&path(&peer, "left")).status(), 404);
    assert_eq!(pictures(&dir), 2, "the file is there still");
    archive.done(&["publish", "site"]);
    assert!(!site.join(&path(&peer, "left")[1..]).exists());
}

#[test]
fn what_is_published_with_images_loads_nothing_from_elsewhere() {
    let peer = Peer::start();
    let archive = archive(&peer);
    archive.done(&["publish", "bare"]);
    assert_eq!(peer.asked.lock().unwrap().len(), 0, "publishing asks others only when told to");
    let chat = "chats/lampchat/2026-11-12.html";
    let bare = std::fs::read_to_string(archive.path("bare").join(chat)).unwrap();
    assert!(!bare.contains("<img") && bare.contains("A lamp"));
    archive.done(&["publish", "site", "--images"]);
    let site = archive.path("site");
    let page = std::fs::read_to_string(site.join(chat)).unwrap();
    assert_eq!(page.matches("<img src=\"../../media/").count(), 4);
    let shown = ["good", "moved", "hidden", "left"];
    assert!(shown.iter().all(|name| site.join(&path(&peer, name)[1..]).exists()));
    assert_eq!(peer.unnamed.load(Ordering::SeqCst), 0);
}
