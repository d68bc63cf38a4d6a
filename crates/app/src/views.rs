//! From the archive to pages: reads what a page shows and hands it to `pages`. `serve` and `publish`
//! call the same functions.

mod author;
mod chat;
mod host;
mod live;
mod pictures;
mod post;
mod rewritten;
mod search;
mod transcript;

use ::chat::{Chat, ChatName, Post, Series, Tag, Uri};
use analysis::Talk;
use anyhow::Result;
use pages::feeds::{self, FeedChat};
use pages::{
    ChatLine, HomePage, NotFoundPage, Page, SeriesLine, SeriesPage, Site, Sitting, sitemap,
};
use store::{Archive, ChatPosts, ChatSummary};

use crate::publish::Written;

pub(crate) use live::{Moment, SoFar, Update};
pub(crate) use pictures::pictures;
pub(crate) use search::Asked;

/// What analysis looks at, of all that belongs to a chat.
pub(crate) fn talk(found: &ChatPosts) -> Talk<'_> {
    let ChatPosts { posts, context, reposts, asks, .. } = found;
    Talk { posts, context, reposts, asks }
}

/// An archive with what every page of it needs: its series and chats.
pub(crate) struct Library<'a> {
    pub(crate) archive: &'a Archive,
    pub(crate) site: &'a Site,
    pub(crate) series: Vec<Series>,
    pub(crate) chats: Vec<ChatSummary>,
}

impl<'a> Library<'a> {
    /// Reads the list of chats.
    pub(crate) fn open(archive: &'a Archive, site: &'a Site) -> Result<Self> {
        Ok(Self { archive, site, series: archive.series()?, chats: archive.chats()? })
    }

    /// All series and their chats.
    pub(crate) fn home(&self) -> Result<String> {
        let chats: Vec<Vec<ChatLine<'_>>> =
            self.series.iter().map(|series| self.lines(&series.tag)).collect();
        let mut series = Vec::new();
        for (one, chats) in self.series.iter().zip(&chats) {
            let (posts, people) = self.archive.tag_size(&one.tag)?;
            series.push(SeriesLine { series: one, chats, posts, people });
        }
        let (posts, people) = self.archive.size()?;
        Ok(HomePage { site: self.site, series: &series, posts, people }.render())
    }

    /// One series, if there is such.
    pub(crate) fn series(&self, tag: &Tag) -> Result<Option<String>> {
        let Some(series) = self.series_of(tag) else { return Ok(None) };
        let (posts, people) = self.archive.tag_size(tag)?;
        let chats = self.lines(tag);
        Ok(Some(SeriesPage { site: self.site, series, chats: &chats, posts, people }.render()))
    }

    /// What to say where nothing is.
    pub(crate) fn not_found(&self, path: &str) -> String {
        NotFoundPage { site: self.site, path }.render()
    }

    /// What only a site with an address has: feeds of its chats and a sitemap. Posts that are not
    /// listed, and people who do not wish to be found, stay out of it.
    pub(crate) fn feeds_and_sitemap(
        &self,
        posts: &[Written],
        authors: &[Uri],
    ) -> Vec<(String, String)> {
        let newest = self.chats.iter().rev();
        let chats: Vec<FeedChat<'_>> = newest
            .filter_map(|s| {
                let line = ChatLine { chat: &s.chat, posts: s.posts, people: s.people };
                Some(FeedChat { series: self.series_of(&s.chat.name.tag)?, line })
            })
            .collect();
        let atom = feeds::atom(self.site, &chats).map(|feed| (Page::AtomFeed.path(), feed));
        let json = feeds::json(self.site, &chats).map(|feed| (Page::JsonFeed.path(), feed));
        let series = self.series.iter().map(|series| (Page::Series(&series.tag), None));
        let sittings = self.chats.iter().map(|s| (Page::Chat(&s.chat.name), Some(s.chat.ends_at)));
        let listed =
            posts.iter().filter(|p| p.listed).map(|p| (Page::Post(&p.uri), Some(p.changed)));
        let findable =
            authors.iter().filter(|uri| self.is_findable(uri)).map(|uri| (Page::Author(uri), None));
        let all = std::iter::once((Page::Home, None))
            .chain(series)
            .chain(sittings)
            .chain(listed)
            .chain(findable);
        atom.into_iter().chain(json).chain(sitemap(self.site, all)).collect()
    }

    fn is_findable(&self, author: &Uri) -> bool {
        let known = self.archive.author(author.as_str()).ok().flatten();
        known.is_some_and(|author| pages::is_findable(&author))
    }

    /// What these posts answer or quote, where it is here.
    fn parents<'p>(&self, posts: impl IntoIterator<Item = &'p Post>) -> Result<Vec<Post>> {
        let mut parents = Vec::new();
        for uri in posts.into_iter().flat_map(|post| post.reply_to.iter().chain(&post.quote_of)) {
            let kept = self.archive.post(uri)?;
            parents.extend(kept.filter(|kept| !kept.standing.is_silent()).map(|kept| kept.post));
        }
        Ok(parents)
    }

    /// A series' chats, newest first.
    fn lines(&self, tag: &Tag) -> Vec<ChatLine<'_>> {
        let mine = self.chats.iter().rev().filter(|summary| summary.chat.name.tag == *tag);
        mine.map(|s| ChatLine { chat: &s.chat, posts: s.posts, people: s.people }).collect()
    }

    pub(crate) fn series_of(&self, tag: &Tag) -> Option<&Series> {
        self.series.iter().find(|series| series.tag == *tag)
    }

    pub(crate) fn chat_of(&self, name: &ChatName) -> Option<&Chat> {
        self.chats.iter().map(|summary| &summary.chat).find(|chat| chat.name == *name)
    }

    /// The chat that a post was said in: the one whose window holds it and whose tag it carries, or
    /// that of what it answers.
    pub(crate) fn sitting(&self, post: &Post) -> Result<Option<Sitting<'_>>> {
        let mut looked_at = post.clone();
        for _ in 0..64 {
            let (tags, at) = (looked_at.tags(), looked_at.created_at.at());
            let holds = |chat: &Chat| {
                chat.starts_at <= at && at <= chat.ends_at && tags.contains(&chat.name.tag)
            };
            if let Some(chat) = self.chats.iter().map(|s| &s.chat).find(|chat| holds(chat)) {
                let series = self.series_of(&chat.name.tag);
                return Ok(series.map(|series| Sitting { series, chat }));
            }
            let Some(parent) = &looked_at.reply_to else { return Ok(None) };
            let Some(parent) = self.archive.post(parent)? else { return Ok(None) };
            looked_at = parent.post;
        }
        Ok(None)
    }
}
