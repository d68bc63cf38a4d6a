//! Real servers, started for one test: Bluesky's PDS with its directory, and snac. `cargo xtask
//! servers` installs them.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::asking::{Question, base64};

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, ended with the test.
pub(crate) struct Server {
    /// Where it answers.
    pub(crate) address: String,
    child: Child,
    data: tempfile::TempDir,
}

impl Server {
    /// Takes it away, as a power cut would.
    pub(crate) fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Brings snac back where it was.
    pub(crate) fn start_again(&mut self) {
        let host = self.address.trim_start_matches("http://").to_owned();
        self.child = start_snac(&self.data.path().join("snac"), &host);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn installed() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    base.unwrap_or_else(home).join("chatkeep/servers")
}

/// Says that a test is left out; in CI none may be.
fn left_out(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what} is missing: run `cargo xtask servers`");
    eprintln!("left out: {what} is not here; `cargo xtask servers` installs it");
}

/// Two different ones.
fn free_ports() -> (u16, u16) {
    let [one, other] = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    (one.local_addr().unwrap().port(), other.local_addr().unwrap().port())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Bluesky's PDS; `None`, said aloud, where it is not installed.
pub(crate) fn pds() -> Option<Server> {
    pds_with(&[])
}

/// The same, with a stream that goes back no further than this moment.
pub(crate) fn forgetful_pds() -> Option<Server> {
    pds_with(&[("PDS_REPO_BACKFILL_LIMIT_MS", "1")])
}

fn pds_with(settings: &[(&str, &str)]) -> Option<Server> {
    let folder = installed().join("bluesky");
    if !folder.join("installed.json").exists() {
        left_out("Bluesky's PDS");
        return None;
    }
    // Somebody else may take a port in the moment in which it is free.
    let started = (0..3).find_map(|_| start_pds(&folder, settings));
    assert!(started.is_some(), "the PDS does not start");
    started
}

fn start_pds(folder: &Path, settings: &[(&str, &str)]) -> Option<Server> {
    let data = tempfile::tempdir().unwrap();
    let (directory, pds) = free_ports();
    let mut node = Command::new(folder.join("node"));
    node.args(["--require", "./loopback.cjs", "bluesky.mjs"]).current_dir(folder);
    node.env("PLC_PORT", directory.to_string()).env("PDS_PORT", pds.to_string());
    node.env("DATA", data.path()).env("LOG_ENABLED", "false");
    node.envs(settings.iter().copied());
    let mut child = node.stdout(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let server = Server { address: address.trim().to_owned(), child, data };
    server.address.starts_with("http://").then_some(server)
}

/// snac with accounts of these names; `None`, said aloud, where it is not installed.
pub(crate) fn snac(names: &[&str]) -> Option<(Server, Vec<Tooter>)> {
    if Command::new("snac").output().is_err() {
        left_out("snac");
        return None;
    }
    let data = tempfile::tempdir().unwrap();
    let (dir, port) = (data.path().join("snac"), free_port());
    let host = format!("127.0.0.1:{port}");
    let mut init = Command::new("snac")
        .arg("init")
        .arg(&dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    write!(init.stdin.take().unwrap(), "127.0.0.1\n{port}\n{host}\n\n\n").unwrap();
    assert!(init.wait().unwrap().success());
    let settings = std::fs::read_to_string(dir.join("server.json")).unwrap();
    let mut settings: Value = serde_json::from_str(&settings).unwrap();
    settings["protocol"] = json!("http");
    // It delivers to itself over HTTP, and with few threads waits for itself.
    settings["num_threads"] = json!(24);
    let settings = settings.to_string();
    std::fs::write(dir.join("server.json"), settings).unwrap();
    let passwords: Vec<String> = names.iter().map(|name| add_user(&dir, name)).collect();
    let child = start_snac(&dir, &host);
    let server = Server { address: format!("http://{host}"), child, data };
    let tooter =
        |(name, password): (&&str, String)| Tooter::sign_in(&server.address, name, password);
    let tooters = names.iter().zip(passwords).map(tooter).collect();
    Some((server, tooters))
}

fn start_snac(dir: &std::path::Path, host: &str) -> Child {
    let mut snac = Command::new("snac");
    snac.arg("httpd").arg(dir).stdout(Stdio::null()).stderr(Stdio::null());
    let child = snac.spawn().unwrap();
    let began = Instant::now();
    while TcpStream::connect(host).is_err() {
        assert!(began.elapsed() < PATIENCE, "snac does not start");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

fn add_user(dir: &std::path::Path, name: &str) -> String {
    let added = Command::new("snac").arg("adduser").arg(dir).arg(name).output().unwrap();
    let said = String::from_utf8_lossy(&added.stdout).into_owned();
    let line = said.lines().find(|line| line.contains("User password")).unwrap();
    line.split_whitespace().next_back().unwrap().to_owned()
}

/// An account at snac.
pub(crate) struct Tooter {
    server: String,
    name: String,
    password: String,
    token: String,
}

impl Tooter {
    /// The whole of OAuth, without a browser.
    fn sign_in(server: &str, name: &str, password: String) -> Self {
        const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
        let form = |path: &str, fields: &[(&str, &str)]| {
            Question::post(&format!("{server}{path}")).form(fields).ask()
        };
        let scopes = ("scopes", "read write");
        let client = [("client_name", "tests"), ("redirect_uris", OUT_OF_BAND), scopes];
        let client = form("/api/v1/apps", &client).json();
        let (id, secret) =
            (client["client_id"].as_str().unwrap(), client["client_secret"].as_str().unwrap());
        let login = [
            ("login", name),
            ("passwd", &password),
            ("redir", OUT_OF_BAND),
            ("cid", id),
            ("state", ""),
        ];
        let shown = form("/oauth/x-snac-login", &login).everything();
        let is_code = |word: &&str| word.len() == 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
        let code =
            shown.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code).unwrap().to_owned();
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("client_id", id),
            ("client_secret", secret),
            ("redirect_uri", OUT_OF_BAND),
        ];
        let token =
            form("/oauth/token", &grant).json()["access_token"].as_str().unwrap().to_owned();
        Self { server: server.to_owned(), name: name.to_owned(), password, token }
    }

    /// Says something; returns the status.
    pub(crate) fn toot(&self, text: &str, reply_to: Option<&str>) -> Value {
        let mut fields = vec![("status", text), ("visibility", "public")];
        fields.extend(reply_to.map(|id| ("in_reply_to_id", id)));
        Question::post(&format!("{}/api/v1/statuses", self.server))
            .bearer(&self.token)
            .form(&fields)
            .ask()
            .json()
    }

    pub(crate) fn edit(&self, id: &str, text: &str) {
        let question = Question::put(&format!("{}/api/v1/statuses/{id}", self.server));
        question
            .bearer(&self.token)
            .body("application/json", &json!({ "status": text }).to_string())
            .ask();
    }

    /// snac deletes through its own form only.
    pub(crate) fn delete(&self, uri: &str) {
        let actor = format!("{}/{}", self.server, self.name);
        let fields = [("id", uri), ("actor", &actor), ("action", "Delete"), ("redir", "x")];
        let login = base64(&format!("{}:{}", self.name, self.password));
        let question = Question::post(&format!("{actor}/admin/action"));
        question.header("Authorization", &format!("Basic {login}")).form(&fields).ask();
    }
}

/// An account at the PDS.
pub(crate) struct Skeeter {
    pds: String,
    pub(crate) did: String,
    token: String,
}

impl Skeeter {
    pub(crate) fn join(pds: &Server, name: &str) -> Self {
        let account = json!({ "handle": format!("{name}.test"), "email": format!("{name}@tests.example"), "password": "lamp and tide" });
        let url = format!("{}/xrpc/com.atproto.server.createAccount", pds.address);
        let joined =
            Question::post(&url).body("application/json", &account.to_string()).ask().json();
        let text = |name: &str| joined[name].as_str().unwrap().to_owned();
        Self { pds: pds.address.clone(), did: text("did"), token: text("accessJwt") }
    }

    /// Says something; returns uri and cid.
    pub(crate) fn skeet(&self, text: &str, reply_to: Option<&Value>) -> Value {
        let mut record = self.record(text);
        if let Some(parent) = reply_to {
            let parent = json!({ "uri": parent["uri"], "cid": parent["cid"] });
            record["reply"] = json!({ "root": parent, "parent": parent });
        }
        self.call("createRecord", &json!({ "record": record }))
    }

    pub(crate) fn edit(&self, uri: &str, text: &str) {
        self.call("putRecord", &json!({ "rkey": key(uri), "record": self.record(text) }));
    }

    pub(crate) fn delete(&self, uri: &str) {
        self.call("deleteRecord", &json!({ "rkey": key(uri) }));
    }

    /// What the server holds of this account: uri and text.
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        let url = format!(
            "{}/xrpc/com.atproto.repo.listRecords?repo={}&collection=app.bsky.feed.post&limit=100",
            self.pds, self.did
        );
        let listed = Question::get(&url).ask().json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let records = listed["records"].as_array().unwrap().iter();
        records.map(|record| (text(&record["uri"]), text(&record["value"]["text"]))).collect()
    }

    fn record(&self, text: &str) -> Value {
        let tag = text.find('#').map(|start| {
            let end = text[start..].find(' ').map_or(text.len(), |length| start + length);
            json!({ "index": { "byteStart": start, "byteEnd": end },
                "features": [{ "$type": "app.bsky.richtext.facet#tag", "tag": &text[start + 1..end] }] })
        });
        #[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
        let now = jiff::Timestamp::now();
        json!({ "$type": "app.bsky.feed.post", "text": text, "createdAt": now.to_string(),
            "facets": tag.into_iter().collect::<Vec<_>>() })
    }

    fn call(&self, method: &str, about: &Value) -> Value {
        let mut body = json!({ "repo": self.did, "collection": "app.bsky.feed.post" });
        for (name, value) in about.as_object().unwrap() {
            body[name] = value.clone();
        }
        let question = Question::post(&format!("{}/xrpc/com.atproto.repo.{method}", self.pds));
        question.bearer(&self.token).body("application/json", &body.to_string()).ask().json()
    }
}

fn key(uri: &str) -> &str {
    uri.rsplit('/').next().unwrap()
}
