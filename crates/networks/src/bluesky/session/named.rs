//! Taking in posts that were known by name alone, as an application shows them.

use chat::{Change, Post};
use formats::{Found, Reading, Record};

use super::Session;
use crate::Stopped;
use crate::bluesky::aside::Answer;
use crate::bluesky::named::Shown;

/// The largest answer that is taken apart: 4 MiB. A thread has a thousand posts at most.
const LARGEST: usize = 4 << 20;

impl Session {
    /// Takes in what was found beside the stream.
    pub(in crate::bluesky) async fn take_aside(&mut self, answer: Answer) -> Result<(), Stopped> {
        match answer {
            Answer::Learnt(learnt) => self.learn(&learnt).await,
            Answer::Mended(mended) => self.mend(mended).await,
            Answer::Shown(shown) => self.take_shown(&shown).await,
        }
    }

    /// Has asked for what a post answers, where it is known by name alone.
    pub(super) fn want_above(&mut self, post: &Post) {
        if let Some(parent) = post.reply_to.as_ref()
            && !self.following.topic.knows(parent)
        {
            self.aside.named.want(parent);
        }
    }

    /// What belongs is taken in as if the stream had told it, and its thread asked for; what was asked
    /// for and does not belong rides along, with what it answers itself.
    async fn take_shown(&mut self, shown: &Shown) -> Result<(), Stopped> {
        let mut found = Vec::new();
        for mut record in self.posts_in(&shown.0) {
            record.seen_at = Some(self.following.now());
            let Change::Posted(post) = &record.change else { continue };
            let (post, height) = (post.clone(), self.aside.named.height(&post.uri));
            let one = Found::Record(record);
            if self.following.topic.concerns(&one) {
                let is_new = self.heard.words(post.uri.as_str()).is_none();
                let said = is_new.then_some(&post.uri);
                self.aside.profiles.look_up(post.author.uri.as_str(), said);
                self.heard.note(&post, self.following.now());
                if height.is_some() {
                    self.aside.named.want_thread(&post.uri);
                }
                self.want_above(&post);
                found.push(one);
            } else if let Some(height) = height {
                self.following.topic.note_beside(&post.uri);
                if let Some(parent) = &post.reply_to {
                    self.aside.named.want_above(parent, height);
                }
                found.push(Found::Context(post));
            }
        }
        self.tell(found).await
    }

    /// The posts in an answer that may be kept.
    fn posts_in(&self, answer: &str) -> Vec<Record> {
        let mut posts = Vec::new();
        if answer.len() > LARGEST {
            return posts;
        }
        let mut take = |one: Found| {
            if let Found::Record(record) = one {
                posts.push(record);
            }
            true
        };
        let mut reading = Reading::new(&self.options, &mut take);
        // From memory: what is not understood is not there.
        let _ = formats::bluesky::read(&mut answer.as_bytes(), &mut reading);
        posts
    }
}
