//! What is to be captured: series, each with its places.

use chat::Tag;
use jiff::Timestamp;
use networks::{Directories, Pace, Place, Secret};

/// What is to be captured.
#[derive(Debug)]
pub(crate) struct Capture {
    pub(crate) parts: Vec<Part>,
    /// How often servers are looked at.
    pub(crate) pace: Pace,
    /// Who is asked about accounts of Bluesky's network.
    pub(crate) directories: Directories,
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
        Self { parts: vec![part], pace: Pace::default(), directories: Directories::default() }
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

/// Gives a server its token wherever it is followed; says whether it is.
pub(crate) fn sign_in(parts: &mut [Part], host: &str, token: &Secret) -> bool {
    let mut found = false;
    for place in parts.iter_mut().flat_map(|part| &mut part.places) {
        let name = place.name();
        if let Place::Mastodon { token: known, .. } = place
            && name == host
        {
            *known = Some(token.clone());
            found = true;
        }
    }
    found
}
