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
fn one_word_in_common_is_no_topic() {
    let shown = shown(
        "18:00 @ada A lantern fell from our roof
         18:01 @bob Lantern prices rise in Oslo
         18:02 @cy Paint every lantern green before winter
         18:03 @dee My aunt plays chess on Tuesdays",
    );
    assert!(shown.lines().all(|line| line.starts_with("none: ")), "{shown}");
}

#[test]
fn who_answers_something_else_is_in_no_topic() {
    let shown = shown(
        "18:00 @ada I tune an old organ in the northern chapel. What do you build?
         18:01 > @bob Bridges of paper
         18:02 @cy The organ in the northern chapel has lost a pipe
         18:03 > @dee Which pipe is lost?
         18:04 @eve Another organ of a northern chapel burned",
    );
    assert!(shown.contains("  Which pipe is lost?"), "{shown}");
    assert!(shown.contains("none: Bridges of paper"), "{shown}");
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

#[test]
fn scripts_without_spaces_have_labels_of_whole_words() {
    assert_snapshot!(shown(
        "18:00 @ada 図書館の古い地図を読みました。
         18:01 @bob この図書館は地図が多いです。
         18:02 @cy 図書館で地図を見ましたか、とても古いです。
         18:03 @dee 灯台守の日記を書いています。
         18:04 @eve 灯台守は日記が好きです。
         18:05 @fay 私も灯台守の日記を読みます。
         18:06 @gus 今日はとても寒いです。",
    ), @"
    図書館, 地図, 古い []
       図書館の古い地図を読みました。
       この図書館は地図が多いです。
     * 図書館で地図を見ましたか、とても古いです。
    灯台守, 日記 []
     * 灯台守の日記を書いています。
       灯台守は日記が好きです。
       私も灯台守の日記を読みます。
    none: 今日はとても寒いです。
    ");
    assert_snapshot!(shown(
        "18:00 @ada 我在图书馆看了旧地图。
         18:01 @bob 图书馆的地图很多。
         18:02 @cy 你的图书馆有地图吗？
         18:03 @dee 灯塔的日记是我写的。
         18:04 @eve 灯塔的人都写日记了。
         18:05 @fay 我也喜欢灯塔的日记。
         18:06 @gus 今天很冷。",
    ), @"
    图书馆, 地图 []
       我在图书馆看了旧地图。
     * 图书馆的地图很多。
       你的图书馆有地图吗？
    日记, 灯塔 []
     * 灯塔的日记是我写的。
       灯塔的人都写日记了。
       我也喜欢灯塔的日记。
    none: 今天很冷。
    ");
}

#[test]
fn a_label_holds_no_word_that_every_text_has() {
    for (words, label) in [
        ("unsere Keller sind wieder trocken, weil unsere Boiler dort stehen", "Boiler"),
        ("nos chaudières sont toujours dans notre cave, avec leurs tuyaux", "cave"),
        ("nuestra caldera está también aquí, porque ella no tiene tubos", "caldera"),
        ("наши котлы уже были в подвале, когда мы это читали", "котлы"),
    ] {
        let lines = format!(
            "18:00 @ada {words}\n18:01 @bob {words}\n18:02 @cy {words}\n18:03 @dee Something else"
        );
        let shown = shown(&lines);
        let said = shown.lines().next().unwrap().to_lowercase();
        for common in ["unsere", "dort", "notre", "leurs", "porque", "ella", "наши", "когда", "это"]
        {
            assert!(!said.split([' ', ',']).any(|word| word == common), "{said}");
        }
        assert!(said.contains(&label.to_lowercase()), "{said}");
    }
}
