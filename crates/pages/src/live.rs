//! A chat while it happens: the entries of its archive page, in the order in which they were said.
//!
//! A [`LiveChat`] makes single entries, which travel to those who read already, and a [`LivePage`] the
//! whole page, for those who come. Each of its views has an address of its own, so that it can be read,
//! and read again, without scripts; with them it is kept up to date.

mod catch_up;
mod found_out;
mod item;
mod lane;
mod lanes;
mod told;
mod wall;

use askama::Template;
use chat::{Chat, Post, Series};
use jiff::Timestamp;

use crate::{
    entry::Scene,
    head::{Head, Robots},
    host::ForHost,
    known::Known,
    places::Places,
    site::Site,
    transcript::{Said, Turn},
    urls::{Here, Page},
    when::{Zone, stamp},
};

pub use found_out::{FoundOut, Made};
pub use item::Item;
pub use lane::Lane;
pub use told::{Phase, Pin, Told};

/// A chat while it happens.
#[derive(Debug, Clone, Copy)]
pub struct LiveChat<'a> {
    /// The site.
    pub site: &'a Site,
    /// The series it belongs to.
    pub series: &'a Series,
    /// The chat.
    pub chat: &'a Chat,
    /// What was said so far, by time, with what was taken back.
    pub said: &'a [Placed<'a>],
    /// What hosts pinned.
    pub pinned: &'a [chat::Uri],
    /// What else is kept: who passed posts on, what is quoted, who has a page.
    pub known: &'a Known<'a>,
    /// The time; that of the recording, where one is played.
    pub now: Timestamp,
}

/// What was said, and what it is to the questions of the chat.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// What stands there.
    pub said: Said<'a>,
    /// What it is to the questions.
    pub part: Part,
}

/// What a post is to the questions of its chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It asks this one, as the first.
    Asks(u32),
    /// It repeats this one.
    Repeats(u32),
    /// It answers this one.
    Answers(u32),
    /// Neither.
    Aside,
}

impl Part {
    /// The number of the question.
    #[must_use]
    pub fn question(self) -> Option<u32> {
        match self {
            Self::Asks(n) | Self::Repeats(n) | Self::Answers(n) => Some(n),
            Self::Aside => None,
        }
    }
}

/// A sample evening that is played, and can be played from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Playing {
    /// Which playing this is: numbers of events count within one.
    pub take: u64,
    /// How many minutes there are.
    pub minutes: i64,
    /// How many times as fast as it was.
    pub speed: u32,
}

/// The page of a chat while it happens.
#[derive(Debug, Clone, Copy)]
pub struct LivePage<'a> {
    /// The chat.
    pub live: LiveChat<'a>,
    /// The view.
    pub lane: Lane,
    /// The same posts with conversations kept together.
    pub turns: &'a [Turn<'a>],
    /// The view itself, where it is one that [is found out](Lane::is_found_out).
    pub made: Option<&'a Made>,
    /// The number of the last change that is in it.
    pub seen: u64,
    /// Where it is a recording that is played for show.
    pub playing: Option<Playing>,
    /// The name of the host who looks at it, if one does.
    pub host: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "live.html")]
struct Html<'a> {
    head: Head<'a>,
    tag: String,
    series_link: String,
    title: Option<&'a str>,
    told: Told,
    choices: Vec<Choice>,
    kept: String,
    wall: String,
    lane: String,
    grows: bool,
    events: String,
    seen: u64,
    body: String,
    renews: bool,
    playing: Option<Played>,
    host: Option<ForHost<'a>>,
}

/// A view to choose.
struct Choice {
    name: &'static str,
    link: String,
    is_here: bool,
}

/// The controls of what is played.
struct Played {
    link: String,
    minute: i64,
    minutes: i64,
    speeds: Vec<(u32, bool)>,
}

/// How many times as fast as it was a sample may be played.
pub const SPEEDS: [u32; 6] = [1, 3, 6, 20, 60, 200];

