//! The rank we saw: a server's own list of trends, asked for while people talk, through the whole
//! program.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::run::Archive;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

#[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// A server of Mastodon's API with one post and a list of trends. Returns its host.
fn server(said: &str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (noted, said) = (Arc::clone(&asked), said.to_owned());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let question = answer(stream.unwrap(), &said);
            noted.lock().unwrap().push(question);
        }
    });
    (host, asked)
}

fn answer(stream: TcpStream, said: &str) -> String {
    let mut stream = BufReader::new(stream);
    let (mut first, mut line) = (String::new(), String::new());
    stream.read_line(&mut first).unwrap();
    while stream.read_line(&mut line).unwrap() > 2 {
        line.clear();
    }
    let question = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let body = match question.as_str() {
        path if path.starts_with("/api/v2/instance") => json!({ "version": "4.5.0" }),
        path if path.starts_with("/api/v1/trends/tags") => {
            let named = |name: &str| json!({ "name": name, "history": [{ "accounts": "31" }] });
            json!([named("kettles"), named("harbour"), named("caturday"), named("LanternChat")])
        }
        path if path.contains("/timelines/tag/") && !path.contains("_id=") => json!([{
            "id": "1", "uri": "https://reef.example/posts/1", "created_at": said,
            "content": "<p>Good evening #lanternchat</p>", "visibility": "public", "replies_count": 0,
            "account": { "id": "1", "acct": "ada", "uri": "https://reef.example/users/ada" } }]),
        _ => json!([]),
    };
    let body = body.to_string();
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let mut stream = stream.into_inner();
    // Who wants no more goes away.
    let _ = stream.write_all((head + &body).as_bytes());
    question
}

/// A `follow` that is ended with the test.
struct Follower(Child);

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until something is there.
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "{what} does not come");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_rank_is_kept_with_its_time_and_its_proof() {
    let archive = Archive::empty();
    let said = now().to_string();
    let (host, asked) = server(&said);
    let chat = format!("lanternchat/{}", &said[..10]);
    let series = archive.path("series.jsonl");
    let lines = "{\"chatkeep\":1}\n{\"series\":{\"tag\":\"lanternchat\"}}\n";
    std::fs::write(&series, lines).unwrap();
    archive.done(&["import", series.to_str().unwrap()]);
    archive.done(&["chat", "set", &chat, "--start", "00:00", "--end", "23:59"]);
    let place = format!("http://{host}");
    let mut follow = archive.command(&["follow", "#lanternchat", "--on", &place]);
    let follower = Follower(follow.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let found = until("a rank", || {
        let found = archive.json(&["trend", &chat, "--json"]);
        (!found["ranks"].as_array().unwrap().is_empty()).then_some(found)
    });
    drop(follower);
    let rank = &found["ranks"][0];
    assert_eq!((&rank["source"], &rank["rank"]), (&json!(host), &json!(4)), "{found}");
    assert_eq!((&rank["asked"], &rank["from"]), (&json!(1), &rank["to"]));
    assert_eq!(found["rise"]["people"], 1, "the rise is another thing: {found}");
    let at = rank["from"].as_str().unwrap()[11..16].to_owned();
    let words = format!("number 4 on {host} at {at}");
    let told = archive.done(&["trend", &chat]);
    assert!(told.contains(&format!("The server’s own rank: {words}.")), "{told}");

    let proof: Value = serde_json::from_str(&archive.done(&["trend", &chat, "--proof"])).unwrap();
    assert_eq!((&proof["source"], &proof["rank"]), (&json!(host), &json!(4)));
    assert_eq!(proof["answer"][3]["name"], "LanternChat");
    assert_eq!(proof["answer"][0]["history"][0]["accounts"], "31");

    let trends = asked.lock().unwrap().iter().filter(|path| path.contains("/trends/")).count();
    assert_eq!(trends, 1, "at most every five minutes");

    archive.done(&["publish", "site"]);
    let page = archive.path("site").join("chats").join(&chat);
    let page = [page.join("index.html"), page.with_extension("html")];
    let page = page.iter().find_map(|path| std::fs::read_to_string(path).ok());
    let page = page.unwrap_or_else(|| panic!("{:?}", archive.path("site")));
    assert!(page.contains(&words), "{words:?} is not on the page");
    archive.done(&["doctor"]);
}
