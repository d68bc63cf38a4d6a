//! A chat as it sat: all that was said in it, and what of it the command line and the API tell alike.

use std::collections::HashSet;

use analysis::Talk;
use analysis::people::before::Before;
use anyhow::Result;
use chat::Post;
use jiff::tz::TimeZone;
use store::{Archive, ChatPosts, ChatSummary};

use crate::attendance;

/// A chat with all that was said in it, and the zone its times are told in.
pub(crate) struct Sat {
    pub(crate) summary: ChatSummary,
    pub(crate) found: ChatPosts,
    pub(crate) zone: TimeZone,
}

impl Sat {
    /// Reads all that was said in a chat.
    pub(crate) fn read(archive: &Archive, summary: ChatSummary) -> Result<Self> {
        let found = archive.chat_posts(&summary.chat)?;
        let series = archive.series_of(&summary.chat.name.tag)?;
        let zone = series.map_or(TimeZone::UTC, |series| series.zone());
        Ok(Self { summary, found, zone })
    }

    /// What analysis looks at.
    pub(crate) fn talk(&self) -> Talk<'_> {
        crate::views::talk(&self.found)
    }

    /// The posts of the chat, and of its context what they answer or quote.
    pub(crate) fn with_context(&self) -> Vec<&Post> {
        let (posts, context) = (&self.found.posts, &self.found.context);
        let wanted: HashSet<_> =
            posts.iter().flat_map(|post| post.reply_to.iter().chain(&post.quote_of)).collect();
        posts.iter().chain(context.iter().filter(|post| wanted.contains(&post.uri))).collect()
    }

    /// Who came to the chats of the archive before this one.
    pub(crate) fn before(&self, archive: &Archive) -> Result<Before> {
        let chats = archive.chats()?;
        let people = self.found.posts.iter().map(|post| &post.author.uri).collect();
        let others = chats.iter().map(|other| &other.chat);
        attendance::before(archive, &self.summary.chat, &people, others)
    }
}
