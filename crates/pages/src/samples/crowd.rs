//! A crowded chat, as large as asked: for measuring, and to see five hundred posts.

use chat::{Moment, Post, Text, Uri};

use crate::samples::{SampleChat, at, chat, people::author};

const WORDS: [&str; 8] = [
    "A1 Mine was the seventh on the list, and rang me back from a train. #crowded",
    "Yes! That.",
    "I keep three lines a week: what happened, what I thought it meant, what I would do on Monday. #crowded",
    "@reader_3 Where do you find the time, though? I have an hour on Thursdays and the desk to mind, and by then the week has gone out of my head entirely.",
    "The list has moved: https://reading-room.example/mentors #crowded #mentoring",
    "It is all a bit frantic, so apologies if I miss you. #crowded",
    "My portfolio is for the person who reads it, and that person has forty of them.\n\nSo: four pieces, one page each. #crowded",
    "Same here, and nobody told me that I was allowed to. #crowded",
];

/// A chat of `size` posts by 90 people in 90 minutes, a third of them answers.
#[must_use]
pub fn crowd(size: u32) -> SampleChat {
    let start = at("2012-02-16T20:00:00Z").as_second();
    let uri = |n: u32| Uri::tweet(170_230_000_000_000_000 + u64::from(n));
    let mut posts = Vec::new();
    for n in 0..size {
        // Most is said in the first half hour: the square bends the line.
        let share = f64::from(n) / f64::from(size.max(1));
        #[expect(clippy::cast_possible_truncation, reason = "a number of seconds below 5,400")]
        let seconds = (5_400.0 * (0.45 * share + 0.55 * share * share)) as i64;
        let time = jiff::Timestamp::from_second(start + seconds).unwrap_or_default();
        let author = author(&format!("reader_{}", n * 7 % 90));
        let mut post = Post::new(uri(n), author.network, author, Moment::stated(time));
        post.body.text = Text::from_plain(WORDS[(n * 5 % 8) as usize]);
        if n % 3 == 1 {
            post.reply_to = Some(uri(n - 1));
        }
        posts.push(post);
    }
    SampleChat {
        chat: chat(
            "crowded/2012-02-16",
            Some("A crowd"),
            "2012-02-16T20:00:00Z",
            "2012-02-16T21:30:00Z",
        ),
        posts,
        gone: Vec::new(),
        gone_under: Vec::new(),
    }
}