impl<'a> LivePage<'a> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let live = &self.live;
        let scene = live.scene();
        if self.lane == Lane::Wall {
            return wall::render(self, &scene);
        }
        let here = scene.here;
        let name = &live.chat.name;
        let told = live.told();
        let description =
            format!("The #{} chat of {}, while it happens.", live.series.tag, name.date);
        let head = Head::new(live.site, Page::Chat(name), &self.titled(), &description);
        let choice = |(lane, name): (Lane, &'static str)| Choice {
            name,
            link: here.to_live(&live.chat.name, &[("lane", &lane.name())]),
            is_here: lane == self.lane.chosen(),
        };
        let html = Html {
            head: head.robots(Robots::KeepOut).live("live"),
            tag: format!("#{}", live.series.tag),
            series_link: here.to(Page::Series(&live.series.tag)),
            title: live.chat.title.as_deref(),
            told,
            choices: Lane::CHOICES.into_iter().map(choice).collect(),
            kept: here.to_live(name, &[("kept", "1")]),
            wall: here.to_live(name, &[("lane", "wall")]),
            lane: self.lane.name(),
            grows: self.lane.grows(),
            events: self.events(here),
            seen: self.seen,
            body: self.body(&scene),
            renews: self.lane.is_found_out(),
            playing: self.playing.map(|playing| self.played(playing, here)),
            host: self.host.map(|host| ForHost::new(host, &live.chat.name, here)),
        };
        html.render().unwrap_or_default()
    }

    fn titled(&self) -> String {
        let live = &self.live;
        let title = live.chat.title.clone().unwrap_or_else(|| format!("#{}", live.series.tag));
        format!("Live: {title}")
    }

    fn events(&self, here: Here) -> String {
        let link = here.to(Page::Events(&self.live.chat.name));
        self.playing.map_or_else(|| link.clone(), |playing| format!("{link}?take={}", playing.take))
    }

    fn body(&self, scene: &Scene<'_>) -> String {
        if self.lane.is_found_out() {
            return self.made.map(|made| made.part(self.lane)).unwrap_or_default();
        }
        let inner = match self.lane {
            Lane::Now | Lane::Wall => lanes::now(self, scene, lanes::NEWEST),
            Lane::All => lanes::now(self, scene, usize::MAX),
            Lane::Questions => lanes::questions(self, scene),
            Lane::Question(number) => lanes::question(self, scene, number),
            Lane::Conversations => lanes::conversations(self, scene),
            Lane::CatchUp => catch_up::catch_up(&self.live, scene),
            Lane::Unanswered => catch_up::unanswered(&self.live, scene),
            Lane::People | Lane::Time | Lane::Topics | Lane::Summary => String::new(),
        };
        format!("<div id=\"lane\">{inner}</div>")
    }

    fn played(&self, playing: Playing, here: Here) -> Played {
        let (opens_at, _) = self.live.chat.talk();
        let minute = (self.live.now.as_second() - opens_at.as_second()).div_euclid(60);
        let mut speeds: Vec<u32> = SPEEDS.to_vec();
        if !speeds.contains(&playing.speed) {
            speeds.push(playing.speed);
            speeds.sort_unstable();
        }
        Played {
            link: here.to(Page::Play),
            minute: minute.clamp(0, playing.minutes),
            minutes: playing.minutes,
            speeds: speeds.into_iter().map(|speed| (speed, speed == playing.speed)).collect(),
        }
    }
}

impl<'a> LiveChat<'a> {
    pub(crate) fn scene(&self) -> Scene<'a> {
        Scene {
            here: Here::on(Page::Chat(&self.chat.name)),
            zone: Zone::of(Some(self.series)),
            known: self.known,
            series: Some(self.series),
            marks: None,
            bonds: None,
            places: Places::OtherViews,
        }
    }

    /// The posts, without what was taken back.
    fn posts(&self) -> impl Iterator<Item = (&'a Post, Part)> {
        self.said.iter().filter_map(|placed| match placed.said {
            Said::Post(post) => Some((post, placed.part)),
            Said::Context(_) | Said::Gone(_) => None,
        })
    }

    /// The questions asked so far, by number, each with the post that asks it.
    fn asked(&self) -> Vec<(u32, &'a Post)> {
        let asks = |(post, part)| match part {
            Part::Asks(number) => Some((number, post)),
            _ => None,
        };
        let mut asked: Vec<(u32, &'a Post)> = self.posts().filter_map(asks).collect();
        asked.sort_by_key(|(number, _)| *number);
        asked
    }

    /// How many answers a question has.
    fn answers(&self, number: u32) -> u64 {
        self.posts().filter(|(_, part)| *part == Part::Answers(number)).count() as u64
    }

    fn starts(&self) -> String {
        stamp(self.chat.talk().0)
    }
}
