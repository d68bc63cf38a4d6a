//! Somebody who listens to a source.

use std::sync::Arc;
use std::time::Duration;

use chat::{Change, Tag};
use formats::Found;
use networks::{
    Asking, Directories, Following, Known, News, Pace, Place, Ranked, Recent, Renewal, Told, Topic,
    Undone, follow,
};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// As old is a post that is counted for the last time; the evening is six hours.
pub(crate) const LATE: Duration = Duration::from_secs(25_200);

/// A hundred times as often as it is done elsewhere.
const PACE: Pace = Pace {
    busy: Duration::from_millis(20),
    quiet: Duration::from_millis(100),
    again: Duration::from_millis(300),
    whole: Duration::from_millis(700),
    late: LATE,
    patience: Duration::from_secs(8),
};

/// A source that is listened to.
pub(crate) struct Listener {
    news: mpsc::Receiver<Told>,
    source: JoinHandle<()>,
    /// The cursor told last.
    pub(crate) cursor: Option<String>,
    /// What lists of trends said, which comes when it comes.
    pub(crate) lists: Vec<String>,
}

/// What a source is given beside its place.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) cursor: Option<String>,
    pub(crate) since: Option<jiff::Timestamp>,
    pub(crate) recent: Vec<Recent>,
    pub(crate) undone: Undone,
    pub(crate) directories: Directories,
    pub(crate) renewal: Option<Renewal>,
}

#[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
pub(crate) fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

impl Listener {
    /// Follows a place for a tag, from where it was left.
    pub(crate) fn start(place: &str, tag: &str, cursor: Option<String>) -> Self {
        Self::follow(place.parse().unwrap(), tag, cursor)
    }

    /// The same of a place that was made.
    pub(crate) fn follow(place: Place, tag: &str, cursor: Option<String>) -> Self {
        Self::listen(place, tag, Given { cursor, ..Given::default() })
    }

    /// Goes on with what earlier runs showed, and left undone.
    pub(crate) fn gone_on(
        place: Place,
        tag: &str,
        cursor: &str,
        recent: Vec<Recent>,
        undone: Undone,
        directories: Directories,
    ) -> Self {
        let (cursor, given) = (Some(cursor.to_owned()), Given::default());
        Self::listen(place, tag, Given { cursor, recent, undone, directories, ..given })
    }

    /// Follows a place with what it is given.
    pub(crate) fn listen(place: Place, tag: &str, given: Given) -> Self {
        let Given { cursor, since, recent, undone, directories, renewal } = given;
        let known = Known::default();
        recent.iter().for_each(|recent| known.note(&recent.uri));
        let (out, news) = mpsc::channel(16);
        let following = Following {
            number: 0,
            name: place.name().into(),
            topic: Topic::new(&[Tag::new(tag).unwrap()], known),
            lists: chat::keep::Lists::default(),
            cursor,
            since,
            recent,
            undone,
            directories,
            renewal,
            pace: PACE,
            asking: Asking::every(PACE.again, &[Tag::new(tag).unwrap()]),
            clock: Arc::new(now),
            out,
        };
        let source = tokio::spawn(async move { follow(&place, following).await });
        Self { news, source, cursor: None, lists: Vec::new() }
    }

    /// The next news, but for signs of life, in few words: a line for each thing found.
    pub(crate) async fn next(&mut self) -> Vec<String> {
        loop {
            let told = timeout(PATIENCE, self.news.recv()).await.unwrap().unwrap();
            match told.news {
                News::Found { found, cursor } => {
                    self.cursor = cursor.or(self.cursor.take());
                    return found.iter().map(shown).collect();
                }
                News::Alive { cursor } => self.cursor = cursor.or(self.cursor.take()),
                News::Seeing { since } if since == jiff::Timestamp::MIN => {
                    return vec!["sees all".into()];
                }
                News::Seeing { .. } => return vec!["sees from now on".into()],
                News::Blind { reason, .. } => return vec![format!("blind: {reason}")],
                News::Ranked(Ranked { list, ranks, .. }) => {
                    self.lists.extend(ranks.iter().map(|(tag, rank)| {
                        let rank = rank.map_or("-".to_owned(), |rank| rank.to_string());
                        format!("{tag} {rank} on {list}")
                    }));
                }
                News::Repaired { extent, .. } => {
                    return vec![format!("read afterwards: {extent:?}")];
                }
                News::Ended => return vec!["ended".into()],
            }
        }
    }

    /// Listens until something is told that contains this; returns all that was told.
    pub(crate) async fn until(&mut self, words: &str) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let told = timeout(PATIENCE, async {
            while !all.iter().any(|line| line.contains(words)) {
                all.extend(self.next().await);
            }
        });
        let told = told.await.is_ok();
        assert!(told, "{words:?} is not told, but {all:#?}");
        all
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.source.abort();
    }
}

fn shown(found: &Found) -> String {
    let name = |uri: &chat::Uri| uri.as_str().rsplit('/').next().unwrap().to_owned();
    match found {
        Found::Record(record) => match &record.change {
            Change::Posted(post) => {
                let edited = if post.body.edited_at.is_some() { " (edited)" } else { "" };
                let answers = post.reply_to.as_ref().map(|uri| format!(" to {}", name(uri)));
                let answers = answers.unwrap_or_default();
                format!("{}{answers}{edited}: {}", name(&post.uri), post.body.text.plain)
            }
            change => format!("{}: passed on", name(change.uri())),
        },
        Found::Gone(change) => format!("{}: gone", name(change.uri())),
        Found::Context(post) => format!("{}: rides along", name(&post.uri)),
        Found::Author(author) => format!("author {}", author.handle.as_deref().unwrap_or("?")),
        other => format!("{other:?}"),
    }
}
