//! Following live: a recording ends as its import does, killed or not, and ends when asked.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use crate::run::{Archive, evening};

/// A `follow` under way.
struct Follower {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Follower {
    /// Follows the sample evening so many times as fast as it was.
    fn start(archive: &Archive, speed: &str) -> Self {
        let place = format!("replay:{}", evening().display());
        let args = ["follow", "#lanternchat", "--on", &place, "--speed", speed];
        let mut child = archive.command(&args).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Waits until so many lines were printed.
    fn print(&mut self, lines: usize) {
        let printed = self.lines.by_ref().take(lines).filter(Result::is_ok).count();
        assert_eq!(printed, lines, "it ended early");
    }

    /// Kills it as a power cut would.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    #[cfg(unix)]
    fn ask_to_end(&mut self) {
        let pid = self.child.id().to_string();
        let kill = std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(kill.success());
    }

    /// Waits for its end, which must come soon and well.
    fn end(mut self) {
        let asked = Instant::now();
        self.lines.by_ref().for_each(drop);
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
        assert!(asked.elapsed() < Duration::from_secs(10), "it took {:?}", asked.elapsed());
    }
}

fn export(archive: &Archive) -> String {
    archive.done(&["export", "--format", "jsonl"])
}

#[test]
fn what_is_followed_is_what_is_imported() {
    let (followed, imported) = (Archive::empty(), Archive::of_the_evening());
    let place = format!("replay:{}", evening().display());
    let printed =
        followed.done(&["follow", "lanternchat", "--on", &place, "--speed", "max", "--json"]);
    assert_eq!(export(&followed), export(&imported));
    assert_eq!(followed.done(&["chats"]), imported.done(&["chats"]));
    let search = ["search", "kettle", "--limit", "1000", "--json"];
    assert_eq!(followed.json(&search), imported.json(&search));

    // What it printed is a file like any other.
    std::fs::write(followed.path("printed.jsonl"), printed).unwrap();
    let again = Archive::empty();
    let path = followed.path("printed.jsonl");
    again.done(&["import", "--tag", "lanternchat", path.to_str().unwrap()]);
    let posts = |archive: &Archive| archive.json(&["stats", "--json"])["posts"].clone();
    assert_eq!(posts(&again), posts(&imported));
}

#[test]
fn killed_again_and_again_it_loses_nothing() {
    let (followed, imported) = (Archive::empty(), Archive::of_the_evening());
    for lines in [1, 40, 3, 90, 17] {
        let mut follower = Follower::start(&followed, "6000");
        follower.print(lines);
        follower.kill();
    }
    Follower::start(&followed, "max").end();
    assert_eq!(export(&followed), export(&imported));
    assert_eq!(followed.done(&["chats"]), imported.done(&["chats"]));
    followed.done(&["doctor"]);
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_leaves_all_of_it_findable() {
    let archive = Archive::empty();
    let mut follower = Follower::start(&archive, "600");
    follower.print(60);
    follower.ask_to_end();
    follower.end();
    let posts = archive.json(&["stats", "--json"])["posts"].as_u64().unwrap();
    assert!((40..500).contains(&posts), "{posts} posts");
    let found = archive.json(&["search", "lanternchat", "--limit", "0", "--json"]);
    assert!(found["total"].as_u64().unwrap() > 30, "{found}");
    // Nothing is left to catch up with.
    archive.done(&["doctor", "--mend"]);
    assert_eq!(archive.json(&["search", "lanternchat", "--limit", "0", "--json"]), found);
    let chats = archive.json(&["chats", "--json"]);
    assert!(chats[0]["posts"].as_u64().unwrap() > 30, "{chats}");
}

#[test]
fn what_cannot_be_followed_is_said() {
    let archive = Archive::empty();
    assert!(archive.fails(2, &["follow", "x", "--on", "nowhere"]).contains("no place to follow"));
    assert!(archive.fails(2, &["follow", "--on", "replay:x"]).contains("TAG"));
    assert!(archive.fails(2, &["follow", "x"]).contains("--on"));
    let place = "replay:there-is-none.jsonl";
    assert!(archive.fails(1, &["follow", "x", "--on", place]).contains("there-is-none.jsonl"));
}

/// A recording of some of forty statuses, a minute apart, as one server would have shown them.
fn recording(archive: &Archive, name: &str, statuses: std::ops::Range<i64>) -> String {
    let status = |n: i64| {
        format!(
            r#"{{"id":"{n}","uri":"https://reef.example/{n}","created_at":"2026-11-12T19:{:02}:00Z",
                "content":"<p>{n} #lampchat</p>","visibility":"public",
                "account":{{"id":"{1}","acct":"guest{1}","uri":"https://reef.example/users/{1}"}}}}"#,
            10 + n,
            n % 7
        )
    };
    let lines: Vec<String> = statuses.map(|n| status(n).replace('\n', "")).collect();
    std::fs::write(archive.path(name), lines.join("\n")).unwrap();
    format!("replay:{name}")
}

#[test]
fn equally_good_hits_come_by_time_however_they_came_in() {
    let found = |order: [std::ops::Range<i64>; 2]| {
        let archive = Archive::empty();
        for (number, statuses) in order.into_iter().enumerate() {
            let name = format!("{number}.json");
            recording(&archive, &name, statuses);
            archive.done(&["import", "--tag", "lampchat", &name]);
        }
        archive.json(&["search", "lampchat", "--limit", "1000", "--json"])
    };
    let at_last = found([20..40, 0..20]);
    assert_eq!(at_last["total"], 40);
    assert_eq!(at_last, found([0..20, 20..40]));
}

#[test]
fn it_is_said_who_saw_what_and_what_nobody_saw() {
    let archive = Archive::empty();
    let one = recording(&archive, "one.json", 0..30);
    let two = recording(&archive, "two.json", 15..40);
    archive.done(&["follow", "lampchat", "--speed", "max", "--on", &one, "--on", &two]);
    let sources = archive.json(&["sources", "--json"]);
    assert_eq!(sources[0]["source"], "one.json");
    assert_eq!(sources[0]["state"], "ended");
    assert_eq!(sources[1]["tags"][0], "lampchat");
    assert!(archive.done(&["sources"]).contains("two.json  #lampchat  ended"));

    let coverage = archive.json(&["coverage", "lampchat/2026-11-12", "--json"]);
    assert_eq!(coverage["sources"][0]["posts"], 30);
    assert_eq!(coverage["sources"][1]["first"], "2026-11-12T19:25:00Z");
    let seen_by: Vec<_> =
        coverage["seen_by"].as_array().unwrap().iter().map(|by| by["posts"].clone()).collect();
    assert_eq!(seen_by, [15, 15, 10]);
    // Chapman: 31 × 26 / 16 − 1 = 49.4 in all, of which 40 were seen.
    assert_eq!(coverage["estimate"]["missed"], 9);
    assert_eq!(coverage["estimate"]["method"], "Chapman");
    assert!(archive.done(&["coverage", "lampchat/2026-11-12"]).contains("an estimated 9 posts"));
}

#[test]
fn places_are_tried_out_beforehand() {
    let archive = Archive::empty();
    let one = recording(&archive, "one.json", 0..3);
    let missing = "replay:there-is-none.json";
    let args = ["doctor", "--tag", "lampchat", "--on", &one];
    assert_eq!(archive.json(&[&args[..], &["--json"]].concat())[0]["verdict"], "good");
    let output = archive.run(&[&args[..], &["--on", missing]].concat());
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("good     a recording") && said.contains("nothing  "), "{said}");
    archive.fails(2, &["doctor", "--on", &one]);
}

