//! What was said in the sample's chats. All of it is invented.

use chat::{Audience, Author, Media, MediaKind, Moment, Network, Post, Repost, Text, Uri};

use crate::{
    Tombstone,
    samples::{SampleChat, at, chat, people::author},
};

/// The evening: number, minutes after 19:30, who, the number it answers (0 none), and the words.
type Line = (u32, i64, &'static str, u32, &'static str);

const LINES: &[Line] = &[
    (
        1,
        0,
        "wren",
        0,
        "Good evening and welcome to #chartershelf. Ninety minutes, no wrong answers. Tell us who you are and where you are sitting.\n\nPublic posts with the tag are kept; put #noarchive in your profile if you would rather yours were not.",
    ),
    (
        2,
        1,
        "marit",
        1,
        "Marit, hospital library, sitting on the floor because the cat has the chair. #chartershelf",
    ),
    (
        3,
        1,
        "kit",
        1,
        "First time here. Kit, six months into a school library post, slightly terrified. #chartershelf",
    ),
    (
        4,
        2,
        "tobias",
        3,
        "Welcome, Kit. Everyone here was terrified at six months, and some of us at sixteen years.",
    ),
    (
        5,
        3,
        "kit",
        4,
        "@tobias.lindoke.example That helps more than you know.",
    ),
    (6, 4, "wren", 5, "And it stays true."),
    (
        7,
        6,
        "hal",
        4,
        "Speak for yourself, I was terrified at sixteen years and six months.",
    ),
    (
        8,
        4,
        "wren",
        0,
        "Q1 Where did you find your mentor, and how many people said no first? #chartershelf",
    ),
    (
        9,
        5,
        "jonah",
        8,
        "A1 Seventh on the list. Four had moved jobs, two had moved country, and the seventh rang me back from a train. #chartershelf #mentoring",
    ),
    (
        10,
        6,
        "ines",
        9,
        "Four out of seven! The list I was given was two years old when I got it.",
    ),
    (11, 7, "jonah", 10, "Mine had a fax number on it."),
    (12, 8, "ines", 11, "I would have sent the fax."),
    (13, 9, "jonah", 12, "I did send the fax."),
    (14, 11, "ines", 13, "And?"),
    (15, 16, "jonah", 14, "Still waiting."),
    (
        16,
        7,
        "suvi",
        8,
        "A1 I asked someone whose talk had annoyed me. Best decision of the whole thing: she has never once agreed with me to be kind. #chartershelf",
    ),
    (
        17,
        9,
        "layan",
        8,
        "ج١: وجدتُ مرشدتي في مكتبة الجامعة بعد ثلاثة اعتذارات. قالت لي: لا أملك الوقت، لكنني أملك الأسئلة. #chartershelf",
    ),
    (
        18,
        11,
        "wren",
        17,
        "“No time, but I do have the questions.” That should be printed on the form. Thank you, Layan.",
    ),
    (
        19,
        10,
        "bex",
        8,
        "A1 My first mentor was made redundant in our third month and still came to every meeting. I have not found the words for that yet. #chartershelf",
    ),
    (
        21,
        13,
        "ottilie",
        20,
        "I am glad you said that out loud, and I shall not quote it.",
    ),
    (
        22,
        14,
        "hal",
        0,
        "The regional list moved last month. It now has a date against every name: https://reading-room.example/mentors #chartershelf",
    ),
    (
        23,
        20,
        "tobias",
        0,
        "Q2 What goes into your reflective log, and when do you write it? #chartershelf",
    ),
    (
        24,
        21,
        "marit",
        23,
        "A2 Three lines on the bus every Friday: what happened, what I thought it meant, what I would do on Monday. If it takes more than two stops it is an essay and I never go back to it. #chartershelf",
    ),
    (25, 22, "hal", 24, "Two stops! I am stealing two stops."),
    (
        26,
        23,
        "marit",
        25,
        "It is a short line. Yours may need a season ticket.",
    ),
    (
        27,
        22,
        "ottilie",
        23,
        "A2 I log the failures first. The successes turn up in the annual report; nobody else will write down the workshop where no one came. #chartershelf",
    ),
    (
        28,
        24,
        "shiori",
        23,
        "A2 毎週金曜日に三行だけ書きます。出来事、気づき、次にすること。読み返すと、自分が何を避けていたかが見えてきます。#chartershelf",
    ),
    (
        29,
        25,
        "kit",
        23,
        "A2 Is it allowed to be letters? I write to my mentor and do not always send them. #chartershelf",
    ),
    (
        30,
        26,
        "suvi",
        29,
        "Allowed? That is the best log I have heard of tonight.",
    ),
    (
        31,
        27,
        "tobias",
        29,
        "The criteria ask what you learnt, not what shape it came in.",
    ),
    (
        32,
        36,
        "wren",
        0,
        "Q3 Which part of your plan came out of the day job, and which part did you have to invent? #chartershelf",
    ),
    (
        33,
        38,
        "desmond",
        32,
        "A3 Moving the stock was the day job. Writing down why we moved it was the invention. #chartershelf",
    ),
    (
        34,
        39,
        "ines",
        32,
        "A3 My plan came out of my log: anything I complained about three Fridays running became an objective. #chartershelf",
    ),
    (
        35,
        40,
        "ottilie",
        34,
        "Complaints as a method. I would read that paper.",
    ),
    (
        36,
        42,
        "mallory",
        0,
        "</div><script>alert('posts')</script> Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurfsdiskussionsteilnehmerinnenverzeichnisverwaltungssystem https://hostile.example/a-very-long-way/down/a/path/that/never/ends?and=then&more=of#it \u{202e}reversed",
    ),
    (
        37,
        43,
        "nobody",
        36,
        "This one has a name that cannot be seen.",
    ),
    (
        38,
        47,
        "marit",
        0,
        "This is what two stops of a log look like. #chartershelf #reflectivepractice #commute",
    ),
    (
        39,
        52,
        "bex",
        39_999,
        "That thread from Tuesday is the whole answer, I think. #chartershelf",
    ),
    (
        40,
        58,
        "tobias",
        0,
        "Q4 Your portfolio: what did you leave out, and how did you decide? #chartershelf",
    ),
    (
        41,
        60,
        "desmond",
        40,
        "A4 Everything that only proved I was busy. #chartershelf",
    ),
    (42, 61, "suvi", 41, "Printing this."),
    (
        43,
        63,
        "kit",
        40,
        "A4 I have four certificates and one email from a child who found the right book. Guess which one stays in. #chartershelf",
    ),
    (
        44,
        70,
        "hal",
        40,
        "I left out the workshop. You know which one. #chartershelf",
    ),
    (
        45,
        88,
        "wren",
        0,
        "That is ninety minutes. Thank you, all of you, and Kit: come back in a fortnight. #chartershelf",
    ),
    (46, 89, "kit", 45, "I will bring letters."),
];

