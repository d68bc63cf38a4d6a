//! What Mastodon's clients ask besides timelines: who spoke, what answers what, search, and what is not
//! here.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use store::host::{Act, Deed, Host};

use crate::api::Server;
use crate::mastodon::{TAG, all};
use crate::run::Archive;

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

#[test]
fn who_spoke_is_told_with_what_they_said() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let mut said: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for status in all(&server, "/api/v1/timelines/public?limit=40") {
        said.entry(status["account"]["acct"].to_string()).or_default().push(status);
    }
    assert!(said.len() > 50);
    for statuses in said.values().take(12) {
        let account = &statuses[0]["account"];
        let id = account["id"].as_str().unwrap();
        assert_eq!(server.get(&format!("/api/v1/accounts/{id}")).json(), *account);
        let acct = account["acct"].as_str().unwrap();
        assert_eq!(server.get(&format!("/api/v1/accounts/lookup?acct={acct}")).json(), *account);
        let theirs = all(&server, &format!("/api/v1/accounts/{id}/statuses?limit=2"));
        assert_eq!(theirs, *statuses);
        assert!(account["statuses_count"].as_u64().unwrap() >= theirs.len() as u64);
        let no_answers = format!("/api/v1/accounts/{id}/statuses?limit=40&exclude_replies=true");
        let own = statuses.iter().filter(|status| status["in_reply_to_id"].is_null());
        // Who answers a post that is not here answers all the same.
        assert!(list(&server.get(&no_answers).json()).len() <= own.count());
    }
}

#[test]
fn tags_are_joined_and_left_out() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let count = |query: &str| list(&server.get(&format!("{TAG}?limit=40&{query}")).json()).len();
    assert_eq!(count("none[]=lanternchat"), 0);
    assert_eq!(count("all[]=nobodysaidthis"), 0);
    assert_eq!((count("local=true"), count("remote=true")), (0, 40));
    let other = "/api/v1/timelines/tag/nobodysaidthis";
    let any = server.get(&format!("{other}?any[]=LanternChat&limit=40"));
    assert_eq!(any.json(), server.get(&format!("{TAG}?limit=40")).json());
    assert!(any.header("link").unwrap().contains("any%5B%5D=LanternChat&"));
    assert!(list(&server.get(other).json()).is_empty());
    assert_eq!(server.get("/api/v1/tags/LanternChat").json()["name"], "lanternchat");
    assert_eq!(server.get("/api/v1/trends/tags").json()[0]["name"], "lanternchat");
}

#[test]
fn answers_and_reposts_are_counted() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let statuses = all(&server, &format!("{TAG}?limit=40"));
    let count = |status: &Value, what: &str| status[what].as_u64().unwrap();
    let mut answered: Vec<&Value> = statuses.iter().collect();
    answered.sort_by_key(|status| std::cmp::Reverse(count(status, "replies_count")));
    assert!(count(answered[0], "replies_count") > 3);
    for status in answered.iter().take(5).chain(answered.iter().rev().take(5)) {
        let id = status["id"].as_str().unwrap();
        let context = server.get(&format!("/api/v1/statuses/{id}/context")).json();
        let direct = list(&context["descendants"]).iter().filter(|one| one["in_reply_to_id"] == id);
        assert_eq!(direct.count() as u64, count(status, "replies_count"), "{id}");
        let by = server.get(&format!("/api/v1/statuses/{id}/reblogged_by")).json();
        assert!(list(&by).len() as u64 <= count(status, "reblogs_count"), "{id}");
        let liked = server.get(&format!("/api/v1/statuses/{id}/favourited_by")).json();
        assert_eq!(liked, json!([]));
        let wordings = server.get(&format!("/api/v1/statuses/{id}/history")).json();
        let last = list(&wordings).last().unwrap().clone();
        assert_eq!(last["content"], status["content"]);
    }
}

#[test]
fn nothing_leads_a_reader_s_client_elsewhere() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let mut pictures = 0;
    for status in all(&server, &format!("{TAG}?limit=40")) {
        let account = &status["account"];
        let media = list(&status["media_attachments"]).iter();
        let loaded = media.flat_map(|one| {
            pictures += 1;
            ["url", "preview_url", "remote_url", "preview_remote_url"].map(|name| &one[name])
        });
        for address in loaded.chain([&account["avatar"], &account["header"]]) {
            let address = address.as_str().unwrap_or_default();
            let is_ours = address.is_empty() || address.starts_with("https://lamp.example/");
            assert!(is_ours, "{address} of {status}");
        }
    }
    assert!(pictures > 0);
    let avatar = server.get("/avatars/7.png");
    assert_eq!((avatar.status(), avatar.header("content-type")), (200, Some("image/png")));
    assert_eq!(server.get("/avatars/seven.png").status(), 404);
}

#[test]
fn posts_people_and_tags_are_found() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let find = |query: &str| server.get(&format!("/api/v2/search?{query}")).json();
    let statuses = find("q=mentor&limit=3")["statuses"].clone();
    assert_eq!(list(&statuses).len(), 3);
    let next = find("q=mentor&limit=3&offset=3&type=statuses")["statuses"].clone();
    assert_eq!(list(&next).len(), 3);
    assert!(list(&next).iter().all(|one| !list(&statuses).contains(one)));
    let account = &statuses[0]["account"];
    let username = account["username"].as_str().unwrap();
    let found = find(&format!("q={username}&type=accounts"));
    assert!(list(&found["accounts"]).contains(account) && list(&found["statuses"]).is_empty());
    assert_eq!(find("q=%23lanter&type=hashtags")["hashtags"][0]["name"], "lanternchat");
    let uri = statuses[0]["uri"].as_str().unwrap();
    assert_eq!(find(&format!("q={uri}&resolve=true"))["statuses"][0], statuses[0]);
    assert_eq!(server.get("/api/v2/search").status(), 400);
}

