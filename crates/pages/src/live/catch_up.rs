//! Short lists for whoever comes late or back, and of what nobody has taken up.

use std::collections::{HashMap, HashSet};

use askama::Template;
use chat::{Post, SpanKind, Uri};

use super::{LiveChat, Part, item::beginning, told::question as words_of};
use crate::{
    counted::counted,
    entry::{Scene, name_of},
    href,
    transcript::Said,
    urls::Page,
    when::Clock,
};

/// Posts that are shown under a question, links and tags in their lists, and what waits for an answer.
const BEST: usize = 3;
const LINKS: usize = 20;
const WAITING: usize = 30;
/// How long a question may stand before it counts as not taken up, in seconds.
const PATIENCE: i64 = 120;

/// A post in a line: how it begins, who said it, what is to be known of it.
struct Line {
    words: String,
    link: String,
    name: String,
    facts: String,
}

struct Asked {
    number: u32,
    words: String,
    answers: String,
    link: String,
    best: Vec<Line>,
}

#[derive(Template)]
#[template(path = "live_catch_up.html")]
struct CatchUp {
    asked: Vec<Asked>,
    before: Vec<Line>,
    newcomers: Vec<Line>,
    links: Vec<Link>,
}

#[derive(Template)]
#[template(path = "live_unanswered.html")]
struct Unanswered {
    questions: Vec<Line>,
    newcomers: Vec<Line>,
}

#[derive(Template)]
#[template(path = "live_people.html")]
struct People {
    people: Vec<(String, String, u64)>,
    links: Vec<Link>,
    tags: Vec<(String, u64)>,
}

/// A link that was shared.
struct Link {
    label: String,
    link: String,
    by: String,
    post: String,
}

/// What answers and what was passed on, counted once for all lists.
struct Counts<'a> {
    replies: HashMap<&'a Uri, u64>,
    answered: HashSet<&'a Uri>,
}

impl<'a> Counts<'a> {
    fn of(live: &LiveChat<'a>) -> Self {
        let mut replies: HashMap<&Uri, u64> = HashMap::new();
        let mut answered = HashSet::new();
        for (post, _) in live.posts() {
            if let Some(parent) = &post.reply_to {
                *replies.entry(parent).or_default() += 1;
                answered.insert(parent);
            }
            answered.extend(&post.quote_of);
        }
        Self { replies, answered }
    }

    fn replies(&self, post: &Post) -> u64 {
        self.replies.get(&post.uri).copied().unwrap_or(0)
    }
}

/// What was asked so far, and what was answered and passed on most.
pub(super) fn catch_up(live: &LiveChat<'_>, scene: &Scene<'_>) -> String {
    let counts = Counts::of(live);
    let asked = live.asked().into_iter().map(|(number, post)| Asked {
        number,
        words: words_of(post, number),
        answers: counted(live.answers(number), "answer", "answers"),
        link: scene.here.to_live(&live.chat.name, &[("lane", &format!("q{number}"))]),
        best: best(live, scene, &counts, |part| part == Part::Answers(number)),
    });
    let before = best(live, scene, &counts, |part| part == Part::Aside);
    let greetings = newcomers(live).into_iter().take(WAITING);
    let newcomers = greetings.map(|post| line(post, scene, clock(post, scene))).collect();
    CatchUp { asked: asked.collect(), before, newcomers, links: links(live, scene) }
        .render()
        .unwrap_or_default()
}

