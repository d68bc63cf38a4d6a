//! Who took part, in the notation of small chats.

use super::*;
use crate::notation::chat;
use crate::questions::questions;
use insta::assert_snapshot;

#[test]
fn people_and_their_ties_are_counted() {
    let told = chat(
        "18:00 @ada Q1 What do you keep?
         18:01 > @bob A1 Everything
         18:02 >> @cy Really?
         18:03 @dee A1 Little, unlike @bob
         18:04 @eve = 2
         18:05 @eve = 2",
    );
    let talk = Talk { posts: &told.posts, context: &[], reposts: &told.reposts, asks: &[] };
    let found = people(&talk, &questions(&talk));
    let mut shown = String::new();
    for person in &found.people {
        shown += &format!(
            "{} posts {} answers {} answered {} passed on {} passes on {} host {} connects {:.2}\n",
            person.handle.as_deref().unwrap(),
            person.posts,
            person.answers,
            person.answered,
            person.passed_on,
            person.passes_on,
            person.is_host,
            person.connects,
        );
    }
    let name = |at: usize| found.people[at].handle.as_deref().unwrap();
    for tie in &found.ties {
        let Tie { replies, quotes, mentions, reposts, .. } = tie;
        shown += &format!(
            "{} to {}: {replies} {quotes} {mentions} {reposts}\n",
            name(tie.from),
            name(tie.to)
        );
    }
    assert_snapshot!(shown, @"
    @ada posts 1 answers 0 answered 1 passed on 0 passes on 0 host true connects 0.00
    @bob posts 1 answers 1 answered 1 passed on 2 passes on 0 host false connects 0.50
    @cy posts 1 answers 1 answered 0 passed on 0 passes on 0 host false connects 0.00
    @dee posts 1 answers 1 answered 0 passed on 0 passes on 0 host false connects 0.00
    @eve posts 0 answers 0 answered 0 passed on 0 passes on 2 host false connects 0.00
    @bob to @ada: 1 0 0 0
    @cy to @bob: 1 0 0 0
    @dee to @bob: 0 0 1 0
    @eve to @bob: 0 0 0 2
    ");
}

#[test]
fn nobody_is_nobody() {
    let talk = Talk { posts: &[], context: &[], reposts: &[], asks: &[] };
    assert_eq!(people(&talk, &questions(&talk)), People::default());
}
