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

fn talked(posts: &[Post]) -> String {
    let all: Vec<&Post> = posts.iter().collect();
    let mut lines = String::new();
    for placed in conversations(&all).reading_order() {
        let post = &posts[placed.post];
        let indent = "  ".repeat(placed.depth);
        let known = placed.under.map(|u| format!(" ({})", u.known.as_str()));
        let (handle, known) = (post.author.handle.as_deref().unwrap(), known.unwrap_or_default());
        lines += &format!("{indent}{handle} {}{known}\n", post.body.text.plain);
    }
    lines
}

#[test]
fn names_repeated_words_and_parts_connect() {
    let mut told = chat(
        "18:00 @ada I keep everything that is said 1/2
         18:01 @ada and lose half of it 2/2
         18:02 @bob @ada Which half?
         18:03 @ada @bob The better one
         18:04 @cy I burn the letters of my aunt
         18:05 @bob @ada A pity
         18:06 @dee So wise! RT @cy I burn the letters of my aunt
         18:07 @eve @cy and @ada should meet
         18:08 @fay As somebody said just now",
    );
    told.posts[8].quote_of = Some(told.posts[4].uri.clone());
    assert_snapshot!(talked(&told.posts), @"
    @ada I keep everything that is said 1/2
      @ada and lose half of it 2/2 (next part)
        @bob @ada Which half? (named)
          @ada @bob The better one (named)
            @bob @ada A pity (named)
    @cy I burn the letters of my aunt
      @dee So wise! RT @cy I burn the letters of my aunt (repeated words)
      @eve @cy and @ada should meet (named)
      @fay As somebody said just now (quote)
    ");
    // The transcript follows only what is stated as a reply.
    assert_eq!(threads(&told.posts).threads().count(), told.posts.len());
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
