//! The API for other programs, asked over HTTP: the same as the command line says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::run::Archive;

/// `serve` or `demo`, running.
pub(crate) struct Server {
    child: Child,
    address: String,
}

/// An answer: its head, lower case, and its body.
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }
}

impl Server {
    pub(crate) fn start(archive: &Archive, args: &[&str]) -> Self {
        let all = [args, &["--bind", "127.0.0.1:0"]].concat();
        let mut child = archive.command(&all).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().trim_end_matches('/').rsplit("http://").next().unwrap().to_owned();
        Self { child, address }
    }

    /// A connection on which nothing was asked yet.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    fn open(&self, method: &str, path: &str, headers: &str) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: lamp.example\r\nConnection: close\r\n{headers}\r\n"
        )
        .unwrap();
        BufReader::new(stream)
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let mut bytes = Vec::new();
        self.open(method, path, headers).read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        Answer { head, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// The lines of an answer as they come.
    pub(crate) fn lines(&self, path: &str, headers: &str) -> impl Iterator<Item = String> {
        self.open("GET", path, headers).lines().map_while(Result::ok)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const CHAT: &str = "lanternchat/2026-11-12";
const V1: &str = "/api/chatkeep/v1";

#[test]
fn the_api_says_what_the_command_line_says() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let chat = |part: &str| server.get(&format!("{V1}/chats/{CHAT}{part}")).json();
    assert_eq!(chat(""), archive.json(&["show", CHAT, "--json"]));
    for verb in ["questions", "topics", "summary", "threads", "people", "stats"] {
        assert_eq!(chat(&format!("/{verb}")), archive.json(&[verb, CHAT, "--json"]), "{verb}");
    }
    let whole = |path: &str| server.get(&format!("{V1}/{path}")).json();
    assert_eq!(whole("chats")["chats"], archive.json(&["chats", "--json"]));
    assert_eq!(whole("stats"), archive.json(&["stats", "--json"]));
    let found = whole("search?q=mentor&limit=7");
    let told = archive.json(&["search", "mentor", "--newest", "--limit", "7", "--json"]);
    assert_eq!((&found["hits"], &found["total"]), (&told["hits"], &told["total"]));
    let post = &chat("")["posts"][3];
    let uri = post["uri"].as_str().unwrap();
    assert_eq!(whole(&format!("posts?uri={uri}")), *post);
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let walk = |path: &str, list: &str| {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server.get(&format!("{path}{cursor}")).json();
            all.extend(page[list].as_array().unwrap().iter().map(|post| post["uri"].clone()));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    };
    let whole = server.get(&format!("{V1}/chats/{CHAT}")).json();
    let uris: Vec<Value> =
        whole["posts"].as_array().unwrap().iter().map(|post| post["uri"].clone()).collect();
    assert_eq!(walk(&format!("{V1}/chats/{CHAT}/posts?limit=97"), "posts"), uris);
    for order in ["newest", "best"] {
        let found = walk(&format!("{V1}/search?q=mentor&order={order}&limit=5"), "hits");
        let told = server.get(&format!("{V1}/search?q=mentor&order={order}&limit=1000")).json();
        assert_eq!(found.len() as u64, told["total"].as_u64().unwrap());
        let at_once = told["hits"].as_array().unwrap().iter().map(|post| post["uri"].clone());
        assert_eq!(found, at_once.collect::<Vec<_>>(), "{order}");
    }
}

#[test]
fn what_is_known_is_not_sent_again() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let path = format!("{V1}/chats");
    let first = server.get(&path);
    assert_eq!(first.header("access-control-allow-origin"), Some("*"));
    let tag = first.header("etag").unwrap();
    let again = server.ask("GET", &path, &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((again.status(), again.body.len()), (304, 0));
    let other = server.ask("GET", &path, "If-None-Match: W/\"other\"\r\n");
    assert_eq!((other.status(), other.body), (200, first.body));
}

#[test]
fn what_goes_wrong_is_told_in_words() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    for (method, path, status) in [
        ("GET", "chats/lanternchat/2020-01-01", 404),
        ("GET", "chats/lanternchat/yesterday", 404),
        ("GET", "chats/lanternchat/2020-01-01/events", 404),
        ("GET", "posts?uri=https://lamp.example/none", 404),
        ("GET", "posts", 400),
        ("GET", "chats?limit=0", 400),
        ("GET", "chats?limit=many", 400),
        ("GET", "chats?cursor=x", 400),
        ("GET", "search?q=-without", 400),
        ("GET", "search?since=yesterday", 400),
        ("GET", "nothing", 404),
        ("POST", "chats", 405),
    ] {
        let answer = server.ask(method, &format!("{V1}/{path}"), "");
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        let problem = answer.json();
        assert_eq!(problem["status"], status, "{path}");
        assert!(problem["detail"].as_str().unwrap().len() > 10, "{path}: {problem}");
    }
}

/// Looks a `$ref` up.
fn resolved<'a>(api: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(place) => {
            api.pointer(place.trim_start_matches('#')).unwrap_or_else(|| panic!("{place}"))
        }
        None => value,
    }
}

