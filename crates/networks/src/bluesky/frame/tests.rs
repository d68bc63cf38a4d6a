//! Recorded frames, and what becomes of damaged ones.

use data_encoding::BASE64_NOPAD;

use super::{Frame, FrameError, decode};

const RECORDED: &str = include_str!("../../../tests/recorded/firehose.base64");
const REFUSED: &str = include_str!("../../../tests/recorded/future_cursor.base64");

fn frames(recorded: &str) -> Vec<Vec<u8>> {
    recorded.lines().map(|line| BASE64_NOPAD.decode(line.as_bytes()).unwrap()).collect()
}

/// Each line of a frame, in few words.
fn told(frame: &Frame) -> Vec<String> {
    let Frame::Events { cursor, lines, .. } = frame else { return vec![format!("{frame:?}")] };
    let short = |line: &String| {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let commit = &event["commit"];
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let words = [
            text(&event["kind"]),
            text(&event["identity"]["handle"]),
            text(&commit["operation"]),
            text(&commit["rkey"]),
            text(&commit["record"]["text"]),
        ];
        let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
        format!("{cursor} {}", words.join(" "))
    };
    lines.iter().map(short).collect()
}

#[test]
fn frames_become_lines_of_jetstream_s() {
    let told: Vec<String> =
        frames(RECORDED).iter().flat_map(|frame| told(&decode(frame).unwrap())).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    1 identity alicemwte6pgl.test
    2 account
    5 identity bobmwte6pgl.test
    6 account
    9 identity carolmwte6pgl.test
    10 account
    13 commit create 3n2yfgefpls2b Welcome to the chat 👋 #rustchat Q1: what are you building?
    14 commit create 3n2yfgeidlc2b A1: a tide clock. #rustchat
    15 commit create 3n2yfgekork2b nice! (no tag here)
    16 commit create 3n2yfgennis2b Out-of-text tag only
    17 commit create 3n2yfgeoxik2b Case and emoji: #RustChat 🦀 #日本語タグ
    18 commit create 3n2yfgerkis2b typo, deleting #rustchat
    19 commit delete 3n2yfgerkis2b
    20 commit update 3n2yfgekork2b nice! (edited to add) #rustchat
    "#);
}

#[test]
fn a_refusal_says_why() {
    let frame = decode(&frames(REFUSED)[0]).unwrap();
    let (name, message) = ("FutureCursor".to_owned(), "Cursor in the future.".to_owned());
    assert_eq!(frame, Frame::Refused { name, message });
}

#[test]
fn damaged_frames_are_refused() {
    for frame in frames(RECORDED) {
        for end in 0..frame.len() {
            assert!(decode(&frame[..end]).is_err(), "cut at {end}");
        }
        // Whatever a byte becomes, reading ends.
        for place in 0..frame.len() {
            let mut damaged = frame.clone();
            damaged[place] ^= 0xFF;
            let _ = decode(&damaged);
        }
    }
}

#[test]
fn a_frame_nested_without_end_is_refused() {
    // The header of a commit, and then a list in a list in a list …
    let mut frame = b"\xa2\x61t\x67#commit\x62op\x01".to_vec();
    frame.extend(std::iter::repeat_n(0x81, 100_000));
    assert!(matches!(decode(&frame), Err(FrameError::Cbor(_))));
    // A list that claims to be longer than all memory.
    let mut frame = b"\xa2\x61t\x67#commit\x62op\x01".to_vec();
    frame.extend(b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff");
    assert!(matches!(decode(&frame), Err(FrameError::Cbor(_))));
}
