//! How the time and the memory to understand a chat grow with its posts: an invented chat of 500 to
//! 100,000, each in a process of its own.
//!
//! `cargo xtask bench understanding`. Its table stands in `docs/quality.md`. Times are of the processor
//! where the system tells them (Linux), since neighbours on the machine take nothing of that: all of it
//! is one thread's work, and takes as long on a quiet machine.

#![expect(clippy::print_stdout, reason = "its table is what it is for")]

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use analysis::{
    Running, Talk, bursts, conversations, people, questions, summary, topics, understand,
};
use chat::{Author, Moment, Network, Post, Repost, Text, Uri};
use jiff::Timestamp;

/// The sizes of the chats.
const SIZES: [usize; 4] = [500, 5_000, 50_000, 100_000];
/// A small chat is measured so often: the system counts work in steps of some milliseconds.
const RUNS: u32 = 40;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        [] => table(),
        [posts, led_by] => match (posts.parse(), Lead::named(led_by)) {
            (Ok(posts), Some(lead)) => row(posts, lead),
            _ => ExitCode::FAILURE,
        },
        _ => ExitCode::FAILURE,
    }
}

/// The whole table.
fn table() -> ExitCode {
    println!(
        "| posts | led by | conversations | questions | topics | people | bursts | summary | all, ms | peak, MB |\n|---|---|---|---|---|---|---|---|---|---|"
    );
    for lead in [Lead::Questions, Lead::Nobody] {
        for posts in SIZES {
            let row = std::env::current_exe().and_then(|program| {
                Command::new(program).args([&posts.to_string(), lead.name()]).status()
            });
            if !row.is_ok_and(|status| status.success()) {
                return ExitCode::FAILURE;
            }
        }
    }
    live();
    ExitCode::SUCCESS
}

/// The sizes of chats that run.
const LIVE: [usize; 2] = [500, 5_000];
/// So many last posts are taken in one by one.
const PUSHED: u32 = 50;

/// What each post costs while a chat runs.
fn live() {
    println!(
        "\n| posts | led by | a post taken in, ms | all that is known at once, ms | both | in the background, ms |\n|---|---|---|---|---|---|"
    );
    for lead in [Lead::Questions, Lead::Nobody] {
        for posts in LIVE {
            let (said, passed_on) = invented(posts, lead);
            let (before, last) = said.split_at(said.len() - PUSHED as usize);
            let mut running = Running::new();
            before.iter().cloned().for_each(|post| running.push(post));
            passed_on.into_iter().for_each(|repost| running.push_repost(repost));
            let mut last = last.iter().cloned();
            let (mut taken, mut known) = (0.0, 0.0);
            for post in last.by_ref() {
                let mut post = Some(post);
                taken += timed(1, || post.take().map(|post| running.push(post)));
                known += timed(1, || running.now());
            }
            let (taken, known) = (taken / f64::from(PUSHED), known / f64::from(PUSHED));
            let background = timed(1, || running.understand());
            println!(
                "| {posts} | {} | {taken:.3} | {known:.2} | {:.2} | {background:.0} |",
                lead.name(),
                taken + known
            );
        }
    }
}

/// One row.
fn row(posts: usize, lead: Lead) -> ExitCode {
    let (said, passed_on) = invented(posts, lead);
    let talk = Talk { posts: &said, context: &[], reposts: &passed_on, asks: &[] };
    let all: Vec<&Post> = said.iter().collect();
    let runs = if posts < 1_000 { RUNS } else { 1 };
    // First and alone, so that the most memory is what a page of this chat takes.
    let whole = timed(runs, || understand(&talk));
    let peak = peak_mb().map_or_else(|| "?".to_owned(), |peak| peak.to_string());
    let asked = questions(&talk);
    let about = topics(&talk);
    println!(
        "| {posts} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {whole:.1} | {peak} |",
        lead.name(),
        timed(runs, || conversations(&all)),
        timed(runs, || questions(&talk)),
        timed(runs, || topics(&talk)),
        timed(runs, || people(&talk, &asked)),
        timed(runs, || bursts(&said, &asked)),
        timed(runs, || summary(&talk, &asked, &about)),
    );
    ExitCode::SUCCESS
}

