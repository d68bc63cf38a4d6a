//! The servers, those who write there, and what they wrote.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::script::{Act, GUESTS, server_of};
use crate::asking::Question;
use crate::servers::{Server, Skeeter, Tooter, pds, snac};

/// Accounts made at the same time.
const TOGETHER: usize = 10;

/// Three servers and ninety accounts.
pub(crate) struct Stage {
    pub(crate) servers: [Server; 3],
    skeeters: Vec<Skeeter>,
    /// Those of both others, one after the other.
    tooters: Vec<Tooter>,
    /// By their number.
    posts: Vec<Post>,
    /// What was said beside the script.
    greetings: Vec<Post>,
}

/// A post, as its server last spoke of it.
struct Post {
    guest: usize,
    /// At the PDS with uri and cid, at snac a status.
    told: Value,
    /// The number of what it answers.
    answers: Option<usize>,
}

impl Post {
    fn text(&self, name: &str) -> &str {
        self.told[name].as_str().unwrap_or_else(|| panic!("no {name}: {}", self.told))
    }
}

impl Stage {
    /// Sets the stage; `None`, said aloud, where a server is not installed.
    pub(crate) fn set() -> Option<Self> {
        let pds = pds()?;
        let names: Vec<String> = (0..GUESTS[2].end).map(|guest| format!("guest{guest}")).collect();
        let at = |server: usize| -> Vec<&str> {
            names[GUESTS[server].clone()].iter().map(String::as_str).collect()
        };
        let (skeeters, others) = std::thread::scope(|scope| {
            let join = |names: Vec<String>| {
                let pds = &pds;
                scope.spawn(move || names.iter().map(|n| Skeeter::join(pds, n)).collect::<Vec<_>>())
            };
            let at_pds = names[GUESTS[0].clone()].chunks(TOGETHER).map(|some| join(some.to_vec()));
            let at_pds: Vec<_> = at_pds.collect();
            let others = [1, 2].map(|server| {
                let names = at(server);
                scope.spawn(move || snac(&names))
            });
            let skeeters = at_pds.into_iter().flat_map(|joined| joined.join().unwrap()).collect();
            (skeeters, others.map(|started| started.join().unwrap()))
        });
        let [Some((one, mut tooters)), Some((two, more))] = others else { return None };
        tooters.extend(more);
        Some(Self {
            servers: [pds, one, two],
            skeeters,
            tooters,
            posts: Vec::new(),
            greetings: Vec::new(),
        })
    }

    /// What to follow, at a quicker pace than with others' servers. The first of those of the fediverse
    /// is asked with a token, which opens its threads.
    pub(crate) fn configuration(&self) -> String {
        let [pds, one, two] = &self.servers;
        let (host, token) = (one.address.trim_start_matches("http://"), &self.tooters[0].token);
        format!(
            "[[series]]\ntags = [\"lampchat\"]\non = [\"firehose:{}\", \"{}\", \"{}\"]\n
             [servers.\"{host}\"]\ntoken = \"{token}\"\n
             [polling]\nbusy_secs = 1\nquiet_secs = 2\nagain_secs = 3\nwhole_secs = 6\n",
            pds.address, one.address, two.address
        )
    }

    fn tooter(&self, guest: usize) -> &Tooter {
        &self.tooters[guest - GUESTS[1].start]
    }

    /// Somebody writes, or takes back.
    pub(crate) fn act(&mut self, act: &Act) {
        match act {
            Act::Say { guest, words, answer_to } => {
                let told = self.say(*guest, words, answer_to.map(|post| &self.posts[post]));
                self.posts.push(Post { guest: *guest, told, answers: *answer_to });
            }
            Act::Aside { guest } => drop(self.skeeters[*guest].skeet("tea, and no more", None)),
            Act::Edit { post, words } => {
                let Post { guest, .. } = self.posts[*post];
                let written = &self.posts[*post];
                match server_of(guest) {
                    0 => self.skeeters[guest].edit(written.text("uri"), words),
                    _ => {
                        let told = self.tooter(guest).edit(written.text("id"), words);
                        self.posts[*post].told = told;
                    }
                }
            }
            Act::Delete { post } => {
                let Post { guest, .. } = self.posts[*post];
                let uri = self.posts[*post].text("uri");
                match server_of(guest) {
                    0 => self.skeeters[guest].delete(uri),
                    _ => self.tooter(guest).delete(uri),
                }
            }
            Act::Cut { .. } | Act::Stop { .. } | Act::Start { .. } => {}
        }
    }

    fn say(&self, guest: usize, words: &str, answer_to: Option<&Post>) -> Value {
        match server_of(guest) {
            0 => self.skeeters[guest].skeet(words, answer_to.map(|post| &post.told)),
            _ => self.tooter(guest).toot(words, answer_to.map(|post| post.text("id"))),
        }
    }

    /// Somebody at a server says one more thing.
    pub(crate) fn greet(&mut self, server: usize) {
        let guest = GUESTS[server].start;
        let told = self.say(guest, "There you are again #lampchat", None);
        self.greetings.push(Post { guest, told, answers: None });
    }

    /// What the servers hold of the chat: each post's text by its name.
    pub(crate) fn held(&self) -> BTreeMap<String, String> {
        let mut held: BTreeMap<String, String> =
            self.skeeters.iter().flat_map(Skeeter::all).collect();
        held.retain(|_, text| !text.starts_with("tea"));
        let fediverse = self.posts.iter().chain(&self.greetings);
        for post in fediverse.filter(|post| server_of(post.guest) != 0) {
            if let Some(text) = self.tooter(post.guest).look(post.text("id")) {
                held.insert(post.text("uri").to_owned(), text);
            }
        }
        held
    }

    /// Those of the posts held that their server does not show, neither under the tag nor to the host in
    /// the thread. snac writes its index of a tag anew when a post is edited or deleted, and what comes at
    /// that moment is in no index; and an answer reaches the host's threads by a queue, which may take
    /// minutes to try again. Who did not see such a post before cannot find it.
    pub(crate) fn lost_by_servers(&self, held: &BTreeMap<String, String>) -> BTreeSet<String> {
        let host = &self.tooters[0];
        let mut shown = BTreeSet::new();
        for server in &self.servers[1..] {
            let url = format!("{}/api/v1/timelines/tag/lampchat?limit=1000", server.address);
            shown.extend(uris(&Question::get(&url).ask().json()));
        }
        for post in self.posts.iter().filter(|post| server_of(post.guest) == 1) {
            let Some(parent) = post.answers.map(|parent| &self.posts[parent]) else { continue };
            if !shown.contains(post.text("uri")) && held.contains_key(post.text("uri")) {
                let path = format!("/api/v1/statuses/{}/context", parent.text("id"));
                let url = format!("{}{path}", self.servers[1].address);
                let context = Question::get(&url).bearer(&host.token).ask().json();
                shown.extend(uris(&context["descendants"]));
            }
        }
        let fediverse = held.keys().filter(|uri| uri.starts_with("http"));
        fediverse.filter(|uri| !shown.contains(*uri)).cloned().collect()
    }
}

/// The names of statuses.
fn uris(statuses: &Value) -> Vec<String> {
    let statuses = statuses.as_array().into_iter().flatten();
    statuses.map(|status| status["uri"].as_str().unwrap().to_owned()).collect()
}
