//! A chat's page.

use std::borrow::Cow;

use ::chat::{Chat, ChatName};
use analysis::understand;
use anyhow::Result;
use pages::{ChatPage, Known, Understood, posts_per_minute};

use super::Library;
use super::rewritten::rewritten;
use super::transcript::Script;
use crate::answers::Coverage;
use crate::attendance;
use crate::coverage;
use crate::ranks::ranks;
use crate::rise::rise;

/// Of a chat with more posts than these its page tells only the transcript, so that no reader waits:
/// to understand 20,000 takes a second or two.
const MOST_POSTS: usize = 20_000;

impl Library<'_> {
    /// The page of a chat, if there is such, as a reader sees it or a host who is signed in.
    pub(crate) fn chat(&self, name: &ChatName, host: Option<&str>) -> Result<Option<String>> {
        let (Some(chat), Some(series)) = (self.chat_of(name), self.series_of(&name.tag)) else {
            return Ok(None);
        };
        let found = self.archive.chat_posts(chat)?;
        let is_small = found.posts.len() <= MOST_POSTS;
        let understanding = is_small.then(|| understand(&super::talk(&found)));
        let rewritten = rewritten(self.archive, name, &found.posts)?;
        let coverage =
            coverage::of_live(self.archive, chat, || Ok(Cow::Borrowed(&found.posts[..])))?;
        let script = Script::of_chat(found);
        let turns = script.turns();
        let mut known = Known::default();
        script.tell(&mut known);
        self.tell_pictures(script.said(), &mut known)?;
        for series in &self.series {
            known.add_series(&series.tag);
        }
        let (opens_at, closes_at) = chat.talk();
        let minutes =
            posts_per_minute(script.said().map(|post| &post.created_at), opens_at, closes_at);
        let (previous, next) = self.neighbours(chat);
        let chats = || self.chats.iter().map(|summary| &summary.chat);
        let rise = rise(self.archive, chat, chats())?;
        let ranks = ranks(self.archive, chat)?;
        let said = script.posts_said().iter().filter(|_| is_small);
        let people = said.map(|post| &post.author.uri).collect();
        let before = attendance::before(self.archive, chat, &people, chats())?;
        let page = ChatPage {
            site: self.site,
            series,
            chat,
            turns: &turns,
            minutes: &minutes,
            understood: understanding.as_ref().map(|found| {
                let (posts, rewritten) = (script.posts_said(), rewritten.as_ref());
                Understood { posts, found, rewritten }
            }),
            before: Some(&before),
            trend: rise.as_ref(),
            ranks: &ranks,
            coverage: coverage.as_ref(),
            known: &known,
            previous,
            next,
            host,
        };
        Ok(Some(page.render()))
    }

    /// How a chat was seen, as data, if live sources saw it.
    pub(crate) fn coverage(&self, name: &ChatName) -> Result<Option<String>> {
        let Some(chat) = self.chat_of(name) else { return Ok(None) };
        let posts = || Ok(Cow::Owned(self.archive.chat_posts(chat)?.posts));
        let Some(coverage) = coverage::of_live(self.archive, chat, posts)? else {
            return Ok(None);
        };
        Ok(Some(serde_json::to_string(&Coverage::new(name, coverage))? + "\n"))
    }

    /// The chats before and after one, in its series.
    fn neighbours(&self, chat: &Chat) -> (Option<&Chat>, Option<&Chat>) {
        let mine: Vec<&Chat> =
            self.chats.iter().map(|s| &s.chat).filter(|c| c.name.tag == chat.name.tag).collect();
        let at = mine.iter().position(|other| other.name == chat.name);
        let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| mine.get(at).copied());
        (before, at.and_then(|at| mine.get(at + 1).copied()))
    }
}
