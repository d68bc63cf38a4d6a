//! The sample evening, from the JSON that programs rely on.

use crate::run::{Archive, evening};

#[test]
fn the_chat_is_listed_shown_and_counted_alike() {
    let archive = Archive::of_the_evening();
    let chats = archive.json(&["chats", "--json"]);
    insta::assert_snapshot!(chats, @r#"[{"chat":"lanternchat/2026-11-12","ends_at":"2026-11-12T21:00:00Z","people":93,"posts":528,"reposts":112,"starts_at":"2026-11-12T19:30:00Z","title":"Mentors, logs, and the six pieces nobody can choose"}]"#);
    let shown = archive.json(&["show", "lanternchat/2026-11-12", "--json"]);
    let posts = shown["posts"].as_array().unwrap();
    assert_eq!(posts.len() as u64, chats[0]["posts"].as_u64().unwrap());
    assert_eq!(
        shown["reposts"].as_array().unwrap().len() as u64,
        chats[0]["reposts"].as_u64().unwrap()
    );
    let order: Vec<_> = posts
        .iter()
        .map(|p| (p["created_at"].as_str().unwrap(), p["uri"].as_str().unwrap()))
        .collect();
    assert!(order.is_sorted());
    insta::assert_snapshot!(serde_json::to_string_pretty(&posts[1]).unwrap());
    let edited = posts.iter().filter(|p| !p["edited_at"].is_null()).count();
    assert_eq!(edited, 1);
    let stats = archive.json(&["stats", "lanternchat/2026-11-12", "--json"]);
    assert_eq!((&stats["posts"], &stats["people"]), (&chats[0]["posts"], &chats[0]["people"]));
}

#[test]
fn search_finds_filters_and_honours_any_limit() {
    let archive = Archive::of_the_evening();
    let search = |args: &[&str]| archive.json(&[&["search"], args, &["--json"]].concat());
    let all = search(&["mentor", "--limit", "100000"]);
    assert_eq!(all["hits"].as_array().unwrap().len() as u64, all["total"].as_u64().unwrap());
    assert_eq!(search(&["mentor", "--limit", "0"])["hits"].as_array().unwrap().len(), 0);
    let newest = search(&["MENTOR", "--newest", "--limit", "100000"]);
    let times: Vec<_> = newest["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["created_at"].as_str().unwrap().to_owned())
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    assert_eq!(newest["total"], all["total"]);
    let by = search(&["the", "--author", "@Tessel@harbour.example", "--tag", "#LanternChat"]);
    assert!(by["total"].as_u64().unwrap() > 3);
    assert!(
        by["hits"]
            .as_array()
            .unwrap()
            .iter()
            .all(|p| p["author"]["handle"] == "@tessel@harbour.example")
    );
    assert_eq!(
        search(&["the", "--since", "2026-11-13"])["total"].as_u64().unwrap()
            + search(&["the", "--until", "2026-11-12"])["total"].as_u64().unwrap(),
        search(&["the"])["total"].as_u64().unwrap()
    );
    assert_eq!(search(&["\"zzz zzz\""])["total"], 0);
}

#[test]
fn everything_goes_out_and_comes_back() {
    let archive = Archive::of_the_evening();
    let exported = archive.done(&["export", "--format", "jsonl"]);
    let original = std::fs::read_to_string(evening()).unwrap();
    assert_eq!(exported.lines().count(), original.lines().count());
    std::fs::write(archive.path("again.jsonl"), &exported).unwrap();
    let other = Archive::empty();
    other.done(&["import", archive.path("again.jsonl").to_str().unwrap()]);
    assert_eq!(other.done(&["export", "--format", "jsonl"]), exported);

    let chat = archive.done(&["export", "lanternchat/2026-11-12", "--format", "csv"]);
    assert_eq!(chat.lines().next().unwrap().split(',').next(), Some("uri"));
    let collection = archive.json(&["export", "lanternchat", "--format", "activitystreams"]);
    assert_eq!(collection["type"], "OrderedCollection");
    assert_eq!(
        collection["orderedItems"].as_array().unwrap().len() as u64,
        collection["totalItems"].as_u64().unwrap()
    );
    archive.done(&["export", "--format", "tags-csv", "--out", "sheet.csv"]);
    assert!(
        std::fs::read_to_string(archive.path("sheet.csv"))
            .unwrap()
            .starts_with("id_str,from_user,text,created_at,time")
    );
}

#[test]
fn a_host_overrules_and_takes_it_back() {
    let archive = Archive::of_the_evening();
    archive.done(&[
        "chat",
        "set",
        "lanternchat/2026-11-12",
        "--end",
        "20:30",
        "--title",
        "The first hour",
    ]);
    let chat = &archive.json(&["chats", "--json"])[0];
    assert_eq!(
        (chat["ends_at"].as_str(), chat["title"].as_str()),
        (Some("2026-11-12T20:30:00Z"), Some("The first hour"))
    );
    archive.done(&["chat", "unset", "lanternchat/2026-11-12"]);
    let found = &archive.json(&["chats", "--json"])[0];
    assert!(found["title"].is_null());
    assert!(found["posts"].as_u64().unwrap() > 500);
}

#[test]
fn who_asks_is_left_out_everywhere() {
    let archive = Archive::of_the_evening();
    archive.done(&["publish", "site"]);
    let holds = |archive: &Archive| {
        let published =
            std::fs::read_to_string(archive.path("site/chats/lanternchat/2026-11-12.html"))
                .unwrap();
        (
            archive.done(&["export", "--format", "jsonl"]).contains("@dorrit@lamp.example"),
            published.contains("Dorrit Saltmarch"),
        )
    };
    assert_eq!(holds(&archive), (true, true));
    archive.done(&["people", "leave-out", "@dorrit@lamp.example"]);
    archive.done(&["publish", "site"]);
    let again = archive.json(&["import", evening().to_str().unwrap(), "--json"]);
    assert!(again["files"][0]["withheld"].as_u64().unwrap() > 0);
    assert_eq!(holds(&archive), (false, false));
    let search = archive.json(&["search", "buses", "--author", "@dorrit@lamp.example", "--json"]);
    assert_eq!(search["total"], 0);
}

#[test]
fn the_doctor_finds_it_whole() {
    let archive = Archive::of_the_evening();
    let findings = archive.json(&["doctor", "--json"]);
    assert!(findings.as_array().unwrap().iter().all(|f| f["health"] == "good"), "{findings}");
}
