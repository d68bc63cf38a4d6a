//! Where a stream is asked to go on.

use std::sync::Arc;

use chat::Tag;
use jiff::Timestamp;
use tokio::sync::mpsc;

use super::session::Session;
use super::{Hosts, Wire};
use crate::{Asking, Directories, Following, Known, Pace, Place, Topic, Undone};

fn session(place: &Place, wire: Wire, cursor: Option<&str>) -> Session {
    let following = Following {
        number: 0,
        name: "stream".into(),
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
        clock: Arc::new(|| Timestamp::UNIX_EPOCH),
        out: mpsc::channel(1).0,
    };
    let hosts = Hosts::of(place, &Directories::default(), Pace::default().patience);
    Session::new(wire, following, hosts)
}

#[tokio::test]
async fn a_stream_goes_on_at_its_cursor() {
    let place: Place = "jetstream:wss://stream.example".parse().unwrap();
    let stream = place.streams().remove(0);
    let asked = |wire, cursor| session(&place, wire, cursor).address(&stream).to_string();
    let wanted = "wantedCollections=app.bsky.feed.post&wantedCollections=app.bsky.feed.repost&wantedCollections=app.bsky.actor.profile";
    let jetstream = format!("https://stream.example/subscribe?{wanted}");
    assert_eq!(asked(Wire::Jetstream, None), jetstream);
    // Wound back five seconds.
    let cursor = Some("1795447317054498");
    assert_eq!(asked(Wire::Jetstream, cursor), format!("{jetstream}&cursor=1795447312054498"));
    let firehose = "https://stream.example/xrpc/com.atproto.sync.subscribeRepos";
    assert_eq!(asked(Wire::Firehose, None), firehose);
    assert_eq!(asked(Wire::Firehose, Some("15")), format!("{firehose}?cursor=15"));
}

#[tokio::test]
async fn a_cursor_that_is_too_old_leaves_a_gap() {
    let place: Place = "jetstream:wss://stream.example".parse().unwrap();
    let now: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
    let from = |wire, at: Option<&str>| {
        let cursor = at.map(|at| at.parse::<Timestamp>().unwrap().as_microsecond().to_string());
        session(&place, wire, cursor.as_deref()).complete_from(now).to_string()
    };
    assert_eq!(from(Wire::Jetstream, None), now.to_string(), "what was before is not asked for");
    assert_eq!(from(Wire::Jetstream, Some("2026-11-24T07:00:00Z")), Timestamp::MIN.to_string());
    assert_eq!(from(Wire::Jetstream, Some("2026-11-20T07:00:00Z")), "2026-11-22T20:00:00Z");
    assert_eq!(from(Wire::Firehose, Some("2026-11-20T07:00:00Z")), Timestamp::MIN.to_string());
}
