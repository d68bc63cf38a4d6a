//! A chat while it happens, read from the archive: the page for those who come, the changes for those
//! who are there.

mod found_out;
mod questions;

use std::collections::{BTreeSet, HashSet};

use ::chat::{Chat, ChatName, Uri};
use analysis::Running;
use analysis::questions::questions;
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use pages::live::{Item, Made, Part, Playing, Told};
use pages::{Known, Lane, LiveChat, LivePage, Placed};
use store::ChatPosts;
use store::live::{Changed, State};

use super::transcript::Script;
use super::{Library, talk};
use questions::parts;

/// A chat is live from so long before it begins until so long after its end.
const AROUND: SignedDuration = SignedDuration::from_hours(1);
/// A source that gave no sign of life for so long is followed no longer.
const SILENCE: SignedDuration = SignedDuration::from_mins(2);
/// A recording is silent for as long as it was.
const SILENCE_OF_RECORDING: SignedDuration = SignedDuration::from_mins(12);
/// Batches among which the newest post of a recording is looked for.
const LATELY: u64 = 16;

/// What time it is in a live chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment(Timestamp);

/// What changed in a live chat.
pub(crate) struct Update {
    /// The number of the last change that was looked at.
    pub(crate) seen: u64,
    /// What is told above the chat.
    pub(crate) told: Told,
    /// What changed, by time.
    pub(crate) items: Vec<Item>,
}

/// A live chat as it was read, to go on from.
pub(crate) struct SoFar {
    seen: u64,
    chat: Chat,
    found: ChatPosts,
    /// The same as it is understood, which grows with each post.
    running: Running,
}

