//! A post's own page: what it answers, what answers it.

use ::chat::Uri;
use anyhow::Result;
use pages::{CopyPage, Known, PostPage, Turn};
use store::host::Why;
use store::{KeptPost, Standing};

use super::Library;
use super::transcript::Script;

impl Library<'_> {
    /// The page of a post or of its tombstone, if there is such. What only rode along has none.
    pub(crate) fn post(&self, uri: &Uri) -> Result<Option<String>> {
        let Some(kept) = self.archive.post(uri)?.filter(|kept| kept.standing != Standing::Context)
        else {
            return Ok(None);
        };
        if kept.post.uri != *uri {
            let copy = CopyPage { site: self.site, copy: uri, original: &kept.post.uri };
            return Ok(self.post(&kept.post.uri)?.map(|_| copy.render()));
        }
        let hidden = self.hidden(&kept)?;
        if kept.standing == Standing::Hidden && hidden.is_none() {
            return Ok(None);
        }
        let sitting = self.sitting(&kept.post)?;
        let sightings = self.archive.sightings(uri)?;
        let quoted = match &kept.post.quote_of {
            Some(quoted) => self.archive.post(quoted)?.filter(|kept| !kept.standing.is_silent()),
            None => None,
        };
        let mut thread = Vec::new();
        for kept in self.archive.thread(&kept.post)? {
            let hidden = self.hidden(&kept)?;
            // Of what waits for a host nothing is told.
            if kept.standing != Standing::Hidden || hidden.is_some() {
                thread.push((kept, hidden));
            }
        }
        let mut script = Script::of_thread(thread);
        script.passed_on(uri, self.archive.reposts_of(uri)?);
        let turns = script.turns();
        let Some(at) = turns.iter().position(|turn| turn.said.uri() == uri) else {
            return Ok(None);
        };
        let Some(turn) = turns.get(at) else { return Ok(None) };
        let (ancestors, replies) = (ancestors(&turns, at), replies(&turns, at));
        let mut known = Known::default();
        script.tell(&mut known);
        self.tell_pictures(script.said(), &mut known)?;
        if let Some(quoted) = &quoted {
            known.add_post(&quoted.post);
        }
        for series in &self.series {
            known.add_series(&series.tag);
        }
        let page = PostPage {
            site: self.site,
            sitting,
            said: turn.said,
            ancestors: &ancestors,
            replies: &replies,
            quoted_by: &[],
            sightings: &sightings,
            known: &known,
            previous: None,
            next: None,
        };
        Ok(Some(page.render()))
    }
}

impl Library<'_> {
    /// With which reason a host hid a post; `None` where it is not hidden.
    fn hidden(&self, kept: &KeptPost) -> Result<Option<String>> {
        if kept.standing != Standing::Hidden {
            return Ok(None);
        }
        Ok(match self.archive.why_hidden(&kept.post.uri)? {
            Some(Why::Hidden(reason)) => Some(reason),
            _ => None,
        })
    }
}

/// What a turn answers, from the beginning of the conversation down.
fn ancestors<'a>(turns: &[Turn<'a>], at: usize) -> Vec<Turn<'a>> {
    let mut found = Vec::new();
    let mut depth = turns.get(at).map_or(0, |turn| turn.depth);
    for turn in turns.iter().take(at).rev() {
        if turn.depth < depth {
            depth = turn.depth;
            found.push(*turn);
        }
    }
    found.reverse();
    found
}

/// What answers a turn, direct answers having depth 0.
fn replies<'a>(turns: &[Turn<'a>], at: usize) -> Vec<Turn<'a>> {
    let depth = turns.get(at).map_or(0, |turn| turn.depth);
    let under = turns.iter().skip(at + 1).take_while(|turn| turn.depth > depth);
    under.map(|turn| Turn { depth: turn.depth - depth - 1, said: turn.said }).collect()
}