/// The evening itself.
pub(super) fn evening() -> SampleChat {
    let mut posts: Vec<Post> = LINES.iter().map(post).collect();
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
        }],
        gone_under: vec![(gone, uri(8))],
    }
}

/// The name of a post of the evening. It is told from its number alone, as replies need it.
fn uri(number: u32) -> Uri {
    let found = LINES.iter().find(|line| line.0 == number);
    match found.map(|line| author(line.2).network) {
        Some(Network::Bluesky) => {
            Uri::new(format!("at://did:plc:sample/app.bsky.feed.post/{number}"))
        }
        _ => Uri::new(format!("https://glasshouse.example/statuses/{number}")),
    }
}

fn post(&(number, minutes, who, answers, words): &Line) -> Post {
    let author = author(who);
    let seconds = at("2026-11-12T19:30:00Z").as_second() + minutes * 60 + i64::from(number % 60);
    let time = Moment::stated(jiff::Timestamp::from_second(seconds).unwrap_or_default());
    let mut post = Post::new(uri(number), author.network, author, time);
    post.url = Some(format!("https://{who}.example/posts/{number}"));
    post.body.text = Text::from_plain(words);
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
        "A long thread, of a Tuesday, about what a portfolio is for: it is for the person who reads it, and that person has forty of them.",
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
    let of_day = chat(
        "chartershelf/2012-02-16",
        None,
        "2012-02-16T00:00:00Z",
        "2012-02-16T00:00:00Z",
    );
    SampleChat {
        chat: of_day,
        posts,
        gone: Vec::new(),
        gone_under: Vec::new(),
    }
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
        simple(
            2,
            "layan",
            time("2026-01-02T14:52:00Z"),
            "مساء الخير من بيروت #図書館",
        ),
        simple(
            3,
            "shiori",
            time("2026-01-02T15:10:00Z"),
            "もう日付が変わりましたね。#図書館",
        ),
    ];
    let chat = chat(
        "図書館/2026-01-02",
        None,
        "2026-01-02T14:30:00Z",
        "2026-01-02T15:20:00Z",
    );
    SampleChat {
        chat,
        posts,
        gone: Vec::new(),
        gone_under: Vec::new(),
    }
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
    SampleChat {
        chat,
        posts,
        gone: Vec::new(),
        gone_under: Vec::new(),
    }
}
