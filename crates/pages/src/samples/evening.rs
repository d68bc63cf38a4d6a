//! What was said in the sample's chats. All of it is invented.

use chat::{Audience, Author, Media, MediaKind, Moment, Network, Post, Repost, Text, Uri};

use crate::{
    Tombstone,
    samples::{SampleChat, at, chat, people::author},
};

/// The evening: number, minutes after 19:30, who, the number it answers (0 none), and the words.
type Line = (u32, i64, &'static str, u32, String);

/// A line each, between tabs; `\n` and `\u{202e}` stand for themselves.
const LINES: &str = include_str!("evening.tsv");

fn lines() -> impl Iterator<Item = Line> {
    LINES.lines().filter_map(|line| {
        let mut fields = line.splitn(5, '\t');
        let (number, minutes) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        let (who, answers) = (fields.next()?, fields.next()?.parse().ok()?);
        let words = fields.next()?.replace("\\n", "\n").replace("\\u{202e}", "\u{202e}");
        Some((number, minutes, who, answers, words))
    })
}

/// The evening itself.
pub(super) fn evening() -> SampleChat {
    let mut posts: Vec<Post> = lines().map(|line| post(&line)).collect();
    for post in &mut posts {
        dress(post);
    }
    posts.sort_by_key(|post| (post.created_at.ms(), post.uri.clone()));
    let gone = uri(20);
    SampleChat {
        chat: chat(
            "chartershelf/2026-11-12",
            Some("Mentors, logs and the thing we call a portfolio"),
            "2026-11-12T19:30:00Z",
            "2026-11-12T21:00:00Z",
        ),
        posts,
        gone: vec![Tombstone {
            uri: gone.clone(),
            said_at: Some(Moment::stated(at("2026-11-12T19:42:00Z"))),
            deleted_at: Some(at("2026-11-12T21:40:00Z")),
            hidden: None,
        }],
        gone_under: vec![(gone, uri(8))],
    }
}

/// The name of a post of the evening. It is told from its number alone, as replies need it.
fn uri(number: u32) -> Uri {
    let found = lines().find(|line| line.0 == number);
    match found.map(|line| author(line.2).network) {
        Some(Network::Bluesky) => {
            Uri::new(format!("at://did:plc:sample/app.bsky.feed.post/{number}"))
        }
        _ => Uri::new(format!("https://glasshouse.example/statuses/{number}")),
    }
}

fn post((number, minutes, who, answers, words): &Line) -> Post {
    let (number, minutes, who, answers) = (*number, *minutes, *who, *answers);
    let author = author(who);
    let seconds = at("2026-11-12T19:30:00Z").as_second() + minutes * 60 + i64::from(number % 60);
    let time = Moment::stated(jiff::Timestamp::from_second(seconds).unwrap_or_default());
    let mut post = Post::new(uri(number), author.network, author, time);
    post.url = Some(format!("https://{who}.example/posts/{number}"));
    post.body.text = Text::from_plain(words.as_str());
    post.reply_to = (answers > 0).then(|| uri(answers));
    post
}

/// Gives single posts what makes them special.
fn dress(post: &mut Post) {
    let is = |number| post.uri == uri(number);
    if is(9) {
        post.reposts = Some(6);
    } else if is(17) {
        post.body.language = Some("ar".to_owned());
    } else if is(18) {
        post.audience = Audience::Unlisted;
    } else if is(19) {
        post.body.content_warning = Some("redundancy".to_owned());
    } else if is(24) {
        post.reposts = Some(2);
    } else if is(27) {
        let mut before = post.body.clone();
        before.text = Text::from_plain(
            "A2 I log the failures first. Nobody else will write down the workshop where no one came and I ate all the biscuits. #chartershelf",
        );
        post.earlier = vec![before];
        post.body.edited_at = Some(at("2026-11-12T19:58:00Z"));
    } else if is(28) {
        post.body.language = Some("ja".to_owned());
    } else if is(34) {
        post.quote_of = Some(uri(24));
    } else if is(36) {
        post.body.language = Some("\"><script>".to_owned());
    } else if is(38) {
        post.body.media = vec![
            media(
                MediaKind::Image,
                "page.jpg",
                Some(
                    "A page of a small notebook, three lines in pencil, held open on a knee. Through the window behind it, a wet high street.",
                ),
            ),
            media(MediaKind::Audio, "bus.ogg", None),
        ];
    } else if is(44) {
        post.quote_of = Some(Uri::new("https://elsewhere.example/not/kept"));
        post.body.cut = true;
    }
}

fn media(kind: MediaKind, name: &str, alt: Option<&str>) -> Media {
    Media {
        url: format!("https://glasshouse.example/media/{name}"),
        kind,
        alt: alt.map(str::to_owned),
    }
}

/// What was answered and is not kept for itself.
pub(super) fn context() -> Vec<Post> {
    let line = (
        39_999,
        -2_900,
        "ines",
        0,
        "A long thread, of a Tuesday, about what a portfolio is for: it is for the person who reads it, and that person has forty of them.".to_owned(),
    );
    vec![post(&line)]
}

/// Who passed posts on.
pub(super) fn reposts() -> Vec<Repost> {
    let passed = [
        (9, "hal"),
        (9, "bex"),
        (9, "marit"),
        (24, "wren"),
        (24, "desmond"),
        (17, "suvi"),
        (43, "hal"),
        (43, "bex"),
        (43, "ines"),
        (43, "wren"),
        (43, "a_lurker"),
    ];
    let repost = |(number, who): (u32, &str)| {
        let by = author(who);
        Repost {
            uri: Uri::new(format!("https://{who}.example/announce/{number}")),
            network: by.network,
            of: Some(uri(number)),
            author: by,
            created_at: Moment::stated(at("2026-11-12T20:00:00Z")),
            text: None,
        }
    };
    passed.into_iter().map(repost).collect()
}

fn simple(number: u64, who: &str, time: Moment, words: &str) -> Post {
    let author: Author = author(who);
    let uri = match author.network {
        Network::Twitter => Uri::tweet(number),
        _ => Uri::new(format!("https://{who}.example/statuses/{number}")),
    };
    let mut post = Post::new(uri, author.network, author, time);
    post.body.text = Text::from_plain(words);
    post
}

/// A chat of old times, of which only the day is known.
pub(super) fn old() -> SampleChat {
    let day = Moment::day(jiff::civil::date(2012, 2, 16));
    let mut posts = vec![
        simple(
            170_226_411_001,
            "ref_desk",
            day,
            "Who else is here for #chartershelf tonight? It is all a bit frantic.",
        ),
        simple(
            170_226_411_002,
            "jo_stacks",
            day,
            "@ref_desk Me! With a cup of tea and no idea what a log is #chartershelf",
        ),
        simple(
            170_226_411_003,
            "old_hand",
            day,
            "Keep three lines a week, that is all I ever did. #chartershelf",
        ),
    ];
    posts[1].reply_to = Some(posts[0].uri.clone());
    posts[2].reply_to_handle = Some("@somebody_gone".to_owned());
    let of_day =
        chat("chartershelf/2012-02-16", None, "2012-02-16T00:00:00Z", "2012-02-16T00:00:00Z");
    SampleChat { chat: of_day, posts, gone: Vec::new(), gone_under: Vec::new() }
}

/// A chat under a tag in Japanese, from one day into the next.
pub(super) fn over_midnight() -> SampleChat {
    let time = |t: &str| Moment::stated(at(t));
    let posts = vec![
        simple(
            1,
            "shiori",
            time("2026-01-02T14:30:00Z"),
            "あけましておめでとうございます。今夜は図書館の話をしましょう。#図書館",
        ),
        simple(2, "layan", time("2026-01-02T14:52:00Z"), "مساء الخير من بيروت #図書館"),
        simple(3, "shiori", time("2026-01-02T15:10:00Z"), "もう日付が変わりましたね。#図書館"),
    ];
    let chat = chat("図書館/2026-01-02", None, "2026-01-02T14:30:00Z", "2026-01-02T15:20:00Z");
    SampleChat { chat, posts, gone: Vec::new(), gone_under: Vec::new() }
}

/// A short chat, between the others.
pub(super) fn short() -> SampleChat {
    let time = |t: &str| Moment::stated(at(t));
    let posts = vec![
        simple(
            1,
            "wren",
            time("2026-10-29T19:30:00Z"),
            "Good evening #chartershelf! Tonight: the appraisal nobody reads.",
        ),
        simple(
            2,
            "ines",
            time("2026-10-29T19:34:00Z"),
            "I read mine. Once. It was somebody else’s. #chartershelf",
        ),
        simple(
            3,
            "bex",
            time("2026-10-29T20:05:00Z"),
            "A log is what you wish the appraisal were. #chartershelf",
        ),
    ];
    let chat = chat(
        "chartershelf/2026-10-29",
        Some("The appraisal nobody reads"),
        "2026-10-29T19:30:00Z",
        "2026-10-29T20:30:00Z",
    );
    SampleChat { chat, posts, gone: Vec::new(), gone_under: Vec::new() }
}
