//! A chat: what that evening was, and all that was said in it.

use std::collections::{HashMap, HashSet};

use askama::Template;
use chat::{Author, Chat, Series, Uri};
use jiff::civil::Date;

use crate::{
    by_question::ByQuestion,
    conversations::Conversations,
    counted::{Grouped, people, posts},
    coverage::Covered,
    entry::{Scene, name_of},
    head::Head,
    host::ForHost,
    json_ld,
    known::Known,
    picture::Clockwork,
    places::Places,
    site::Site,
    strip::Strip,
    summary::{Drafted, TalkedAbout},
    time::{Timed, flags},
    transcript::{Said, Sitting, Transcript, Turn},
    understood::{Bonds, Understood},
    urls::{Here, Page},
    when::{Clock, Day, LongDay, Zone, span, stamp},
    who::Who,
};

/// The page of one chat.
#[derive(Debug, Clone, Copy)]
pub struct ChatPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The series it belongs to.
    pub series: &'a Series,
    /// The chat.
    pub chat: &'a Chat,
    /// Its posts in reading order, with tombstones and what they answer.
    pub turns: &'a [Turn<'a>],
    /// Posts in each minute from that of its start on: [`crate::posts_per_minute`].
    pub minutes: &'a [u32],
    /// What was found out of it.
    pub understood: Option<Understood<'a>>,
    /// Who came to the chats before it.
    pub before: Option<&'a analysis::people::before::Before>,
    /// Whether more people came than its series leads one to expect.
    pub trend: Option<&'a analysis::Trend>,
    /// The ranks that servers gave its tag while it was held.
    pub ranks: &'a [analysis::ranks::Stood],
    /// How it was seen, where live sources saw it.
    pub coverage: Option<&'a analysis::Coverage>,
    /// What else is kept: who passed posts on, what is quoted, who has a page.
    pub known: &'a Known<'a>,
    /// The chat before it in the series.
    pub previous: Option<&'a Chat>,
    /// The chat after it in the series.
    pub next: Option<&'a Chat>,
    /// The name of the host who looks at it, if one does; a published page has none.
    pub host: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "chat.html")]
