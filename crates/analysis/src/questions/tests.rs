//! Questions and their answers, in the notation of small chats.

use super::*;
use crate::notation::chat;
use insta::assert_snapshot;
use proptest::prelude::*;

fn shown(lines: &str) -> String {
    let told = chat(lines);
    let mut shown = String::new();
    for Marked { post, number, role } in marked(&told.posts) {
        let post = &told.posts[post];
        let handle = post.author.handle.as_deref().unwrap();
        shown += &format!("{number} {role:?} {handle} {}\n", post.body.text.plain);
    }
    shown
}

#[test]
fn hosts_ask_and_others_answer() {
    assert_snapshot!(shown(
        "18:00 @ada Welcome! Q1. What do you keep of all that was said here?
         18:01 @bob A1: Everything
         18:02 @cy Q1 Very little
         18:03 @dee That was quick
         18:04 @eve \"Q1. What do you keep of all that was said here?\"
         18:05 @ada Q2 And where?
         18:06 @bob @ada A.2 In a shoe box
         18:07 @ada Q2: And where? Last chance!
         18:08 @ada Thanks! Q1 was fun",
    ), @r#"
    1 Asks @ada Welcome! Q1. What do you keep of all that was said here?
    1 Answers @bob A1: Everything
    1 Answers @cy Q1 Very little
    1 AsksAgain @eve "Q1. What do you keep of all that was said here?"
    2 Asks @ada Q2 And where?
    2 Answers @bob @ada A.2 In a shoe box
    2 AsksAgain @ada Q2: And where? Last chance!
    "#);
}

#[test]
fn a_guest_may_ask_a_question() {
    assert_snapshot!(shown(
        "18:00 @ada Q1 What?
         18:01 @ada Q2 Where?
         18:02 @bob Q3 Why?
         18:03 @ada A3 Why not
         18:04 @cy Q4 I do not know
         18:05 @dee A5 is a size of paper",
    ), @"
    1 Asks @ada Q1 What?
    2 Asks @ada Q2 Where?
    3 Asks @bob Q3 Why?
    3 Answers @ada A3 Why not
    ");
}

#[test]
fn marks_are_read_in_many_forms() {
    let read = |text: &str| mark(text).map(|m| (m.letter == Letter::Question, m.number));
    for text in [
        "Q1 what",
        "q1: what",
        "Q.1 what",
        "Q 1 what",
        "Question 1: what",
        "QUESTION #1",
        "Q1",
        "@ada #chat Q1 what",
        "🎉 Q1. what",
        "#Q1 what",
        "“Q1) what",
        "Ques. 1 what",
    ] {
        assert_eq!(read(text), Some((true, 1)), "{text}");
    }
    for text in ["A1 that", "a1: that", "A.1 that", "Answer 1: that", "Ans 1 that", "@ada A1"] {
        assert_eq!(read(text), Some((false, 1)), "{text}");
    }
    for text in [
        "",
        "Q",
        "Quest",
        "A 3 year old",
        "A2Z",
        "Q1b",
        "Q0",
        "Q2012 was",
        "the Q1",
        "@q1 hello",
        "@q1ada hi",
        "A",
        "Answering 1",
        "Às 1",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "([QqAa@#!.:… 1-3é🎉]|Question ){0,12}") {
        for found in [mark(&text), mark_within(&text)].into_iter().flatten() {
            prop_assert!(text.ends_with(found.words));
        }
    }
}