#[test]
fn a_configuration_names_several_series() {
    let archive = Archive::empty();
    let one = recording(&archive, "one.json", 0..30);
    let two = recording(&archive, "two.json", 15..40);
    let config = format!(
        "[[series]]\ntags = [\"lampchat\"]\non = [\"{one}\", \"{two}\"]\n
         [[series]]\ntags = [\"otherchat\"]\non = [\"{one}\"]\nuntil = \"2099-01-01 20:30\"\n"
    );
    std::fs::write(archive.path("chatkeep.toml"), config).unwrap();
    archive.done(&["follow", "--config", "chatkeep.toml", "--speed", "max"]);
    let sources = archive.json(&["sources", "--json"]);
    let named =
        |number: usize| (sources[number]["source"].clone(), sources[number]["tags"].clone());
    assert_eq!(sources.as_array().unwrap().len(), 3);
    assert_eq!(named(1), ("one.json".into(), ["otherchat"].into()));
    assert_eq!(archive.json(&["stats", "--json"])["posts"], 40);

    std::fs::write(archive.path("empty.toml"), archive.done(&["config"])).unwrap();
    assert!(archive.fails(1, &["follow", "--config", "empty.toml"]).contains("no [[series]]"));
    archive.fails(2, &["follow", "lampchat", "--on", &one, "--config", "chatkeep.toml"]);
    std::fs::write(archive.path("wrong.toml"), "[polling]\nbusy = 2\n").unwrap();
    let said = archive.fails(1, &["follow", "--config", "wrong.toml"]);
    assert!(said.contains("wrong.toml: line 2, column 1: unknown field `busy`"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_token_that_others_can_read_is_warned_of_and_never_said() {
    use std::os::unix::fs::PermissionsExt;
    let archive = Archive::empty();
    // Nobody listens there.
    let config =
        "[[series]]\ntags = [\"x\"]\non = [\"http://127.0.0.1:1\"]\nuntil = \"2099-01-01 20:30\"\n
        [servers.\"127.0.0.1:1\"]\ntoken = \"s3cret\"\n";
    let path = archive.path("chatkeep.toml");
    std::fs::write(&path, config).unwrap();
    for (mode, is_warned) in [(0o644, true), (0o600, false)] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let mut command = archive.command(&["follow", "--config", "chatkeep.toml"]);
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut said = String::new();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        while !said.contains("cannot be reached") {
            assert!(stderr.read_line(&mut said).unwrap() > 0, "{said}");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(said.contains("chmod 600"), is_warned, "{said}");
        assert!(!said.contains("s3cret"), "{said}");
    }
}

#[test]
fn with_one_source_nothing_is_estimated() {
    let archive = Archive::empty();
    let one = recording(&archive, "one.json", 0..40);
    archive.done(&["follow", "lampchat", "--speed", "max", "--on", &one]);
    let coverage = archive.json(&["coverage", "lampchat/2026-11-12", "--json"]);
    assert!(coverage["estimate"].is_null() && coverage["no_estimate"].is_string(), "{coverage}");
    let said = archive.done(&["coverage", "lampchat/2026-11-12"]);
    assert!(said.contains("cannot be estimated"), "{said}");
    assert!(archive.fails(1, &["coverage", "lampchat/2026-11-13"]).contains("near it"));
    assert!(Archive::empty().fails(1, &["sources"]).contains("no archive"));
}
