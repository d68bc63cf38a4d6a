//! Topics, in the notation of small chats.

use super::*;
use crate::notation::chat;
use insta::assert_snapshot;
use proptest::prelude::*;

fn shown(lines: &str) -> String {
    let told = chat(lines);
    let talk = Talk { posts: &told.posts, context: &[], reposts: &told.reposts, asks: &[] };
    let found = topics(&talk);
    let words = |at: &usize| told.posts[*at].body.text.plain.clone();
    let mut shown = String::new();
    for topic in &found.topics {
        shown += &format!("{} {:?}\n", topic.label, topic.questions);
        for at in &topic.posts {
            let mark = if topic.representative.first() == Some(at) { '*' } else { ' ' };
            shown += &format!(" {mark} {}\n", words(at));
        }
    }
    for at in &found.none {
        shown += &format!("none: {}\n", words(at));
    }
    shown
}

#[test]
fn free_talk_is_grouped_by_rare_words() {
    assert_snapshot!(shown(
        "18:00 @ada Good evening everybody in the reading room
         18:01 @bob My boiler exploded in the library cellar
         18:02 @cy A boiler exploded here too, in the old cellar
         18:03 > @dee Was it an old boiler?
         18:04 @eve Lighthouse keepers write the finest diaries
         18:05 @fay I collect diaries of lighthouse keepers
         18:06 @gus Lighthouse keepers never publish their diaries
         18:07 @hal My boiler is new and the cellar is dry",
    ), @"
    boiler, cellar, exploded []
       My boiler exploded in the library cellar
     * A boiler exploded here too, in the old cellar
       Was it an old boiler?
       My boiler is new and the cellar is dry
    Lighthouse keepers, diaries []
       Lighthouse keepers write the finest diaries
       I collect diaries of lighthouse keepers
     * Lighthouse keepers never publish their diaries
    none: Good evening everybody in the reading room
    ");
}

#[test]
fn a_led_chat_is_grouped_by_its_questions() {
    assert_snapshot!(shown(
        "18:00 @ada Welcome to all of you
         18:01 @ada Q1 What do you keep in your cellar?
         18:03 @bob Boilers, old boilers
         18:04 @cy A1 Boilers and bottles
         18:10 @ada Q2 Who reads your diaries?
         18:12 @bob My aunt reads diaries
         18:13 @dee Nobody reads diaries
         18:14 @cy A1 and a bicycle",
    ), @"
    Boilers, cellar [1]
       Q1 What do you keep in your cellar?
     * Boilers, old boilers
       A1 Boilers and bottles
       A1 and a bicycle
    reads diaries [2]
       Q2 Who reads your diaries?
     * My aunt reads diaries
       Nobody reads diaries
    none: Welcome to all of you
    ");
}

#[test]
fn questions_without_numbers_lead_when_they_are_passed_on() {
    assert_snapshot!(shown(
        "18:00 @ada Tell us what you keep in the cellar, and why there?
         18:01 @eve = 1
         18:01 @fay = 1
         18:03 @bob Boilers, old boilers
         18:04 @cy Boilers and bottles
         18:10 @ada And who is it that reads your diaries in the end?
         18:11 @eve = 6
         18:11 @fay = 6
         18:12 @bob My aunt reads diaries
         18:13 @dee Nobody reads diaries",
    ), @"
    Boilers, cellar []
       Tell us what you keep in the cellar, and why there?
     * Boilers, old boilers
       Boilers and bottles
    reads diaries []
       And who is it that reads your diaries in the end?
     * My aunt reads diaries
       Nobody reads diaries
    ");
}

proptest! {
    #[test]
    fn every_post_is_in_one_place(words in prop::collection::vec("[a-f]{3}( [a-f]{3}){0,3}", 0..40)) {
        let lines: Vec<String> = words
            .iter()
            .enumerate()
            .map(|(at, words)| format!("18:{:02} @p{} {words}", at % 60, at % 7))
            .collect();
        let told = chat(&lines.join("\n"));
        let talk = Talk { posts: &told.posts, context: &[], reposts: &[], asks: &[] };
        let found = topics(&talk);
        let mut all: Vec<usize> =
            found.topics.iter().flat_map(|topic| &topic.posts).chain(&found.none).copied().collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..told.posts.len()).collect::<Vec<_>>());
        prop_assert_eq!(topics(&talk), found);
    }
}
