//! Invented events of a Jetstream, in the shape of its v1.

use std::fmt::Write as _;

/// One of so many posts carries the tag that is followed.
pub(super) const TAGGED: u64 = 4_000;

const WORDS: [&str; 12] = [
    "harbour", "kettle", "lantern", "shelf", "mentor", "ledger", "tide", "quarter", "window",
    "bread", "letter", "garden",
];

/// The event with this number, at this time, as one line of some 854 bytes on average.
pub(super) fn event(number: u64, at_us: i64, tag: Option<&str>) -> String {
    let (did, rkey) = (did(number % 50_000), rkey(number));
    let text = words(number, tag);
    let mut facets = String::new();
    if let Some(start) = text.find('#') {
        let end = text[start..].find(' ').map_or(text.len(), |long| start + long);
        let _ = write!(
            facets,
            r##""facets":[{{"features":[{{"$type":"app.bsky.richtext.facet#tag","tag":"{}"}}],"index":{{"byteEnd":{end},"byteStart":{start}}}}}],"##,
            &text[start + 1..end]
        );
    }
    let reply = if tag.is_none() && number % 5 < 2 { answer(number) } else { String::new() };
    let second = number / 1_000 % 60;
    format!(
        r#"{{"did":"{did}","time_us":{at_us},"kind":"commit","commit":{{"rev":"{rkey}","operation":"create","collection":"app.bsky.feed.post","rkey":"{rkey}","record":{{"$type":"app.bsky.feed.post","createdAt":"2026-11-12T19:30:{second:02}.000Z",{facets}"langs":["en"],{reply}"text":"{text}"}},"cid":"bafyrei{did}{rkey}{rkey}"}}}}"#,
        did = &did,
    )
    .replace("bafyreidid:plc:", "bafyrei")
}

/// What is said: up to 40 words, and in three of ten posts some other tag.
fn words(number: u64, tag: Option<&str>) -> String {
    let mut text = format!("number {number}");
    for word in 0..12 + number % 60 {
        text.push(' ');
        text.push_str(WORDS[((number + word * word) % 12) as usize]);
    }
    match tag {
        Some(tag) => text.push_str(&format!(" #{tag}")),
        None if number % 10 < 3 => {
            text.push_str(&format!(" #{}{}", WORDS[(number % 12) as usize], number % 97));
        }
        None => {}
    }
    text
}

fn answer(number: u64) -> String {
    let (did, rkey) = (did(number * 7 % 50_000), rkey(number * 3));
    let post = format!(
        r#"{{"cid":"bafyreih{rkey}{rkey}{rkey}{rkey}","uri":"at://{did}/app.bsky.feed.post/{rkey}"}}"#
    );
    format!(r#""reply":{{"parent":{post},"root":{post}}},"#)
}

fn did(number: u64) -> String {
    format!("did:plc:{}", base32(number.wrapping_mul(0x9e37_79b9_7f4a_7c15), 24))
}

fn rkey(number: u64) -> String {
    format!("3n{}", base32(number, 11))
}

/// The lowest digits first reversed: names that differ, and keys that grow.
fn base32(number: u64, digits: u32) -> String {
    const DIGITS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
    let digit = |place: u32| char::from(DIGITS[(number.rotate_right(place * 5) & 31) as usize]);
    (0..digits).rev().map(digit).collect()
}