impl Library<'_> {
    /// Whether a chat happens now, by this clock: its tag is followed, and it is about its time. A
    /// recording brings its own time.
    pub(crate) fn moment(&self, chat: &Chat, clock: Timestamp) -> Result<Option<Moment>> {
        let tag = chat.name.tag.as_str();
        let (mut now, mut recorded) = (None, false);
        for following in self.archive.followings()? {
            let is_recording = following.address.starts_with("replay:");
            let silence = if is_recording { SILENCE_OF_RECORDING } else { SILENCE };
            let heard = following.heard_at.unwrap_or(following.since);
            let is_followed = following.state != State::Ended
                && following.topic.split(' ').any(|topic| topic == tag)
                && clock.duration_since(heard) < silence;
            if is_followed {
                now = Some(clock);
                recorded |= is_recording;
            }
        }
        if recorded {
            now = self.last_said()?;
        }
        let around = |now: &Timestamp| {
            now.duration_since(chat.starts_at) > -AROUND
                && now.duration_since(chat.ends_at) < AROUND
        };
        Ok(now.filter(around).map(Moment))
    }

    /// When the newest of what was committed lately was said: what a host decides is numbered among it,
    /// and is about what was said before.
    fn last_said(&self) -> Result<Option<Timestamp>> {
        let last = self.archive.last_change()?;
        let batches = self.archive.changes_since(last.saturating_sub(LATELY), LATELY as usize)?;
        let said = |changed: &Changed| match changed {
            Changed::Post(kept) => Some(kept.post.created_at.at()),
            Changed::Repost(repost) => Some(repost.created_at.at()),
            Changed::Gone(tombstone) => tombstone.at,
            Changed::Hidden(_) => None,
        };
        Ok(batches.iter().flat_map(|batch| &batch.records).filter_map(said).max())
    }

    /// The page of a chat while it happens, if there is such.
    pub(crate) fn live_page(
        &self,
        name: &ChatName,
        lane: Lane,
        now: Moment,
        made: Option<&Made>,
        playing: Option<Playing>,
        host: Option<&str>,
    ) -> Result<Option<String>> {
        // What comes between the two is told again, and changes nothing then.
        let seen = self.archive.last_change()?;
        let Some(chat) = self.chat_of(name) else { return Ok(None) };
        let found = self.archive.chat_posts(chat)?;
        let parts = parts(&questions(&talk(&found)), found.posts.len());
        self.with_live(name, now, (found, parts), |live, script| {
            let turns = match lane {
                Lane::Conversations => script.turns(),
                _ => Vec::new(),
            };
            Ok(LivePage { live, lane, turns: &turns, made, seen, playing, host }.render())
        })
    }

    /// What changed in a chat after number `seen`, each as it stands now. Where the chat was read
    /// before, only what changed of it is read.
    pub(crate) fn live_more(
        &self,
        name: &ChatName,
        now: Moment,
        seen: u64,
        so_far: &mut Option<SoFar>,
    ) -> Result<Option<Update>> {
        let Some(chat) = self.chat_of(name) else { return Ok(None) };
        let (last, records) = self.archive.changed_since(seen)?;
        let hidden: BTreeSet<&Uri> = records.iter().filter_map(taken_out).collect();
        let mut changed: BTreeSet<Uri> = records.iter().filter_map(concerned).collect();
        let mut before = so_far.take().filter(|before| before.seen == seen);
        let mut running = before.as_mut().map(|before| std::mem::take(&mut before.running));
        let found = match before {
            Some(mut before) if before.chat == *chat => {
                match self.archive.grow(chat, &mut before.found, &records)? {
                    true => before.found,
                    false => self.archive.chat_posts(chat)?,
                }
            }
            // What its window holds now, and did not before, is news too.
            Some(before) => {
                let found = self.archive.chat_posts(chat)?;
                let known: HashSet<&Uri> =
                    before.found.posts.iter().map(|post| &post.uri).collect();
                let new = found.posts.iter().filter(|post| !known.contains(&post.uri));
                changed.extend(new.map(|post| post.uri.clone()));
                found
            }
            None => self.archive.chat_posts(chat)?,
        };
        // Who reads it once only needs nothing that grows.
        let asked = running.as_mut().map_or_else(
            || questions(&talk(&found)),
            |running| {
                running.bring_to(&talk(&found));
                running.now().questions
            },
        );
        let parts = parts(&asked, found.posts.len());
        let running = running.unwrap_or_default();
        *so_far = Some(SoFar { seen: last, chat: chat.clone(), found: found.clone(), running });
        self.with_live(name, now, (found, parts), |live, _| {
            let item =
                |uri| live.item(uri).or_else(|| hidden.contains(uri).then(|| Item::removed(uri)));
            let mut items: Vec<Item> = changed.iter().filter_map(item).collect();
            items.sort_by(|a, b| (a.at_ms, &a.id).cmp(&(b.at_ms, &b.id)));
            Ok(Update { seen: last, told: live.told(), items })
        })
    }

    fn with_live<T>(
        &self,
        name: &ChatName,
        Moment(now): Moment,
        (found, parts): (ChatPosts, Vec<Part>),
        make: impl FnOnce(LiveChat<'_>, &Script) -> Result<T>,
    ) -> Result<Option<T>> {
        let (Some(chat), Some(series)) = (self.chat_of(name), self.series_of(&name.tag)) else {
            return Ok(None);
        };
        let script = Script::of_chat(found);
        let mut known = Known::default();
        script.tell(&mut known);
        self.tell_pictures(script.said(), &mut known)?;
        for series in &self.series {
            known.add_series(&series.tag);
        }
        let place =
            |(index, said)| Placed { said, part: parts.get(index).copied().unwrap_or(Part::Aside) };
        let said: Vec<Placed<'_>> = script.by_time().into_iter().map(place).collect();
        let pinned = self.archive.pinned(name)?;
        let live = LiveChat {
            site: self.site,
            series,
            chat,
            said: &said,
            pinned: &pinned,
            known: &known,
            now,
        };
        make(live, &script).map(Some)
    }
}

/// The post that a host took out, if the change is that.
fn taken_out(changed: &Changed) -> Option<&Uri> {
    match changed {
        Changed::Hidden(uri) => Some(uri),
        Changed::Post(_) | Changed::Repost(_) | Changed::Gone(_) => None,
    }
}

/// The post whose entry looks different after a change.
fn concerned(changed: &Changed) -> Option<Uri> {
    match changed {
        Changed::Post(kept) => Some(kept.post.uri.clone()),
        Changed::Repost(repost) => repost.of.clone(),
        Changed::Gone(tombstone) => Some(tombstone.uri.clone()),
        Changed::Hidden(uri) => Some(uri.clone()),
    }
}