/// Syllables of which words are made.
const SYLLABLES: [&str; 16] = [
    "ba", "do", "fe", "gi", "ku", "la", "me", "no", "pi", "ru", "sa", "ti", "vo", "wa", "xe", "zu",
];
/// A chat has one person for so many posts.
const POSTS_A_PERSON: usize = 6;
/// Ten seconds lie between posts, at any size: a longer chat, not a denser one.
const BETWEEN_MS: i64 = 10_000;
/// A host asks after so many posts.
const POSTS_A_QUESTION: usize = 80;

/// Numbers that look random, and are the same each time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let roll = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(roll).unwrap_or_default() % most.max(1)
    }

    /// A word; the rarer ones are drawn from as many as there are posts.
    fn word(&mut self, posts: usize) -> String {
        let rank = self.below(posts.max(16));
        let rank = self.below(rank + 1);
        let (mut word, mut left) = (String::new(), rank + 16);
        while left > 0 {
            word.push_str(SYLLABLES[left % 16]);
            left /= 16;
        }
        word
    }
}

/// An invented chat. `led` by numbered questions, or free.
fn invented(posts: usize, led: Lead) -> (Vec<Post>, Vec<Repost>) {
    let mut dice = Dice(posts as u64 | 1);
    let people = (posts / POSTS_A_PERSON).max(3);
    let author = |n: usize| {
        let mut author = Author::new(Uri::new(format!("person:{n}")), Network::Fediverse);
        author.handle = Some(format!("@p{n}"));
        author
    };
    let at = |n: usize| {
        let ms = 1_329_415_200_000 + i64::try_from(n).unwrap_or_default() * BETWEEN_MS;
        Moment::stated(Timestamp::from_millisecond(ms).unwrap_or_default())
    };
    let (mut said, mut passed_on) = (Vec::new(), Vec::new());
    for n in 0..posts {
        let question = n / POSTS_A_QUESTION + 1;
        let asks = led == Lead::Questions && n % POSTS_A_QUESTION == 0 && question <= 50;
        let who = if asks { 0 } else { dice.below(people) };
        let uri = Uri::new(format!("post:{n}"));
        let mut post = Post::new(uri, Network::Fediverse, author(who), at(n));
        let mut words: Vec<String> = (0..6 + dice.below(20)).map(|_| dice.word(posts)).collect();
        if asks {
            words.insert(0, format!("Q{question}"));
            words.push("?".to_owned());
        } else if led == Lead::Questions && dice.below(3) == 0 {
            words.insert(0, format!("A{}", question.min(50)));
        }
        if !asks && n > 0 && dice.below(3) == 0 {
            post.reply_to = Some(Uri::new(format!("post:{}", n - 1 - dice.below(n.min(20)))));
        }
        post.body.text = Text::from_plain(format!("{} #growth", words.join(" ")));
        if dice.below(4) == 0 && n > 0 {
            passed_on.push(Repost {
                uri: Uri::new(format!("repost:{n}")),
                network: Network::Fediverse,
                of: Some(Uri::new(format!("post:{}", dice.below(n)))),
                author: author(dice.below(people)),
                created_at: at(n),
                text: None,
            });
        }
        said.push(post);
    }
    (said, passed_on)
}

/// How a chat is led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    Questions,
    Nobody,
}

impl Lead {
    fn name(self) -> &'static str {
        match self {
            Self::Questions => "questions",
            Self::Nobody => "nobody",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Questions, Self::Nobody].into_iter().find(|lead| lead.name() == name)
    }
}

/// Milliseconds: the mean of so many runs.
fn timed<T>(runs: u32, mut run: impl FnMut() -> T) -> f64 {
    let (began, worked) = (Instant::now(), worked());
    for _ in 0..runs {
        std::hint::black_box(run());
    }
    let worked = worked.zip(self::worked()).map(|(from, to)| to - from);
    worked.unwrap_or_else(|| began.elapsed()).as_secs_f64() * 1000.0 / f64::from(runs)
}

/// How long this thread has worked so far, as Linux tells it.
fn worked() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// The most memory that this process had at once, in MB, as Linux tells it.
fn peak_mb() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let peak = told.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib >> 10)
}
