//! The raw stream of a repository host, as it was recorded.

use data_encoding::BASE64_NOPAD;
use tokio_tungstenite::tungstenite::Message;

use crate::listener::Listener;
use crate::peer::{Script, Stream};

const RECORDED: &str = include_str!("../recorded/firehose.base64");
const FUTURE: &str = include_str!("../recorded/future_cursor.base64");

fn frames(recorded: &str) -> Vec<Message> {
    let frame = |line: &str| Message::binary(BASE64_NOPAD.decode(line.as_bytes()).unwrap());
    recorded.lines().map(frame).collect()
}

#[tokio::test]
async fn frames_are_told_as_posts() {
    let stream = Stream::start(vec![Script::Stay(frames(RECORDED))]).await;
    let mut listener = Listener::start(&format!("firehose:{}", stream.address), "rustchat", None);
    let told = listener.until("sees").await;
    assert_eq!(listener.cursor.as_deref(), Some("21"));
    insta::assert_snapshot!(told.join("\n"), @r#"
    3n2yfgefpls2b: Welcome to the chat 👋 #rustchat Q1: what are you building?
    3n2yfgeidlc2b to 3n2yfgefpls2b: A1: a tide clock. #rustchat
    3n2yfgekork2b to 3n2yfgeidlc2b: nice! (no tag here)
    3n2yfgennis2b: Out-of-text tag only
    3n2yfgeoxik2b: Case and emoji: #RustChat 🦀 #日本語タグ
    3n2yfgerkis2b: typo, deleting #rustchat
    3n2yfgerkis2b: gone
    3n2yfgekork2b to 3n2yfgeidlc2b (edited): nice! (edited to add) #rustchat
    sees from now on
    "#);
}

#[tokio::test]
async fn a_host_that_was_set_up_anew_is_followed_from_now_on() {
    let scripts = vec![Script::Cut(frames(FUTURE)), Script::Stay(frames(RECORDED))];
    let stream = Stream::start(scripts).await;
    let place = format!("firehose:{}", stream.address);
    let mut listener = Listener::start(&place, "rustchat", Some("4711".into()));
    let told = listener.until("sees from now on").await;
    assert!(told[0].contains("FutureCursor"), "{told:?}");
    let asked = stream.asked();
    assert!(asked[0].ends_with("?cursor=4711") && !asked[1].contains("cursor"), "{asked:?}");
}

#[tokio::test]
async fn a_length_that_lies_is_noted_and_passed_over() {
    // The head of each CAR: so many bytes, which are {"roots": [...], ...}.
    const HEAD: &[u8] = b"\x3A\xA2eroots";
    let mut all = frames(RECORDED);
    let mut lies = 0;
    for frame in &mut all {
        let Message::Binary(bytes) = frame else { panic!("a frame") };
        let mut bytes = bytes.to_vec();
        if let Some(place) = bytes.windows(HEAD.len()).position(|part| part == HEAD) {
            bytes[place] = [0x7F, 0xFF, 0x00][lies % 3];
            lies += 1;
        }
        *frame = Message::binary(bytes);
    }
    assert!(lies > 7, "{lies}");
    let stream = Stream::start(vec![Script::Stay(all)]).await;
    let mut listener = Listener::start(&format!("firehose:{}", stream.address), "rustchat", None);
    let told = listener.until("sees").await;
    assert!(told.iter().filter(|line| line.starts_with("Skipped")).count() > 5, "{told:?}");
}

#[tokio::test]
async fn a_damaged_frame_is_noted_and_passed_over() {
    let mut all = frames(RECORDED);
    let Message::Binary(whole) = all[12].clone() else { panic!("a frame") };
    all[12] = Message::binary(whole[..whole.len() - 7].to_vec());
    let stream = Stream::start(vec![Script::Stay(all)]).await;
    let mut listener = Listener::start(&format!("firehose:{}", stream.address), "rustchat", None);
    let told = listener.until("sees").await;
    assert!(told.iter().any(|line| line.starts_with("Skipped")), "{told:?}");
    assert!(told.iter().any(|line| line.contains("gone")), "{told:?}");
}
