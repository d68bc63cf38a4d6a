//! Reposts and what they pass on.

use super::*;
use crate::notation::chat;
use insta::assert_snapshot;

fn shown(lines: &str) -> String {
    let told = chat(lines);
    let folded = fold(&told.posts, &told.reposts);
    let by = |reposts: &[usize]| {
        let handles = reposts.iter().map(|&r| told.reposts[r].author.handle.clone());
        let by = handles.map(Option::unwrap).collect::<Vec<_>>().join(" ");
        if by.is_empty() { "nobody".to_owned() } else { by }
    };
    let mut shown = String::new();
    for (post, reposts) in told.posts.iter().zip(&folded.of_posts) {
        shown += &format!("{} ← {}\n", post.body.text.plain, by(reposts));
    }
    for group in &folded.unresolved {
        shown += &format!("{:?} ← {}\n", group.of, by(&group.reposts));
    }
    shown
}

#[test]
fn a_repost_belongs_to_the_post_it_names() {
    assert_snapshot!(shown(
        "18:00 @ada Keep everything
         18:01 @bob Keep nothing
         18:03 @dee = 1
         18:02 @cy = 1
         18:04 @eve = 99"
    ), @r#"
    Keep everything ← @cy @dee
    Keep nothing ← nobody
    Uri(Uri("post:99")) ← @eve
    "#);
}

#[test]
fn words_are_known_again() {
    assert_snapshot!(shown(
        "18:00 @Ada Keep   everything, Zoë! http://lamp.example/a #chat
         18:01 @bob RT @ada: keep everything, zoe! http://quay.example/b #chat
         18:02 @cy RT @ADA: Keep everything, Zoë! #chat
         18:03 @dee RT @ada Keep everything, Zoë! http://lamp.ex…
         18:04 @eve RT @bob: RT @ada: Keep everything, Zoë! #chat
         18:05 @fay RT @gus: Keep everything, Zoë! #chat"
    ), @r#"
    Keep   everything, Zoë! http://lamp.example/a #chat ← @bob @cy @dee @eve
    Words { handle: "@gus", words: "keep everything zoe chat " } ← @fay
    "#);
}

#[test]
fn what_is_not_certain_is_left_open() {
    assert_snapshot!(shown(
        "18:00 @ada Good evening
         18:01 @ada Good evening
         18:02 @bob RT @ada: Good evening
         18:03 @cy RT @ada: Good evening
         18:04 @dee RT @ada: Keep ev…
         18:05 @eve RT @ada: What comes later
         18:06 @ada What comes later
         18:07 @fay RT @ada: https://lamp.example/a"
    ), @r#"
    Good evening ← nobody
    Good evening ← nobody
    What comes later ← nobody
    Words { handle: "@ada", words: "good evening " } ← @bob @cy
    Words { handle: "@ada", words: "keep " } ← @dee
    Words { handle: "@ada", words: "what comes later " } ← @eve
    Words { handle: "@ada", words: "https://lamp.example/a" } ← @fay
    "#);
}
