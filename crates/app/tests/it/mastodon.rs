//! The archive as a Mastodon server, asked as walls and clients ask, and read back with our own reader.

use std::collections::BTreeMap;

use serde_json::Value;
use tokio_tungstenite::tungstenite::client;

use crate::api::Server;
use crate::run::Archive;

pub(crate) const TAG: &str = "/api/v1/timelines/tag/lanternchat";

fn ids(page: &Value) -> Vec<u64> {
    let statuses = page.as_array().unwrap().iter();
    statuses.map(|status| status["id"].as_str().unwrap().parse().unwrap()).collect()
}

/// The path of a link of this kind.
fn link(header: &str, rel: &str) -> String {
    let links = header.split(", ");
    let mut links = links.filter(|link| link.ends_with(&format!("rel=\"{rel}\"")));
    let link = links.next().unwrap();
    let url = link.split('>').next().unwrap().trim_start_matches('<');
    url.strip_prefix("https://lamp.example").unwrap().to_owned()
}

/// All statuses under the tag, page by page.
pub(crate) fn all(server: &Server, path: &str) -> Vec<Value> {
    let (mut all, mut path) = (Vec::new(), path.to_owned());
    loop {
        let answer = server.get(&path);
        let page = answer.json();
        if page.as_array().unwrap().is_empty() {
            return all;
        }
        all.extend(page.as_array().unwrap().clone());
        path = link(answer.header("link").unwrap(), "next");
    }
}

#[test]
fn pages_of_a_tag_follow_each_other() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let statuses = all(&server, &format!("{TAG}?limit=40"));
    let ids_of_all = ids(&Value::from(statuses));
    assert!(ids_of_all.len() > 400 && ids_of_all.is_sorted_by(|a, b| a > b));
    let first = server.get(TAG);
    assert_eq!(ids(&first.json()), ids_of_all[..20]);
    // Forward again, from the oldest: `min_id` gives those next to it, `since_id` the newest.
    let (newest, from) = (ids_of_all[30], ids_of_all[60]);
    let after = ids(&server.get(&format!("{TAG}?limit=5&min_id={from}")).json());
    assert_eq!(after, ids_of_all[55..60]);
    let since = ids(&server.get(&format!("{TAG}?limit=5&since_id={from}")).json());
    assert_eq!(since, ids_of_all[..5]);
    let between = format!("{TAG}?limit=40&since_id={from}&max_id={newest}");
    assert_eq!(ids(&server.get(&between).json()), ids_of_all[31..60]);
    let newer = server.get(&link(first.header("link").unwrap(), "prev"));
    assert!(ids(&newer.json()).is_empty());
    assert!(ids(&server.get("/api/v1/timelines/tag/nobodysaidthis").json()).is_empty());
}

#[test]
fn what_is_answered_is_read_back() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let statuses = all(&server, &format!("{TAG}?limit=40"));
    let other = Archive::empty();
    std::fs::write(other.path("back.json"), Value::from(statuses.clone()).to_string()).unwrap();
    let told = other.json(&["import", "back.json", "--json"]);
    assert_eq!(told["files"][0]["format"], "mastodon");
    assert_eq!(told["files"][0]["added"].as_u64().unwrap(), statuses.len() as u64, "{told}");
    let posts = |archive: &Archive| -> BTreeMap<String, Value> {
        let found =
            archive.json(&["search", "", "--tag", "lanternchat", "--limit", "2000", "--json"]);
        let hits = found["hits"].as_array().unwrap().iter();
        hits.map(|post| (post["uri"].as_str().unwrap().to_owned(), post.clone())).collect()
    };
    let (ours, back) = (posts(&archive), posts(&other));
    assert_eq!(back.len(), statuses.len());
    for (uri, back) in &back {
        let ours = &ours[uri];
        for field in ["text", "url", "created_at", "edited_at", "tags", "links", "content_warning"]
        {
            assert_eq!(back[field], ours[field], "{field} of {uri}");
        }
        assert_eq!(back["likes"], ours["likes"].as_u64().unwrap_or(0), "likes of {uri}");
        // We may have seen more than a server counted.
        assert!(back["reposts"].as_u64() >= ours["reposts"].as_u64(), "reposts of {uri}");
        // Pictures are named where they are here; what they show is told all the same.
        let shown = |post: &Value| -> Vec<Value> {
            post["media"].as_array().unwrap().iter().map(|media| media["alt"].clone()).collect()
        };
        assert_eq!(shown(back), shown(ours), "media of {uri}");
    }
}

