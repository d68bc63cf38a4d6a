//! What is told above a live chat: what is asked now, and where the evening stands.

use chat::{Post, Uri};

use super::{LiveChat, Part};
use crate::{
    counted::{counted, people, posts},
    entry::name_of,
    escape,
    urls::Page,
    when::{Clock, LongDay, Zone},
};

/// The longest question that is shown whole above the page.
const LONGEST: usize = 220;

/// Where a chat stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It has not begun.
    Before,
    /// It runs.
    During,
    /// It has ended, and people still talk.
    After,
}

/// What is told above a live chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Where it stands.
    pub phase: Phase,
    /// The number of the question that is open.
    pub number: Option<u32>,
    /// The question, without its mark; before the first, a sentence.
    pub asked: String,
    /// How long ago, how many answers, how long there is left.
    pub facts: Vec<String>,
    /// When it begins, as a script reads it.
    pub starts: String,
    /// What the clock shows in the chat's zone.
    pub clock: String,
    /// What hosts pinned.
    pub pins: Vec<Pin>,
}

/// A post that stands above the chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Who wrote it.
    pub name: String,
    /// What it says.
    pub words: String,
    /// Its page.
    pub link: String,
}

impl LiveChat<'_> {
    /// What is told above it.
    #[must_use]
    pub fn told(&self) -> Told {
        let (opens_at, closes_at) = self.chat.talk();
        let phase = if self.now < opens_at {
            Phase::Before
        } else if self.now <= closes_at {
            Phase::During
        } else {
            Phase::After
        };
        let asks = |(post, part)| match part {
            Part::Asks(number) => Some((number, post)),
            _ => None,
        };
        let open = self
            .posts()
            .filter_map(asks)
            .max_by_key(|(_, post): &(u32, &Post)| post.created_at.ms());
        let spoke: std::collections::HashSet<&str> =
            self.posts().map(|(post, _)| post.author.uri.as_str()).collect();
        let so_far = [people(spoke.len() as u64), posts(self.posts().count() as u64)];
        let ago = |post: &Post| match self.now.as_second() - post.created_at.at().as_second() {
            ..60 => "asked just now".to_owned(),
            seconds => format!("asked {} ago", minutes(seconds)),
        };
        let answers = |number| counted(self.answers(number), "answer", "answers");
        let left = minutes(closes_at.as_second() - self.now.as_second());
        let (asked, facts) = match (phase, open) {
            (Phase::Before, _) => (self.when(), vec![self.until()]),
            (Phase::During, Some((number, post))) => {
                let facts = vec![ago(post), answers(number), format!("{left} left")];
                (question(post, number), facts)
            }
            (Phase::During, None) => {
                let [people, posts] = so_far;
                (
                    "The first question comes soon.".to_owned(),
                    vec![people, posts, format!("{left} left")],
                )
            }
            (Phase::After, _) => {
                let said = "The chat has ended, and people are still talking.".to_owned();
                (said, so_far.into())
            }
        };
        let number = open.map(|(number, _)| number).filter(|_| phase == Phase::During);
        let clock = Clock(Zone::of(Some(self.series)).civil(self.now)).to_string();
        Told { phase, number, asked, facts, starts: self.starts(), clock, pins: self.pins() }
    }

    fn pins(&self) -> Vec<Pin> {
        let here = self.scene().here;
        let pin = |uri: &Uri| {
            let (post, _) = self.posts().find(|(post, _)| post.uri == *uri)?;
            // What its author put behind a warning stays there.
            let words = post.body.content_warning.as_ref().unwrap_or(&post.body.text.plain);
            let words = escape::clipped(words, LONGEST).into_owned();
            Some(Pin { name: name_of(&post.author), words, link: here.to(Page::Post(uri)) })
        };
        self.pinned.iter().filter_map(pin).collect()
    }

    fn when(&self) -> String {
        let zone = Zone::of(Some(self.series));
        let at = zone.civil(self.chat.talk().0);
        format!("The chat begins on {}, {}, {}.", LongDay(at.date()), Clock(at), zone.place())
    }

    fn until(&self) -> String {
        format!("in {}", minutes(self.chat.talk().0.as_second() - self.now.as_second()))
    }
}

/// `8 min`, `75 min`, `2 h 5 min`, `3 days`.
fn minutes(seconds: i64) -> String {
    let minutes = seconds.max(0) / 60;
    match (minutes / 1_440, minutes / 60, minutes % 60) {
        (0, 0, 0) => "less than a minute".to_owned(),
        (0, 0 | 1, _) => format!("{minutes} min"),
        (0, h, min) => format!("{h} h {min} min"),
        (1, ..) => "a day".to_owned(),
        (days, ..) => format!("{days} days"),
    }
}

/// A question without its mark and without the tags at its end.
pub(super) fn question(post: &Post, number: u32) -> String {
    let text = post.body.text.plain.trim();
    let mark = format!("q{number}");
    let lower = text.to_ascii_lowercase();
    let words = match lower.find(&mark) {
        Some(at) => &text[at + mark.len()..],
        None => text,
    };
    let words = words.trim_start_matches(|c: char| c.is_whitespace() || ".,:;)–-".contains(c));
    let mut words = words.trim_end();
    while let Some((rest, last)) = words.rsplit_once(char::is_whitespace) {
        if !last.starts_with('#') {
            break;
        }
        words = rest.trim_end();
    }
    let words = if words.is_empty() { text } else { words };
    escape::clipped(words, LONGEST).into_owned()
}

#[cfg(test)]
mod tests {
    use chat::{Author, Moment, Network, Text};

    use super::*;

    #[test]
    fn a_question_is_told_without_its_mark() {
        let told = |text: &str| {
            let at = Moment::stated("2026-11-12T19:37:05Z".parse().unwrap());
            let author = Author::new(Uri::new("https://lamp.example/ada"), Network::Fediverse);
            let mut post =
                Post::new(Uri::new("https://lamp.example/1"), Network::Fediverse, author, at);
            post.body.text = Text::unmarked(text);
            question(&post, 3)
        };
        assert_eq!(told("Q3: Your log. Who reads it? #lanternchat"), "Your log. Who reads it?");
        assert_eq!(told("Welcome! q3 – why? #a #b"), "why?");
        assert_eq!(told("Q3, the last: who?"), "the last: who?");
        assert_eq!(told("Q3"), "Q3");
        assert_eq!(told("What is #chartership"), "What is");
    }

    #[test]
    fn times_are_told_as_people_do() {
        assert_eq!(minutes(30), "less than a minute");
        assert_eq!(minutes(8 * 60), "8 min");
        assert_eq!(minutes(75 * 60), "75 min");
        assert_eq!(minutes(125 * 60), "2 h 5 min");
        assert_eq!(minutes(86_400), "a day");
        assert_eq!(minutes(-5), "less than a minute");
    }
}
