//! Summaries, in the notation of small chats.

use super::*;
use crate::notation::chat;
use crate::{questions, topics};
use insta::assert_snapshot;

fn shown(lines: &str) -> String {
    let told = chat(lines);
    let talk = Talk { posts: &told.posts, context: &[], reposts: &told.reposts, asks: &[] };
    let draft = summary(&talk, &questions(&talk), &topics(&talk));
    let mut shown = String::new();
    for section in &draft.sections {
        shown += &format!("{}\n", section.heading);
        for line in &section.lines {
            shown += &format!("  {} {:?}\n", line.text, line.posts);
        }
    }
    for line in &draft.open_questions {
        shown += &format!("open: {} {:?}\n", line.text, line.posts);
    }
    for link in &draft.links {
        shown += &format!("{} {:?}\n", link.url, link.posts);
    }
    shown + &format!("{:?}\n", draft.numbers)
}

#[test]
fn each_line_is_the_words_of_its_posts() {
    assert_snapshot!(shown(
        "18:00 @ada Q1: What do you keep in the cellar? #chat
         18:01 @bob A1: I keep the letters of my aunt in a dry box. #chat
         18:02 @cy A1 Thanks for asking, everybody
         18:03 @dee A1 That is what I do as well, more or less
         18:04 @eve A1 In our cellar there are nine hundred empty bottles https://bottles.example/nine #chat
         18:05 @fay A1: I also keep the letters of my aunt in a dry box
         18:06 > @gus @fay Where would one buy such a dry box in winter?
         18:07 @hal = 2
         18:08 @ivy Has anybody ever been to the archive of the north?",
    ), @"
    What do you keep in the cellar?
      I keep the letters of my aunt in a dry box. [1, 5]
      In our cellar there are nine hundred empty bottles [4]
    open: Where would one buy such a dry box in winter? [6]
    open: Has anybody ever been to the archive of the north? [7]
    https://bottles.example/nine [4]
    Numbers { posts: 8, people: 8, reposts: 1, questions: 1, answers: 6, conversations: 1, links: 1 }
    ");
}

#[test]
fn a_long_post_is_shortened_by_whole_sentences() {
    let long = "A1 The first sentence of this post says what there is to say about the cellar. \
        The second one goes on about how damp it was in there for all of the winter, and what that \
        did to the letters. The third one is about something else that has no place in a summary of \
        this chat, and would make it much too long.";
    assert_snapshot!(shown(&format!("18:00 @ada Q1 What?\n18:01 @bob {long}")), @"
    What?
      The first sentence of this post says what there is to say about the cellar. The second one goes on about how damp it was in there for all of the winter, and what that did to the letters. [1]
    Numbers { posts: 2, people: 2, reposts: 0, questions: 1, answers: 1, conversations: 0, links: 0 }
    ");
}

#[test]
fn what_was_heard_outside_of_all_sections_is_told_last() {
    assert_snapshot!(shown(
        "18:00 @ada Q1: What do you keep in the cellar? #chat
         18:01 @bob A1: I keep the letters of my aunt in a dry box. #chat
         18:02 @cy A1 Nothing but bottles, and most of them are empty
         18:03 @dee And the museum of the harbour opens again on Sunday
         18:04 @eve But nobody has seen the keeper of it since spring
         18:05 @fay The tram to the harbour is late again, as ever
         18:06 @gus = 3
         18:07 @hal = 4",
    ), @"
    What do you keep in the cellar?
      I keep the letters of my aunt in a dry box. [1]
      Nothing but bottles, and most of them are empty [2]
    Also said
      And the museum of the harbour opens again on Sunday [3]
    Numbers { posts: 6, people: 6, reposts: 2, questions: 1, answers: 2, conversations: 0, links: 0 }
    ");
}

#[test]
fn nothing_said_is_an_empty_draft() {
    assert_eq!(shown(""), format!("{:?}\n", Numbers::default()));
}

#[test]
fn a_line_is_understood_alone() {
    let told = shown(
        "18:00 @ada Q1: What do you keep in the cellar? #chat
         18:01 @bob A1: I keep the letters of my aunt in a dry box. #chat
         18:02 > @cy @bob I would put them into the attic of the house
         18:03 @dee A1 The transcript of this evening will be here tomorrow at noon
         18:04 @eve A1 Everything that I know about cellars is written down at https://a.example/1
         18:05 @fay A1 Cellars flood, RT @bob: A1: I keep the letters of my aunt in a dry box.",
    );
    let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(lines, ["  I keep the letters of my aunt in a dry box. [1]"]);
}
