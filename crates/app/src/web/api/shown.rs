//! The door to the archive for other programs: whatever the JSON API and the Mastodon one answer or
//! stream passes [`Door::lets_out`].

use anyhow::Result;
use chat::{Post, Uri};
use store::{Archive, ChatPosts, ChatSummary, KeptPost, Standing};

use crate::sat::Sat;

/// The archive, seen from outside.
pub(in crate::web) struct Door<'a> {
    /// For counts and lists that show no post.
    pub(in crate::web) archive: &'a Archive,
}

impl<'a> Door<'a> {
    pub(in crate::web) fn open(archive: &'a Archive) -> Self {
        Self { archive }
    }

    /// The one place that decides whether a post is shown to other programs.
    fn lets_out(&self, kept: &KeptPost) -> bool {
        !kept.standing.is_silent()
    }

    /// A post, if it may be shown.
    pub(in crate::web) fn out(&self, kept: KeptPost) -> Option<Post> {
        self.lets_out(&kept).then_some(kept.post)
    }

    /// The post of this name, if there is one that may be shown.
    pub(in crate::web) fn post(&self, uri: &Uri) -> Result<Option<Post>> {
        Ok(self.archive.post(uri)?.and_then(|kept| self.out(kept)))
    }

    /// All of a chat that may be shown; who passed on what may not be is left out with it.
    fn chat(&self, mut found: ChatPosts) -> ChatPosts {
        let mut hidden: Vec<Uri> = Vec::new();
        let mut out = |posts: Vec<Post>, standing: Standing| -> Vec<Post> {
            let kept = posts.into_iter().map(|post| KeptPost { post, standing });
            let (shown, kept_back): (Vec<_>, Vec<_>) = kept.partition(|kept| self.lets_out(kept));
            hidden.extend(kept_back.into_iter().map(|kept| kept.post.uri));
            shown.into_iter().map(|kept| kept.post).collect()
        };
        found.posts = out(found.posts, Standing::Record);
        found.context = out(found.context, Standing::Context);
        let is_hidden = |of: &Option<Uri>| of.as_ref().is_some_and(|of| hidden.contains(of));
        found.reposts.retain(|repost| !is_hidden(&repost.of));
        found
    }

    /// A chat with all that was said in it and may be shown.
    pub(in crate::web) fn sat(&self, summary: ChatSummary) -> Result<Sat> {
        let mut sat = Sat::read(self.archive, summary)?;
        sat.found = self.chat(std::mem::take(&mut sat.found));
        Ok(sat)
    }
}
