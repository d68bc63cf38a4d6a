//! Questions and their answers, in the notation of small chats.

use super::marks::{Letter, mark, mark_beside, mark_within};
use super::*;
use crate::notation::chat;
use insta::assert_snapshot;
use proptest::prelude::*;

fn shown(lines: &str) -> String {
    let told = chat(lines);
    let talk = Talk { posts: &told.posts, context: &[], reposts: &told.reposts, asks: &[] };
    let found = questions(&talk);
    let of = |post: usize| {
        let post = &told.posts[post];
        format!("{} {}", post.author.handle.as_deref().unwrap(), post.body.text.plain)
    };
    let mut shown = String::new();
    for question in &found.questions {
        let asked = question.asked.as_ref().map(|asked| format!("{} {}", asked.host, asked.text));
        shown += &format!("{}: {}\n", question.number, asked.as_deref().unwrap_or("nobody asked"));
        for &post in &question.also {
            shown += &format!("   again: {}\n", of(post));
        }
        for answer in &question.answers {
            let (by, sure) = (answer.by.as_str(), answer.confidence);
            shown += &format!("   {by} {sure:.2}: {}\n", of(answer.post));
        }
    }
    for post in found.outside {
        shown += &format!("outside: {}\n", of(post));
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
    1: @ada Welcome! Q1. What do you keep of all that was said here?
       again: @eve "Q1. What do you keep of all that was said here?"
       mark 0.97: @bob A1: Everything
       mark 0.97: @cy Q1 Very little
    2: @ada Q2 And where?
       again: @ada Q2: And where? Last chance!
       mark 0.97: @bob @ada A.2 In a shoe box
    outside: @dee That was quick
    outside: @ada Thanks! Q1 was fun
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
    1: @ada Q1 What?
    2: @ada Q2 Where?
    3: @bob Q3 Why?
       mark 0.97: @ada A3 Why not
    outside: @cy Q4 I do not know
    outside: @dee A5 is a size of paper
    ");
}

#[test]
fn two_hosts_take_turns() {
    assert_snapshot!(shown(
        "17:00 @ada Tonight: Q1 What do you keep? Q2 Where?
         18:00 @ada Q1 What do you keep?
         18:01 @cy A1 Letters
         18:05 @bob Q2 Where do you keep it?
         18:06 @cy Q2 Would a shoe box do?
         18:10 @ada Q3 Who may see it?
         18:11 @dee 3) Whoever asks
         18:12 @eve A2/A3 In the hall, so everybody
         18:15 @bob Question four: what is lost?
         18:16 @dee Half of it. A4 #chat",
    ), @"
    1: @ada Q1 What do you keep?
       mark 0.97: @cy A1 Letters
    2: @bob Q2 Where do you keep it?
       mark 0.97: @cy Q2 Would a shoe box do?
       mark 0.97: @eve A2/A3 In the hall, so everybody
    3: @ada Q3 Who may see it?
       mark 0.97: @dee 3) Whoever asks
       mark 0.97: @eve A2/A3 In the hall, so everybody
    4: @bob Question four: what is lost?
       mark 0.97: @dee Half of it. A4 #chat
    outside: @ada Tonight: Q1 What do you keep? Q2 Where?
    ");
}

