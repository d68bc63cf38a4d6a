//! When a chat was busiest, whether it rose above what its series leads one to expect, and its ranks.

use analysis::{Burst, Question, Trend, ranks::Stood};
use askama::Template;
use jiff::Timestamp;

use crate::{
    counted::posts,
    entry::Scene,
    places::Places,
    strip::Flag,
    understood::Understood,
    when::{Clock, Zone},
};

/// The section about time.
#[derive(Template)]
#[template(path = "time.html")]
pub(crate) struct Timed {
    rushes: Vec<Rush>,
    trend: Option<String>,
    ranks: Vec<String>,
}

/// A time in which more was said than usual.
struct Rush {
    link: String,
    times: String,
    sum: String,
    about: String,
    question: Option<(u32, String)>,
}

impl Timed {
    /// The section; `None` where there is nothing to tell.
    pub(crate) fn new(
        understood: Option<&Understood<'_>>,
        trend: Option<&Trend>,
        ranks: &[Stood],
        scene: &Scene<'_>,
    ) -> Option<Self> {
        let zone = &scene.zone;
        let rise =
            |trend: &Trend| trend.told(&clock(trend.from_ms, zone), &clock(trend.until_ms, zone));
        let found = Self {
            rushes: understood.map(|u| rushes(u, scene)).unwrap_or_default(),
            trend: trend.map(rise),
            ranks: ranks.iter().map(|stood| stood.told(|ms| clock(ms, zone))).collect(),
        };
        let is_any = !found.rushes.is_empty() || found.trend.is_some() || !found.ranks.is_empty();
        is_any.then_some(found)
    }
}

/// `19:34 to 19:41, 92 posts: Q1, mentor roll, lighthouse.`
fn rushes(understood: &Understood<'_>, scene: &Scene<'_>) -> Vec<Rush> {
    let clock = |ms| clock(ms, &scene.zone);
    let rush = |burst: &Burst| {
        let first = burst.posts.first().and_then(|&at| understood.posts.get(at))?;
        Some(Rush {
            link: scene.places.post(&first.uri),
            times: format!("{} to {}", clock(burst.from_ms), clock(burst.until_ms)),
            sum: posts(burst.posts.len() as u64),
            about: burst.about.join(", "),
            question: burst.question.map(|number| (number, scene.places.question(number))),
        })
    };
    understood.found.bursts.iter().filter_map(rush).collect()
}

/// Where the questions stand on the strip.
pub(crate) fn flags(understood: Option<&Understood<'_>>, places: Places) -> Vec<Flag> {
    let questions = understood.iter().flat_map(|u| &u.found.questions.questions);
    let flag = |question: &Question| {
        let place = places.question(question.number);
        Some(Flag { at_ms: question.asked.as_ref()?.at_ms, number: question.number, place })
    };
    questions.filter_map(flag).collect()
}

/// A time of day in the chat's zone.
fn clock(ms: i64, zone: &Zone) -> String {
    let at = Timestamp::from_millisecond(ms).unwrap_or_default();
    Clock(zone.civil(at)).to_string()
}
