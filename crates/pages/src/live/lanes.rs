//! The views that are made of whole posts: the newest, by question, by conversation.

use std::fmt::Write as _;

use askama::Template;
use chat::Post;

use super::{LivePage, Part, Placed, told::question as words_of};
use crate::{
    counted::{counted, posts},
    entry::{Scene, name_of},
    transcript::{Said, Transcript, Turn},
    when::Clock,
};

/// So many of the newest posts stand on the page; a link leads to the others.
pub(super) const NEWEST: usize = 20;
/// So many answers to the question that is open, and so many to each before it.
const OPEN: usize = 15;
const CLOSED: usize = 3;
/// So many conversations.
const CONVERSATIONS: usize = 12;

#[derive(Template)]
#[template(path = "live_now.html")]
struct Now {
    earlier: Option<(String, String)>,
    items: Vec<String>,
}

#[derive(Template)]
#[template(path = "live_questions.html")]
struct Questions {
    lanes: Vec<Question>,
}

/// A question with its answers.
struct Question {
    number: u32,
    words: String,
    /// The post that asks it.
    asked_in: Option<String>,
    by: Option<(String, String)>,
    count: String,
    earlier: Option<(String, String)>,
    items: Vec<String>,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "live_conversations.html")]
struct Conversations {
    threads: Vec<Thread>,
}

struct Thread {
    facts: String,
    posts: String,
}

/// The newest posts, oldest first; `most` of them.
pub(super) fn now(page: &LivePage<'_>, scene: &Scene<'_>, most: usize) -> String {
    let said = page.live.said;
    let skipped = said.len().saturating_sub(most);
    let link = || scene.here.to_live(&page.live.chat.name, &[("lane", "all")]);
    let earlier = (skipped > 0).then(|| (earlier(skipped), link()));
    let items = said[skipped..].iter().map(|placed| page.live.placed(placed, scene).html).collect();
    Now { earlier, items }.render().unwrap_or_default()
}

fn earlier(n: usize) -> String {
    counted(n as u64, "earlier post", "earlier posts")
}

/// A lane for each question, the open one first in sight.
pub(super) fn questions(page: &LivePage<'_>, scene: &Scene<'_>) -> String {
    let numbers = numbers(page);
    let open = page.live.told().number;
    let lane = |&number: &u32| {
        let most = if Some(number) == open { OPEN } else { CLOSED };
        lane(page, scene, number, most)
    };
    Questions { lanes: numbers.iter().map(lane).collect() }.render().unwrap_or_default()
}

/// All answers to one question.
pub(super) fn question(page: &LivePage<'_>, scene: &Scene<'_>, number: u32) -> String {
    let lanes = vec![lane(page, scene, number, usize::MAX)];
    Questions { lanes }.render().unwrap_or_default()
}

/// The numbers of the questions that were asked or answered, in order.
fn numbers(page: &LivePage<'_>) -> Vec<u32> {
    let mut numbers: Vec<u32> = page.live.posts().filter_map(|(_, part)| part.question()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn lane(page: &LivePage<'_>, scene: &Scene<'_>, number: u32, most: usize) -> Question {
    let live = &page.live;
    let asks = live.posts().find(|(_, part)| *part == Part::Asks(number)).map(|(post, _)| post);
    let answers: Vec<&Placed<'_>> = live
        .said
        .iter()
        .filter(|placed| {
            placed.part == Part::Answers(number) && matches!(placed.said, Said::Post(_))
        })
        .collect();
    let skipped = answers.len().saturating_sub(most);
    let link = || scene.here.to_live(&live.chat.name, &[("lane", &format!("q{number}"))]);
    let clock = |post: &Post| Clock(scene.zone.civil(post.created_at.at())).to_string();
    Question {
        number,
        words: asks
            .map_or_else(|| "Nobody asked it here.".to_owned(), |post| words_of(post, number)),
        asked_in: asks.map(|post| crate::urls::post_slug(&post.uri)),
        by: asks.map(|post| (name_of(&post.author), clock(post))),
        count: counted(answers.len() as u64, "answer", "answers"),
        earlier: (skipped > 0)
            .then(|| (counted(skipped as u64, "earlier answer", "earlier answers"), link())),
        items: answers[skipped..].iter().map(|placed| live.placed(placed, scene).html).collect(),
        is_open: live.told().number == Some(number),
    }
}

/// Conversations, those that move first.
pub(super) fn conversations(page: &LivePage<'_>, scene: &Scene<'_>) -> String {
    let mut threads: Vec<&[Turn<'_>]> = Vec::new();
    let mut begin = 0;
    for end in 1..=page.turns.len() {
        if page.turns.get(end).is_none_or(|turn| turn.depth == 0) {
            threads.push(&page.turns[begin..end]);
            begin = end;
        }
    }
    threads.retain(|turns| turns.len() > 1);
    let moved = |turns: &[Turn<'_>]| {
        let times = turns.iter().filter_map(|turn| turn.said.said_at());
        times.map(chat::Moment::ms).max().unwrap_or(i64::MIN)
    };
    threads.sort_by_key(|turns| std::cmp::Reverse(moved(turns)));
    let thread = |turns: &&[Turn<'_>]| Thread {
        facts: facts(turns, moved(turns), scene),
        posts: Transcript { turns, scene, day: Some(page.live.chat.name.date), above: None }
            .to_string(),
    };
    let threads = threads.iter().take(CONVERSATIONS).map(thread).collect();
    Conversations { threads }.render().unwrap_or_default()
}

fn facts(turns: &[Turn<'_>], moved: i64, scene: &Scene<'_>) -> String {
    let mut facts = posts(turns.len() as u64);
    if let Ok(at) = jiff::Timestamp::from_millisecond(moved) {
        // Writing to a string cannot fail.
        let _ = write!(facts, ", the last at {}", Clock(scene.zone.civil(at)));
    }
    facts
}
