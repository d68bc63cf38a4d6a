//! An author's page: what they said, chat by chat.

use ::chat::{ChatName, Post, Uri};
use anyhow::Result;
use pages::{AuthorPage, Known, Sitting, Spoken};

use super::Library;

/// Posts on one part of an author's page.
const PART: usize = 200;

impl Library<'_> {
    /// How many parts an author's page has; 0 for somebody who said nothing here.
    pub(crate) fn author_parts(&self, author: &Uri) -> Result<usize> {
        Ok(self.archive.count_by(author)?.div_ceil(PART))
    }

    /// A part, from 1 on, of an author's page, if there is such.
    pub(crate) fn author(&self, uri: &Uri, part: usize) -> Result<Option<String>> {
        let total = self.archive.count_by(uri)?;
        let parts = total.div_ceil(PART);
        if part == 0 || part > parts {
            return Ok(None);
        }
        let Some(author) = self.archive.author(uri.as_str())? else { return Ok(None) };
        let mut posts = self.archive.posts_by(uri, (part - 1) * PART, PART)?;
        posts.reverse();
        let groups = self.by_chat(&posts)?;
        let spoken: Vec<Spoken<'_>> = groups
            .iter()
            .rev()
            .map(|(sitting, posts)| Spoken { sitting: *sitting, posts })
            .collect();
        let mut known = Known::default();
        known.add_author(&author);
        self.tell_pictures(&posts, &mut known)?;
        let parents = self.parents(&posts)?;
        for parent in &parents {
            known.add_post(parent);
        }
        for series in &self.series {
            known.add_series(&series.tag);
        }
        let page = AuthorPage {
            site: self.site,
            author: &author,
            spoken: &spoken,
            posts: total as u64,
            part,
            parts,
            known: &known,
        };
        Ok(Some(page.render()))
    }

    /// Posts in the order of time, those of one chat together, in the order in which the chats began.
    fn by_chat<'p>(&self, posts: &'p [Post]) -> Result<Vec<(Option<Sitting<'_>>, Vec<&'p Post>)>> {
        let mut groups: Vec<(Option<Sitting<'_>>, Vec<&'p Post>)> = Vec::new();
        for post in posts {
            let sitting = self.sitting(post)?;
            let name = |sitting: &Option<Sitting<'_>>| -> Option<ChatName> {
                sitting.map(|s| s.chat.name.clone())
            };
            match groups.iter_mut().find(|(known, _)| name(known) == name(&sitting)) {
                Some((_, group)) => group.push(post),
                None => groups.push((sitting, vec![post])),
            }
        }
        Ok(groups)
    }
}
