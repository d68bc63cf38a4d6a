//! Changes of a judged chat; each takes its judgement along.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chat::{Author, Moment, Network, Post, Text, Uri};
use jiff::Timestamp;

use crate::gold::{Gold, Kind};

/// A change of a chat, with other chats from which chatter is taken.
pub(super) type Change = fn(Gold, &[Gold], &mut Dice) -> Gold;

const MINUTE_MS: i64 = 60 * 1000;

/// The changes, alone and together.
pub(super) const CHANGES: [(&str, &[Change]); 17] = [
    ("as it was", &[]),
    ("half as long", &[|chat, _, _| stretched(chat, 0.5)]),
    ("twice as long", &[|chat, _, _| stretched(chat, 2.0)]),
    ("answered with Q1", &[with_q]),
    ("answered with (a1) and A.1", &[otherwise_marked]),
    ("each question posted twice", &[asked_twice]),
    ("posted again by a second host", &[asked_by_another]),
    ("led by two", &[led_by_two]),
    ("a fifth of the answers late", &[late]),
    ("clocks wrong by up to a minute and a half", &[wrong_clocks]),
    ("a fifth of the posts missing", &[with_holes]),
    ("chatter of strangers, a quarter more posts", &[|c, o, d| among(c, o, d, 0.25, false)]),
    ("chatter of strangers, half as many more", &[|c, o, d| among(c, o, d, 0.5, false)]),
    ("chatter of those who take part, a quarter more", &[|c, o, d| among(c, o, d, 0.25, true)]),
    ("chatter of those who take part, half as many more", &[|c, o, d| among(c, o, d, 0.5, true)]),
    (
        "Q1, two hosts, posted twice, chatter of strangers",
        &[with_q, led_by_two, asked_twice, |c, o, d| among(c, o, d, 0.25, false)],
    ),
    (
        "late, wrong clocks, holes, chatter of those who take part",
        &[late, wrong_clocks, with_holes, |c, o, d| among(c, o, d, 0.25, true)],
    ),
];