struct Html<'a> {
    head: Head<'a>,
    title: String,
    tag: String,
    series_link: String,
    when: When,
    people: Vec<Person>,
    n_people: (String, &'static str),
    n_posts: (String, &'static str),
    n_minutes: Option<(String, &'static str)>,
    strip: Option<Strip>,
    by_question: Option<ByQuestion<'a>>,
    conversations: Option<Conversations<'a>>,
    talked_about: Option<TalkedAbout<'a>>,
    drafted: Option<Drafted>,
    time: Option<Timed>,
    coverage: Option<Covered>,
    who: Option<Who>,
    transcript: Transcript<'a>,
    lede: String,
    previous: Option<(String, String)>,
    next: Option<(String, String)>,
    host: Option<ForHost<'a>>,
}

/// When it was, in the chat's zone and, as far as a page without script can tell, elsewhere.
struct When {
    words: String,
    from: String,
    to: String,
    utc: Option<String>,
    has_clock: bool,
}

struct Person {
    name: String,
    is_host: bool,
    link: String,
    posts: u64,
}

impl ChatPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let page = Page::Chat(&self.chat.name);
        let here = Here::on(page);
        let zone = Zone::of(Some(self.series));
        let people = self.spoke(here);
        let n_posts = people.iter().map(|p| p.posts).sum::<u64>();
        let when = self.when(&zone);
        let bonds = self.understood.as_ref().map(Bonds::of);
        let scene = Scene {
            here,
            zone,
            known: self.known,
            series: Some(self.series),
            marks: None,
            bonds: bonds.as_ref(),
            places: Places::Here,
        };
        let (title, in_title) = self.titled();
        let minutes = self.minutes_long();
        let html = Html {
            head: Head::new(self.site, page, &in_title, &self.describe(&people, n_posts))
                .article(self.json_ld(n_posts))
                .scripts(&["reader.js", "replay.js"])
                .hosted(self.host),
            title,
            tag: format!("#{}", self.series.tag),
            series_link: here.to(Page::Series(&self.series.tag)),
            n_people: noun(people.len() as u64, "person", "people"),
            n_posts: noun(n_posts, "post", "posts"),
            n_minutes: when.has_clock.then(|| noun(minutes, "minute", "minutes")),
            strip: Strip::new(
                self.minutes,
                self.chat.talk().0,
                self.turns,
                &flags(self.understood.as_ref(), scene.places),
                &scene.zone,
                scene.places,
            ),
            by_question: self.understood.as_ref().and_then(|u| ByQuestion::new(u, &scene)),
            conversations: self.understood.as_ref().and_then(|u| Conversations::new(u, &scene)),
            talked_about: self.understood.as_ref().and_then(|u| TalkedAbout::new(u, &scene)),
            drafted: self.understood.as_ref().and_then(|u| Drafted::new(u, &scene)),
            time: Timed::new(self.understood.as_ref(), self.trend, self.ranks, &scene),
            who: self.who(&scene, when.has_clock),
            coverage: self.coverage.map(|found| self.covered(found, &scene)),
            lede: lede(&scene.zone, when.has_clock),
            transcript: Transcript {
                turns: self.turns,
                scene: &scene,
                day: Some(self.chat.name.date),
                above: None,
            },
            when,
            people,
            previous: self.previous.map(|chat| neighbour(chat, here)),
            next: self.next.map(|chat| neighbour(chat, here)),
            host: self.host.map(|host| ForHost::new(host, &self.chat.name, here)),
        };
        html.render().unwrap_or_default()
    }

    /// What stands above the page, and in the window's title.
    fn titled(&self) -> (String, String) {
        let day = Day(self.chat.name.date);
        match &self.chat.title {
            Some(title) => (title.clone(), format!("{title}, {day}")),
            None => (day.to_string(), format!("#{}, {day}", self.series.tag)),
        }
    }

    /// Who took part; the picture can be played where the times are known.
    fn who(&self, scene: &Scene<'_>, has_clock: bool) -> Option<Who> {
        let understood = self.understood.as_ref()?;
        let clockwork =
            has_clock.then(|| Clockwork::new(understood, self.chat.talk(), &scene.zone));
        Some(Who::new(understood, self.before, clockwork.as_ref(), scene))
    }

    fn covered(&self, found: &analysis::Coverage, scene: &Scene<'_>) -> Covered {
        Covered::new(&self.chat.name, found, scene.here, &scene.zone)
    }

    fn json_ld(&self, n_posts: u64) -> Option<String> {
        let sitting = Sitting { series: self.series, chat: self.chat };
        let base_url = self.site.base_url.as_deref()?;
        Some(json_ld::chat(base_url, &sitting, n_posts))
    }

    fn minutes_long(&self) -> u64 {
        let (opens_at, closes_at) = self.chat.talk();
        let seconds = closes_at.as_second() - opens_at.as_second();
        u64::try_from((seconds + 30) / 60).unwrap_or_default()
    }

    fn describe(&self, spoke: &[Person], n_posts: u64) -> String {
        let day = Day(self.chat.name.date);
        let (posts, people) = (posts(n_posts), people(spoke.len() as u64));
        format!("A #{} chat of {day}: {posts} by {people}.", self.series.tag)
    }

    /// Who spoke, the most talkative first.
    fn spoke(&self, here: Here) -> Vec<Person> {
        let mut order: Vec<(&Author, u64)> = Vec::new();
        let mut known: HashMap<&Uri, usize> = HashMap::new();
        for turn in self.turns {
            if let Said::Post(post) = turn.said {
                let at = *known.entry(&post.author.uri).or_insert_with(|| {
                    order.push((&post.author, 0));
                    order.len() - 1
                });
                order[at].1 += 1;
            }
        }
        order.sort_by_key(|(_, posts)| std::cmp::Reverse(*posts));
        let found = self.understood.iter().flat_map(|u| &u.found.people.people);
        let hosts: HashSet<&Uri> = found.filter(|p| p.is_host).map(|p| &p.uri).collect();
        let person = |(author, posts): (&Author, u64)| Person {
            name: name_of(author),
            is_host: hosts.contains(&author.uri),
            link: here.to(Page::Author(&author.uri)),
            posts,
        };
        order.into_iter().map(person).collect()
    }

    fn when(&self, zone: &Zone) -> When {
        let chat = self.chat;
        let is_timed = |turn: &Turn<'_>| turn.said.said_at().is_some_and(chat::Moment::has_time);
        let has_clock = self.turns.is_empty() || self.turns.iter().any(is_timed);
        let (opens_at, closes_at) = chat.talk();
        let (from, to) = (zone.civil(opens_at), zone.civil(closes_at));
        let words = if !has_clock {
            days(chat.name.date, to.date())
        } else if from.date() == to.date() {
            format!("{}, {} {}", LongDay(from.date()), span(from, to), zone.place())
        } else {
            let (first, last) = (LongDay(from.date()), LongDay(to.date()));
            format!("{first}, {}, to {last}, {} {}", Clock(from), Clock(to), zone.place())
        };
        let utc = Zone::of(None);
        let in_utc = span(utc.civil(opens_at), utc.civil(closes_at));
        When {
            words,
            from: stamp(opens_at),
            to: stamp(closes_at),
            utc: (has_clock && !zone.is_utc()).then(|| format!("{in_utc} UTC")),
            has_clock,
        }
    }
}

fn days(first: Date, last: Date) -> String {
    if last <= first {
        LongDay(first).to_string()
    } else {
        format!("{} to {}", LongDay(first), LongDay(last))
    }
}

fn noun(n: u64, one: &'static str, many: &'static str) -> (String, &'static str) {
    (Grouped(n).to_string(), if n == 1 { one } else { many })
}

/// The sentence before the transcript that says how to read it.
fn lede(zone: &Zone, has_clock: bool) -> String {
    let order = "In the order it was said; replies stand under what they answer.";
    if !has_clock {
        return format!("{order} Only the day of each post is known; it leads to the post.");
    }
    let place = zone.place();
    let whose = match place.strip_prefix("in ") {
        Some(city) => format!("{city}’s"),
        None => place.to_owned(),
    };
    format!("{order} Times are {whose}; each leads to its post.")
}

fn neighbour(chat: &Chat, here: Here) -> (String, String) {
    let day = Day(chat.name.date);
    let label = match &chat.title {
        Some(title) => format!("{title}, {day}"),
        None => day.to_string(),
    };
    (label, here.to(Page::Chat(&chat.name)))
}