fn best<'a>(
    live: &LiveChat<'a>,
    scene: &Scene<'_>,
    counts: &Counts<'a>,
    which: impl Fn(Part) -> bool,
) -> Vec<Line> {
    let passed = |post: &Post| scene.known.passed_on(&post.uri).len() as u64;
    let weight = |post: &Post| counts.replies(post) + passed(post);
    let mut found: Vec<&Post> =
        live.posts().filter(|(_, part)| which(*part)).map(|(post, _)| post).collect();
    found.retain(|post| weight(post) > 0 && post.body.content_warning.is_none());
    found.sort_by_key(|post| std::cmp::Reverse(weight(post)));
    let facts = |post: &Post| {
        let replies = Some(counts.replies(post)).filter(|&n| n > 0);
        let passed = Some(passed(post)).filter(|&n| n > 0);
        let replies = replies.map(|n| counted(n, "reply", "replies"));
        let passed = passed.map(|n| {
            if n == 1 { "passed on once".to_owned() } else { format!("passed on by {n}") }
        });
        [replies, passed].into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    found.into_iter().take(BEST).map(|post| line(post, scene, facts(post))).collect()
}

fn line(post: &Post, scene: &Scene<'_>, facts: String) -> Line {
    let name = name_of(&post.author);
    Line { words: beginning(post), link: scene.here.to(Page::Post(&post.uri)), name, facts }
}

fn clock(post: &Post, scene: &Scene<'_>) -> String {
    Clock(scene.zone.civil(post.created_at.at())).to_string()
}

/// Questions that nobody has taken up, and newcomers whom nobody has greeted, oldest first.
pub(super) fn unanswered(live: &LiveChat<'_>, scene: &Scene<'_>) -> String {
    let counts = Counts::of(live);
    let open = |post: &&Post| !counts.answered.contains(&post.uri);
    let waited = |post: &Post| live.now.as_second() - post.created_at.at().as_second();
    let facts = |post: &Post| format!("{} · {} min", clock(post, scene), waited(post) / 60);
    let hosts: HashSet<&Uri> = live.asked().iter().map(|(_, post)| &post.author.uri).collect();
    let asks = |post: &Post| post.body.text.plain.contains(['?', '？', '؟']);
    let of_hosts = |post: &Post| hosts.contains(&post.author.uri);
    let questions =
        live.posts().filter(|(_, part)| !matches!(part, Part::Asks(_) | Part::Repeats(_)));
    let questions = questions.map(|(post, _)| post).filter(open);
    let questions =
        questions.filter(|post| asks(post) && !of_hosts(post) && waited(post) >= PATIENCE);
    let newcomers =
        newcomers(live).into_iter().filter(|post| open(post) && waited(post) >= PATIENCE);
    Unanswered {
        questions: questions.take(WAITING).map(|post| line(post, scene, facts(post))).collect(),
        newcomers: newcomers.take(WAITING).map(|post| line(post, scene, facts(post))).collect(),
    }
    .render()
    .unwrap_or_default()
}

/// The first posts of those who say that they are new, oldest first.
fn newcomers<'a>(live: &LiveChat<'a>) -> Vec<&'a Post> {
    const SAID: [&str; 9] = [
        "first chat",
        "first time",
        "first one",
        "new here",
        "newbie",
        "i'm new",
        "i’m new",
        "never joined",
        "first-timer",
    ];
    let mut spoke = HashSet::new();
    let first = live.posts().map(|(post, _)| post).filter(|post| spoke.insert(&post.author.uri));
    let says = |post: &&Post| {
        let text = post.body.text.plain.to_lowercase();
        SAID.iter().any(|words| text.contains(words))
    };
    first.filter(says).collect()
}

/// Who is here, what they linked to, and their tags.
pub(super) fn people(live: &LiveChat<'_>, scene: &Scene<'_>) -> String {
    let mut order: Vec<(&Post, u64)> = Vec::new();
    let mut at: HashMap<&Uri, usize> = HashMap::new();
    let mut tags: HashMap<String, u64> = HashMap::new();
    for (post, _) in live.posts() {
        let place = *at.entry(&post.author.uri).or_insert_with(|| {
            order.push((post, 0));
            order.len() - 1
        });
        order[place].1 += 1;
        for tag in post.tags().into_iter().filter(|tag| *tag != live.series.tag) {
            *tags.entry(format!("#{tag}")).or_default() += 1;
        }
    }
    let mut people: Vec<(String, String, u64)> = order
        .into_iter()
        .map(|(post, n)| (name_of(&post.author), scene.here.to(Page::Author(&post.author.uri)), n))
        .collect();
    people.sort_by_key(|(name, ..)| name.to_lowercase());
    let mut tags: Vec<(String, u64)> = tags.into_iter().collect();
    tags.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    tags.truncate(LINKS);
    People { people, links: links(live, scene), tags }.render().unwrap_or_default()
}

/// The links that were shared, each once, in the order in which they came.
fn links(live: &LiveChat<'_>, scene: &Scene<'_>) -> Vec<Link> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for placed in live.said {
        let Said::Post(post) = placed.said else { continue };
        for (label, kind) in post.body.text.pieces() {
            let Some(SpanKind::Link(url)) = kind else { continue };
            let Some(link) = href::safe(url).filter(|link| seen.insert(link.to_string())) else {
                continue;
            };
            found.push(Link {
                label: label.to_owned(),
                link: link.into_owned(),
                by: name_of(&post.author),
                post: scene.here.to(Page::Post(&post.uri)),
            });
        }
    }
    found.truncate(LINKS);
    found
}