#[test]
fn a_status_stands_in_its_conversation() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let statuses = all(&server, &format!("{TAG}?limit=40"));
    let is_deep = |status: &&Value| {
        let id = status["id"].as_str().unwrap();
        let context = server.get(&format!("/api/v1/statuses/{id}/context")).json();
        context["ancestors"].as_array().unwrap().len() > 1
            && !context["descendants"].as_array().unwrap().is_empty()
    };
    let deep = statuses.iter().find(is_deep).expect("somebody answers an answer, and is answered");
    let id = deep["id"].as_str().unwrap();
    assert_eq!(server.get(&format!("/api/v1/statuses/{id}")).json(), *deep);
    let context = server.get(&format!("/api/v1/statuses/{id}/context")).json();
    let ancestors = context["ancestors"].as_array().unwrap();
    assert!(ancestors[0]["in_reply_to_id"].is_null());
    let chain = ancestors.iter().chain([deep]).collect::<Vec<_>>();
    assert!(chain.windows(2).all(|pair| pair[1]["in_reply_to_id"] == pair[0]["id"]));
    assert!(
        chain
            .windows(2)
            .all(|pair| { pair[1]["in_reply_to_account_id"] == pair[0]["account"]["id"] })
    );
    let answer = &context["descendants"][0];
    assert_eq!(answer["in_reply_to_id"], deep["id"]);
}

#[test]
fn accounts_of_all_networks_are_told_apart() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let mut known = BTreeMap::new();
    for status in all(&server, &format!("{TAG}?limit=40")) {
        let account = &status["account"];
        let acct = account["acct"].as_str().unwrap().to_owned();
        assert_eq!(acct.matches('@').count(), 1, "{acct}");
        let uri = account["uri"].as_str().unwrap();
        assert_eq!(acct.ends_with("@bsky.app"), uri.starts_with("did:"), "{acct} {uri}");
        let of = (account["id"].clone(), account["uri"].clone());
        assert_eq!(known.entry(acct).or_insert(of.clone()), &of);
    }
    assert!(known.len() > 50);
}

