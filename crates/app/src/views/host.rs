//! What a host sees of a chat: its desk, and a post with what can be done with it.

use ::chat::{Chat, ChatName, Post, Series, Uri};
use anyhow::Result;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pages::host::{Decision, DeedsPage, DeskPage, Guest, SourceLine, Waits};
use pages::urls::post_slug;
use store::host::{Deed, Logged, Times, Why};
use store::live::State;

use super::Library;

/// Lines of the log shown.
const LOGGED: usize = 200;
/// Gaps shown of a source, the last ones.
const GAPS: usize = 3;
/// Where nothing was said for so long, a chat is looked at as it was at its last post.
const STILL: SignedDuration = SignedDuration::from_hours(1);

impl Library<'_> {
    /// The desk of a chat, if there is such.
    pub(crate) fn desk(
        &self,
        name: &ChatName,
        guest: Guest<'_>,
        problem: Option<&str>,
        clock: Timestamp,
    ) -> Result<Option<String>> {
        let Some((series, chat)) = self.hosted(name) else { return Ok(None) };
        let shown = self.archive.chat_posts(chat)?.posts;
        let kept = self.kept(chat)?;
        let mut waits = Vec::new();
        for post in &kept {
            match self.archive.why_hidden(&post.uri)? {
                Some(Why::IsNew) => waits.push(Waits { post, word: None }),
                Some(Why::Holds(word)) => waits.push(Waits { post, word: Some(word) }),
                Some(Why::Hidden(_)) | None => {}
            }
        }
        let last = shown.last().map_or(clock, |post| post.created_at.at());
        let now = if clock.duration_since(last) > STILL { last } else { clock };
        let acts = self.archive.acts(name, LOGGED)?;
        let in_force = || acts.iter().filter(|act| act.undone.is_none());
        let holding = in_force().find(|act| act.deed == Deed::Hold).map(|act| act.id);
        let word = |act: &Logged| match &act.deed {
            Deed::Word(word) => Some((act.id, word.clone())),
            _ => None,
        };
        let words: Vec<(i64, String)> = in_force().filter_map(word).collect();
        let zone = series.zone();
        let decisions: Vec<Decision> = acts.iter().map(|act| decision(act, &kept, &zone)).collect();
        let page = DeskPage {
            site: self.site,
            series,
            chat,
            guest,
            posts: &shown,
            now,
            waits: &waits,
            sources: &self.sources(name)?,
            decisions: &decisions,
            holding,
            words: &words,
            problem,
        };
        Ok(Some(page.render()))
    }

    /// A post of a chat, by its name in addresses, and what can be done with it.
    pub(crate) fn deeds(
        &self,
        name: &ChatName,
        slug: &str,
        guest: Guest<'_>,
    ) -> Result<Option<String>> {
        let Some((series, chat)) = self.hosted(name) else { return Ok(None) };
        let kept = self.kept(chat)?;
        let post = kept.iter().find(|post| post_slug(&post.uri) == slug);
        Ok(post.map(|post| DeedsPage { site: self.site, series, chat, guest, post }.render()))
    }

    fn hosted(&self, name: &ChatName) -> Option<(&Series, &Chat)> {
        Some((self.series_of(&name.tag)?, self.chat_of(name)?))
    }

    /// All posts of a chat, with those that readers are not shown.
    fn kept(&self, chat: &Chat) -> Result<Vec<Post>> {
        self.archive.as_kept();
        let kept = self.archive.chat_posts(chat);
        self.archive.as_readers_see()?;
        Ok(kept?.posts)
    }

    fn sources(&self, name: &ChatName) -> Result<Vec<SourceLine>> {
        let gaps = self.archive.gaps()?;
        let mine = |topic: &str| topic.split(' ').any(|tag| tag == name.tag.as_str());
        let followings = self.archive.followings()?.into_iter();
        let lines = followings.filter(|following| mine(&following.topic)).map(|following| {
            let mut blind: Vec<_> = gaps
                .iter()
                .filter(|gap| gap.following == following.id)
                .rev()
                .take(GAPS)
                .map(|gap| (gap.from, gap.to, gap.reason.clone()))
                .collect();
            blind.reverse();
            let state = match (following.state, following.reason) {
                (State::Ended, _) => "has ended".to_owned(),
                (_, Some(reason)) => format!("does not see: {reason}"),
                (_, None) => "sees".to_owned(),
            };
            SourceLine { name: following.source, state, gaps: blind }
        });
        Ok(lines.collect())
    }
}

/// What was set of a chat, in words: the title or the times, or both.
fn set(times: &Times, zone: &TimeZone) -> String {
    let clock = |at| zone.to_datetime(at).strftime("%H:%M").to_string();
    let span = |chat: &Chat| {
        let (opens_at, closes_at) = chat.talk();
        format!("{} to {}", clock(opens_at), clock(closes_at))
    };
    let mut said = Vec::new();
    if times.before.title != times.after.title {
        let title = times.after.title.as_deref();
        said.push(title.map_or("no title".to_owned(), |title| format!("the title “{title}”")));
    }
    if times.before.talk() != times.after.talk() {
        said.push(format!("{}, which was {}", span(&times.after), span(&times.before)));
    }
    if said.is_empty() {
        said.push("the times as they were found".to_owned());
    }
    format!("Set {}", said.join(" and "))
}

/// A decision, in words.
fn decision(act: &Logged, posts: &[Post], zone: &TimeZone) -> Decision {
    let said = |uri: &str| {
        let post = posts.iter().find(|post| post.uri.as_str() == uri);
        match post {
            Some(post) => {
                let name = post.author.name.as_deref().or(post.author.handle.as_deref());
                let name = name.unwrap_or(post.author.uri.as_str());
                format!("{name}: “{}”", pages::escape::clipped(&post.body.text.plain, 80))
            }
            None => uri.to_owned(),
        }
    };
    let who = |uri: &str| {
        let is_they = |post: &&Post| post.author.uri == Uri::new(uri);
        let known = posts.iter().find(is_they).map(|post| &post.author);
        let name = known.and_then(|author| author.handle.clone().or_else(|| author.name.clone()));
        name.unwrap_or_else(|| uri.to_owned())
    };
    let words = match &act.deed {
        Deed::HidePost(uri) => format!("Hid {}", said(uri)),
        Deed::HideAuthor(uri) => format!("Hid all by {}", who(uri)),
        Deed::HideServer(server) => format!("Hid all from {server}"),
        Deed::Asks(uri, number) => format!("Q{number} is {}", said(uri)),
        Deed::Pin(uri) => format!("Pinned {}", said(uri)),
        Deed::Hold => "Let new people wait".to_owned(),
        Deed::Word(word) => format!("Let posts with “{word}” wait"),
        Deed::LetInPost(uri) => format!("Let in {}", said(uri)),
        Deed::LetInAuthor(uri) => format!("Let in {}", who(uri)),
        Deed::Rewritten(written) => {
            format!("Let the summary stand in the words of {}", written.model)
        }
        Deed::Times(times) => set(times, zone),
    };
    let words = if act.chat.is_none() { format!("{words}, in the whole archive") } else { words };
    Decision {
        id: act.id,
        words,
        reason: act.reason.clone(),
        host: act.host.clone(),
        at: act.at,
        undone: act.undone.clone(),
    }
}
