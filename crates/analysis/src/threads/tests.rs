//! Who answers whom, in the notation of small chats.

use super::*;
use crate::notation::chat;
use insta::assert_snapshot;
use proptest::prelude::*;

fn shown(posts: &[Post]) -> String {
    let mut lines = String::new();
    for placed in threads(posts).reading_order() {
        let post = &posts[placed.post];
        let indent = "  ".repeat(placed.depth);
        let inferred = placed.under.is_some_and(|u| u.known == Known::OnlyPostOfFiveMinutes);
        let mark = if inferred { " (inferred)" } else { "" };
        let handle = post.author.handle.as_deref().unwrap();
        lines += &format!("{indent}{handle} {}{mark}\n", post.body.text.plain);
    }
    lines
}

#[test]
fn conversations_are_kept_together() {
    let told = chat(
        "18:00 @ada Q1 What do you keep?
         18:01 > @bob A1 Everything.
         18:04 >> @cy Really everything?
         18:02 > @dee A1 Very little.
         18:05 @ada Q2 And where?
         18:07 > @bob A2 In a shoe box.",
    );
    assert_snapshot!(shown(&told.posts), @"
    @ada Q1 What do you keep?
      @bob A1 Everything.
        @cy Really everything?
      @dee A1 Very little.
    @ada Q2 And where?
      @bob A2 In a shoe box.
    ");
}

#[test]
fn an_answer_to_something_unknown_begins_a_thread() {
    let mut told = chat(
        "18:00 @ada Q1 What do you keep?
         18:01 > @bob A1 Everything.
         18:02 >> @cy Really?",
    );
    told.posts.remove(0);
    assert_snapshot!(shown(&told.posts), @"
    @bob A1 Everything.
      @cy Really?
    ");
}

#[test]
fn an_answer_to_somebody_goes_to_their_only_recent_post() {
    let told = chat(
        "18:00 @ada Good evening
         18:01 @bob Good evening
         18:03 >@Ada @cy @ada Hello!
         18:04 @bob What a crowd
         18:05 >@bob @dee @bob Which of the two?
         18:20 >@ada @eve @ada Too late to tell
         18:21 >@nobody @fay @nobody Who?",
    );
    assert_snapshot!(shown(&told.posts), @"
    @ada Good evening
      @cy @ada Hello! (inferred)
    @bob Good evening
    @bob What a crowd
    @dee @bob Which of the two?
    @eve @ada Too late to tell
    @fay @nobody Who?
    ");
}

#[test]
fn circles_are_cut_before_the_earliest() {
    let mut told = chat(
        "18:00 @ada one
         18:01 @bob two
         18:02 @cy three
         18:03 @dee four",
    );
    for (post, parent) in [(0, 2), (1, 0), (2, 1), (3, 3)] {
        told.posts[post].reply_to = Some(told.posts[parent].uri.clone());
    }
    assert_snapshot!(shown(&told.posts), @"
    @ada one
      @bob two
        @cy three
    @dee four
    ");
}

#[test]
fn a_thread_may_be_100_000_deep() {
    let mut told = chat("18:00 @ada and so on");
    for n in 1..100_000 {
        let mut next = told.posts[0].clone();
        next.uri = Uri::new(format!("post:{}", n + 1));
        next.reply_to = Some(Uri::new(format!("post:{n}")));
        told.posts.push(next);
    }
    let forest = threads(&told.posts);
    assert_eq!(forest.threads().count(), 1);
    assert_eq!(forest.reading_order().last().map(|p| p.depth), Some(99_999));
}

proptest! {
    #[test]
    fn every_post_has_one_place(
        answers in prop::collection::vec((0..60_u32, prop::option::of(0..40_usize)), 0..40),
    ) {
        let told = chat(&"18:00 @ada x\n".repeat(answers.len()));
        let mut posts = told.posts;
        for (post, &(minute, parent)) in answers.iter().enumerate() {
            let at = format!("2012-02-16T18:{minute:02}:00Z").parse().unwrap();
            posts[post].created_at = chat::Moment::stated(at);
            posts[post].reply_to = parent.map(|n| Uri::new(format!("post:{}", n + 1)));
        }
        let forest = threads(&posts);
        let mut seen: Vec<usize> = forest.reading_order().iter().map(|p| p.post).collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..posts.len()).collect::<Vec<_>>());

        let uris = |posts: &[Post]| -> Vec<Uri> {
            threads(posts).placed.iter().map(|p| posts[p.post].uri.clone()).collect()
        };
        let expect = uris(&posts);
        posts.reverse();
        prop_assert_eq!(uris(&posts), expect);
    }
}