/// What Fediwall 1.4 asks (`src/sources.ts`), for a wall of a tag, an account, trends and everything.
#[test]
fn fediwall_is_answered_as_by_a_mastodon_server() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let wall = server.ask("GET", &format!("{TAG}?limit=20"), "Origin: https://wall.example\r\n");
    assert_eq!((wall.status(), wall.header("access-control-allow-origin")), (200, Some("*")));
    for status in wall.json().as_array().unwrap() {
        // What its `filterStatus` and `statusToWallPost` look at.
        assert_eq!(status["visibility"], "public");
        assert!(status["reblog"].is_null() && status["card"].is_null());
        let account = &status["account"];
        for text in [
            &status["uri"],
            &status["url"],
            &status["content"],
            &status["spoiler_text"],
            &status["created_at"],
            &account["display_name"],
            &account["username"],
            &account["url"],
            &account["avatar"],
        ] {
            assert!(text.is_string(), "{status}");
        }
        for list in
            [&status["tags"], &status["emojis"], &status["media_attachments"], &account["emojis"]]
        {
            assert!(list.is_array(), "{status}");
        }
        assert!(account["acct"].as_str().unwrap().contains('@'));
        assert!(account["suspended"].is_null() && account["limited"].is_null());
        assert_eq!(account["bot"], false);
    }
    let media = server.get(&format!("{TAG}?limit=20&none=spam%2Cscam&only_media=True")).json();
    for status in media.as_array().unwrap() {
        assert!(!status["media_attachments"].as_array().unwrap().is_empty());
    }
    for (list, is_empty) in
        [("trends/statuses?limit=20", true), ("timelines/public?limit=20", false)]
    {
        let answer = server.get(&format!("/api/v1/{list}"));
        assert_eq!(answer.status(), 200, "{list}");
        assert_eq!(answer.json().as_array().unwrap().is_empty(), is_empty, "{list}");
    }
    // An account is looked up by its name at its own network, and then its posts are asked for.
    let name = wall.json()[0]["account"]["username"].as_str().unwrap().to_owned();
    let found = server.get(&format!("/api/v1/accounts/lookup?acct={name}"));
    assert_eq!(found.status(), 404, "a name without its server is nobody's in particular");
    let account = &wall.json()[0]["account"];
    let path = format!("/api/v1/accounts/lookup?acct={}", account["acct"].as_str().unwrap());
    assert_eq!(server.get(&path).json(), *account);
    let instance = server.get("/api/v2/instance").json();
    assert_eq!(instance["domain"], "lamp.example");
    assert!(server.get("/api/v1/instance").json()["stats"]["status_count"].as_u64().unwrap() > 400);
    assert_eq!(server.get("/api/v1/streaming/health").body, b"OK");
    let asked = "Origin: https://wall.example\r\nAccess-Control-Request-Method: GET\r\n";
    let may = server.ask("OPTIONS", TAG, asked);
    assert_eq!(may.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn a_tag_is_streamed() {
    let archive = Archive::empty();
    let demo = Server::start(&archive, &["demo", "--no-open", "--from", "20", "--speed", "60"]);
    let mut lines = demo.lines("/api/v1/streaming/hashtag?tag=LanternChat", "");
    // Clients choke on an event without a name: nothing but signs of life comes before the first.
    let first =
        lines.by_ref().skip_while(|line| !line.is_empty()).find(|line| line.starts_with(':'));
    assert_eq!(first.as_deref(), Some(":thump"));
    let mut seen = Vec::new();
    while seen.len() < 5 {
        let line = lines.next().expect("the stream goes on");
        assert!(!line.starts_with("retry"), "{line}");
        if line == "event: update" {
            let data =
                lines.find_map(|line| Some(line.strip_prefix("data: ")?.to_owned())).unwrap();
            seen.push(serde_json::from_str::<Value>(&data).unwrap());
        }
    }
    let told = ids(&Value::from(seen.clone()));
    let mut once = told.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), told.len());
    for status in seen {
        let id = status["id"].as_str().unwrap();
        assert_eq!(demo.get(&format!("/api/v1/statuses/{id}")).json()["uri"], status["uri"]);
    }
}

#[test]
fn a_tag_is_streamed_over_a_web_socket() {
    let archive = Archive::empty();
    let demo = Server::start(&archive, &["demo", "--no-open", "--from", "20", "--speed", "60"]);
    let open = |query: &str| {
        let address = format!("ws://lamp.example/api/v1/streaming{query}");
        client(address, demo.connect()).unwrap().0
    };
    let mut named = open("?stream=hashtag&tag=LanternChat");
    // Or asked for later, by a client that sends what it wants.
    let mut asking = open("");
    let mut send = |words: &str| asking.send(words.to_owned().into()).unwrap();
    send("what?");
    send(r#"{"type":"subscribe","stream":"hashtag","tag":"lanternchat"}"#);
    let refused = asking.read().unwrap().into_text().unwrap();
    assert_eq!(serde_json::from_str::<Value>(&refused).unwrap()["status"], 400);
    for socket in [&mut named, &mut asking] {
        let mut seen = Vec::new();
        while seen.len() < 3 {
            let said: Value =
                serde_json::from_str(&socket.read().unwrap().into_text().unwrap()).unwrap();
            assert_eq!(said["stream"], serde_json::json!(["hashtag", "lanternchat"]));
            if said["event"] == "update" {
                let payload = said["payload"].as_str().unwrap();
                seen.push(serde_json::from_str::<Value>(payload).unwrap());
            }
        }
        let of = |status: &Value| format!("/api/v1/statuses/{}", status["id"].as_str().unwrap());
        assert!(seen.iter().all(|status| demo.get(&of(status)).json()["uri"] == status["uri"]));
    }
}
