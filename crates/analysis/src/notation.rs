//! A chat written down in a few lines, so that a test reads as a story.
//!
//! ```text
//! 18:00 @ada Q1 What do you keep?
//! 18:01 > @bob A1 Everything. #chat
//! 18:02 >> @cy @bob Really?
//! 18:03 >@bob @dee @bob Me too
//! 18:04 @eve RT @bob: A1 Everything.
//! 18:05 @fay = 2
//! ```
//!
//! `>` answers the line before that stands one step further left, `>@bob` answers somebody without
//! saying which post. `RT @…` and `= 2` (line 2 passed on) are reposts. Lines are numbered from 1,
//! and `post:2` is the uri of line 2. The day is 16 February 2012.

use chat::{Author, Moment, Network, Post, Repost, Text, Uri};

/// What a notation says.
pub(crate) struct Told {
    /// The posts, in the order of the lines.
    pub(crate) posts: Vec<Post>,
    /// The reposts, in the order of the lines.
    pub(crate) reposts: Vec<Repost>,
}

/// Reads the notation.
pub(crate) fn chat(lines: &str) -> Told {
    let mut told = Told { posts: Vec::new(), reposts: Vec::new() };
    let mut above: Vec<Uri> = Vec::new();
    let lines = lines.lines().map(str::trim).filter(|l| !l.is_empty());
    for (line, number) in lines.zip(1..) {
        let (time, rest) = line.split_once(' ').unwrap();
        let (reply, rest) = match rest.strip_prefix('>') {
            Some(_) => rest.split_once(' ').unwrap(),
            None => ("", rest),
        };
        let (handle, words) = rest.split_once(' ').unwrap();
        let author = Author::twitter(None, Some(handle)).unwrap();
        let seconds = if time.len() == 5 { ":00" } else { "" };
        let at = Moment::stated(format!("2012-02-16T{time}{seconds}Z").parse().unwrap());
        let uri = Uri::new(format!("post:{number}"));
        if words.starts_with("RT @") || words.starts_with("= ") {
            told.reposts.push(Repost {
                uri,
                network: Network::Twitter,
                of: words.strip_prefix("= ").map(|n| Uri::new(format!("post:{n}"))),
                author,
                created_at: at,
                text: words.starts_with("RT @").then(|| Text::from_plain(words)),
            });
            continue;
        }
        let mut post = Post::new(uri.clone(), Network::Twitter, author, at);
        post.body.text = Text::from_plain(words);
        let depth = reply.chars().take_while(|&c| c == '>').count();
        let to = &reply[depth..];
        if to.is_empty() {
            post.reply_to = depth.checked_sub(1).map(|d| above[d].clone());
            above.truncate(depth);
            above.push(uri);
        } else {
            post.reply_to_handle = Some(to.to_owned());
        }
        told.posts.push(post);
    }
    told
}
