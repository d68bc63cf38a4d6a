//! Who asks too often is told to wait, in the words of what was asked, and nobody else notices.

use crate::api::{Answer, Server};
use crate::run::Archive;

const RATES: &str = "[limits]\nsearch = 3\napi = 5\npages = 4\nsign_in = 2\n";
const ADA: &str = "X-Forwarded-For: 192.0.2.1, 203.0.113.9\r\n";
const BOB: &str = "X-Forwarded-For: 203.0.113.9, 203.0.113.10\r\n";

fn number(answer: &Answer, header: &str) -> u64 {
    answer.header(header).unwrap_or_else(|| panic!("{header}: {}", answer.head)).parse().unwrap()
}

/// The answer after so many that were served.
fn after(served: usize, ask: impl Fn() -> Answer) -> Answer {
    for nth in 0..served {
        assert_ne!(ask().status(), 429, "{nth}");
    }
    ask()
}

#[test]
fn who_asks_too_often_waits() {
    let archive = Archive::of_the_evening();
    std::fs::write(archive.path("chatkeep.toml"), RATES).unwrap();
    let behind = ["serve", "--config", "chatkeep.toml", "--behind", "https://lamp.example"];
    let server = Server::start(&archive, &behind);
    let get =
        |path: &'static str, who: &'static str| move |server: &Server| server.ask("GET", path, who);
    let instance = get("/api/v2/instance", ADA);
    let first = instance(&server);
    assert_eq!(
        (number(&first, "x-ratelimit-limit"), number(&first, "x-ratelimit-remaining")),
        (5, 4)
    );
    let refused = after(4, || instance(&server));
    assert_eq!(refused.status(), 429);
    assert!((1..=61).contains(&number(&refused, "retry-after")));
    assert_eq!(number(&refused, "x-ratelimit-remaining"), 0);
    let reset = refused.header("x-ratelimit-reset").unwrap().parse::<jiff::Timestamp>();
    assert!(reset.unwrap() > jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(refused.header("access-control-allow-origin"), Some("*"));
    assert!(refused.json()["error"].is_string());
    // The same count, in the words of the other API.
    let problem = server.ask("GET", "/api/chatkeep/v1/chats", ADA);
    assert_eq!((problem.status(), problem.json()["status"].as_u64()), (429, Some(429)));
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
    // Searches, pages and signing in are counted by themselves; styles are not.
    let search = get("/search.html?q=mentor", ADA);
    assert_eq!(after(3, || search(&server)).status(), 429);
    assert_eq!(server.ask("GET", "/api/v2/search?q=mentor", ADA).status(), 429);
    let style = get("/assets/chatkeep.css", ADA);
    assert_eq!(after(9, || style(&server)).status(), 200);
    let page = get("/", ADA);
    assert_eq!(after(4, || page(&server)).status(), 429);
    let own = "Origin: https://lamp.example\r\nContent-Length: 0\r\n";
    let sign_in = || server.ask("POST", "/host/sign-in/no-such-link", &format!("{ADA}{own}"));
    assert_eq!(after(2, sign_in).status(), 429);
    // Nobody else is concerned.
    for path in ["/", "/search.html?q=mentor", "/api/v2/instance"] {
        assert_eq!(server.ask("GET", path, BOB).status(), 200, "{path}");
    }
}

#[test]
fn nobody_is_believed_to_be_another_without_being_told() {
    let archive = Archive::of_the_evening();
    std::fs::write(archive.path("chatkeep.toml"), RATES).unwrap();
    let server = Server::start(&archive, &["serve", "--config", "chatkeep.toml"]);
    // From this machine, whatever it says of itself.
    for _ in 0..8 {
        assert_eq!(server.ask("GET", "/api/v2/instance", ADA).status(), 200);
    }
}