#[test]
fn replies_and_quotes_follow_what_they_are_said_to() {
    let lines = "18:00 @ada Q1 What do you keep?
         18:01 > @bob Everything
         18:02 >> @cy Really?
         18:03 @dee A1 Little
         18:04 > @eve @dee How so?
         18:05 @fay Good evening all
         18:06 > @gus @fay Hello!";
    assert_snapshot!(shown(lines), @"
    1: @ada Q1 What do you keep?
       reply 0.90: @bob Everything
       reply 0.85: @cy Really?
       mark 0.97: @dee A1 Little
       reply 0.92: @eve @dee How so?
    outside: @fay Good evening all
    outside: @gus @fay Hello!
    ");
}

#[test]
fn a_question_known_only_by_being_passed_on() {
    assert_snapshot!(shown(
        "18:00 @eve RT @ada: Q1 What do you keep?
         18:01 @bob A1 Everything
         18:02 @cy A1 Nothing",
    ), @"
    1: @ada Q1 What do you keep?
       mark 0.97: @bob A1 Everything
       mark 0.97: @cy A1 Nothing
    ");
}

#[test]
fn where_nobody_marks_the_clock_tells() {
    assert_snapshot!(shown(
        "18:00 @ada Q1 What do you keep of all that was said?
         18:01 @bob I keep the letters of my aunt and nothing else
         18:02 @cy Hello
         18:03 @dee Only what was said to me by friends
         18:10 @ada Q2 And where do you keep it?
         18:11 @eve Behind the clock on the kitchen wall
         18:12 @ada That is a good place for anything at all",
    ), @"
    1: @ada Q1 What do you keep of all that was said?
       clock 0.75: @bob I keep the letters of my aunt and nothing else
       clock 0.75: @dee Only what was said to me by friends
    2: @ada Q2 And where do you keep it?
       clock 0.50: @eve Behind the clock on the kitchen wall
    outside: @cy Hello
    outside: @ada That is a good place for anything at all
    ");
}

#[test]
fn who_has_to_do_with_nobody_answers_nothing() {
    let told = shown(
        "18:00 @ada Q1 What do you keep of all that was said?
         18:01 > @bob I keep the letters of my aunt and nothing else
         18:01 > @cy All of it, in the box under the stairs at home
         18:02 > @dee Whatever my friends gave me when I went away
         18:02 > @eve Not a thing, I always forget what was said
         18:03 > @fay The diary that I wrote when I was at school
         18:04 @bob Also the ring that she wore on all of her travels
         18:04 @stranger The trains are late again at the northern station tonight",
    );
    assert!(told.contains("clock 0.75: @bob Also the ring"), "{told}");
    assert!(told.contains("outside: @stranger The trains"), "{told}");
}

#[test]
fn where_all_mark_what_is_unmarked_is_chatter() {
    assert_snapshot!(shown(
        "18:00 @ada Q1 What do you keep of all that was said?
         18:01 @bob A1 The letters
         18:02 @cy A1 Nothing
         18:03 @dee A1 My diary
         18:04 @eve Somebody is at the door again tonight",
    ), @"
    1: @ada Q1 What do you keep of all that was said?
       mark 0.97: @bob A1 The letters
       mark 0.97: @cy A1 Nothing
       mark 0.97: @dee A1 My diary
    outside: @eve Somebody is at the door again tonight
    ");
}

#[test]
fn marks_may_stand_at_the_end() {
    assert_snapshot!(shown(
        "18:00 @ada Welcome! Please begin your answers with A1, A2
         18:01 @ada What do you keep of all that was said? Q1 #chat
         18:02 @bob Everything there is! A1 #chat
         18:03 @cy Letters and nothing but letters (A1)
         18:04 @dee Please tell me how you all would answer A1
         18:05 @ada Where do you keep it? Q2 #chat
         18:06 @bob re Q2 it is in a box",
    ), @"
    1: @ada What do you keep of all that was said? Q1 #chat
       mark 0.97: @bob Everything there is! A1 #chat
       mark 0.97: @cy Letters and nothing but letters (A1)
    2: @ada Where do you keep it? Q2 #chat
       mark 0.97: @bob re Q2 it is in a box
    outside: @ada Welcome! Please begin your answers with A1, A2
    outside: @dee Please tell me how you all would answer A1
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
        "Q1a: what",
        "Q1/Q2 what",
        "Question one: what",
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
        "Q1best",
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

#[test]
fn what_a_host_says_goes_before_every_guess() {
    let told = chat(
        "19:30 @host Q1 What do you keep?
         19:31 @ada A1 Everything
         19:33 @ada And who keeps it for you?
         19:34 @bob A2 Nobody
         19:35 @host Q2 Where do you keep it?",
    );
    let uri = |at: usize| told.posts[at].uri.clone();
    let of = |asks: &[(Uri, u32)]| {
        let talk = Talk { posts: &told.posts, context: &[], reposts: &[], asks };
        let asked = questions(&talk).questions.into_iter().map(|question| {
            (question.number, question.asked.and_then(|asked| asked.post), question.also)
        });
        asked.collect::<Vec<_>>()
    };
    assert_eq!(of(&[]), [(1, Some(0), vec![]), (2, Some(4), vec![])]);
    assert_eq!(of(&[(uri(2), 2)]), [(1, Some(0), vec![]), (2, Some(2), vec![4])]);
    assert_eq!(of(&[(uri(2), 3)])[2], (3, Some(2), vec![]));
    let unknown = Uri::new("https://elsewhere.example/1");
    assert_eq!(of(&[(unknown, 1)]), of(&[]));
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "([QqAa@#!.:… 1-3é🎉]|Question ){0,12}") {
        let within = [Letter::Question, Letter::Answer].map(|letter| mark_within(&text, letter));
        for found in [mark(&text), mark_beside(&text)].into_iter().chain(within).flatten() {
            prop_assert!(text.ends_with(found.words));
        }
    }
}
