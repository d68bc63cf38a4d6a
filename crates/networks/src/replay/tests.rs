//! Recordings told in order, from where they were left, at their speed.

use std::io::Write;
use std::sync::Arc;

use chat::Tag;
use tokio::sync::mpsc;

use super::Speed;
use crate::{Asking, Directories, Following, Known, News, Pace, Place, Topic, Undone, follow};

/// Three posts of which one does not belong, ten seconds apart, and one taken back.
const RECORDING: &str = concat!(
    r##"{"chatkeep":1}"##,
    "\n",
    r##"{"post":{"uri":"https://lamp.example/1","network":"fediverse","author":{"uri":"https://lamp.example/users/ada","network":"fediverse"},"created_at":"2026-11-12T19:30:00Z","text":"One #lampchat","spans":[{"start":4,"end":13,"tag":"lampchat"}]}}"##,
    "\n",
    r##"{"post":{"uri":"https://lamp.example/2","network":"fediverse","author":{"uri":"https://lamp.example/users/bob","network":"fediverse"},"created_at":"2026-11-12T19:30:10Z","text":"Tea"}}"##,
    "\n",
    r##"{"post":{"uri":"https://lamp.example/3","network":"fediverse","author":{"uri":"https://lamp.example/users/bob","network":"fediverse"},"created_at":"2026-11-12T19:30:20Z","text":"Two","reply_to":"https://lamp.example/1"}}"##,
    "\n",
    r##"{"gone":{"uri":"https://lamp.example/3","at":"2026-11-12T19:30:30Z"}}"##,
    "\n",
);

/// What a recording tells: each thing found by its name, with its cursor.
async fn told(recording: &str, speed: Speed, cursor: Option<&str>) -> Vec<String> {
    let mut file = tempfile::NamedTempFile::with_suffix(".jsonl").unwrap();
    file.write_all(recording.as_bytes()).unwrap();
    let place = Place::Replay { file: file.path().to_owned(), speed };
    let (out, mut news) = mpsc::channel(1);
    let following = Following {
        number: 0,
        name: place.name().into(),
        topic: Topic::new(&[Tag::new("lampchat").unwrap()], Known::default()),
        lists: chat::keep::Lists::default(),
        cursor: cursor.map(str::to_owned),
        since: None,
        recent: Vec::new(),
        undone: Undone::default(),
        directories: Directories::default(),
        renewal: None,
        pace: Pace::default(),
        asking: Asking::new(&[]),
        clock: Arc::new(|| "2026-11-24T08:00:00Z".parse().unwrap()),
        out,
    };
    let following = tokio::spawn(async move { follow(&place, following).await });
    let mut told = Vec::new();
    while let Some(heard) = news.recv().await {
        told.push(match heard.news {
            News::Found { found, cursor } => {
                let names = found.iter().map(|found| match found {
                    formats::Found::Record(record) => record.change.uri().to_string(),
                    formats::Found::Gone(change) => format!("gone {}", change.uri()),
                    other => format!("{other:?}"),
                });
                format!("{} ({})", names.collect::<Vec<_>>().join(", "), cursor.unwrap())
            }
            News::Seeing { .. } => "seeing".into(),
            News::Blind { reason, .. } => format!("blind: {reason}"),
            other => format!("{other:?}"),
        });
    }
    following.await.unwrap();
    told
}

#[tokio::test]
async fn a_recording_is_told_in_order_to_its_end() {
    let all = told(RECORDING, Speed::AtOnce, None).await;
    let [one, three, gone] = [
        "https://lamp.example/1 (1)",
        "https://lamp.example/3 (3)",
        "gone https://lamp.example/3 (4)",
    ];
    assert_eq!(all, ["seeing", one, three, gone, "Ended"]);
}

#[tokio::test]
async fn it_goes_on_where_it_was_left() {
    let rest = told(RECORDING, Speed::AtOnce, Some("3")).await;
    assert_eq!(rest, ["seeing", "gone https://lamp.example/3 (4)", "Ended"]);
}

#[tokio::test]
async fn it_takes_its_time() {
    let began = std::time::Instant::now();
    told(RECORDING, Speed::Times(100.0), None).await;
    assert!(began.elapsed().as_millis() >= 300, "{:?}", began.elapsed());
}

#[tokio::test]
async fn what_cannot_be_read_is_said() {
    let said = told("this is no recording", Speed::AtOnce, None).await;
    assert!(said.iter().any(|line| line.starts_with("blind: ")), "{said:?}");
    assert_eq!(said.last().map(String::as_str), Some("Ended"));
}