#[test]
fn what_is_not_here_is_said_as_mastodon_says_it() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let newest = server.get(&format!("{TAG}?limit=1")).json()[0].clone();
    let id = newest["id"].as_str().unwrap();
    for (method, path, status) in [
        ("GET", "/api/v1/statuses/1", 404),
        ("GET", "/api/v1/statuses/x/context", 404),
        ("GET", "/api/v1/accounts/99999999", 404),
        ("GET", "/api/v1/accounts/ada", 404),
        ("GET", "/api/v1/accounts/lookup?acct=nobody@lamp.example", 404),
        ("GET", "/api/v1/polls/1", 404),
        ("GET", "/api/v2/nothing", 404),
        ("GET", "/nodeinfo/1.0", 404),
        ("GET", "/api/v1/timelines/home", 401),
        ("GET", "/api/v1/accounts/verify_credentials", 401),
        ("GET", "/api/v1/streaming/user", 401),
        ("GET", "/api/v1/streaming?stream=user", 401),
        ("GET", "/api/v1/streaming?stream=hashtag&tag=lanternchat", 400),
        ("GET", "/api/v1/streaming/hashtag", 400),
        ("POST", "/api/v1/statuses", 403),
        ("POST", "/api/v1/apps", 403),
        ("DELETE", &format!("/api/v1/statuses/{id}"), 403),
    ] {
        let answer = server.ask(method, path, "Origin: https://wall.example\r\n");
        assert_eq!(answer.status(), status, "{method} {path}");
        assert!(answer.json()["error"].is_string(), "{method} {path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{method} {path}");
    }
    let slash = server.get("/api/v2/instance/?x=1");
    assert_eq!((slash.status(), slash.header("location")), (308, Some("/api/v2/instance?x=1")));
    let nodeinfo = server.get("/.well-known/nodeinfo").json()["links"][0]["href"].clone();
    let path = nodeinfo.as_str().unwrap().strip_prefix("https://lamp.example").unwrap().to_owned();
    assert_eq!(server.get(&path).json()["software"]["name"], "chatkeep");
    // What its author took back is said to have been here.
    let author = newest["account"]["uri"].as_str().unwrap();
    archive.done(&["people", "leave-out", author]);
    assert_eq!(server.get(&format!("/api/v1/statuses/{id}")).status(), 410);
    let account = newest["account"]["id"].as_str().unwrap();
    assert_eq!(server.get(&format!("/api/v1/accounts/{account}")).status(), 404);
}

#[test]
fn hidden_posts_end_no_list_and_are_counted_nowhere() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let before = all(&server, &format!("{TAG}?limit=40"));
    // Of somebody who spoke often everything is hidden, and of the rest a long stretch.
    let author = before[0]["account"]["uri"].as_str().unwrap();
    let id = before[0]["account"]["id"].as_str().unwrap();
    let mut host = Host::open(&archive.path("archive")).unwrap();
    let now = "2026-11-13T09:00:00Z".parse().unwrap();
    let mut hide = |deed: Deed| {
        host.decide(&Act { chat: None, deed, reason: "asked".into() }, "ada", now).unwrap()
    };
    hide(Deed::HideAuthor(author.to_owned()));
    for status in &before[10..90] {
        hide(Deed::HidePost(status["uri"].as_str().unwrap().to_owned()));
    }
    let is_hidden = |nth: usize, status: &Value| {
        (10..90).contains(&nth) || status["account"]["uri"].as_str() == Some(author)
    };
    let left = before.iter().enumerate().filter(|(nth, status)| !is_hidden(*nth, status));
    let left: Vec<&Value> = left.map(|(_, status)| &status["id"]).collect();
    let after = all(&server, &format!("{TAG}?limit=7"));
    assert_eq!(after.iter().map(|status| &status["id"]).collect::<Vec<_>>(), left);
    for (path, status) in [("", 404), ("/statuses", 404)] {
        let answer = server.get(&format!("/api/v1/accounts/{id}{path}"));
        assert_eq!(answer.status(), status, "{path}");
    }
    for status in after.iter().filter(|status| status["replies_count"] != 0).take(20) {
        let id = status["id"].as_str().unwrap();
        let context = server.get(&format!("/api/v1/statuses/{id}/context")).json();
        let direct = list(&context["descendants"]).iter().filter(|one| one["in_reply_to_id"] == id);
        assert_eq!(direct.count() as u64, status["replies_count"].as_u64().unwrap(), "{id}");
    }
}

#[test]
fn a_list_that_is_known_is_not_sent_again() {
    let archive = Archive::of_the_evening();
    let server = Server::start(&archive, &["serve"]);
    let path = format!("{TAG}?limit=5");
    let first = server.get(&path);
    let known = format!("If-None-Match: {}\r\n", first.header("etag").unwrap());
    let again = server.ask("GET", &path, &known);
    assert_eq!((again.status(), again.body.len()), (304, 0));
    // Where the next page is stays known.
    assert_eq!(again.header("link"), first.header("link"));
    assert_eq!(server.ask("GET", &format!("{TAG}?limit=6"), &known).status(), 200);
}
