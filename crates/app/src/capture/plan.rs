//! What is to be captured: series, each with its places.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};
use chat::Tag;
use jiff::Timestamp;
use networks::{Directories, Pace, Place, Renewal, Secret};

use crate::secrets;

/// What is to be captured.
#[derive(Debug)]
pub(crate) struct Capture {
    pub(crate) parts: Vec<Part>,
    /// From when on a place that was never followed is to tell what was said before.
    pub(crate) since: Option<Timestamp>,
    /// How often servers are looked at.
    pub(crate) pace: Pace,
    /// Who is asked about accounts of Bluesky's network.
    pub(crate) directories: Directories,
    /// How the token of each server is read again.
    pub(crate) renewals: BTreeMap<String, Renewal>,
}

/// A series that is followed, at its own places.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) tags: Vec<Tag>,
    pub(crate) places: Vec<Place>,
    /// When to stop by itself.
    pub(crate) until: Option<Timestamp>,
}

impl Capture {
    /// Of one series, for as long as it takes.
    pub(crate) fn of(tags: Vec<Tag>, places: Vec<Place>) -> Self {
        Self::following(Part { tags, places, until: None })
    }

    /// Of one part, with nothing else said.
    pub(crate) fn following(part: Part) -> Self {
        let (pace, directories) = (Pace::default(), Directories::default());
        Self { parts: vec![part], since: None, pace, directories, renewals: BTreeMap::new() }
    }

    /// Gives a server its token wherever it is followed, and how that is read again; says whether it is.
    pub(crate) fn sign_in(&mut self, host: &str, token: &Secret, renewal: Renewal) -> bool {
        let mut found = false;
        for place in self.parts.iter_mut().flat_map(|part| &mut part.places) {
            let name = place.name();
            if let Place::Mastodon { token: known, .. } = place
                && name == host
            {
                *known = Some(token.clone());
                found = true;
            }
        }
        self.renewals.insert(host.to_owned(), renewal);
        found
    }

    /// The same with a token that stands alone in a file.
    ///
    /// # Errors
    /// When the file holds none, or no place has this host.
    pub(crate) fn sign_in_with(&mut self, host: &str, file: &Path) -> Result<()> {
        let token = secrets::from_file(file)?;
        let again = file.to_owned();
        let renewal = Renewal::new(move || secrets::read(&again).ok());
        ensure!(
            self.sign_in(host, &token, renewal),
            "--token {host}=…: no --on names the server {host}"
        );
        Ok(())
    }

    /// The tags of all series, each once.
    pub(crate) fn tags(&self) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        for tag in self.parts.iter().flat_map(|part| &part.tags) {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        tags
    }
}