/// Everything that is referred to anywhere must be there.
fn references(api: &Value, value: &Value) -> usize {
    let here = usize::from(value["$ref"].is_string());
    if here == 1 {
        resolved(api, value);
    }
    let within: Vec<&Value> = match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => vec![],
    };
    here + within.into_iter().map(|value| references(api, value)).sum::<usize>()
}

#[test]
fn each_route_of_the_description_answers() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let api = server.get(&format!("{V1}/openapi.json")).json();
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(references(&api, &api) > 10);
    let uri = server.get(&format!("{V1}/chats/{CHAT}")).json()["posts"][0]["uri"].clone();
    let paths = api["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 13);
    let mut ids = std::collections::BTreeSet::new();
    for (path, item) in paths {
        assert_eq!(item.as_object().unwrap().keys().collect::<Vec<_>>(), ["get"], "{path}");
        assert!(item["get"]["summary"].is_string(), "{path}");
        assert!(ids.insert(item["get"]["operationId"].as_str().unwrap()), "{path}");
        let (tag, day) = CHAT.split_once('/').unwrap();
        let mut asked = path.replace("{tag}", tag).replace("{day}", day);
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let parameter = resolved(&api, parameter);
            assert!(
                parameter["in"] != "path" || path.contains(parameter["name"].as_str().unwrap())
            );
            if parameter["in"] == "query" && parameter["required"] == json!(true) {
                asked +=
                    &format!("?{}={}", parameter["name"].as_str().unwrap(), uri.as_str().unwrap());
            }
        }
        let said = &item["get"]["responses"]["200"]["content"];
        if said.get("text/event-stream").is_some() {
            let head = server.lines(&asked, "").next().unwrap();
            assert!(head.ends_with("200 OK"), "{path}: {head}");
            continue;
        }
        let schema = &said["application/json"]["schema"];
        let answer = server.get(&asked);
        assert_eq!(answer.status(), 200, "{asked}");
        fits(&api, schema, &answer.json(), path);
    }
}

/// Whether an answer is what its schema says: types, and which fields there are.
fn fits(api: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = resolved(api, schema);
    if let Some(any) = schema.get("anyOf") {
        let some = any.as_array().unwrap().iter();
        let mut some = some.filter(|one| (resolved(api, one)["type"] == "null") == value.is_null());
        return fits(api, some.next().unwrap_or_else(|| panic!("{at}: {value}")), value, at);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = &schema["type"];
    let is_kind = |name: &Value| *name == kind || *name == "number" && kind == "integer";
    let known = is_kind(kinds) || kinds.as_array().is_some_and(|kinds| kinds.iter().any(is_kind));
    assert!(
        known || schema.get("enum").is_some() || schema.get("oneOf").is_some(),
        "{at}: {value} is no {schema}"
    );
    if let Value::Array(list) = value {
        for one in list {
            fits(api, &schema["items"], one, at);
        }
    }
    if let Value::Object(map) = value {
        for (name, one) in map {
            let schema = schema["properties"].get(name);
            let schema = schema.unwrap_or_else(|| panic!("{at}: {name} is not described"));
            fits(api, schema, one, &format!("{at}/{name}"));
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            assert!(map.contains_key(required.as_str().unwrap()), "{at}: {required} is missing");
        }
    }
}

/// The next events of a chat.
pub(crate) fn events(lines: impl Iterator<Item = String>) -> impl Iterator<Item = Value> {
    let data = lines.filter_map(|line| Some(line.strip_prefix("data: ")?.to_owned()));
    let said = data.map(|data| serde_json::from_str::<Value>(&data).unwrap());
    said.filter(|said| said["number"].is_u64())
}

#[test]
fn who_comes_back_to_the_events_misses_nothing() {
    let archive = Archive::empty();
    let demo = Server::start(&archive, &["demo", "--no-open", "--from", "20", "--speed", "60"]);
    let path = format!("{V1}/chats/{CHAT}/events");
    let first: Vec<Value> = events(demo.lines(&format!("{path}?after=0"), "")).take(6).collect();
    let number = |event: &Value| event["number"].as_u64().unwrap();
    assert!(first[0]["posts"].as_array().unwrap().len() > 50);
    assert!(first.is_sorted_by(|a, b| number(a) < number(b)));
    // In one event, or as many as it was, if somebody else still listens.
    let dealt_with = format!("Last-Event-ID: {}\r\n", number(&first[2]));
    let mut again = Vec::new();
    for event in events(demo.lines(&path, &dealt_with)) {
        assert!(number(&event) > number(&first[2]), "told before: {event}");
        let posts = event["posts"].as_array().unwrap().iter();
        again.extend(posts.map(|post| post["uri"].clone()));
        if number(&event) >= number(&first[5]) {
            break;
        }
    }
    for event in &first[3..] {
        for post in event["posts"].as_array().unwrap() {
            assert!(again.contains(&post["uri"]), "{} is missing", post["uri"]);
        }
    }
    assert!(again.len() < 60);
    // What was told is what is kept: the same post, in the same words.
    let now = demo.get(&format!("{V1}/chats/{CHAT}")).json();
    let told = &first[0]["posts"][0];
    let kept = now["posts"].as_array().unwrap().iter().find(|post| post["uri"] == told["uri"]);
    assert_eq!(kept.unwrap()["text"], told["text"]);
}
