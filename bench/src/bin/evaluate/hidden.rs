//! Chats with something taken away that is to be found again.

use chat::{Post, Text};

use crate::gold::{Gold, Kind};

/// The posts without their marks of answers, or without those of questions too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hide {
    Answers,
    All,
}

/// The chat with the marks of all posts taken out of the words; what is judged to ask keeps its mark
/// unless all are to go. With all of them go the edges to the posts that ask.
pub(crate) fn without_marks(gold: &Gold, hide: Hide) -> Gold {
    let asks: Vec<_> = gold
        .judged
        .iter()
        .filter(|(_, (_, kind))| *kind == Kind::Asks)
        .map(|(&post, _)| gold.posts[post].uri.clone())
        .collect();
    let hosts: Vec<_> =
        gold.posts.iter().filter(|p| asks.contains(&p.uri)).map(|p| &p.author.uri).collect();
    let bare = |post: &Post| {
        let mut post = post.clone();
        let is_hosts = hosts.contains(&&post.author.uri) && post.body.text.plain.contains('?');
        if hide == Hide::All || !(is_hosts || asks.contains(&post.uri)) {
            unmark(&mut post);
        }
        if hide == Hide::All {
            if post.reply_to.as_ref().is_some_and(|uri| asks.contains(uri)) {
                (post.reply_to, post.reply_to_handle) = (None, None);
            }
            if post.quote_of.as_ref().is_some_and(|uri| asks.contains(uri)) {
                post.quote_of = None;
            }
        }
        post
    };
    let mut reposts = gold.reposts.clone();
    for repost in &mut reposts {
        if let Some(text) = &mut repost.text {
            *text = Text::from_plain(unmarked(&text.plain));
        }
    }
    Gold {
        name: gold.name.clone(),
        posts: gold.posts.iter().map(bare).collect(),
        context: gold.context.iter().map(bare).collect(),
        reposts,
        judged: gold.judged.clone(),
    }
}

/// Takes the mark out of a post's words.
pub(crate) fn unmark(post: &mut Post) {
    post.body.text = Text::from_plain(unmarked(&post.body.text.plain));
}

/// A text without `Q1`, `A1.`, `Q1:` wherever they stand as words of their own.
fn unmarked(text: &str) -> String {
    let is_mark = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let rest = word.strip_prefix(['Q', 'q', 'A', 'a']).map(|rest| rest.trim_start_matches('.'));
        let digits = |rest: &str| rest.chars().all(|c| c.is_ascii_digit()) && rest.len() <= 2;
        rest.is_some_and(|rest| !rest.is_empty() && digits(rest))
    };
    let mut kept = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        if !is_mark(word) {
            kept.push_str(word);
        }
    }
    kept
}
