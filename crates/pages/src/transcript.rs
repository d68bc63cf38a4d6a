//! Posts in reading order, conversations kept together.

use std::fmt;

use askama::Template;
use chat::{Chat, Moment, Post, Series, Uri};
use jiff::{Timestamp, civil::Date};

use crate::{
    entry::{Answered, Entry, Scene, Standing, name_of},
    urls::{Page, post_slug},
    when::{Clock, Day, LongDay},
};

/// One step of a transcript: what stands there, and how deep in a conversation.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// 0 begins a conversation; 1 answers it; deeper than 3 is set level with 3.
    pub depth: usize,
    /// What stands there.
    pub said: Said<'a>,
}

/// What stands in a place of a transcript.
#[derive(Debug, Clone, Copy)]
pub enum Said<'a> {
    /// A post of the chat.
    Post(&'a Post),
    /// A post that is not kept for itself, shown for what answers it. It has no page here.
    Context(&'a Post),
    /// A post that was taken back.
    Gone(&'a Tombstone),
}

impl<'a> Said<'a> {
    /// The name of what stands there.
    #[must_use]
    pub fn uri(&self) -> &'a Uri {
        match self {
            Self::Post(post) | Self::Context(post) => &post.uri,
            Self::Gone(tombstone) => &tombstone.uri,
        }
    }

    /// When it was said, if that is still known.
    #[must_use]
    pub fn said_at(&self) -> Option<&'a Moment> {
        match self {
            Self::Post(post) | Self::Context(post) => Some(&post.created_at),
            Self::Gone(tombstone) => tombstone.said_at.as_ref(),
        }
    }
}

/// What is left of a post that was taken back, or that a host hid: that something stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Its name.
    pub uri: Uri,
    /// When it was said, if that is known.
    pub said_at: Option<Moment>,
    /// When it was taken back, if that is known.
    pub deleted_at: Option<Timestamp>,
    /// The reason, which may be empty, where a host hid it; it was not taken back then.
    pub hidden: Option<String>,
}

/// The chat that a post was said in.
#[derive(Debug, Clone, Copy)]
pub struct Sitting<'a> {
    /// The series it belongs to.
    pub series: &'a Series,
    /// The chat.
    pub chat: &'a Chat,
}

impl Sitting<'_> {
    /// Its title, or its tag.
    pub(crate) fn label(&self) -> String {
        let titled = self.chat.title.clone();
        titled.unwrap_or_else(|| format!("#{}", self.series.tag))
    }
}

/// The line that stands for a deleted post.
#[derive(Template)]
#[template(path = "tombstone.html")]
pub(crate) struct Grave {
    id: String,
    link: String,
    clock: Option<(String, String)>,
    words: String,
}

impl Grave {
    pub(crate) fn new(tombstone: &Tombstone, scene: &Scene<'_>, day: Option<Date>) -> Self {
        let zone = &scene.zone;
        let clock = tombstone.said_at.as_ref().map(|at| {
            let shown = zone.clock_on(at, day);
            (crate::when::machine(at), shown)
        });
        let taken_back = || match tombstone.deleted_at.map(|at| zone.civil(at)) {
            None => "Taken back by its author.".to_owned(),
            Some(at) => format!("Taken back by its author on {} at {}.", Day(at.date()), Clock(at)),
        };
        let words = match tombstone.hidden.as_deref() {
            None => taken_back(),
            Some("") => "Hidden by the host.".to_owned(),
            Some(reason) => format!("Hidden by the host: {reason}"),
        };
        Self {
            id: post_slug(&tombstone.uri),
            link: scene.here.to(Page::Post(&tombstone.uri)),
            clock,
            words,
        }
    }
}

/// Turns, written as lists in lists.
pub(crate) struct Transcript<'a> {
    pub(crate) turns: &'a [Turn<'a>],
    pub(crate) scene: &'a Scene<'a>,
    /// The day told above the transcript; a turn on another day says so.
    pub(crate) day: Option<Date>,
    /// The post that the first turns answer, if the page shows it above.
    pub(crate) above: Option<&'a Uri>,
}

