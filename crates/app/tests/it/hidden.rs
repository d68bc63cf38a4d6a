//! What a host hid is told to no other program, whichever way it asks.

use store::host::{Act, Deed, Host};

use crate::api::Server;
use crate::run::Archive;

/// Where other programs could read it.
const PLACES: [&str; 5] = [
    "/api/chatkeep/v1/chats/lanternchat/2026-11-12",
    "/api/chatkeep/v1/chats/lanternchat/2026-11-12/threads",
    "/api/chatkeep/v1/chats/lanternchat/2026-11-12/summary",
    "/api/chatkeep/v1/search?q=sash%20clamps",
    "/api/v1/timelines/tag/lanternchat?limit=40&min_id=0",
];

fn told(server: &Server, path: &str, uri: &str) -> bool {
    let answer = server.get(path);
    assert_eq!(answer.status(), 200, "{path}");
    String::from_utf8_lossy(&answer.body).contains(uri)
}

#[test]
fn what_a_host_hid_is_told_to_no_program() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    // The first post of the evening is on the first page of its tag; another is found by words.
    let shown = server.get(PLACES[0]).json();
    let first = shown["posts"][0]["uri"].as_str().unwrap().to_owned();
    let found = server.get(PLACES[3]).json();
    let by_words = found["hits"][0]["uri"].as_str().unwrap().to_owned();
    assert!(told(&server, PLACES[4], &first) && told(&server, PLACES[1], &by_words));

    let mut host = Host::open(&archive.path("archive")).unwrap();
    let now = "2026-11-13T09:00:00Z".parse().unwrap();
    let ids: Vec<i64> = [&first, &by_words]
        .map(|uri| {
            let deed = Deed::HidePost(uri.clone());
            host.decide(&Act { chat: None, deed, reason: "asked".into() }, "ada", now).unwrap()
        })
        .into();
    for path in PLACES {
        for uri in [&first, &by_words] {
            // Only what answers, quotes or passes it on may still name it.
            let mut answer = server.get(path).json().to_string();
            for edge in ["reply_to", "quote_of", "parent", "root", "of"] {
                answer = answer.replace(&format!("\"{edge}\":\"{uri}\""), "");
            }
            assert!(!answer.contains(uri.as_str()), "{path} tells {uri}");
        }
    }
    let one = format!("/api/chatkeep/v1/posts?uri={first}");
    assert_ne!(server.get(&one).status(), 200);

    for id in ids {
        assert!(host.undo(id, "ada", now).unwrap());
    }
    assert_eq!(server.get(&one).status(), 200);
    assert!(told(&server, PLACES[4], &first) && told(&server, PLACES[1], &by_words));
}
