//! The live status on a terminal: how it goes, how each source is, what was said last.

use std::collections::{HashSet, VecDeque};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use chat::{Tag, Uri};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use networks::{News, Told};
use store::live::Changed;
use store::{Archive, Standing};
use tokio::sync::mpsc;

use super::Watcher;
use crate::terminal::{count, line, width};

/// Posts shown.
const SHOWN: usize = 6;
/// Batches read at a time.
const BATCHES: usize = 64;
/// Over how long posts a minute are counted.
const MINUTES: i64 = 5;

/// Draws the status.
pub(crate) struct Status {
    archive: Archive,
    seen: u64,
    bar: ProgressBar,
    title: String,
    sources: Vec<(Arc<str>, String)>,
    /// The newest posts, as lines.
    newest: VecDeque<String>,
    /// When the posts of the last minutes came.
    came: VecDeque<Timestamp>,
    posts: HashSet<Uri>,
    people: HashSet<Uri>,
    withheld: u64,
    zone: TimeZone,
    /// A terminal reads to the end.
    _reader: mpsc::Sender<()>,
}

impl Status {
    /// Begins with what is committed from now on.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub(crate) fn new(
        dir: &Path,
        tags: &[Tag],
        names: &[Arc<str>],
        reader: mpsc::Sender<()>,
    ) -> Result<Self> {
        let archive = Archive::open(dir)?;
        let seen = archive.last_change()?;
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(500));
        let tags: Vec<String> = tags.iter().map(|tag| format!("#{tag}")).collect();
        let asked = |name: &Arc<str>| (Arc::clone(name), "connecting …".to_owned());
        Ok(Self {
            archive,
            seen,
            bar,
            title: tags.join(" "),
            sources: names.iter().map(asked).collect(),
            newest: VecDeque::new(),
            came: VecDeque::new(),
            posts: HashSet::new(),
            people: HashSet::new(),
            withheld: 0,
            zone: TimeZone::system(),
            _reader: reader,
        })
    }

    fn take(&mut self, changed: &Changed) {
        let Changed::Post(kept) = changed else { return };
        let post = &kept.post;
        if kept.standing != Standing::Record || !self.posts.insert(post.uri.clone()) {
            return;
        }
        self.people.insert(post.author.uri.clone());
        self.came.push_back(crate::clock::now());
        let at = self.zone.to_datetime(post.created_at.at()).strftime("%H:%M").to_string();
        let who = post.author.handle.as_deref().unwrap_or(post.author.uri.as_str());
        let words = post.body.content_warning.as_deref().unwrap_or(&post.body.text.plain);
        self.newest.push_back(shortened(&format!("{at} {} {}", line(who), line(words))));
        if self.newest.len() > SHOWN {
            self.newest.pop_front();
        }
    }

    fn draw(&mut self) {
        let lately = crate::clock::now() - SignedDuration::from_mins(MINUTES);
        while self.came.front().is_some_and(|at| *at < lately) {
            self.came.pop_front();
        }
        let a_minute = self.came.len() as u64 / MINUTES.unsigned_abs();
        let mut text = format!(
            "{}  {} by {}, {a_minute} a minute",
            self.title,
            count(self.posts.len() as u64, "post", "posts"),
            count(self.people.len() as u64, "person", "people"),
        );
        if self.withheld > 0 {
            let _ = write!(text, ", {} withheld", self.withheld);
        }
        for (name, state) in &self.sources {
            let _ = write!(text, "\n  {}", shortened(&format!("{}: {}", line(name), line(state))));
        }
        for newest in &self.newest {
            let _ = write!(text, "\n{newest}");
        }
        self.bar.set_message(text);
    }
}

/// One line of the terminal.
fn shortened(text: &str) -> String {
    let most = width();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

impl Watcher for Status {
    fn heard(&mut self, told: &Told) {
        let state = match &told.news {
            News::Seeing { .. } => "sees".to_owned(),
            News::Blind { reason, .. } => format!("does not see: {reason}"),
            News::Ended => "ended".to_owned(),
            News::Found { found, .. } => {
                let withheld = |found: &&formats::Found| **found == formats::Found::Withheld;
                self.withheld += found.iter().filter(withheld).count() as u64;
                return;
            }
            News::Alive { .. } | News::Ranked(_) | News::Repaired { .. } => return,
        };
        self.sources[told.source].1 = state;
    }

    fn committed(&mut self) -> Result<()> {
        loop {
            let batches = self.archive.changes_since(self.seen, BATCHES)?;
            let Some(last) = batches.last() else { return Ok(()) };
            self.seen = last.number;
            batches.iter().flat_map(|batch| &batch.records).for_each(|changed| self.take(changed));
        }
    }

    fn told(&mut self, words: &str) {
        self.bar.println(words);
    }

    fn tick(&mut self) {
        self.draw();
    }
}

impl Drop for Status {
    fn drop(&mut self) {
        self.draw();
        self.bar.abandon();
    }
}
