//! The published search against what the server would find.

use std::{fs, process::Command};

use super::*;
use crate::{assets::ASSETS, samples::Sample};

fn index() -> Vec<(String, String)> {
    let sample = Sample::new();
    let mut index = SearchIndex::new(&sample.series);
    for chat in &sample.chats {
        let sitting =
            sample.series_of(&chat.chat).map(|series| Sitting { series, chat: &chat.chat });
        for post in &chat.posts {
            index.push(post, sitting);
        }
    }
    index.finish()
}

#[test]
fn numbers_are_short() {
    let written = |n| {
        let mut out = String::new();
        write_number(n, 32, &mut out);
        out
    };
    assert_eq!([0, 31, 32, 1023, 1024].map(written), ["0", "V", "W1", "_V", "WW1"]);
}

#[test]
fn an_empty_index_is_whole() {
    let files = SearchIndex::new(&[]).finish();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["assets/search/words-0.js", "assets/search/index.js"]);
}

#[test]
fn nothing_in_it_turns_the_direction_of_text() {
    let mut out = String::new();
    json::quote("a\u{202e}b\u{2069}\u{200f}</script>", &mut out);
    assert_eq!(out, "\"ab\u{200f}\\u003c/script>\"");
}

#[test]
fn the_index_is_a_script_that_breaks_nothing() {
    for (name, script) in index() {
        assert!(script.starts_with("chatkeepSearch.take(\""), "{name}");
        assert!(!script.contains("</"), "{name}");
    }
}

/// Asks the published search, run by node, and compares what it finds and how it folds words.
#[test]
fn the_published_search_finds_what_was_said() {
    if Command::new("node").arg("--version").output().is_err() {
        assert!(
            std::env::var_os("CI").is_none(),
            "the published search needs `node` to run its script"
        );
        eprintln!("NOT TESTED: the published search needs `node` to run its script");
        return;
    }
    let folder = std::env::temp_dir().join(format!("chatkeep-search-{}", std::process::id()));
    fs::create_dir_all(folder.join("assets/search")).unwrap();
    for (name, script) in index() {
        fs::write(folder.join(name), script).unwrap();
    }
    let search = ASSETS.iter().find(|a| a.name == "search.js").unwrap();
    fs::write(folder.join("assets/search.js"), search.contents).unwrap();
    let texts: Vec<serde_json::Value> = FOLDED
        .iter()
        .map(|text| {
            let words = chat::words::words(text);
            serde_json::json!([text, words.iter().map(|w| &w.folded).collect::<Vec<_>>()])
        })
        .collect();
    fs::write(folder.join("words.json"), serde_json::Value::from(texts).to_string()).unwrap();
    fs::write(folder.join("test.js"), include_str!("tests.js")).unwrap();
    let done = Command::new("node").arg(folder.join("test.js")).output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{told}{}", String::from_utf8_lossy(&done.stderr));
    fs::remove_dir_all(&folder).unwrap();
    insta::assert_snapshot!(told, @r##"
{"q":"log"}: 7 "A log is what you wish the appraisal wer"
{"q":"log","order":"newest"}: 7 "This is what two stops of a log look lik"
{"q":"\"three lines\" -week"}: 2 "This is what two stops of a log look lik"
{"q":"三行"}: 1 "A2 毎週金曜日に三行だけ書きます。出来事、気づき、次にすること。読み返すと、自"
{"q":"行三"}: 0 ""
{"q":"MENTOR","tag":"#Chartershelf","since":"2026-11-01"}: 3 "Q1 Where did you find your mentor, and h"
{"author":"@kit"}: 5 "I will bring letters."
{"author":"Kit Underhay","q":"letters"}: 2 "I will bring letters."
{"author":"@oosterdal.example","until":"2026-11-12"}: 4 "This is what two stops of a log look lik"
{"q":"constructor"}: 0 ""
{"tag":"図書館"}: 3 "もう日付が変わりましたね。#図書館"
{"until":"2012-12-31"}: 3 "Keep three lines a week, that is all I e"
{"since":"2026-01-02","until":"2026-01-02","tag":"図書館"}: 2 "مساء الخير من بيروت #図書館"
{"since":"2026-01-03","until":"2026-01-03","tag":"図書館"}: 1 "もう日付が変わりましたね。#図書館"
{"since":"2026-01-03","until":"2026-01-03"}: 0 ""
2,5 11,14 chartership
"##);
}

const FOLDED: [&str; 9] = [
    "Café CRÈME, Straße! #CharterShip @ada_b",
    "don't — ‘quoted’ rock’n’roll it's' o'",
    "Ελλάδα ΣΊΣΥΦΟΣ Ёлка İstanbul ıssız",
    "図書館が好き AI図書館2026 ｶﾞｷﾞ ｆｕｌｌ",
    "สวัสดีครับ မြန်မာ ភាសាខ្មែរ",
    "ﬁne ½ ² ① Ⅷ ﷺ",
    "한국어 텍스트",
    "ليان النخيل وجدتُ",
    "emoji 👩‍👩‍👧 z\u{301}\u{302}algo \u{200d}x",
];