/// Replies deeper than this are set level.
const DEEPEST: usize = 3;

impl fmt::Display for Transcript<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut open, mut day, mut previous) = (0, self.day, None);
        // What the posts on the way to this one are, so that a level reply can say whom it answers.
        let mut parents: Vec<&Uri> = Vec::new();
        for turn in self.turns {
            // A turn goes at most one step deeper than the one before it.
            let depth = turn.depth.min(parents.len());
            let level = depth.min(DEEPEST) + 1;
            if level > open {
                f.write_str(if open == 0 {
                    "<ol class=\"posts\">\n"
                } else {
                    "\n<ol class=\"replies\">\n"
                })?;
            } else {
                f.write_str("</li>\n")?;
                for _ in level..open {
                    f.write_str("</ol></li>\n")?;
                }
            }
            open = level;
            if depth == 0 && !matches!(turn.said, Said::Context(_)) {
                self.write_day(f, turn, &mut day)?;
            }
            parents.truncate(depth);
            let above = parents.last().copied().or(self.above);
            let above = if depth > DEEPEST { previous } else { above };
            f.write_str("<li>")?;
            self.write_turn(f, turn, above, day)?;
            parents.push(turn.said.uri());
            previous = Some(turn.said.uri());
        }
        for _ in 0..open {
            f.write_str("</li></ol>\n")?;
        }
        Ok(())
    }
}

impl<'a> Transcript<'a> {
    fn write_day(
        &self,
        f: &mut fmt::Formatter<'_>,
        turn: &Turn<'a>,
        day: &mut Option<Date>,
    ) -> fmt::Result {
        let date = turn.said.said_at().map(|at| self.scene.zone.date(at));
        if let (Some(date), Some(told)) = (date, *day)
            && date != told
        {
            writeln!(f, "<li class=\"day\">{}</li>", LongDay(date))?;
            *day = Some(date);
        }
        Ok(())
    }

    fn write_turn(
        &self,
        f: &mut fmt::Formatter<'_>,
        turn: &Turn<'a>,
        above: Option<&Uri>,
        day: Option<Date>,
    ) -> fmt::Result {
        let (post, standing) = match turn.said {
            Said::Gone(tombstone) => {
                return write!(f, "{}", Grave::new(tombstone, self.scene, day));
            }
            Said::Post(post) => (post, Standing::Plain),
            Said::Context(post) => (post, Standing::Outside),
        };
        let answers = answered(post, above, self.scene, self.turns);
        write!(f, "{}", Entry::new(post, self.scene, standing, day).answering(answers))
    }
}

/// Whom a post answers, unless that post is the one shown `above` it.
pub(crate) fn answered(
    post: &Post,
    above: Option<&Uri>,
    scene: &Scene<'_>,
    turns: &[Turn<'_>],
) -> Option<Answered> {
    let parent = post.reply_to.as_ref();
    if parent.is_none() && post.reply_to_handle.is_none() || parent.is_some() && parent == above {
        return None;
    }
    if let Some(uri) = parent {
        if let Some(turn) = turns.iter().find(|turn| turn.said.uri() == uri) {
            let name = match turn.said {
                Said::Post(post) | Said::Context(post) => name_of(&post.author),
                Said::Gone(_) => "a post that was taken back".to_owned(),
            };
            return Some(Answered {
                name,
                link: Some(format!("#{}", post_slug(uri))),
                external: false,
                words: None,
            });
        }
        if let Some(post) = scene.known.post(uri) {
            let link = Some(scene.here.to(Page::Post(uri)));
            return Some(Answered {
                name: name_of(&post.author),
                link,
                external: false,
                words: None,
            });
        }
    }
    let name = post.reply_to_handle.clone();
    let name = name.unwrap_or_else(|| "a post that is not kept here".to_owned());
    let link =
        parent.and_then(|uri| crate::href::safe(uri.as_str())).map(std::borrow::Cow::into_owned);
    Some(Answered { name, link, external: true, words: None })
}
