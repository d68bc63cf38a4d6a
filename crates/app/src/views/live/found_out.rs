//! What is found out of a live chat: the views that are made for all readers at once.

use ::chat::ChatName;
use analysis::understand;
use anyhow::Result;
use pages::Understood;
use pages::live::{FoundOut, Made};

use super::Moment;
use super::questions::parts;
use crate::attendance;
use crate::ranks::ranks;
use crate::rise::rise;
use crate::views::{Library, rewritten::rewritten, talk};

impl Library<'_> {
    /// The views of what is found out of a chat that happens, if there is such.
    pub(crate) fn find_out(&self, name: &ChatName, now: Moment) -> Result<Option<Made>> {
        // What comes between the two is told again, and changes nothing then.
        let seen = self.archive.last_change()?;
        let Some(chat) = self.chat_of(name) else { return Ok(None) };
        let found = self.archive.chat_posts(chat)?;
        let understanding = understand(&talk(&found));
        let chats = || self.chats.iter().map(|summary| &summary.chat);
        let trend = rise(self.archive, chat, chats())?;
        let ranks = ranks(self.archive, chat)?;
        let people = found.posts.iter().map(|post| &post.author.uri).collect();
        let before = attendance::before(self.archive, chat, &people, chats())?;
        let rewritten = rewritten(self.archive, name, &found.posts)?;
        let parts = parts(&understanding.questions, found.posts.len());
        self.with_live(name, now, (found, parts), |live, script| {
            let found = FoundOut {
                understood: Understood {
                    posts: script.posts_said(),
                    found: &understanding,
                    rewritten: rewritten.as_ref(),
                },
                turns: &script.turns(),
                before: Some(&before),
                trend: trend.as_ref(),
                ranks: &ranks,
            };
            Ok(Made::new(&live, &found, seen))
        })
    }
}