/// Numbers that look random, and are the same for the same seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }

    /// Whether one of so many chances came.
    fn one_of(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// What somebody judged of a post.
type Judged = Option<(u32, Kind)>;

/// Makes each post anew, or leaves it out, with what is judged of it; and puts all in order of time.
fn each(gold: Gold, mut change: impl FnMut(Post, Judged) -> Vec<(Post, Judged)>) -> Gold {
    let judged = gold.judged;
    let posts = gold.posts.into_iter().enumerate();
    let mut changed: Vec<(Post, Judged)> =
        posts.flat_map(|(at, post)| change(post, judged.get(&at).copied())).collect();
    changed.sort_by(|(a, _), (b, _)| (a.created_at.ms(), &a.uri).cmp(&(b.created_at.ms(), &b.uri)));
    let judged = changed.iter().enumerate().filter_map(|(at, (_, judged))| Some((at, (*judged)?)));
    let judged = judged.collect();
    Gold { posts: changed.into_iter().map(|(post, _)| post).collect(), judged, ..gold }
}

fn moved(at: Moment, by_ms: i64) -> Moment {
    Moment::stated(Timestamp::from_millisecond(at.ms() + by_ms).unwrap_or(at.at()))
}

fn stretched(mut gold: Gold, times: f64) -> Gold {
    let first = gold.posts.iter().map(|post| post.created_at.ms()).min().unwrap_or_default();
    let by = |at: Moment| ((at.ms() - first) as f64 * (times - 1.0)) as i64;
    for repost in &mut gold.reposts {
        repost.created_at = moved(repost.created_at, by(repost.created_at));
    }
    each(gold, |mut post, judged| {
        post.created_at = moved(post.created_at, by(post.created_at));
        vec![(post, judged)]
    })
}

/// Writes the mark with which an answer begins anew.
fn marked(gold: Gold, mut written: impl FnMut(u32) -> String) -> Gold {
    each(gold, |mut post, judged| {
        let text = &post.body.text.plain;
        let number = text
            .strip_prefix(['A', 'Q', 'a', 'q'])
            .and_then(|rest| rest.chars().next()?.to_digit(10));
        if let (Some((_, Kind::Marked)), Some(number)) = (judged, number) {
            let rest = text.get(2..).unwrap_or_default();
            post.body.text = Text::from_plain(format!("{}{rest}", written(number)));
        }
        vec![(post, judged)]
    })
}

fn with_q(gold: Gold, _: &[Gold], _: &mut Dice) -> Gold {
    marked(gold, |number| format!("Q{number}"))
}

fn otherwise_marked(gold: Gold, _: &[Gold], dice: &mut Dice) -> Gold {
    marked(gold, |number| match dice.below(3) {
        0 => format!("(a{number})"),
        1 => format!("A.{number} "),
        _ => format!("Q.{number}"),
    })
}

/// Somebody who was not there.
fn stranger(number: usize) -> Author {
    let mut author = Author::new(Uri::new(format!("stranger:{number}")), Network::Twitter);
    author.handle = Some(format!("@stranger{number}"));
    author
}

fn asked_again(gold: Gold, by: Option<&Author>, dice: &mut Dice) -> Gold {
    each(gold, |post, judged| {
        let Some((_, Kind::Asks)) = judged else { return vec![(post, judged)] };
        let mut again = post.clone();
        again.uri = Uri::new(format!("{}/again", post.uri));
        let after = MINUTE_MS + i64::try_from(dice.below(180_000)).unwrap_or_default();
        again.created_at = moved(post.created_at, after);
        if let Some(by) = by {
            again.author = by.clone();
        }
        vec![(post, judged), (again, judged)]
    })
}

fn asked_twice(gold: Gold, _: &[Gold], dice: &mut Dice) -> Gold {
    asked_again(gold, None, dice)
}

fn asked_by_another(gold: Gold, _: &[Gold], dice: &mut Dice) -> Gold {
    asked_again(gold, Some(&stranger(0)), dice)
}

fn led_by_two(gold: Gold, _: &[Gold], _: &mut Dice) -> Gold {
    each(gold, |mut post, judged| {
        if let Some((number, Kind::Asks)) = judged
            && number % 2 == 0
        {
            post.author = stranger(0);
        }
        vec![(post, judged)]
    })
}

/// A fifth of the answers that are no replies, five to fifteen minutes late.
fn late(gold: Gold, _: &[Gold], dice: &mut Dice) -> Gold {
    each(gold, |mut post, judged| {
        let answers = matches!(judged, Some((_, Kind::Marked))) && post.reply_to.is_none();
        if answers && dice.one_of(5) {
            let after = (5 + i64::try_from(dice.below(10)).unwrap_or_default()) * MINUTE_MS;
            post.created_at = moved(post.created_at, after);
        }
        vec![(post, judged)]
    })
}

/// The clock of each author but those who ask is wrong.
fn wrong_clocks(gold: Gold, _: &[Gold], dice: &mut Dice) -> Gold {
    let hosts: BTreeSet<Uri> = gold
        .judged
        .iter()
        .filter(|(_, (_, kind))| *kind == Kind::Asks)
        .map(|(&post, _)| gold.posts[post].author.uri.clone())
        .collect();
    let mut wrong: BTreeMap<Uri, i64> = BTreeMap::new();
    each(gold, |mut post, judged| {
        if !hosts.contains(&post.author.uri) {
            let by = wrong.entry(post.author.uri.clone());
            let by = *by
                .or_insert_with(|| i64::try_from(dice.below(180_000)).unwrap_or_default() - 90_000);
            post.created_at = moved(post.created_at, by);
        }
        vec![(post, judged)]
    })
}

/// A fifth of the posts that do not ask is missing.
fn with_holes(gold: Gold, _: &[Gold], dice: &mut Dice) -> Gold {
    each(gold, |post, judged| {
        let asks = matches!(judged, Some((_, Kind::Asks)));
        if !asks && dice.one_of(5) { Vec::new() } else { vec![(post, judged)] }
    })
}

/// Puts a piece of another chat into this one, spread over its hour: its replies and mentions stay among
/// themselves. Its words are exchanged for this chat's words of the same rank by frequency, so that words tell no more of
/// it than they would of this chat's own chatter. `as_own`: it is said by those who take part.
fn among(gold: Gold, others: &[Gold], dice: &mut Dice, share: f64, as_own: bool) -> Gold {
    let wanted = (gold.posts.len() as f64 * share) as usize;
    let long: Vec<&Gold> = others.iter().filter(|other| other.posts.len() >= wanted).collect();
    let Some(other) = long.get(dice.below(long.len())) else { return gold };
    let from = dice.below(other.posts.len() - wanted + 1);
    let piece = &other.posts[from..from + wanted];
    let span = |posts: &[Post]| {
        let times = posts.iter().map(|post| post.created_at.ms());
        (times.clone().min().unwrap_or_default(), times.max().unwrap_or_default())
    };
    let asked = gold.judged.iter().filter(|(_, (_, kind))| *kind == Kind::Asks);
    let begins = asked.map(|(&post, _)| gold.posts[post].created_at.ms()).min().unwrap_or_default();
    let (theirs, ours) = (span(piece), (begins, begins + 60 * MINUTE_MS));
    let pace = (ours.1 - ours.0) as f64 / (theirs.1 - theirs.0).max(1) as f64;
    let words = exchange(&gold.posts, &other.posts);
    let own: Vec<Author> = {
        let people: BTreeMap<&Uri, &Author> =
            gold.posts.iter().map(|post| (&post.author.uri, &post.author)).collect();
        people.into_values().cloned().collect()
    };
    let mut known: BTreeMap<Uri, Author> = BTreeMap::new();
    let mut chatter: Vec<(Post, Judged)> = Vec::new();
    for post in piece {
        let mut post = post.clone();
        let next = known.len();
        let author = known.entry(post.author.uri.clone()).or_insert_with(|| {
            if as_own { own[dice.below(own.len())].clone() } else { stranger(next + 1) }
        });
        post.author = author.clone();
        let at = ours.0 as f64 + (post.created_at.ms() - theirs.0) as f64 * pace;
        post.created_at = moved(post.created_at, at as i64 - post.created_at.ms());
        post.body.text = Text::from_plain(exchanged(&post.body.text.plain, &words));
        chatter.push((post, None));
    }
    let mut chatter = Some(chatter);
    each(gold, |post, judged| {
        let mut posts = chatter.take().unwrap_or_default();
        posts.push((post, judged));
        posts
    })
}

/// For each word of one chat the word of the same rank of another.
fn exchange(into: &[Post], from: &[Post]) -> HashMap<String, String> {
    let ranked = |posts: &[Post]| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for post in posts {
            for word in post.body.text.plain.split_whitespace().filter(|word| is_plain(word)) {
                *counts.entry(bare(word)).or_default() += 1;
            }
        }
        let mut ranked: Vec<(String, usize)> = counts.into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        ranked.into_iter().map(|(word, _)| word).collect::<Vec<_>>()
    };
    let (into, from) = (ranked(into), ranked(from));
    let all = into.len().max(1);
    from.into_iter().zip(0..).map(|(word, rank)| (word, into[rank % all].clone())).collect()
}

fn exchanged(text: &str, words: &HashMap<String, String>) -> String {
    let word = |word: &str| match words.get(&bare(word)).filter(|_| is_plain(word)) {
        Some(other) => {
            let end = word.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            format!("{other}{}", &word[end..])
        }
        None => word.to_owned(),
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn is_plain(word: &str) -> bool {
    !word.starts_with(['#', '@'])
        && !word.starts_with("http")
        && word.chars().any(char::is_alphabetic)
}
