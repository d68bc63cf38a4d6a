//! What a source is given, and what it tells.

use std::sync::Arc;

use chat::keep::Lists;
use chat::{Tag, Uri};
use formats::{Found, Options};
use jiff::Timestamp;
use tokio::sync::mpsc::Sender;

use crate::{Asking, Directories, Pace, Ranked, Renewal, Topic};

/// Tells the time; only `app` has a real one.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// All that a source needs to know.
pub struct Following {
    /// Which one this is, for whoever listens to several.
    pub number: usize,
    /// The vantage point, as sightings name it.
    pub name: Arc<str>,
    /// What is looked for.
    pub topic: Topic,
    /// Who is left out, and who agreed.
    pub lists: Lists,
    /// Where to go on, in the source's own words, as [`News::Found`] and [`News::Alive`] told it.
    pub cursor: Option<String>,
    /// Where there is no cursor: from when on what was said before is to be told, if not all that there
    /// is of a server's timeline, and nothing of a stream of the whole network.
    pub since: Option<Timestamp>,
    /// Posts that this source showed lately, in an earlier run: they may have been taken back since.
    pub recent: Vec<Recent>,
    /// What earlier runs of this source left undone.
    pub undone: Undone,
    /// Who is asked about accounts of Bluesky's network.
    pub directories: Directories,
    /// Reads the token again that its server is asked with.
    pub renewal: Option<Renewal>,
    /// How often a server is looked at that does not speak by itself.
    pub pace: Pace,
    /// What servers' lists of trends are asked for.
    pub asking: Asking,
    /// The time.
    pub clock: Clock,
    /// Where news go.
    pub out: Sender<Told>,
}

/// A post that was shown in an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// Its name.
    pub uri: Uri,
    /// When it was said.
    pub created_at: Timestamp,
    /// The tags that it carried.
    pub tags: Vec<Tag>,
    /// Its words.
    pub words: String,
}

/// What earlier runs left undone, where the source itself does not hold it any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Since when the source is not seen, without a break until now; `None` at the very first time.
    pub unseen_since: Option<Timestamp>,
    /// The beginning of the first older gap that nobody tried to make good yet.
    pub gap_since: Option<Timestamp>,
    /// Who took part so far, those who spoke last first.
    pub people: Vec<Uri>,
}

/// News, and of which source.
#[derive(Debug)]
pub struct Told {
    /// The number in its [`Following`].
    pub source: usize,
    /// When we heard it.
    pub at: Timestamp,
    /// What.
    pub news: News,
}

/// What a source tells.
#[derive(Debug, PartialEq, Eq)]
pub enum News {
    /// Something was found. With it goes the cursor: it is to be kept together with what was found,
    /// or not at all.
    Found {
        /// In the order in which it was told.
        found: Vec<Found>,
        /// Where to go on after it.
        cursor: Option<String>,
    },
    /// The source is there, and nothing was said that concerns us.
    Alive {
        /// Where to go on after what it did say.
        cursor: Option<String>,
    },
    /// It sees, and it has told everything that was said there from this time on.
    Seeing {
        /// From when.
        since: Timestamp,
    },
    /// It does not see what is said from this time on, and tries again.
    Blind {
        /// The last time of which it is known that it saw.
        since: Timestamp,
        /// Why, in words.
        reason: String,
    },
    /// The place of our tags in a server's own list of trends, just now.
    Ranked(Ranked),
    /// What was said in a time that was not seen was read afterwards, and has been told.
    Repaired {
        /// From when …
        from: Timestamp,
        /// … until when.
        to: Timestamp,
        /// How much of it.
        extent: Extent,
    },
    /// There is nothing more to come.
    Ended,
}

/// How much of what was missed could be read afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What those said who are known to take part, and what hangs on their posts.
    Part,
}

/// Nobody listens any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nobody listens any more")]
pub struct Stopped;

impl Following {
    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Tells something, once there is room for it.
    ///
    /// # Errors
    /// [`Stopped`].
    pub async fn tell(&self, news: News) -> Result<(), Stopped> {
        if let News::Found { found, .. } = &news {
            self.asking.hear(found, self.now());
        }
        self.out.send(self.told(news)).await.map_err(|_| Stopped)
    }

    pub(crate) fn told(&self, news: News) -> Told {
        Told { source: self.number, at: self.now(), news }
    }

    /// What readers of `formats` are to know.
    pub(crate) fn options(&self) -> Options {
        Options { lists: self.lists.clone(), ..Options::default() }
    }
}
