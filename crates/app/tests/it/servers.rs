//! Real servers, started for one test: Bluesky's PDS with its directory, and snac. `cargo xtask
//! servers` installs them.

mod skeeter;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::asking::{Question, base64};
pub(crate) use skeeter::Skeeter;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a PDS is told beside the usual, as variables of its environment.
type Settings = &'static [(&'static str, &'static str)];

/// A server, ended with the test.
pub(crate) struct Server {
    /// Where it answers.
    pub(crate) address: String,
    child: Child,
    /// Of a PDS: the directory of accounts, which stays, and its port.
    directory: Option<(Child, u16)>,
    settings: Settings,
    data: tempfile::TempDir,
}

impl Server {
    /// Takes it away, as a power cut would.
    pub(crate) fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Brings it back where it was, with all that it had.
    pub(crate) fn start_again(&mut self) {
        let host = self.address.trim_start_matches("http://").to_owned();
        self.child = match &self.directory {
            None => start_snac(&self.data.path().join("snac"), &host),
            Some((_, directory)) => {
                let port = host.rsplit(':').next().unwrap().parse().unwrap();
                let mut pds = node("pds", (*directory, port), self.data.path(), self.settings);
                assert!(!address_of(&mut pds).is_empty(), "the PDS does not come back");
                pds
            }
        };
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let directory = self.directory.as_mut().map(|(child, _)| child);
        for child in [Some(&mut self.child), directory].into_iter().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn installed() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    base.unwrap_or_else(home).join("chatkeep/servers")
}

/// Says that a test is left out; in CI none may be.
fn left_out(what: &str) {
    crate::run::left_out(&format!("{what} is not here; `cargo xtask servers` installs it"));
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

fn pds_with(settings: Settings) -> Option<Server> {
    let folder = installed().join("bluesky");
    if !folder.join("installed.json").exists() {
        left_out("Bluesky's PDS");
        return None;
    }
    // Somebody else may take a port in the moment in which it is free.
    let started = (0..3).find_map(|_| start_pds(settings));
    assert!(started.is_some(), "the PDS does not start");
    started
}

fn start_pds(settings: Settings) -> Option<Server> {
    let data = tempfile::tempdir().unwrap();
    let ports = free_ports();
    let [mut directory, child] =
        ["directory", "pds"].map(|only| node(only, ports, data.path(), settings));
    let is_there = !address_of(&mut directory).is_empty();
    let mut server = Server {
        address: String::new(),
        child,
        directory: Some((directory, ports.0)),
        settings,
        data,
    };
    server.address = address_of(&mut server.child);
    (is_there && !server.address.is_empty()).then_some(server)
}

/// Starts the directory of accounts, or the PDS.
fn node(only: &str, (directory, pds): (u16, u16), data: &Path, settings: Settings) -> Child {
    let folder = installed().join("bluesky");
    let mut node = Command::new(folder.join("node"));
    node.args(["--require", "./loopback.cjs", "bluesky.mjs"]).current_dir(folder);
    node.env("PLC_PORT", directory.to_string()).env("PDS_PORT", pds.to_string());
    node.env("DATA", data).env("LOG_ENABLED", "false").env("ONLY", only);
    node.envs(settings.iter().copied());
    node.stdout(Stdio::piped()).spawn().unwrap()
}

/// Waits until it says where it is; nothing where it failed.
fn address_of(node: &mut Child) -> String {
    let mut address = String::new();
    BufReader::new(node.stdout.take().unwrap()).read_line(&mut address).unwrap();
    address.trim().to_owned()
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
    let server =
        Server { address: format!("http://{host}"), child, directory: None, settings: &[], data };
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
    pub(crate) token: String,
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

    /// Says something else; returns the status, which has another id then.
    pub(crate) fn edit(&self, id: &str, text: &str) -> Value {
        let question = Question::put(&format!("{}/api/v1/statuses/{id}", self.server));
        let text = json!({ "status": text }).to_string();
        question.bearer(&self.token).body("application/json", &text).ask().json()
    }

    /// What a status says; `None` where there is none.
    pub(crate) fn look(&self, id: &str) -> Option<String> {
        let question = Question::get(&format!("{}/api/v1/statuses/{id}", self.server));
        let answer = question.bearer(&self.token).ask();
        answer.is_good().then(|| answer.json()["text"].as_str().unwrap().to_owned())
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
